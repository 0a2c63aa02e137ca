"""Fields that several forms of workspaces share: each is cleaned by the one rule of its value."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.limiting import TooFast
from workspaces import validation


class RuledField(forms.CharField):
    """Text that is cleaned by a function of `workspaces.validation`."""

    def __init__(self, *, rule: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self.rule = rule

    def clean(self, value: Any) -> str:
        """Return the value as it is kept; an empty one stays empty where that is allowed."""
        text = super().clean(value)
        return self.rule(text) if text else text


class RuledChoice(RuledField):
    """One of a few values, each cleaned by the rule: an older name of a value is understood."""

    def __init__(self, *, choices: Any, **options: Any) -> None:
        super().__init__(widget=forms.Select(choices=choices), **options)


def too_fast(refusal: TooFast) -> str:
    """Tell beside a field that it was too often within an hour, and how long to wait."""
    return ngettext(
        "That was often within an hour. Try again in %(minutes)d minute.",
        "That was often within an hour. Try again in %(minutes)d minutes.",
        refusal.minutes,
    ) % {"minutes": refusal.minutes}


def language_field(**options: Any) -> RuledChoice:
    """Return the choice of a language."""
    return RuledChoice(
        label=_("Language"),
        rule=validation.clean_language,
        choices=settings.LANGUAGES,
        help_text=_("For e-mails and for texts, unless another is chosen."),
        **options,
    )


def time_zone_field(**options: Any) -> RuledChoice:
    """Return the choice of a time zone."""
    return RuledChoice(
        label=_("Time zone"),
        rule=validation.clean_time_zone,
        choices=[(name, name.replace("_", " ")) for name in validation.TIME_ZONES],
        **options,
    )


def currency_field(**options: Any) -> RuledChoice:
    """Return the choice of a currency; a script adds what each is called."""
    field = RuledChoice(
        label=_("Currency"),
        rule=validation.clean_currency,
        choices=[(code, code) for code in validation.CURRENCIES],
        **options,
    )
    field.widget.attrs["data-currencies"] = True
    return field
