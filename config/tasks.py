"""The demo's own tasks, drawn by the ordinary workers; and what is noted of beat's rounds."""

from typing import Any

from celery import Task, shared_task
from celery.signals import task_postrun, task_prerun

from config import periodic, runs
from config.demo import seed


@shared_task(name="config.draw_demo_product")
def draw_demo_product(sku: str, **_later: Any) -> None:
    """Draw one demo product's photos and have a finished example made."""
    seed.draw_product(sku)


@shared_task(name="config.draw_samples")
def draw_samples(**_later: Any) -> None:
    """Draw the pictures beside the sign-in form."""
    seed.draw_samples()


@task_prerun.connect
def note_start(sender: Task[Any, Any], **_more: Any) -> None:
    """Note that one of beat's rounds begins; what runs in its caller is none."""
    if sender.name in periodic.BY_TASK and not sender.request.is_eager:
        runs.note_start(sender.name)


@task_postrun.connect
def note_end(
    sender: Task[Any, Any], state: str | None = None, retval: object = None, **_more: Any
) -> None:
    """Note how it ended."""
    if sender.name in periodic.BY_TASK and not sender.request.is_eager:
        runs.note_end(sender.name, error=None if state == "SUCCESS" else retval)
