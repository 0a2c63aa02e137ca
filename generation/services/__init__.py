"""What people and programs ask of jobs, texts and video projects."""

from generation.kinds.copy import CopyOrder, RewriteOrder
from generation.kinds.image import ImageOrder
from generation.kinds.script import ScriptOrder
from generation.kinds.video import VideoOrder
from generation.orders import BadRequest
from generation.services.jobs import (
    NothingToDo,
    cancel,
    jobs,
    open_jobs_first,
    place_of,
    retry,
    running_jobs,
    seconds_left,
    stop,
    submit,
)
from generation.services.projects import change_project, projects, restore_project
from generation.services.texts import Conflict, change_text, restore_text, texts

__all__ = [
    "BadRequest",
    "Conflict",
    "CopyOrder",
    "ImageOrder",
    "NothingToDo",
    "RewriteOrder",
    "ScriptOrder",
    "VideoOrder",
    "cancel",
    "change_project",
    "change_text",
    "jobs",
    "open_jobs_first",
    "place_of",
    "projects",
    "restore_project",
    "restore_text",
    "retry",
    "running_jobs",
    "seconds_left",
    "stop",
    "submit",
    "texts",
]
