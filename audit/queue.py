"""Sends the trail's tasks by name; a message is a hint, the row is the truth."""

from celery import current_app


def send_proof(proof_id: int) -> None:
    """Ask for a proof that was asked for."""
    current_app.send_task("audit.prove", args=[proof_id], ignore_result=True)
