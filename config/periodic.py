"""The rounds beat sends: what each is for, what ends when it does, and who switches it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from audit import services as audit
from audit.actions import Action
from config import queue


@dataclass(frozen=True, slots=True)
class Round:
    """A periodic task of the product. seconds: between its runs; without: what switching off means."""

    name: str
    task: str
    seconds: int
    does: str | Promise
    without: str | Promise


ROUNDS = (
    Round(
        "Recover and feed jobs", "generation.sweep", 10,
        _("Takes up the work of processes that died, and tells workers of what waits."),
        _("Jobs whose worker died stand still, and so may new ones."),
    ),
    Round(
        "Check waiting uploads", "assets.sweep", 60,
        _("Looks after uploads that were interrupted, and empties bins after their days."),
        _("Interrupted uploads hold their room for ever, and bins are never emptied."),
    ),
    Round(
        "Clear invitations, finish deletions", "workspaces.sweep", 600,
        _("Forgets old invitations, stops what goes on in closed workspaces, deletes what is due."),
        _("Workspaces that were to be deleted stay, with everything in them."),
    ),
    Round(
        "Forget old request keys", "accounts.sweep", 3600,
        _("Forgets request keys, counts of wrong passwords, old notices and mails."),
        _("Tables grow, and old notices and mails stay."),
    ),
    Round(
        "Tell who is guessed at", "accounts.tell_paused", 30,
        _("Tells people that somebody tries passwords for their account."),
        _("Nobody is told."),
    ),
    Round(
        "Send mails", "accounts.send_mails", 60,
        _("Sends mails whose first try failed, and those whose worker died."),
        _("A mail that did not go at once never goes."),
    ),
    Round(
        "Settle overdue units, expire grants", "billing.sweep", 300,
        _("Gives back units nobody settled, expires grants, begins periods, ends trials."),
        _("Held units are not given back, and no trial and no unpaid plan ends."),
    ),
    Round(
        "Compare units with their ledger", "billing.reconcile", 86_400,
        _("Rebuilds every balance from the ledger and names what differs."),
        _("Nobody notices when a counter is wrong."),
    ),
    Round(
        "Issue invoices, charge cards", "billing.round_of_money", 600,
        _("Issues invoices, charges cards, says who is late."),
        _("Nobody is asked for money."),
    ),
    Round(
        "Seal the audit trail", "audit.seal", 10,
        _("Seals and signs what was written to the audit trail, and copies the seals to the bucket."),
        _("What is new in the trail can be changed without anybody noticing."),
    ),
    Round(
        "Open and drop months of the trail", "audit.round_of_months", 3600,
        _("Opens the trail's months to come, and drops those that are old enough and not held."),
        _("Old months stay, and after three months new rows pile up in one table."),
    ),
    Round(
        "Look after files of the trail", "audit.round_of_exports", 60,
        _("Takes up files of events whose worker died, and removes those that are old enough."),
        _("A file that was asked for may never be written, and old ones stay."),
    ),
    Round(
        "Prove the audit trail", "audit.prove_round", 86_400,
        _("Proves the whole trail against its seals and their copies, and tells staff if it is not whole."),
        _("Nobody notices that somebody has changed the trail, until somebody asks for a proof."),
    ),
    Round(
        "Remove files without a row", "assets.sweep_orphans", 86_400,
        _("Removes from the store what no row names any more."),
        _("The store keeps what nobody can see."),
    ),
)  # fmt: skip
BY_TASK = {one.task: one for one in ROUNDS}


def switch(task_id: int, *, on: bool, by: audit.Actor, reason: str) -> bool:
    """Let beat send a task, or not; False when it was so already. It stays so at every start."""
    with transaction.atomic(durable=True):
        row = PeriodicTask.objects.select_for_update(of=("self",)).get(pk=task_id)
        if row.enabled is on:
            return False
        row.enabled = on
        # Saved as a whole: that is what beat looks out for.
        row.save()
        action = Action.TASK_SWITCHED_ON if on else Action.TASK_SWITCHED_OFF
        _record(action, row, by=by, reason=reason, changes={"enabled": (not on, on)})
    return True


def run_now(task_id: int, *, by: audit.Actor, reason: str) -> bool:
    """Have a worker run a task once, now; False for what is none of the product's rounds.

    Two of a round at a time do nothing twice.
    """
    with transaction.atomic(durable=True):
        row = PeriodicTask.objects.get(pk=task_id)
        if row.task not in BY_TASK:
            return False
        _record(Action.TASK_RUN_BY_STAFF, row, by=by, reason=reason)
        transaction.on_commit(lambda: queue.send_round(row.task))
    return True


def _record(
    action: Action,
    row: PeriodicTask,
    *,
    by: audit.Actor,
    reason: str,
    changes: dict[str, tuple[bool, bool]] | None = None,
) -> None:
    audit.record(
        action,
        actor=by,
        target=audit.Target("task", row.task, row.name),
        details=audit.Details(reason=reason, changes=changes or {}),
    )
