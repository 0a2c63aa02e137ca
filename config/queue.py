"""Sends the demo's tasks by name."""

from celery import current_app


def draw_demo_product(sku: str) -> None:
    """Ask for one demo product's photos and finished example."""
    current_app.send_task("config.draw_demo_product", args=[sku], ignore_result=True)


def draw_samples() -> None:
    """Ask for the pictures beside the sign-in form."""
    current_app.send_task("config.draw_samples", ignore_result=True)
