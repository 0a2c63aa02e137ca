"""The sections of a workspace's settings and of its brand."""

from dataclasses import dataclass, replace
from typing import cast

from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workspaces import forms, hooks, services
from workspaces.access import Access
from workspaces.models import Brand, Workspace


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page of settings that is kept by itself.

    is_sent: it waits for its button; the others are kept when a field of theirs is left.
    """

    name: str
    title: str | Promise
    form: type[forms.SectionForm]
    is_sent: bool = False

    @property
    def template(self) -> str:
        """Where its fields are drawn."""
        return f"workspaces/settings/_{self.name}.html"

    def read(self, row: Workspace | Brand, *, version: int) -> forms.SectionForm:
        """Return the form as the row has it."""
        names = [name for name in self.form.base_fields if name != "version"]
        initial = {name: getattr(row, name) for name in names}
        return self.form(initial={**initial, "version": version}, section=self.name)


GENERAL = {
    section.name: section
    for section in (
        Section("name", _("Name"), forms.NameForm),
        Section("address", _("Address"), forms.AddressForm, is_sent=True),
        Section("region", _("Language, time zone and currency"), forms.RegionForm),
    )
}
BRAND = {
    section.name: section
    for section in (
        Section("logo", _("Logo"), forms.LogoForm),
        Section("colours", _("Colours"), forms.ColoursForm),
        Section("tone", _("Tone of voice"), forms.ToneForm),
        Section("words", _("Words"), forms.WordsForm),
    )
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with its form, as it is drawn.

    saved: it has just been kept. is_conflict: somebody else was first; newer: what they made of
    it, by label. is_beside: it is not the one that was sent.
    """

    section: Section
    form: forms.SectionForm
    saved: bool = False
    is_conflict: bool = False
    newer: tuple[tuple[str, str], ...] = ()
    is_beside: bool = False

    @property
    def values(self) -> list[tuple[str, str]]:
        """What stands there, for who may only read it."""
        return [(str(field.label), display(field)) for field in self.form.visible_fields()]


def workspace(found: Access) -> Workspace:
    """Return the workspace as it is now."""
    return Workspace.objects.get(pk=found.workspace_id)


def sections(page: dict[str, Section], found: Access) -> list[Shown]:
    """Return every section of a page as it is now."""
    place = workspace(found)
    row = place if page is GENERAL else services.brand_of(found.workspace_id)
    return [Shown(one, one.read(row, version=place.version)) for one in page.values()]


def after_conflict(
    page: dict[str, Section], section: Section, form: forms.SectionForm, found: Access
) -> list[Shown]:
    """Return the sections after somebody else was first: what was typed stays in its own.

    It knows the newest version from now on: sending it again means it. The others are as new.
    """
    shown: list[Shown] = []
    for one in sections(page, found):
        if one.section is not section:
            shown.append(replace(one, is_beside=True))
            continue
        typed = cast("QueryDict", form.data).copy()
        typed["version"] = str(one.form.initial["version"])
        again = section.form(typed, section=section.name)
        again.is_valid()
        newer = tuple(
            (str(now.label), display(now))
            for now, mine in zip(one.form.visible_fields(), again.visible_fields(), strict=True)
            if display(now) != display(mine)
        )
        shown.insert(0, Shown(section, again, is_conflict=True, newer=newer))
    return shown


def logo_url(found: Access, *, origin: str) -> str | None:
    """Return where the logo is, while it is in the library."""
    asset_id = services.brand_of(found.workspace_id).logo_asset_id
    return hooks.logo_url(found.schema_name, asset_id, origin=origin) if asset_id else None


def display(field: BoundField) -> str:
    """Return a field's value the way people read it."""
    value = field.value()
    if isinstance(field.form, forms.ColoursForm):
        value = field.form.shown
    choices = dict(getattr(field.field.widget, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(choices.get(value, "" if value is None else value)).strip()
