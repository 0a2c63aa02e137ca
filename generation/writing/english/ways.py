"""The shape of what English can say on one topic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ways:
    """Frames of one topic.

    does: what the product does, after its subject ("holds {v}"). apart: a phrase set off by a
    comma, before the subject or after its verb ("made of {v}"). own: a clause with a subject of
    its own ("the lid is {v}"). says: whole sentences. warm, lively: whole sentences of that tone
    only.
    """

    does: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    lively: tuple[str, ...] = ()

    def sentences(self, tone: str) -> tuple[str, ...]:
        """Return the whole sentences of a tone."""
        own = {"warm": self.warm, "lively": self.lively}.get(tone, ())
        return self.says + own
