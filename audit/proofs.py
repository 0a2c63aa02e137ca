"""Proofs of the whole trail against the bucket: asked for by staff, and made every night.

One at a time: a proof reads every row, and two tell no more than one.
"""

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.dispatch import Signal

from audit import finding_words, queue, sealing, services
from audit.actions import Action
from audit.models import Proof
from audit.sealing.copies import InBucket
from audit.sealing.proving import Report

log = logging.getLogger(__name__)
OPEN = (Proof.State.WAITING, Proof.State.RUNNING)
# Longer than a worker may take for one, twice: its worker has died, or its message was lost.
GIVEN_UP_AFTER = timedelta(hours=1)
HINTED_AGAIN = timedelta(minutes=1)
# Sent in the transaction that notes it (proof): the trail is not as it was written.
not_whole = Signal()


class AlreadyAsked(Exception):
    """One waits or runs already."""


def ask(*, by: services.Actor, reason: str) -> Proof:
    """Have a worker prove the trail, on the record.

    Raises:
        AlreadyAsked: one waits or runs already.
    """
    give_up_lost()
    proof = _begin(Proof(asked_by=by.id), by=by, reason=reason)
    if proof is None:
        raise AlreadyAsked
    return proof


def prove(proof_id: int) -> bool:
    """Make a proof that was asked for; False when it runs already, or is done. Safe twice."""
    taken = Proof.objects.filter(pk=proof_id, state=Proof.State.WAITING)
    if not taken.update(state=Proof.State.RUNNING):
        return False
    try:
        report = sealing.verify(against=InBucket())
    except Exception as error:
        _end(proof_id, Proof.State.FAILED, finding=finding_words.kept_failure(_named(error)))
        raise
    state = Proof.State.WHOLE if report.is_whole else Proof.State.BROKEN
    _end(proof_id, state, report=report, finding=finding_words.kept(report))
    return True


def prove_round() -> bool:
    """Prove the trail unasked (sent by beat every night); False when somebody is at it."""
    give_up_lost()
    proof = _begin(Proof(state=Proof.State.WAITING))
    return proof is not None and prove(proof.pk)


def give_up_lost() -> int:
    """Note of proofs whose worker died that nothing came of them; return how many."""
    lost = Proof.objects.filter(state__in=OPEN, asked_at__lt=Now() - GIVEN_UP_AFTER)
    return lost.update(
        state=Proof.State.FAILED,
        finished_at=Now(),
        finding=finding_words.kept_failure("its worker did not come back"),
    )


def take_up() -> None:
    """Hint again at a proof that waits, and give up one whose worker died (beat)."""
    give_up_lost()
    waiting = Proof.objects.filter(state=Proof.State.WAITING, asked_at__lt=Now() - HINTED_AGAIN)
    for proof_id in waiting.values_list("pk", flat=True):
        queue.send_proof(proof_id)


def last_ended() -> Proof | None:
    """Return the proof that ended last; None before the first one."""
    return Proof.objects.exclude(state__in=OPEN).order_by("-finished_at", "-id").first()


def _begin(proof: Proof, *, by: services.Actor | None = None, reason: str = "") -> Proof | None:
    """Write a proof that waits; None when there is an open one. by: who asks; a round does not."""
    try:
        with transaction.atomic(durable=True):
            proof.save(force_insert=True)
            if by is not None:
                services.record(
                    Action.PROOF_ASKED,
                    actor=by,
                    target=services.Target("audit_proof", str(proof.pk)),
                    details=services.Details(reason=reason),
                )
                transaction.on_commit(lambda: queue.send_proof(proof.pk))
    except IntegrityError:
        return None
    return proof


def _end(proof_id: int, state: Proof.State, *, finding: str, report: Report | None = None) -> None:
    seen = report or Report()
    with transaction.atomic(durable=True):
        Proof.objects.filter(pk=proof_id).update(
            state=state,
            rows=seen.rows,
            seals=seen.seals,
            finding=finding,
            finished_at=Now(),
        )
        if state == Proof.State.BROKEN:
            proof = Proof.objects.get(pk=proof_id)
            log.error("the trail is not as it was written", extra={"finding": finding})
            not_whole.send(Proof, proof=proof)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
