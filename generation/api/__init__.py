"""The API of jobs, and of the texts and video projects they write."""

from generation.api.content import TextViewSet, VideoProjectViewSet
from generation.api.jobs import JOB_APIS

__all__ = ["JOB_APIS", "TextViewSet", "VideoProjectViewSet"]
