"""How one English text calls its product, from sentence to sentence."""

import re

from generation.writing.choice import Dice
from generation.writing.english.values import an, capital
from generation.writing.frames import fill
from generation.writing.product import Named
from generation.writing.wordlists import words

SUBJECT = re.compile(r"\{[Ss]\}")
NOUN = "{N}"  # where "it" cannot stand
AGREED = re.compile(r"\b(it is|they are|you will|you are|here is|that is)\b(?= \w)", re.I)
CASUAL = {"it is": "it's", "they are": "they're", "you will": "you'll", "you are": "you're",
          "here is": "here's", "that is": "that's"}  # fmt: skip
MASS = words(
    "honey tea coffee chocolate jam sauce granola luggage soap shampoo oil perfume sunscreen"
)
NAMED_AGAIN = 2  # sentences with "it" in a row; then the thing is named


class Naming:
    """Says it, the mug or Northbay's stoneware mug, so that none wears out and all are clear."""

    def __init__(self, product: Named, dice: Dice, *, is_casual: bool) -> None:
        self._product = product
        self._dice = dice
        self._is_casual = is_casual
        self._is_known = False
        self._in_a_row = 0
        self._began_with_subject = False

    @property
    def it(self) -> str:
        return "they" if self._product.many else "it"

    def begin(self) -> None:
        """Remember that the first sentence has named the thing."""
        self._is_known, self._in_a_row, self._began_with_subject = True, 0, True

    def turn(self) -> None:
        self._is_known = False

    def starts_anew(self, way: str) -> bool:
        """Return whether the sentence starts otherwise than the one before it."""
        return way.startswith(("{S}", NOUN)) != self._began_with_subject

    def sentence(self, frame: str, slots: dict[str, str]) -> str:
        """Return the frame with its gaps filled and the product called as fits here."""
        called = self._calling(frame)
        return self._whole(fill(frame, slots | called, many=self._product.many), frame=frame)

    def finished(self, way: str) -> str:
        """Return the sentence, whose phrases stand in it, with its subject."""
        text = way
        for gap, word in self._calling(way).items():
            text = text.replace(f"{{{gap}}}", word, 1)
        return self._whole(text, frame=way)

    def casual(self, text: str) -> str:
        """Return the text as it is spoken: it is becomes it's."""
        if not self._is_casual:
            return text

        def shorter(found: re.Match[str]) -> str:
            said = CASUAL[found[1].lower()]
            return capital(said) if found[1][0].isupper() else said

        return AGREED.sub(shorter, text)

    def _whole(self, text: str, *, frame: str) -> str:
        self._began_with_subject = frame.startswith(("{S}", "{It}", NOUN))
        return re.sub(r"([.?!])\.+", r"\1", capital(self.casual(text).strip()))

    def _calling(self, frame: str) -> dict[str, str]:
        if frame.startswith(NOUN):
            self._is_known, self._in_a_row = True, 0
            return {"N": f"The {self._product.noun}", "it": self.it}
        if not SUBJECT.search(frame):
            # It may speak of something else: then "it" would not be clear.
            self._is_known = self._is_known and frame.startswith(("{It}", "{V}"))
            return {"S": "", "s": "", "it": self.it}
        subject = self._subject()
        again = self.it if "{S}" in frame else subject
        return {"S": capital(subject), "s": again, "it": self.it}

    def _subject(self) -> str:
        noun = self._product.noun
        is_worn = self._in_a_row >= NAMED_AGAIN or (self._in_a_row and self._dice.chance(25))
        if self._is_known and not is_worn:
            self._in_a_row += 1
            return self.it
        self._is_known, self._in_a_row = True, 0
        return f"the {noun}"

    def slots(self) -> dict[str, str]:
        """Return the words for the product that any frame may hold."""
        product, many = self._product, self._product.many
        noun, who = product.noun, self._dice.pick(self._whole_names())
        what = noun if many or noun in MASS else an(noun)
        by = f" from {product.brand}" if self._has_brand() else ""
        it = self.it
        return {
            "it": it, "It": capital(it), "s": it, "S": capital(it),
            "them": "them" if many else "it", "its": "their" if many else "its",
            "noun": noun, "what": what, "this": f"{'these' if many else 'this'} {noun}",
            "who": who, "Who": capital(who), "named": product.named,
            "Named": capital(product.named), "name": product.short, "by": by,
            "brand": product.brand,
        }  # fmt: skip

    def _has_brand(self) -> bool:
        brand = self._product.brand
        return bool(brand) and brand.lower() not in self._product.short.lower()

    def _whole_names(self) -> list[str]:
        """Return "the stoneware mug from Northbay", "Northbay's stoneware mug" and so on."""
        named, brand = self._product.named, self._product.brand
        if not named.startswith("the "):
            return [f"{named} from {brand}" if self._has_brand() else named]
        bare, this = named.removeprefix("the "), "these" if self._product.many else "this"
        if not self._has_brand():
            return [named, f"{this} {bare}"]
        owned = f"{brand}'" if brand.endswith("s") else f"{brand}'s"
        return [f"{named} from {brand}", f"{this} {bare} from {brand}", f"{owned} {bare}",
                f"the {brand} {bare}"]  # fmt: skip
