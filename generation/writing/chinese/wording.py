"""The shape of what Chinese can say on one topic."""

from dataclasses import dataclass

BARE = "·"  # begins a clause that follows neither a subject nor stands before 的


@dataclass(frozen=True, slots=True)
class Wording:
    """Frames of one topic. {v}: the value; {a}, {b}: its first part and the others.

    clauses: comments on the product; several make one sentence. lines: sentences of their own.
    warm, lively: clauses of that tone besides. answers: to a question. heads: with the value, for a
    selling point; the first that is short enough. A frame whose gap is empty is not used.
    """

    clauses: tuple[str, ...]
    lines: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    lively: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    def toned(self, tone: str) -> tuple[str, ...]:
        if tone == "warm":
            return self.clauses + self.warm
        return self.clauses + self.lively if tone == "lively" else self.clauses
