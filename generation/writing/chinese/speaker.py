"""Says points of one product in Chinese."""

import re
from collections.abc import Sequence

from generation.writing.chinese import short, social
from generation.writing.chinese.kin import go_together
from generation.writing.chinese.predicates import asked
from generation.writing.chinese.questions import LABELLED, MEASURED, NAMEABLE, NAMED, QUESTIONS
from generation.writing.chinese.scenes import MOMENTS
from generation.writing.chinese.sentences import Sentences
from generation.writing.chinese.spoken import SIDE_NAMES, spoken
from generation.writing.chinese.turns import CLOSINGS, OPENINGS
from generation.writing.chinese.values import spaced
from generation.writing.chinese.wording import BARE
from generation.writing.choice import Dice
from generation.writing.frames import fill
from generation.writing.points import Point
from generation.writing.product import Named
from generation.writing.wordlists import words

# What a text does not open with.
NOT_FIRST = words(
    "no opened care directions contents packaging charging ph shelf warranty operation detail figure"
    " port part load"
)
# What it opens with only when there is nothing else.
LATE = words("weight dimensions origin firing figure count load port part")
WHOLE = ("单只", "整")
STATED = re.compile(r"[是为：]")
LONGEST_FIRST = 20  # characters of a clause in the first sentence
LONGEST_BEFORE_NOUN = 14
AT_ONCE = "{by}{a}"
ONE, TWO, BEFORE_NOUN = "{a}", "{b}", "{A}"


