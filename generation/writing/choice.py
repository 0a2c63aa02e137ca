"""Choices that look free and are the same on every machine and in every run."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Draws from a stream that its seed alone decides.

    `hash()` differs from run to run, and `random` may change how it picks: neither is used.
    """

    def __init__(self, *seed: object) -> None:
        text = "\x1f".join(str(part) for part in seed)
        self._key = blake2b(text.encode(), digest_size=16).digest()
        self._drawn = 0
        self._used: set[str] = set()

    def below(self, limit: int) -> int:
        self._drawn += 1
        drawn = blake2b(self._drawn.to_bytes(4, "big"), key=self._key, digest_size=8).digest()
        return int.from_bytes(drawn, "big") % limit

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def pick(self, options: Sequence[Item]) -> Item:
        return options[self.below(len(options))]

    def fresh(self, options: Sequence[str], *, bare: Collection[str] = ()) -> str:
        """Return one that this text has not used yet, as long as there is one.

        bare: those that may come again, since nobody notices them.
        """
        unused = [option for option in options if option not in self._used]
        picked = self.pick(unused or options)
        if picked not in bare:
            self._used.add(picked)
        return picked

    def shuffled(self, items: Iterable[Item]) -> list[Item]:
        left, mixed = list(items), []
        while left:
            mixed.append(left.pop(self.below(len(left))))
        return mixed
