"""Who is signed in, and the roles there are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from audit.ownership.sql.asking import do, one, rows

_LOCK = 0x45424F57
# What says who signs in where. The name of the database stays: tests have one of their own.
_ACCOUNT = ("USER", "PASSWORD", "HOST", "PORT")
# A name is cut to 63 bytes by the server itself.
_LONGEST = 57
_aside: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Roles:
    """The application's account, and the role nobody signs in as."""

    app: str
    trail: str


@dataclass(frozen=True, slots=True)
class Account:
    """How the application signs in."""

    name: str
    password: str


# --- connections ----------------------------------------------------------------------------------
def is_owner_now() -> bool:
    """Return whether the connection is the owner's already."""
    return bool(_aside)


@contextmanager
def connected_as(account: Mapping[str, Any]) -> Iterator[None]:
    """Sign in as another account for a block."""
    known = connection.settings_dict
    _aside.update({name: known[name] for name in _ACCOUNT})
    connection.close()
    known.update({name: account[name] for name in _ACCOUNT})
    try:
        yield
    finally:
        connection.close()
        known.update(_aside)
        _aside.clear()


def application() -> Account:
    """Return how the application signs in, whoever is signed in now."""
    known = _aside or connection.settings_dict
    return Account(str(known["USER"]), str(known["PASSWORD"]))


def trail_name() -> str:
    """Return the role that owns what is guarded: each database of a server has its own."""
    name = str(connection.settings_dict["NAME"]).encode()[:_LONGEST].decode(errors="ignore")
    return f"{name}_trail"


def only_one() -> None:
    """Wait for any other that hands over."""
    do("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


# --- roles ----------------------------------------------------------------------------------------
def has_role(name: str) -> bool:
    """Return whether the server knows the role."""
    return bool(one("SELECT to_regrole(quote_ident(%s)) IS NOT NULL", [name]))


def make_trail(name: str) -> None:
    """Make the role that owns what is guarded, and let the present account act as it."""
    if not has_role(name):
        do(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    _join(name)


def make_application(name: str) -> None:
    """Make the application's account."""
    do(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))


def set_password(name: str, password: str) -> None:
    """Give an account its password, where the present one may; only its hash is sent."""
    _join(name)
    if not one(
        "SELECT rolsuper OR (rolcreaterole AND EXISTS (SELECT 1 FROM pg_auth_members"
        " WHERE roleid = to_regrole(quote_ident(%s)) AND member = r.oid AND admin_option))"
        " FROM pg_roles AS r WHERE rolname = current_user",
        [name],
    ):
        return
    with connection.cursor() as cursor:
        server = cursor.cursor.connection.pgconn
        hashed = server.encrypt_password(password.encode(), name.encode(), None).decode()
    alter = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}")
    do(alter.format(sql.Identifier(name), sql.Literal(hashed)))


def too_mighty(roles: Roles) -> str:
    """Return what makes the application's account more than that; empty where nothing does."""
    asked = {
        "is the owner's own": "SELECT %(app)s = current_user",
        "is a superuser": "SELECT rolsuper FROM pg_roles WHERE rolname = %(app)s",
        "may make roles": "SELECT rolcreaterole FROM pg_roles WHERE rolname = %(app)s",
        "may act as the owner": "SELECT pg_has_role(%(app)s, current_user, 'MEMBER')",
        "may act as the trail's owner": "SELECT pg_has_role(%(app)s, %(trail)s, 'MEMBER')",
        "owns the database": (
            "SELECT pg_has_role(%(app)s, datdba, 'MEMBER') FROM pg_database"
            " WHERE datname = current_database()"
        ),
    }
    values = {"app": roles.app, "trail": roles.trail}
    return next((said for said, question in asked.items() if one(question, values)), "")


def _join(name: str) -> None:
    """Become a member of a role, unless this account may act as it already."""
    if not may_act_as(name, "USAGE"):
        do(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(name)))


def may_act_as(name: str, how: str = "MEMBER") -> bool:
    """Return whether the account that is signed in may act as a role."""
    return bool(one("SELECT pg_has_role(%s, %s)", [name, how]))


def keeper() -> str:
    """Return who owns the trail; empty where there is none yet."""
    found = rows(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('public.audit_event')"
    )
    return str(found[0][0]) if found else ""
