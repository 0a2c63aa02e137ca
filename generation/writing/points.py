"""A fact as it has been understood for one language."""

from dataclasses import dataclass, field

from generation.writing.units import Quantity


@dataclass(frozen=True, slots=True)
class Point:
    """Something that can be said once.

    attributes: the facts it stands for, as the person named them; several when they are said
        together (height and width). label: the attribute's name in the language of the text.
    value: as it is said in that language. parts: of what is merged, (topic, value) each.
    """

    attributes: tuple[str, ...]
    topic: str
    label: str
    value: str
    theme: str
    amount: Quantity | None = None
    parts: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_number(self) -> bool:
        return self.amount is not None or bool(self.parts)
