"""Accounts, owners and rights: what PostgreSQL is told and asked about them."""

from audit.ownership.sql.accounts import (
    Roles,
    application,
    connected_as,
    has_role,
    is_owner_now,
    keeper,
    make_application,
    make_trail,
    may_act_as,
    only_one,
    set_password,
    too_mighty,
    trail_name,
)
from audit.ownership.sql.owners import (
    give_guarded,
    give_rest,
    give_schema,
    is_there,
    may_be_given,
    open_database,
    schemas_of_others,
)
from audit.ownership.sql.rights import Grants, grant, grant_functions

__all__ = [
    "Grants", "Roles", "application", "connected_as", "give_guarded", "give_rest", "give_schema",
    "grant", "grant_functions", "has_role", "is_owner_now", "is_there", "keeper", "make_application",
    "make_trail", "may_act_as", "may_be_given", "only_one", "open_database", "schemas_of_others",
    "set_password", "too_mighty", "trail_name",
]  # fmt: skip
