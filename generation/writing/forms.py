"""The shape of what a language can say on one topic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forms:
    """Frames of one topic.

    does: what the product does, after its subject ("holds {v}"). has: a noun phrase ("room for
    {v}"). gives: whether that is something one gets ("you get a weight of 2 kg" is not said).
    clauses: with a subject of their own ("the lid is {v}"). says: whole sentences. warm, lively:
    whole sentences of that tone only.
    """

    does: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    gives: bool = False
    clauses: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    lively: tuple[str, ...] = ()

    def sentences(self, tone: str) -> tuple[str, ...]:
        """Return the whole sentences of a tone; a lively text likes its own best."""
        if tone == "warm":
            return self.says + self.warm
        return self.lively + self.lively + self.says if tone == "lively" else self.says
