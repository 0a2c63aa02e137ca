"""Says points in English, one sentence at a time."""

import re
from collections.abc import Sequence

from generation.writing.choice import Dice
from generation.writing.english import short, social
from generation.writing.english.predicates import asked as asked_for
from generation.writing.english.predicates import is_several
from generation.writing.english.questions import HEADS, LABELLED, NAMED, QUESTIONS
from generation.writing.english.scenes import EVERYDAY, MOMENTS, SCENES
from generation.writing.english.spoken import Spoken, is_clumsy, is_plain, of_part, spoken
from generation.writing.english.turns import CLOSINGS, LEADS, OPENINGS
from generation.writing.english.values import an, capital, lowered
from generation.writing.frames import expand, fill
from generation.writing.points import Point
from generation.writing.product import Named

DOING = ("{S} {d}.", "{S} {d}.", "{S} {also_d}.", "And {s} {d}.")
PAIRS = (
    "{S} {d} and {joined_e}.",
    "{S} {d}, and {s} {e}.",
    "{S} {d}. {It} {also_e}.",
    "{S} {d}; {it} {also_e}.",
    "{S} {e} and {joined_d}.",
    "{S} {e}; {it} {also_d}.",
)
HAVING = ("{S} {d}, with {h}.",)
OFFERING = (*HAVING, "{S} {d} and {offers} {h}.")
CLAUSES = ("{C} and {c}.", "{C}, and {c}.", "{C}; {c}.", "{C}, while {c}.")
# Said so often that nobody notices them.
BARE = frozenset(
    {"{S} {d}.", "{S} {d} and {joined_e}.", "{S} {d}, and {s} {e}.", "{S} {e} and {joined_d}."}
)
GETTING = ("You get {h}.", "[Count on|Expect] {h}.", "{S} {offers} {h}.")


NOT_FIRST = (
    "yes", "no", "texture", "weight", "dimensions", "audience", "charging", "opened", "origin", "ph", "packaging",
)  # fmt: skip
SHARED = ("is", "are", "has", "have")
LONGEST_PAIR = 90  # characters of both values


