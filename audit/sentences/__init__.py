"""Events as people read them: a sentence for each, or for several that are told as one."""

from audit.models import AuditEvent
from audit.sentences.areas import GROUPS, Group
from audit.sentences.differences import Difference, differences
from audit.sentences.grouping import told
from audit.sentences.icons import icon
from audit.sentences.kinds import kind
from audit.sentences.telling import Names
from audit.sentences.writing import Part, parts, text

__all__ = [
    "GROUPS",
    "Difference",
    "Group",
    "Names",
    "Part",
    "differences",
    "icon",
    "parts",
    "target_kind",
    "text",
    "told",
]


def target_kind(event: AuditEvent) -> str:
    """Return what kind of thing was acted on, in the present language; empty for none."""
    return kind(event.target_type)
