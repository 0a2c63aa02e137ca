"""What people choose for themselves: name, language, time zone, theme."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import actor_of, target_of
from accounts.models import User
from accounts.zones import clean_time_zone
from audit import services as audit
from audit.actions import Action

MAX_NAME = 120
# The joiner and the non-joiner: some scripts are not written without.
_JOINERS = "\u200c\u200d"


def change_profile(user: User, **values: str) -> None:
    """Keep what a person chose, and record what is new of it.

    values: any of `name`, `language`, `time_zone` and `theme`. The caller may have a transaction
    open. `user` has the new values afterwards.

    Raises:
        ValidationError: what is wrong, by field; nothing is kept.
    """
    wanted = clean_profile(values)
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        changes = {
            field: (getattr(row, field), value)
            for field, value in wanted.items()
            if getattr(row, field) != value
        }
        for field, value in wanted.items():
            setattr(user, field, value)
        if changes:
            User.objects.filter(pk=user.pk).update(**wanted)
            audit.record(
                Action.ACCOUNT_CHANGED,
                actor=actor_of(user),
                target=target_of(user),
                details=audit.Details(changes=_shown(changes)),
            )


def _shown(changes: dict[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """Return what the trail may say of changes: of a name that it is another."""
    return {field: audit.CHANGED if field == "name" else pair for field, pair in changes.items()}


def clean_profile(values: dict[str, str]) -> dict[str, str]:
    """Return the values as they are kept. Raises ValidationError by field."""
    cleaned: dict[str, str] = {}
    wrong: dict[str, Any] = {}
    for field, value in values.items():
        try:
            cleaned[field] = _RULES[field](value)
        except ValidationError as error:
            wrong[field] = error
    if wrong:
        raise ValidationError(wrong)
    return cleaned


def clean_person_name(text: str) -> str:
    """Return a person's name: one line as it is read, of at most 120 characters."""
    kept = "".join(
        " " if unicodedata.category(one)[0] in "CZ" and one not in _JOINERS else one for one in text
    )
    name = " ".join(kept.split())
    if not name:
        raise ValidationError(_("Give the name others know you by."), code="required")
    if len(name) > MAX_NAME:
        raise ValidationError(
            _("Use at most %(most)d characters.") % {"most": MAX_NAME}, code="too_long"
        )
    return name


def _language(text: str) -> str:
    if text not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose one of the languages on offer."), code="unknown")
    return text


def _theme(text: str) -> str:
    if text not in User.Theme.values:
        raise ValidationError(_("Choose one of the themes on offer."), code="unknown")
    return text


_RULES = {
    "name": clean_person_name,
    "language": _language,
    "time_zone": clean_time_zone,
    "theme": _theme,
}
