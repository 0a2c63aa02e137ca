"""The trail made provable: rows are sealed in batches, each signed and bound to the one before.

    rows ── leaf = SHA-256 ──▶ Merkle root ──▶ seal n = (n, xids, root, hash of seal n−1) ──▶ Ed25519

docs/audit.md gives every byte of it, so that somebody else can check it without this code.
"""

from uuid import UUID

from audit.sealing.copies import Copies, compare, keep
from audit.sealing.proving import Finding, Report, is_clock_signed, prove
from audit.sealing.sealer import seal

__all__ = ["Copies", "Finding", "Report", "is_clock_signed", "keep", "prove", "seal", "verify"]


def verify(*, workspace_id: UUID | None = None, against: Copies | None = None) -> Report:
    """Prove the trail, also against copies of its seals where they are given.

    Raises:
        ValueError: an earlier public key of the settings is none.
        OSError: the copies cannot be read.
    """
    report = prove()
    if against is not None:
        compare(report, against)
    if workspace_id is not None:
        report.limit_to(workspace_id)
    return report