class ChineseSpeaker(Sentences):
    """Opens, answers and ends a text; what lies between is made by `sentences`."""

    language = "zh-hans"
    gap = ""
    stop = "。"
    what_is = social.WHAT_IS
    suits = social.SUITS
    endings: tuple[str, ...] = social.ENDINGS
    note_titles: tuple[str, ...] = social.NOTE_TITLES

    def __init__(self, product: Named, *, tone: str, dice: Dice) -> None:
        super().__init__(product, tone=tone, dice=dice)
        self.shown: set[str] = set()
        self.film_closings = self._nameable(social.FILM_CLOSINGS[tone])

    def one(self, point: Point) -> str:
        """Return the sentence that says the point."""
        return "".join(self.sentences((point,)))

    def two(self, first: Point, second: Point) -> str:
        """Return both points, in one sentence where they go together."""
        return "".join(self.sentences((first, second)))

    def fit(self, first: Point, second: Point) -> bool:
        """Return whether both can stand in one sentence."""
        return bool(self.clause(first)) and bool(self.clause(second))

    def answer(self, point: Point) -> str:
        """Return the sentence that answers a question for the point."""
        said = spoken(point, self.dice)
        return spaced(fill(self._frame(self._usable(said.wording.answers, said)), said.slots))

    def question(self, point: Point) -> str:
        """Return what a shopper asks to hear the point."""
        if point.topic in ("yes", "no"):
            return spaced(f"{self.dice.pick((self.this, '', ''))}{asked(point.label)}")
        frames = QUESTIONS.get(point.topic)
        if point.topic == "dimensions" and len(point.parts) == 1:
            frames = (f"{SIDE_NAMES[point.parts[0][0]]}是多少？",)
        elif frames is None or (point.topic == "port" and "充电" not in point.label):
            frames = self._labelled(point)
        if point.topic == "count" and point.label.endswith("数"):
            frames = MEASURED
        slots = self.slots() | {"l": point.label, "unit": _unit(point)}
        return spaced(fill(self._frame(frames), slots))

    def _labelled(self, point: Point) -> tuple[str, ...]:
        if point.is_number or point.label == "尺寸":
            return MEASURED
        return NAMED if NAMEABLE.search(point.label) else LABELLED

    def head(self, key: str) -> str:
        return self.told(self._frame(social.HEADS[key]))

    def has_head(self, key: str) -> bool:
        return key in social.HEADS

    @property
    def film_openings(self) -> tuple[str, ...]:
        return self._nameable(social.FILM_OPENINGS[self.tone])

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of notes that can be filled."""
        return self._nameable(social.NOTE_TITLES)

    def in_title(self, point: Point) -> str:
        return short.in_title(point, self.dice)

    def caption(self, point: Point) -> str:
        return short.caption(point, self.dice)

    def caption_name(self) -> str:
        """Return the name where it is short enough for a caption, else the brand."""
        name = self.product.short
        return name if len(name) <= short.CAPTION_SIGNS else self.product.brand

    def opening(self, points: Sequence[Point]) -> tuple[str, Point | None]:
        """Return the first sentence, and the point it says, if it says one."""
        text, said = self.opened(points, most=1)
        return text, said[0] if said else None

    def opened(self, points: Sequence[Point], *, most: int = 2) -> tuple[str, list[Point]]:
        """Return the first sentence or two, and the points they say."""
        able = self._able(points, most=most)
        nouned = [pair for pair in able if self._is_before_noun(pair[1])]
        frames = [
            frame
            for frame in self._nameable(OPENINGS[self.tone])
            if (BEFORE_NOUN not in frame or nouned)
            and sum(gap in frame for gap in (ONE, TWO, BEFORE_NOUN)) <= len(able)
        ]
        if not frames:
            return spaced(f"{self.slots()['by']}。"), []
        if all(text.startswith(BARE) for _point, text in able):
            frames = [frame for frame in frames if AT_ONCE not in frame] or frames
        frame = self._frame(frames)
        slots, used = self.slots(), []
        if BEFORE_NOUN in frame:
            used.append(nouned[0])
            slots["A"] = nouned[0][1]
        for gap in (ONE, TWO):
            if gap in frame:
                left = [one for one in able if one not in used]
                follows = [one for one in left if not one[1].startswith(BARE)]
                pair = (follows if AT_ONCE in frame and gap == ONE and follows else left)[0]
                used.append(pair)
                slots[gap.strip("{}")] = pair[1].removeprefix(BARE)
        self.spend(frame)
        self._may_name = False
        return spaced(fill(frame, slots)), [point for point, _text in used]

    def _able(self, points: Sequence[Point], *, most: int) -> list[tuple[Point, str]]:
        """Return the points with which a text may open, and their clauses."""
        first = [one for one in points if one.topic not in NOT_FIRST and one.topic not in LATE]
        late = [one for one in points if one.topic in LATE]
        mixed = [*self.dice.shuffled(first[:6]), *late[:2]]
        able = [(point, self._first(point)) for point in mixed]
        return [
            (point, text)
            for point, text in able
            if text and not any(go_together(point, one) for one in points if one is not point)
        ][:most]

    def _first(self, point: Point) -> str:
        """Return the clause with which a text may open, or nothing."""
        if point.value and point.value in self.product.short:
            return ""
        text = self.clause(point)
        return text if 0 < len(text) <= LONGEST_FIRST and "，" not in text else ""

    def _is_before_noun(self, text: str) -> bool:
        is_said = text.startswith((BARE, "有")) or STATED.search(text) is not None
        if (self.noun and self.noun in text) or text.startswith(WHOLE):
            return False
        return not is_said and len(text) <= LONGEST_BEFORE_NOUN

    def spend(self, frame: str) -> None:
        """Leave the scenes a frame has used; the next ones come first."""
        if "{for}" in frame or "{for2}" in frame:
            self._scenes = self._scenes[1 + ("{for2}" in frame) :] + self._scenes[:1]
        if "{when}" in frame or "{when2}" in frame:
            self._times = self._times[1 + ("{when2}" in frame) :] + self._times[:1]
        if "{moment}" in frame and self._moments:
            self._moments.pop(0)

    def _nameable(self, frames: Sequence[str]) -> tuple[str, ...]:
        """Return the frames that need no noun when there is none."""
        if self.noun:
            return tuple(frames)
        return tuple(one for one in frames if not re.search(r"\{(?:noun|near|mw|one|that)\}", one))

    def lead(self, theme: str) -> str:
        """Return nothing: Chinese turns inside its sentences."""
        return ""

    def closing(self) -> str:
        return self.say(CLOSINGS[self.tone])

    def say(self, frames: Sequence[str]) -> str:
        """Return one of the frames, filled; its scene is not used again."""
        frame = self._frame(self._nameable(frames))
        text = self.told(frame)
        self.spend(frame)
        return text

    def moment(self) -> str:
        """Return a sentence of use that says no fact."""
        return self._moments.pop(0) if self._moments else self.dice.fresh(MOMENTS["thing"])


def _unit(point: Point) -> str:
    """Return how the things of a point are counted."""
    unit = point.amount.unit if point.amount else ""
    return unit if unit and not unit.isascii() else "双" if unit == "pair" else "个"
