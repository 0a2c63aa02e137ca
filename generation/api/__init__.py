"""The API of jobs, and of the texts and video projects they write."""

from importlib import import_module

from generation.api.content import TextViewSet, VideoProjectViewSet
from generation.api.jobs import JobViewSet
from generation.api.uses import AssetUsesApi
from generation.models import JobKind

# A kind's API stands in the module of its name.
JOB_APIS: list[type[JobViewSet]] = [
    import_module(f"generation.api.{kind.value}").VIEWSET for kind in JobKind
]

__all__ = ["JOB_APIS", "AssetUsesApi", "TextViewSet", "VideoProjectViewSet"]
