"""Which actions belong together: what is offered where people choose what they want to read."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.actions import Action
from audit.sentences import (
    documents,
    files,
    making,
    money,
    people,
    places,
    plans,
    refusals,
    running,
)


@dataclass(frozen=True, slots=True)
class Group:
    """An area. is_of_workspaces: whether its events are among those of a workspace."""

    label: Promise
    actions: frozenset[Action]
    is_of_workspaces: bool = True


# By a key that may stand in addresses.
GROUPS: Mapping[str, Group] = {
    "members": Group(_("People and access"), frozenset({*places.MEMBERS, *refusals.NOT_LET_IN})),
    "files": Group(_("Files"), frozenset({*files.FILES, *documents.COPIES})),
    "products": Group(_("Products"), frozenset({*files.PRODUCTS, *documents.SHEETS})),
    "work": Group(_("Images, copy and video"), frozenset(making.WORK)),
    "settings": Group(_("Workspace and brand"), frozenset(places.WORKSPACES)),
    "plans": Group(_("Plans and limits"), frozenset(plans.PLANS)),
    "money": Group(_("Invoices and payments"), frozenset(money.MONEY)),
    "trail": Group(_("Audit trail"), frozenset(running.TRAIL)),
    "studio": Group(
        _("Staff and the studio"),
        frozenset({*running.STUDIO, *people.MAILS, *refusals.TURNED_AWAY}),
    ),
    "signing_in": Group(_("Signing in"), frozenset(people.SIGNING_IN), is_of_workspaces=False),
    "accounts": Group(_("Accounts"), frozenset(people.GUARDING), is_of_workspaces=False),
}