class EnglishSpeaker:
    """Finds sentences for points of one product. Remembers which frames it has used."""

    language = "en"
    gap = " "
    stop = "."
    what_is = social.WHAT_IS
    suits = social.SUITS
    endings: tuple[str, ...] = social.ENDINGS
    note_titles: tuple[str, ...] = social.NOTE_TITLES
    film_closings: tuple[str, ...] = social.FILM_CLOSINGS

    def __init__(self, product: Named, *, tone: str, dice: Dice) -> None:
        self.product = product
        self.tone = tone
        self.dice = dice
        self.shown: set[str] = set()
        self._last = ""
        self._said = 0
        self._scenes = dice.shuffled(SCENES[product.group] + EVERYDAY)
        self._moments = dice.shuffled(MOMENTS[product.group])

    def turn(self) -> None:
        """Start a new paragraph: its first sentence names the thing again."""
        self._last, self._said = "", 0

    def one(self, point: Point) -> str:
        """Return the sentence that says the point; a second one where its value has two."""
        said = spoken(point)
        slots = self._slots(point, said)
        kind = self.dice.below(4)
        if said.forms.gives and kind == 0:
            slots["h"] = fill(self._frame(said.forms.has), slots, many=self.product.many)
            text = self._sentence(GETTING, slots)
        elif said.forms.does and (kind == 1 or not said.forms.says):
            slots["d"] = self._does(said, slots)
            slots["also_d"] = _also(slots["d"])
            text = self._sentence(DOING if self._said > 1 else DOING[:2], slots)
        else:
            slots["d"] = self._does(said, slots) if said.forms.does else ""
            text = self._sentence(said.forms.sentences(self.tone), slots)
        return f"{text} {said.tail}".strip()

    def two(self, first: Point, second: Point) -> str:
        """Return one sentence for both, or two where they do not go together."""
        one, other = spoken(first), spoken(second)
        if one.forms.clauses and other.forms.clauses:
            slots = {"C": capital(self._clause(first, one)), "c": self._clause(second, other)}
            return self._sentence(CLAUSES, slots)
        if not one.forms.does or not other.forms.does or one.tail or other.tail:
            return f"{self.one(first)} {self.one(second)}"
        slots = self._slots(first, one)
        slots["d"] = self._does(one, slots)
        if other.forms.has and self.dice.chance(50):
            more = self._slots(second, other)
            slots["h"] = fill(self._frame(other.forms.has), more, many=self.product.many)
            return self._sentence(OFFERING if other.forms.gives else HAVING, slots)
        slots["e"] = self._does(other, self._slots(second, other))
        slots["also_e"] = _also(slots["e"])
        both_yes = first.topic == second.topic == "yes"
        slots["joined_e"] = _joined(slots["d"], slots["e"]) if both_yes else slots["e"]
        slots["joined_d"] = _joined(slots["e"], slots["d"]) if both_yes else slots["d"]
        slots["also_d"] = _also(slots["d"])
        return self._sentence(PAIRS, slots)

    def answer(self, point: Point) -> str:
        """Return the sentence that answers a question for the point."""
        said = spoken(point)
        slots = self._slots(point, said)
        slots["d"] = self._does(said, slots) if said.forms.does else ""
        if point.topic in ("yes", "no"):
            return self._sentence((f"{point.topic.capitalize()}, {{it}} {{d}}.",), slots)
        frames = [frame for frame in said.forms.says if "?" not in frame and "{l}" not in frame]
        frames += ["{S} {d}."] * (2 if said.forms.does else 0)
        text = self._sentence(frames or said.forms.says, slots)
        return f"{text} {said.tail}".strip()

    def question(self, point: Point) -> str:
        """Return what a shopper asks to hear the point."""
        slots = self._slots(point, spoken(point))
        slots["s"] = slots["S"] = f"{'these' if self.product.many else 'this'} {self.product.noun}"
        if point.topic in ("yes", "no"):
            asked = asked_for(point.label).replace("{it}", "{s}")
            return _cased(f"{fill(asked, slots, many=self.product.many)}?")
        frames = QUESTIONS.get(point.topic)
        if frames is None or is_plain(point):
            frames = LABELLED if not is_clumsy(point.label) else NAMED
        return _cased(fill(self._frame(frames), slots, many=self.product.many))

    def head(self, key: str) -> str:
        return self.told(self._frame(HEADS[key]))

    def has_head(self, key: str) -> bool:
        return key in HEADS

    @property
    def film_openings(self) -> tuple[str, ...]:
        return social.FILM_OPENINGS[self.tone]

    def in_title(self, point: Point) -> str:
        return short.in_title(point)

    def caption(self, point: Point) -> str:
        return short.caption(point)

    def caption_name(self) -> str:
        """Return the name where it is short enough for a caption, else the brand."""
        name = self.product.short
        return name if len(name.split()) <= short.CAPTION_WORDS else self.product.brand

    def opening(self, points: Sequence[Point]) -> tuple[str, Point | None]:
        """Return the first sentence, and the point it says, if it says one."""
        able = [point for point in points[:4] if self._opens(point)]
        frames = [frame for frame in OPENINGS[self.tone] if able or "{does}" not in frame]
        frame = self._frame(frames)
        point = self.dice.pick(able) if "{does}" in frame else None
        slots = self._slots(None, None)
        if point is not None:
            said = spoken(point)
            slots["does"] = self._does(said, self._slots(point, said))
        text = _cased(fill(frame, slots, many=self.product.many))
        self._last, self._said = "named", 1
        return text, point

    def _opens(self, point: Point) -> bool:
        said = spoken(point)
        is_short = len(said.value) <= LONGEST_PAIR // 2 and "," not in said.value and not said.tail
        return bool(said.forms.does) and is_short and point.topic not in NOT_FIRST

    def lead(self, theme: str) -> str:
        return self._sentence(LEADS[theme], self._slots(None, None), counts=False)

    def closing(self) -> str:
        return self._sentence(CLOSINGS[self.tone], self._slots(None, None))

    def moment(self) -> str:
        """Return a sentence of use that says no fact."""
        frame = self._moments.pop() if self._moments else self.dice.pick(MOMENTS["thing"])
        return _cased(fill(frame, self._slots(None, None), many=self.product.many))

    def scene(self) -> str:
        return self._scenes[self.dice.below(len(self._scenes))]

    def fit(self, first: Point, second: Point) -> bool:
        """Return whether both can stand in one sentence."""
        one, other = spoken(first), spoken(second)
        if one.tail or other.tail or len(one.value) + len(other.value) > LONGEST_PAIR:
            return False
        if any(
            ", " in value and " and " not in value for value in (one.value, other.value)
        ):  # a comma would begin a list
            return False
        both_clauses = bool(one.forms.clauses and other.forms.clauses)
        return both_clauses or bool(one.forms.does and other.forms.does)

    def _clause(self, point: Point, said: Spoken) -> str:
        return fill(self._frame(said.forms.clauses), self._slots(point, said))

    def told(self, frame: str) -> str:
        """Return a frame of another part of the grammar, filled for this product."""
        return _cased(
            fill(expand(frame, self.dice), self._slots(None, None), many=self.product.many)
        )

    def _does(self, said: Spoken, slots: dict[str, str]) -> str:
        return fill(self._frame(said.forms.does), slots, many=self.product.many)

    def _frame(self, frames: Sequence[str]) -> str:
        return expand(self.dice.fresh(frames, bare=BARE), self.dice)

    def _sentence(
        self, frames: Sequence[str], slots: dict[str, str], *, counts: bool = True
    ) -> str:
        unsaid = [frame for frame in frames if self._said > 1 or not frame.startswith("And ")]
        frame = self._frame(unsaid)
        if "{S}" in frame or "{s}" in frame:
            subject = self._subject()
            slots["S"] = capital(subject)
            slots["s"] = slots["it"] if "{S}" in frame else subject
        self._said += 1 if counts else 0
        return _cased(fill(frame, slots, many=self.product.many))

    def _subject(self) -> str:
        """Return how the sentence calls the product, not as the one before did."""
        it = "they" if self.product.many else "it"
        noun = self.product.noun
        ways = [it, f"the {noun}", f"{'these' if self.product.many else 'this'} {noun}"]
        if not self._last:
            ways = ways[1:]
        if self._last in ("named", it):
            ways += [it] if self._last == "named" else []
        subject = self.dice.pick([way for way in ways if way != self._last] or ways)
        self._last = subject
        return subject

    def _slots(self, point: Point | None, said: Spoken | None) -> dict[str, str]:
        product, many = self.product, self.product.many
        noun = product.noun
        what = noun if many else an(noun)
        scene = self.scene()
        slots = {
            "it": "they" if many else "it", "It": "They" if many else "It", "them": "them" if many else "it",
            "its": "their" if many else "its", "noun": noun, "what": what, "What": capital(what),
            "this": f"{'these' if many else 'this'} {noun}", "offers": "offer" if many else "offers",
            "This": f"{'These' if many else 'This'} {noun}",
            "The_noun": f"The {noun}",
            "That_is": "These are" if many else "This is",
            "named": product.named, "Named": capital(product.named), "name": product.short,
            "Name_by": f"{capital(product.short)}{_by(product)}",
            "by": _by(product), "brand": product.brand, "scene": scene, "Scene": capital(scene),
        }  # fmt: skip
        if point is None or said is None:
            slots["Moment"] = self._moment_for_closing(slots)
            return slots
        label = lowered(point.label)
        part, wide = of_part(label)
        return slots | {
            "the_p": f"the {part}", "The_p": f"The {part}", "w": wide,
            "v": said.value, "V": capital(said.value), "l": label, "L": capital(label),
            "al": an(label), "the_l": _the(label), "The_l": capital(_the(label)),
            "l_is": "are" if is_several(label) else "is", "Size": capital(said.value),
        }  # fmt: skip

    def _moment_for_closing(self, slots: dict[str, str]) -> str:
        return fill(self._moments[0], slots, many=self.product.many) if self._moments else ""


def _joined(first: str, second: str) -> str:
    """Return the second phrase without the verb both share: "is round and leak-proof"."""
    verb, _, rest = second.partition(" ")
    return rest if verb in SHARED and first.startswith(f"{verb} ") else second


def _also(does: str) -> str:
    """Return the phrase with its "also" where English puts it: "is also leak-proof"."""
    verb, _, rest = does.partition(" ")
    return f"{verb} also {rest}" if verb in ("is", "are") else f"also {does}"


def _the(label: str) -> str:
    return label if is_clumsy(label) else f"the {label}"


def _by(product: Named) -> str:
    if not product.brand or product.brand.lower() in product.short.lower():
        return ""
    return f" from {product.brand}"


def _cased(text: str) -> str:
    """Return the sentence with a capital at its start, and one stop at its end."""
    whole = capital(text.strip())
    return re.sub(r"([.?!])\.+", r"\1", whole)
