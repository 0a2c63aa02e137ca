"""What staff ask the trail: a form's words made filters, by ids that the index knows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold import widgets

from audit import personal
from audit.admin import places
from audit.filters import BadFilter, Filters
from audit.models import ActorLabel, AuditEvent
from audit.sentences import GROUPS

GROUP = "group:"
ACTORS = {
    "user": _("a person"),
    "staff": _("staff"),
    "api_key": _("a program"),
    "system": _("the product itself"),
    "anonymous": _("somebody who was not signed in"),
}
# So many of a name are shown to choose from.
MOST = 20
_Meant = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several that were meant. query: what is asked instead."""

    label: str
    query: dict[str, str]


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    clothes = widgets.UnfoldAdminTextInputWidget()
    return forms.CharField(
        label=label, required=False, max_length=254, help_text=help_text, widget=clothes
    )


def _moment(label: Any) -> forms.DateTimeField:
    clothes = widgets.UnfoldAdminTextInputWidget(attrs={"type": "datetime-local", "step": 1})
    return forms.DateTimeField(label=label, required=False, widget=clothes)


def _select(label: Any, choices: Any) -> forms.ChoiceField:
    clothes = widgets.UnfoldAdminSelectWidget()
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=clothes)


def _whats() -> list[tuple[Any, Any]]:
    groups = [
        (
            group.label,
            [
                (f"{GROUP}{key}", _t("All of: %(group)s") % {"group": group.label}),
                *((str(action), str(action)) for action in sorted(group.actions)),
            ],
        )
        for key, group in GROUPS.items()
    ]
    return [("", _t("Everything")), *groups]


def _outcomes() -> list[tuple[str, Any]]:
    return [("", _t("Any")), *AuditEvent.Outcome.choices]


def _actors() -> list[tuple[str, Any]]:
    return [("", _t("Anybody")), *ACTORS.items()]


class AskForm(forms.Form):
    """What is looked for. choices: of what was named, where it may be several."""

    text = _text(
        pgettext_lazy("trail", "Words"),
        _("Names of people and things, from the beginning of a word"),
    )
    who = _text(_("Who"), _("Name, e-mail or id"))
    workspace = _text(_("Workspace"), _("Name, address or id"))
    action = _select(pgettext_lazy("trail", "What"), _whats)
    target = _text(_("To what"), _("Id, or a person’s e-mail"))
    outcome = _select(_("How it ended"), _outcomes)
    actor_type = _select(_("Acted as"), _actors)
    since = _moment(pgettext_lazy("trail", "From"))
    until = _moment(_("Until"))
    address = _text(_("Network address"))
    request_id = _text(_("Request id"))
    session_id = _text(_("Session id"))

    # What stands below a fold: it is asked for by links more often than by hand.
    FURTHER = ("actor_type", "address", "target", "request_id", "session_id")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.choices: list[Choice] = []
        self.filters = Filters()

    @property
    def asked(self) -> dict[str, str]:
        """What was sent, field by field."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    @property
    def first_fields(self) -> list[Any]:
        """The fields that always stand there."""
        return [field for field in self if field.name not in self.FURTHER]

    @property
    def further_fields(self) -> list[Any]:
        """The others."""
        return [self[name] for name in self.FURTHER]

    @property
    def has_further(self) -> bool:
        """Whether one of the others is asked for."""
        return bool(self.asked.keys() & set(self.FURTHER))

    def clean_who(self) -> str:
        """Return the id of the person who is meant."""
        return self._one("who", _people(self.cleaned_data["who"].strip()))

    def clean_workspace(self) -> str:
        """Return the id of the workspace that is meant."""
        text = self.cleaned_data["workspace"].strip()
        found = places.meant(text) if text else []
        names = places.names(found)
        meant = [(str(one), names.get(one, str(one))) for one in found]
        return self._one("workspace", meant if text else None)

    def clean_target(self) -> str:
        """Return the id of what is meant."""
        return self._one("target", _targets(self.cleaned_data["target"].strip()))

    def clean(self) -> dict[str, Any]:
        """Make filters of it."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        try:
            self.filters = _filters(given)
        except BadFilter as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return given

    def _one(self, name: str, meant: _Meant | None) -> str:
        """Return the only one that is meant; none when nothing was asked for."""
        if meant is None:
            return ""
        if not meant:
            raise ValidationError(_t("Nobody and nothing is called so."))
        if len(meant) > 1:
            for key, label in meant[:MOST]:
                self.choices.append(Choice(label, {**self.asked, name: key}))
            raise ValidationError(_t("Several are meant by this: choose one below."))
        return meant[0][0]


def _filters(given: dict[str, Any]) -> Filters:
    action = given["action"]
    of_group = action.removeprefix(GROUP)
    actions = GROUPS[of_group].actions if action.startswith(GROUP) else {action} - {""}
    return Filters(
        workspace_id=UUID(given["workspace"]) if given["workspace"] else None,
        actor_id=given["who"],
        actor_type=given["actor_type"],
        actions=tuple(str(one) for one in actions),
        target_id=given["target"],
        outcome=given["outcome"],
        address=given["address"],
        request_id=given["request_id"],
        session_id=given["session_id"],
        since=given["since"],
        until=given["until"],
        text=given["text"],
        as_staff=True,
    )


def _people(text: str) -> _Meant | None:
    """Return (id, name) of who is meant: an id as it is, an e-mail's person, or who is called so."""
    if not text:
        return None
    if _is_id(text):
        return [(text, text)]
    if "@" in text:
        return _owners(text)
    known = ActorLabel.objects.filter(actor_type=personal.USER, label__icontains=text)
    found = known.order_by("-changed_at").values_list("actor_id", "label")[: MOST + 1]
    return list(found)


def _targets(text: str) -> _Meant | None:
    """Return (id, name) of what is meant: the account of an e-mail, and the address itself."""
    if not text:
        return None
    if "@" not in text:
        return [(text, text)]
    # Rows name an address by its hash; those of another key are older than the present one.
    address = [
        (one, _t("the address %(address)s") % {"address": text}) for one in personal.ids_of(text)
    ]
    return [*_owners(text), *address]


def _owners(email: str) -> _Meant:
    found = get_user_model().objects.filter(email__iexact=email)
    return [(str(one.pk), str(one)) for one in found]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
