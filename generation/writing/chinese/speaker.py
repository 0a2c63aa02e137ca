"""Says points in Chinese, one sentence at a time."""

import re
from collections.abc import Sequence

from generation.writing.chinese import short, social
from generation.writing.chinese.predicates import asked
from generation.writing.chinese.questions import HEADS, LABELLED, MEASURED, QUESTIONS
from generation.writing.chinese.scenes import EVERYDAY, MOMENTS, SCENES
from generation.writing.chinese.spoken import Spoken, spoken
from generation.writing.chinese.turns import CLOSINGS, LEADS, OPENINGS
from generation.writing.chinese.values import spaced
from generation.writing.choice import Dice
from generation.writing.frames import expand, fill
from generation.writing.points import Point
from generation.writing.product import Named
from generation.writing.wordlists import words

DOING = ("{S}{d}。", "{S}{d}。", "另外，{s}{d}。", "同时，{s}{d}。", "再有，{s}{d}。")
PAIRS = (
    "{S}{d}，{e}。", "{S}{e}，{d}。", "{S}{d}；{e}。", "{S}{d}，同时{e}。", "{S}{d}，另外{e}。",
    "{S}{e}；{d}。", "{S}{d}。此外，{e}。",
)  # fmt: skip
NOUN_FIRST = re.compile(
    r"(?:容量|尺寸|外形|净含量|重量|自重|分量|续航|电量|充电|功率|光通量|亮度|色温|光色|烧制|窑温|pH|酸碱度|开封"
    r"|打开后|保质期|质保|承重|材质|料子|颜色|配色|外观|产地|主要成分|成分|质地|香味|连接方式|包装)"
)
POSSESSED = re.compile(r"[^，]{1,10}[是为]")
NOT_FIRST = words(
    "yes no audience dimensions weight charging opened ph figure detail part packaging contents load light"
)
CAN = ("可", "能")
# Said so often that nobody notices them.
BARE = frozenset({"{S}{d}。", "{S}{d}，{e}。", "{S}{e}，{d}。"})
# Not at the start of a paragraph: these go on from something.
GOES_ON = re.compile(r"\[?(?:另外|同时|再有|还有|对了|值得|而且|再说)")
LONGEST_PAIR = 40  # characters of both values


