"""The doctor's look at the audit trail: is it sealed in time, and was it whole when it was proven?"""

from django.db import DatabaseError
from django.utils import translation

from audit import finding_words, proofs
from audit.models import Proof
from audit.sealing.lag import KEPT_WITHIN, SEALED_WITHIN, lag
from config.stack.findings import Finding, missing, ok, reason, warning

WHAT = "Audit trail"


def trail() -> Finding:
    """Say what the last proof found, and whether rows wait for seals or seals for the bucket."""
    try:
        last, now = proofs.last_ended(), lag()
    except DatabaseError as error:
        return missing(WHAT, reason(error), "Mend PostgreSQL first; the trail lies there.")
    if last is not None and last.state == Proof.State.BROKEN:
        advice = "See /staff/audit/proof/, and docs/audit.md for what to do before anything else."
        return missing(WHAT, f"not as it was written. {_said(last)}", advice)
    if now.unsealed is not None and now.is_unsealed_late:
        said = f"a row has waited {now.unsealed.total_seconds():.0f} s for its seal"
        advice = (
            f"Rows are sealed within {SEALED_WITHIN.total_seconds():.0f} s: are beat and worker-default"
            " running, and is a transaction open for long (pg_stat_activity)?"
        )
        return warning(WHAT, said, advice)
    if now.unkept is not None and now.is_unkept_late:
        said = f"a seal has waited {now.unkept.total_seconds():.0f} s for its copy in the bucket"
        advice = (
            f"Seals are copied within {KEPT_WITHIN.total_seconds():.0f} s: is the bucket writable?"
            " See the log of worker-default."
        )
        return warning(WHAT, said, advice)
    return ok(WHAT, f"sealed; {_proven(last)}")


def _proven(last: Proof | None) -> str:
    if last is None or last.finished_at is None:
        return "not proven yet"
    if last.state == Proof.State.FAILED:
        return _said(last)
    return f"found whole on {last.finished_at:%Y-%m-%d %H:%M} UTC, {last.rows} rows"


def _said(proof: Proof) -> str:
    with translation.override("en"):
        return finding_words.words(proof.finding).rstrip(".")
