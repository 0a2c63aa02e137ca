"""Steps: what staff do about money and units, each on a page of its own, with a reason, by a service.

A step asks, calls one service, and says what became of it. A refusal stands by the field it is about;
whatever is refused has changed nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from audit.services import Actor

Words = str | Promise
# Exception → the field it is about ("" for none) and what it says there.
Refusal = tuple[str, Words | Callable[[Any], Words]]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a step, in sentences. row: what is shown next; where one was, when None."""

    said: Sequence[Words]
    row: Any = None


class StepForm(forms.Form):
    """What a step asks for. row: what it is done to; given: what the address says beforehand."""

    def __init__(self, data: Any = None, *, row: Any, given: Mapping[str, str]) -> None:
        self.row, self.given = row, given
        super().__init__(data, initial=self.begin())
        self.prepare()
        dress(self)

    def begin(self) -> dict[str, Any]:
        """Return what stands in the fields at first."""
        return {name: self.given[name] for name in self.base_fields if name in self.given}

    def prepare(self) -> None:
        """Make the fields fit the row."""

    @property
    def tables(self) -> Sequence[Any]:
        """Rows of fields that stand below the others, as tables; none here."""
        return ()


class Reasoned(StepForm):
    """A step that asks for nothing but why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It stands in the audit trail.")
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        # Why comes last, whatever else is asked.
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def clean_reason(self) -> str:
        """Return it in one line."""
        return " ".join(self.cleaned_data["reason"].split())


class Step:
    """Something staff do. name: of its address; permission: the right that it takes.

    label: the button that leads there; button: the one that does it.
    """

    name: str
    label: Words
    button: Words
    permission: str
    icon = "edit"
    is_grave = False
    form: type[StepForm] = Reasoned
    refusals: Mapping[type[Exception], Refusal] = {}

    def closed(self, row: Any) -> Words:
        """Return why it cannot be done to a row as it stands; empty when it can."""
        del row
        return ""

    def says(self, row: Any) -> Words:
        """Return what it does, for who thinks it over."""
        raise NotImplementedError

    def facts(self, row: Any, form: Any) -> Sequence[tuple[Words, object]]:
        """Return what there is now: (name, value)."""
        del row, form
        return ()

    def do(self, row: Any, values: dict[str, Any], *, actor: Actor) -> Done:
        """Call the service, and say what became of it."""
        raise NotImplementedError

    def run(self, row: Any, form: StepForm, *, actor: Actor) -> Done | None:
        """Do it; None when it was refused, and the form says why."""
        try:
            return self.do(row, form.cleaned_data, actor=actor)
        except tuple(self.refusals) as error:
            field, said = next(
                refusal for kind, refusal in self.refusals.items() if isinstance(error, kind)
            )
            text = said(error) if callable(said) and not isinstance(said, Promise) else said
            form.add_error(field or None, str(text))
            return None


_WIDGETS: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.TextInput: widgets.UnfoldAdminTextInputWidget,
    forms.NumberInput: widgets.UnfoldAdminTextInputWidget,
    forms.EmailInput: widgets.UnfoldAdminEmailInputWidget,
    forms.CheckboxInput: widgets.UnfoldBooleanWidget,
}


def dress(form: forms.BaseForm) -> None:
    """Give fields the admin's clothes. Numbers are typed as text: nothing scrolls them away."""
    for field in form.fields.values():
        kind = type(field.widget)
        if isinstance(field, forms.MultipleChoiceField):
            field.widget = widgets.UnfoldAdminCheckboxSelectMultipleWidget(choices=field.choices)
        elif isinstance(field, forms.ChoiceField):
            field.widget = widgets.UnfoldAdminSelectWidget(choices=field.choices)
        elif isinstance(field, forms.SplitDateTimeField):
            continue
        elif kind in _WIDGETS:
            clothes: Any = _WIDGETS[kind]
            attrs = dict(field.widget.attrs)
            if kind is forms.NumberInput:
                attrs = {"inputmode": "decimal"}
            field.widget = clothes(attrs=attrs)
        else:
            continue
        field.widget.is_required = field.required
        field.widget.is_localized = field.localize
