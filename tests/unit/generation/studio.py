"""What a person sends from the video studio, and what is stored of it."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from generation.models import VideoProject
from generation.scripts import Script
from workspaces import tenancy
from workspaces.models import Workspace


def address(place: Workspace, name: str, *parts: Any) -> str:
    return reverse(f"generation:{name}", args=[place.slug, *parts])


def body(script: Script, *, version: int = 1, **values: Any) -> dict[str, Any]:
    return {"version": version, "title": "", "script": script.content(), **values}


def stored(place: Workspace, project: VideoProject) -> VideoProject:
    """Return the project as it is now: an answered request has left the workspace."""
    with tenancy.inside(place.schema_name):
        return VideoProject.objects.select_related("current").get(pk=project.pk)


def keep(client: Client, place: Workspace, project: VideoProject, given: Any) -> Any:
    return client.post(
        address(place, "video_save", project.pk),
        given if isinstance(given, str) else json.dumps(given),
        content_type="application/json",
    )
