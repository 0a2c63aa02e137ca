"""What a proof found, in a sentence; kept as codes, so that each reader has their own language."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.sealing import proving
from audit.sealing.proving import Finding, Report

MOST = 500
FAILED = "not-proven"
RESTORED = "restored"


def kept(report: Report) -> str:
    """Return the first thing a proof found, as a row keeps it; empty when there is nothing.

    A whole trail keeps restores that somebody stands up for.
    """
    first = report.first
    if first is None:
        left = sum(one.copies for one in report.restores)
        return json.dumps({"kind": RESTORED, "count": left}) if left else ""
    said = {
        "kind": first.kind,
        "seal": first.seal,
        "row": first.row,
        "workspace": first.workspace,
        "count": len(report.findings),
    }
    return json.dumps(said)


def kept_failure(text: str) -> str:
    """Return why nothing could be proven, as a row keeps it."""
    return json.dumps({"kind": FAILED, "why": text[:200]})[:MOST]


def finding_of(text: str) -> Finding | None:
    """Return what `kept` has kept; None for nothing and for what was not proven."""
    said = _read(text)
    if not said or said["kind"] in (FAILED, RESTORED):
        return None
    return Finding(said["kind"], said["seal"], said["row"], said["workspace"])


def words(text: str) -> str:
    """Return in a sentence what a row keeps."""
    said = _read(text)
    if not said:
        return ""
    if said["kind"] == FAILED:
        return _("The proof ended early: %(why)s") % {"why": said["why"]}
    if said["kind"] == RESTORED:
        return ngettext(
            "A restore that was acknowledged left %(count)s copy of a seal behind.",
            "Restores that were acknowledged left %(count)s copies of seals behind.",
            said["count"],
        ) % {"count": said["count"]}
    first = _sentences()[str(said["kind"])] % said
    if said["count"] == 1:
        return first
    if said["count"] >= proving.MOST_FINDINGS:
        more = _("There is more: the first %(count)s findings were counted, and no further.") % said
    else:
        more = _("In all, %(count)s things are not as they were sealed.") % said
    return f"{first} {more}"


def _read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


def _sentences() -> dict[str, str]:
    return {
        proving.CHANGED: _("Row %(row)s was changed after it was sealed (seal %(seal)s)."),
        proving.DELETED: _("Row %(row)s was deleted (seal %(seal)s)."),
        proving.INSERTED: _("Row %(row)s was put in later (after seal %(seal)s)."),
        proving.AHEAD: _("Row %(row)s is of a transaction that has not been."),
        proving.NOT_DROPPED: _(
            "A month is said to be dropped, and its drop does not prove (up to seal %(seal)s)."
        ),
        proving.COPY_LOST: _("Seal %(seal)s has no copy in the bucket."),
        proving.NOT_SIGNED: _("Seal %(seal)s is not signed by a key that is trusted."),
        proving.NOT_BOUND: _("Seal %(seal)s does not follow the one before."),
        proving.NOT_ITSELF: _("Seal %(seal)s was changed."),
        proving.GAP: _("Seal %(seal)s is missing."),
        proving.LEAVES_LOST: _("Seal %(seal)s has lost the hashes of its rows."),
        proving.LEAVES_CHANGED: _("Seal %(seal)s has other hashes of its rows than were signed."),
        proving.COPY_NOT_SIGNED: _("The copy of seal %(seal)s in the bucket is not signed."),
    }
