"""Sends the demo's tasks and beat's rounds by name, and asks which workers are there."""

from celery import current_app
from kombu.exceptions import OperationalError


class BrokerUnreachable(Exception):
    """Workers cannot be asked: what carries messages to them does not answer."""


def draw_demo_product(sku: str) -> None:
    """Ask for one demo product's photos and finished example."""
    current_app.send_task("config.draw_demo_product", args=[sku], ignore_result=True)


def draw_samples() -> None:
    """Ask for the pictures beside the sign-in form."""
    current_app.send_task("config.draw_samples", ignore_result=True)


def send_round(task: str) -> None:
    """Ask for one run of a periodic task."""
    current_app.send_task(task, ignore_result=True)


def served(*, seconds: int) -> dict[str, list[str]]:
    """Return the queues each worker serves, by the worker's name. seconds: how long it may take.

    Raises:
        BrokerUnreachable: the messages' way to them is closed.
    """
    # Without this, an absent broker is tried again for ever.
    once = {**current_app.conf.broker_transport_options, "max_retries": 1}
    try:
        with current_app.connection(connect_timeout=seconds, transport_options=once) as way:
            way.ensure_connection(max_retries=1, timeout=seconds)
            asked = current_app.control.inspect(timeout=seconds, connection=way)
            answers = asked.active_queues() or {}
    except OperationalError as error:
        raise BrokerUnreachable(str(error)) from error
    return {name: [str(row["name"]) for row in rows] for name, rows in answers.items()}
