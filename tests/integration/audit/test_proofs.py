"""Proofs that staff ask for and that every night makes: what comes of them, and who is told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import translation

from audit import finding_words, proofs, queue, sealing
from audit.models import AuditEvent, Proof
from audit.sealing.lag import lag
from audit.services import Actor
from audit.tasks import prove, prove_round
from tests.integration.audit import memory_store
from tests.integration.audit.conftest import Tamper
from tests.integration.audit.events import write

BOSS = Actor("staff", "boss")
WHY = "The auditors are here."


@pytest.fixture(autouse=True)
def sent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What workers were sent; seals are copied to a bucket in memory."""
    settings.AUDIT_STORE = memory_store.__name__
    memory_store.objects.clear()
    found: list[int] = []
    monkeypatch.setattr(queue, "send_proof", found.append)
    return found


@pytest.fixture(autouse=True)
def alarms(_empty_trail: None) -> Iterator[list[Proof]]:
    """The proofs of which staff are told; no proof is left behind."""
    found: list[Proof] = []

    def note(proof: Proof, **_more: Any) -> None:
        found.append(proof)

    proofs.not_whole.connect(note)
    Proof.objects.all().delete()
    yield found
    proofs.not_whole.disconnect(note)
    Proof.objects.all().delete()


def sealed(count: int) -> list[int]:
    found = write(count)
    sealing.seal()
    sealing.keep()
    return found


def test_a_proof_is_asked_for_on_the_record_and_made_once(
    sent: list[int], alarms: list[Proof]
) -> None:
    sealed(3)
    asked = proofs.ask(by=BOSS, reason=WHY)
    event = AuditEvent.objects.latest("id")

    assert sent == [asked.pk]
    assert (event.action, event.target_id, event.reason) == (
        "audit.proof.asked", str(asked.pk), WHY,
    )  # fmt: skip
    prove(asked.pk)
    assert proofs.prove(asked.pk) is False
    made = proofs.last_ended()
    assert made is not None
    # The row that says who asked waits for its seal.
    assert (made.state, made.rows, made.seals, made.finding) == ("whole", 4, 1, "")
    assert made.finished_at is not None
    assert alarms == []


def test_two_at_once_are_refused(sent: list[int]) -> None:
    proofs.ask(by=BOSS, reason=WHY)

    with pytest.raises(proofs.AlreadyAsked):
        proofs.ask(by=BOSS, reason=WHY)
    assert proofs.prove_round() is False

    assert len(sent) == Proof.objects.count() == 1
    assert AuditEvent.objects.filter(action="audit.proof.asked").count() == 1


def test_one_whose_worker_died_does_not_stand_in_the_way() -> None:
    lost = proofs.ask(by=BOSS, reason=WHY)
    Proof.objects.update(asked_at=Now() - proofs.GIVEN_UP_AFTER - timedelta(seconds=1))

    proofs.ask(by=BOSS, reason=WHY)

    lost.refresh_from_db()
    assert lost.state == "failed"
    assert proofs.prove(lost.pk) is False


def test_a_hint_that_was_lost_is_sent_again(sent: list[int]) -> None:
    waits = proofs.ask(by=BOSS, reason=WHY)
    proofs.take_up()
    assert sent == [waits.pk]
    Proof.objects.update(asked_at=Now() - proofs.HINTED_AGAIN - timedelta(seconds=1))

    proofs.take_up()

    assert sent == [waits.pk, waits.pk]


def test_what_the_night_finds_is_told_with_the_first_bad_row(
    alarms: list[Proof], tamper: Tamper, caplog: Any
) -> None:
    rows = sealed(3)
    tamper("UPDATE audit_event SET reason = 'x' WHERE id = ANY(%s)", rows[1:])

    prove_round()

    made = Proof.objects.get()
    assert (made.state, made.asked_by) == ("broken", "")
    assert finding_words.words(made.finding) == (
        f"Row {rows[1]} was changed after it was sealed (seal 1)."
        " In all, 2 things are not as they were sealed."
    )
    finding = finding_words.finding_of(made.finding)
    assert finding is not None
    assert finding.row == rows[1]
    assert alarms == [made]
    assert "the trail is not as it was written" in caplog.text


def test_a_tail_that_was_cut_off_is_found_by_the_copies(tamper: Tamper) -> None:
    sealed(2)
    sealed(1)
    tamper("DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)")
    tamper("DELETE FROM audit_seal WHERE n = 2")
    tamper("DELETE FROM audit_seal_rows WHERE n = 2")
    tamper("DELETE FROM audit_seal_kept WHERE n = 2")

    prove_round()

    assert finding_words.words(Proof.objects.get().finding) == "Seal 2 is missing."


def test_what_cannot_be_proven_says_why_and_alarms_nobody(alarms: list[Proof]) -> None:
    sealed(1)

    with override_settings(AUDIT_STORE="no.such.module"), pytest.raises(ModuleNotFoundError):
        prove_round()

    made = Proof.objects.get()
    assert made.state == "failed"
    assert "ModuleNotFoundError: No module named" in finding_words.words(made.finding)
    assert finding_words.finding_of(made.finding) is None
    assert alarms == []


def test_every_kind_of_finding_has_a_sentence() -> None:
    kinds = {
        value
        for name, value in vars(sealing.proving).items()
        if name.isupper() and isinstance(value, str)
    }

    assert set(finding_words._sentences()) == kinds
    assert len(kinds) == 13
    with translation.override("en"):
        for sentence in finding_words._sentences().values():
            assert sentence.endswith(".")


# --- how far sealing is behind --------------------------------------------------------------------
def test_nothing_waits_when_all_is_sealed_and_copied() -> None:
    assert lag().is_late is False
    sealed(2)

    now = lag()

    assert (now.unsealed, now.unkept, now.is_late) == (None, None, False)


def test_what_waits_too_long_for_its_seal_or_its_copy_is_late(tamper: Tamper) -> None:
    sealed(1)
    write(2)
    assert lag().unsealed is not None
    assert not lag().is_late
    tamper("UPDATE audit_event SET at = at - interval '6 minutes' WHERE id > 1")

    late = lag()

    assert late.is_unsealed_late
    assert not late.is_unkept_late
    sealing.seal()
    tamper("UPDATE audit_seal SET at = at - interval '11 minutes' WHERE n = 2")
    assert (lag().is_unsealed_late, lag().is_unkept_late) == (False, True)
    sealing.keep()
    assert not lag().is_late


def test_how_far_it_is_behind_takes_three_questions(django_assert_num_queries: Any) -> None:
    sealed(1)

    with django_assert_num_queries(3):
        lag()
