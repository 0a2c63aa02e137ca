"""What a proof may find, and what it tells."""

from dataclasses import dataclass, field
from uuid import UUID

# A report names so many bad rows; a trail that is all bad is not listed whole.
MOST_FINDINGS = 100
NOT_SIGNED, NOT_BOUND, NOT_ITSELF = "seal-not-signed", "seal-not-bound", "seal-changed"
GAP, LEAVES_LOST, LEAVES_CHANGED = "seal-missing", "leaves-missing", "leaves-changed"
COPY_NOT_SIGNED, COPY_LOST = "copy-not-signed", "copy-missing"
CHANGED, DELETED, INSERTED, AHEAD = "row-changed", "row-deleted", "row-inserted", "row-ahead"
NOT_DROPPED = "month-not-dropped"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed. row: of the trail; None where a seal itself is bad."""

    kind: str
    seal: int
    row: int | None = None
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore that somebody stands up for, and how many copies of seals it left behind."""

    at: str
    reason: str
    copies: int


@dataclass(slots=True)
class Report:
    """What was looked at and found. waiting: rows not sealed yet; dropped: rows gone by age."""

    seals: int = 0
    rows: int = 0
    waiting: int = 0
    dropped: int = 0
    findings: list[Finding] = field(default_factory=list)
    restores: list[Restore] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all of it is as it was written."""
        return not self.findings

    @property
    def first(self) -> Finding | None:
        """Return the first bad row, or where none has a name the first bad seal."""
        of_rows = [one for one in self.findings if one.row is not None]
        return min(of_rows or self.findings, key=lambda one: (one.seal, one.row or 0), default=None)

    def limit_to(self, workspace_id: UUID) -> None:
        """Keep what is found of one workspace, and what is nobody's: lost rows, seals."""
        mine = (str(workspace_id), "")
        self.findings = [one for one in self.findings if one.workspace in mine]

    def add(self, *found: Finding) -> None:
        """Note what was found."""
        self.findings += found[: MOST_FINDINGS - len(self.findings)]
