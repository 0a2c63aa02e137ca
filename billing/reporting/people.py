"""How whoever used something is called."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User


def names_of(actor_ids: Iterable[str]) -> dict[str, str]:
    """Return actor id → their name now, in one query at most.

    Who left the workspace keeps the name, who closed the account has lost it. What nobody did is
    the studio's own doing; whoever is no person is a key of the API.
    """
    found = set(actor_ids)
    ids = {known: actor_id for actor_id in found if (known := _uuid(actor_id)) is not None}
    people = {user.pk: user.label for user in _people(ids)} if ids else {}
    named = {actor_id: people[known] for known, actor_id in ids.items() if known in people}
    return {actor_id: named.get(actor_id) or _other(actor_id) for actor_id in found}


def _people(ids: Iterable[UUID]) -> Iterable[User]:
    return User.objects.filter(pk__in=list(ids)).only("name", "email", "closed_at")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _other(actor_id: str) -> str:
    return _("API key") if actor_id else _("Automatic")
