"""The section of whom invoices are made out to."""

from dataclasses import asdict, dataclass
from typing import cast
from uuid import UUID

from django.http import QueryDict

from billing.forms import DetailsForm
from billing.money import accounts
from workspaces.screens.settings import display


@dataclass(frozen=True, slots=True)
class Shown:
    """The section with its form, as it is drawn.

    saved: it has just been kept. is_conflict: somebody else was first; newer: what they made of
    it, by label.
    """

    form: DetailsForm
    saved: bool = False
    is_conflict: bool = False
    newer: tuple[tuple[str, str], ...] = ()


def read(workspace_id: UUID) -> DetailsForm:
    """Return the form as the account has it."""
    profile = accounts.profile_of(accounts.of(workspace_id))
    return DetailsForm(initial={**asdict(profile), "version": accounts.version_of(profile)})


def after_conflict(form: DetailsForm, workspace_id: UUID) -> Shown:
    """Return the section after somebody else was first: what was typed stays.

    It knows the newest version from now on: sending it again means it.
    """
    newest = read(workspace_id)
    typed = cast("QueryDict", form.data).copy()
    typed["version"] = str(newest.initial["version"])
    again = DetailsForm(typed)
    again.is_valid()
    newer = tuple(
        (str(now.label), display(now))
        for now, mine in zip(newest.visible_fields(), again.visible_fields(), strict=True)
        if display(now) != display(mine)
    )
    return Shown(again, is_conflict=True, newer=newer)
