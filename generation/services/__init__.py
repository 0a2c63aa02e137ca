"""What people and programs ask of jobs, texts and video projects."""

from generation.kinds.copy import CopyOrder, RewriteOrder
from generation.kinds.image import ImageOrder
from generation.kinds.script import ScriptOrder
from generation.kinds.video import VideoOrder
from generation.orders import BadRequest
from generation.services.changing import (
    Changed,
    NothingToDo,
    StillOpen,
    cancel,
    cancel_item,
    cancel_many,
    hide,
    hide_many,
    price_of_retry,
    retry,
    retry_item,
    retry_many,
    stop,
)
from generation.services.jobs import (
    Price,
    duplicate,
    jobs,
    open_jobs_first,
    place_of,
    price,
    price_of_duplicate,
    running_jobs,
    standing,
    submit,
)
from generation.services.projects import change_project, projects, restore_project
from generation.services.texts import Conflict, change_text, restore_text, texts

__all__ = [
    "BadRequest",
    "Changed",
    "Conflict",
    "CopyOrder",
    "ImageOrder",
    "NothingToDo",
    "Price",
    "RewriteOrder",
    "ScriptOrder",
    "StillOpen",
    "VideoOrder",
    "cancel",
    "cancel_item",
    "cancel_many",
    "change_project",
    "change_text",
    "duplicate",
    "hide",
    "hide_many",
    "jobs",
    "open_jobs_first",
    "place_of",
    "price",
    "price_of_duplicate",
    "price_of_retry",
    "projects",
    "restore_project",
    "restore_text",
    "retry",
    "retry_item",
    "retry_many",
    "running_jobs",
    "standing",
    "stop",
    "submit",
    "texts",
]
