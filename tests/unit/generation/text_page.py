"""The page of a text, as tests ask for it and read it."""

from typing import Any

from django.urls import reverse

from generation import services
from generation.models import Text
from workspaces import tenancy
from workspaces.models import Workspace


def url(place: Workspace, name: str, text: Text, *more: int) -> str:
    return reverse(f"generation:{name}", args=[place.slug, text.pk, *more])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def now(place: Workspace, text: Text) -> Text:
    with tenancy.inside(place.schema_name):
        return services.texts().get(pk=text.pk)


def versions_of(place: Workspace, text: Text) -> list[Any]:
    with tenancy.inside(place.schema_name):
        return list(text.versions.all())
