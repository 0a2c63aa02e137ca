"""The demo's own tasks: its photos are drawn by the ordinary workers."""

from typing import Any

from celery import shared_task

from config.demo import seed


@shared_task(name="config.draw_demo_product")
def draw_demo_product(sku: str, **_later: Any) -> None:
    """Draw one demo product's photos and have a finished example made."""
    seed.draw_product(sku)


@shared_task(name="config.draw_samples")
def draw_samples(**_later: Any) -> None:
    """Draw the pictures beside the sign-in form."""
    seed.draw_samples()