class ChineseSpeaker:
    """Finds sentences for points of one product. Remembers which frames it has used."""

    language = "zh-hans"
    gap = ""
    stop = "。"
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
        """Return the sentence that says the point."""
        said = spoken(point)
        slots = self._slots(point, said)
        if said.can_do:
            slots["d"] = self._does(said, slots)
        if said.can_do and (not said.forms.says or self.dice.chance(35)):
            return self._sentence(DOING, slots)
        return self._sentence(said.forms.sentences(self.tone), slots)

    def two(self, first: Point, second: Point) -> str:
        """Return one sentence for both."""
        one, other = spoken(first), spoken(second)
        slots = self._slots(first, one)
        slots["d"] = self._does(one, slots)
        slots["e"] = self._does(other, self._slots(second, other))
        return self._sentence(PAIRS, slots)

    def answer(self, point: Point) -> str:
        """Return the sentence that answers a question for the point."""
        said = spoken(point)
        slots = self._slots(point, said)
        if said.can_do:
            slots["d"] = self._does(said, slots)
        if point.topic == "yes":
            is_able = slots["d"].startswith(CAN) and not slots["d"].startswith("可以")
            return self._sentence(("可以，{d}。" if is_able else "[是的|对]，{d}。",), slots)
        if point.topic == "no":
            is_able = slots["d"].startswith("不能")
            return self._sentence(("不可以，{d}。" if is_able else "{S}{d}。",), slots)
        frames = [
            frame
            for frame in said.forms.says
            if "？" not in frame and not frame.startswith("{l}：")
        ]
        frames += ["{S}{d}。"] * (2 if said.can_do else 0)
        return self._sentence(frames or said.forms.says, slots)

    def question(self, point: Point) -> str:
        """Return what a shopper asks to hear the point."""
        slots = self._slots(point, spoken(point))
        if point.topic in ("yes", "no"):
            return spaced(f"{slots['this']}{asked(point.label)}")
        frames = QUESTIONS.get(point.topic)
        if frames is None:
            frames = MEASURED if point.is_number else LABELLED
        return spaced(fill(self._frame(frames), slots))

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
        return name if len(name) <= short.CAPTION_SIGNS else self.product.brand

    def fit(self, first: Point, second: Point) -> bool:
        """Return whether both can stand in one sentence."""
        one, other = spoken(first), spoken(second)
        short = len(one.value) + len(other.value) <= LONGEST_PAIR
        return one.can_do and other.can_do and short

    def opening(self, points: Sequence[Point]) -> tuple[str, Point | None]:
        """Return the first sentence, and the point it says, if it says one."""
        able = [point for point in points[:4] if self._opens(point)]
        frames = [
            frame
            for frame in OPENINGS[self.tone]
            if (able or "{does}" not in frame) and (self.product.noun or "{noun}" not in frame)
        ]
        frame = self._frame(frames)
        point = self.dice.pick(able) if "{does}" in frame else None
        slots = self._slots(None, None)
        if point is not None:
            said = spoken(point)
            slots["does"] = self._does(said, self._slots(point, said))
        self._last, self._said = "named", 1
        return spaced(fill(frame, slots)), point

    def lead(self, theme: str) -> str:
        return self._frame(LEADS[theme])

    def closing(self) -> str:
        return self._sentence(CLOSINGS[self.tone], self._slots(None, None))

    def moment(self) -> str:
        """Return a sentence of use that says no fact."""
        return self._moments.pop() if self._moments else self.dice.pick(MOMENTS["thing"])

    def told(self, frame: str) -> str:
        """Return a frame of another part of the grammar, filled for this product."""
        return spaced(fill(expand(frame, self.dice), self._slots(None, None)))

    def _opens(self, point: Point) -> bool:
        said = spoken(point)
        return said.can_do and len(said.value) <= LONGEST_PAIR // 2 and point.topic not in NOT_FIRST

    def _does(self, said: Spoken, slots: dict[str, str]) -> str:
        return fill(self._frame(said.forms.does), slots)

    def _frame(self, frames: Sequence[str]) -> str:
        return expand(self.dice.fresh(frames, bare=BARE), self.dice)

    def _sentence(self, frames: Sequence[str], slots: dict[str, str]) -> str:
        fitting = [frame for frame in frames if self._said > 1 or not GOES_ON.match(frame)]
        frame = self._frame(fitting)
        self._said += 1
        if "{S}" in frame or "{s}" in frame:
            subject = self._subject()
            first = next((slots[key] for key in ("d", "e") if f"}}{{{key}}}" in frame), "")
            if subject == "它" and (
                NOUN_FIRST.match(first) or first.startswith(slots.get("l") or " ")
            ):
                subject = "它的" if POSSESSED.match(first) else ""
            slots["S"] = slots["s"] = subject
        elif self._last == "":
            self._last = "none"
        return spaced(fill(frame, slots))

    def _subject(self) -> str:
        """Return how the sentence calls the product; Chinese leaves it out where it is clear."""
        this, near = self._this(), f"这款{self.product.family}" if self.product.family else "这一款"
        if self._last == "":
            ways = [this, near, "它", "这一款"]
        else:
            ways = ["它", "", near, "它", "", self.product.family or "它"]
        subject = self.dice.pick([way for way in ways if way != self._last])
        self._last = subject or "none"
        return subject

    def _this(self) -> str:
        return f"这款{self.product.noun}" if self.product.noun else "这一款"

    def _slots(self, point: Point | None, said: Spoken | None) -> dict[str, str]:
        product = self.product
        slots = {
            "name": product.short, "noun": product.noun or "产品", "brand": product.brand,
            "by_name": by_name(product), "this": self._this(), "it": "它",
            "scene": self.dice.pick(self._scenes),
            "moment": self._moments[0] if self._moments else self.dice.pick(MOMENTS["thing"]),
        }  # fmt: skip
        if point is None or said is None:
            return slots
        return slots | {"v": said.value, "l": point.label}


def by_name(product: Named) -> str:
    if not product.brand or product.brand.lower() in product.short.lower():
        return product.short
    return f"{product.brand} {product.short}"
