"""Jobs and what they make. All of it lies in the workspace's schema."""

from generation.models.cutouts import CutOut
from generation.models.items import (
    OPEN_ITEM,
    TERMINAL_ITEM,
    Attempt,
    ItemState,
    JobItem,
    Output,
)
from generation.models.jobs import (
    OPEN_JOB,
    CopyJob,
    CopyParameters,
    ImageJob,
    ImageParameters,
    Job,
    JobKind,
    JobState,
    VideoJob,
    VideoParameters,
    counted,
)
from generation.models.texts import Text, TextKind, TextVersion, VersionSource
from generation.models.videos import ProjectVersion, VideoProject

__all__ = [
    "OPEN_ITEM",
    "OPEN_JOB",
    "TERMINAL_ITEM",
    "Attempt",
    "CopyJob",
    "CopyParameters",
    "CutOut",
    "ImageJob",
    "ImageParameters",
    "ItemState",
    "Job",
    "JobItem",
    "JobKind",
    "JobState",
    "Output",
    "ProjectVersion",
    "Text",
    "TextKind",
    "TextVersion",
    "VersionSource",
    "VideoJob",
    "VideoParameters",
    "VideoProject",
    "counted",
]
