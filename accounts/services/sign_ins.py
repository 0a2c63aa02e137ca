"""Where a person is signed in, and how that ends: browsers and programs in one list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts import agents, browsers, sessions
from accounts.actors import target_of
from accounts.client import UNKNOWN
from accounts.models import TokenFamily, User
from accounts.services.safety import whence
from accounts.services.telling import tell
from audit import services as audit
from audit.actions import Action


@dataclass(frozen=True, slots=True)
class SignIn:
    """A place where somebody is signed in.

    kind: `browser` or `program`. device: what people call it. address: None when it is not known.
    proof: `password`, `second_factor`, `google` or `nextauth`.
    """

    id: UUID
    kind: str
    device: str
    address: str | None
    created_at: datetime
    seen_at: datetime
    is_current: bool
    proof: str


def sessions_of(user: User, *, current: str = "") -> list[SignIn]:
    """Return where a person is signed in: this one first, then the last seen.

    current: the sign-in that asks, as `sessions.reference` names it.
    """
    found = [*_browsers_of(user, current), *_programs_of(user, current)]
    return sorted(found, key=lambda one: (one.is_current, one.seen_at), reverse=True)


def end_session(user: User, session_id: UUID, *, actor: audit.Actor) -> bool:
    """Sign one browser or program out; False when the person has none of this id."""
    with transaction.atomic(durable=True):
        is_mine = TokenFamily.objects.filter(pk=session_id, user_id=user.pk).exists()
        if is_mine:
            ended = sessions.end(session_id, reason="ended")
        else:
            keys = [row.session_key for row, _content in browsers.living(user)]
            ended = bool(browsers.end(key for key in keys if browsers.id_of(key) == session_id))
        if ended:
            audit.record(
                Action.ACCOUNT_SESSION_ENDED,
                actor=actor,
                target=target_of(user),
                details=audit.Details(
                    data={"kind": "program" if is_mine else "browser", "session": str(session_id)}
                ),
            )
    return ended


def end_all_sessions(user: User, *, actor: audit.Actor, keep: str = "", reason: str = "") -> int:
    """Sign a person out everywhere; return how many browsers and programs that were.

    keep: the one sign-in that goes on, as `sessions.reference` names it. reason: of staff. What
    another site vouched for before now is believed no more either.
    """
    with transaction.atomic(durable=True):
        User.objects.filter(pk=user.pk).update(trusted_since=Now())
        ended = end_others(user, reason="signed_out_everywhere", keep=keep)
        audit.record(
            Action.ACCOUNT_SIGNED_OUT_EVERYWHERE,
            actor=actor,
            target=target_of(user),
            details=audit.Details(reason=reason, data={"ended": ended, "kept_one": bool(keep)}),
        )
        # From where staff did it is not the person's to know.
        tell(user.pk, "signed_out_everywhere", data=whence() if actor.id == str(user.pk) else {})
    return ended


def end_others(user: User, *, reason: str, keep: str = "") -> int:
    """End every sign-in but `keep`, in the open transaction; return how many there were."""
    kept_key = keep.removeprefix(sessions.SESSION) if keep.startswith(sessions.SESSION) else ""
    keys = browsers.keys_of(user.pk)
    return browsers.end(key for key in keys if key != kept_key) + sessions.end_all(
        user.pk, reason=reason, keep=keep
    )


def _browsers_of(user: User, current: str) -> list[SignIn]:
    return [
        SignIn(
            browsers.id_of(row.session_key),
            "browser",
            agents.name_of(row.user_agent),
            None if row.ip == UNKNOWN else row.ip,
            row.created_at,
            row.last_seen_at,
            f"{sessions.SESSION}{row.session_key}" == current,
            browsers.proof_in(content),
        )
        for row, content in browsers.living(user)
    ]


def _programs_of(user: User, current: str) -> list[SignIn]:
    families = TokenFamily.objects.filter(
        user_id=user.pk, revoked_at__isnull=True, expires_at__gt=Now()
    )
    return [
        SignIn(
            family.pk,
            "program",
            agents.name_of(family.user_agent),
            family.address,
            family.created_at,
            family.seen_at,
            f"{sessions.FAMILY}{family.pk}" == current,
            family.proof,
        )
        for family in families
    ]
