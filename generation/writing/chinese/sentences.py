"""Chinese sentences: clauses that follow one another, as a seller would put them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generation.writing.chinese import nouns
from generation.writing.chinese.figures import FIGURES
from generation.writing.chinese.kin import CLUSTER, FRIENDS, LOOSE, ORDER, go_together
from generation.writing.chinese.predicates import both
from generation.writing.chinese.scenes import ALL_SCENES, ALL_TIMES, MOMENTS, SCENES, TAILS, TIMES
from generation.writing.chinese.spoken import Spoken, spoken
from generation.writing.chinese.turns import LEADS, LIVELY_LEADS, WARM_LEADS
from generation.writing.chinese.values import spaced
from generation.writing.chinese.wording import BARE
from generation.writing.choice import Dice
from generation.writing.frames import GAP, expand, fill
from generation.writing.points import Point
from generation.writing.product import Named
from generation.writing.reading import is_chinese

# Only these follow 它; the others would need 它的.
AFTER_IT = re.compile(
    r"(?:用|由|以|可|能|支持|含|产自|来自|配|带|采用|选用|经|适合|充|装|共?有|设有|重 |[高宽长] |防|不)"
)
ADDS = re.compile(r"(?:可|能|支持|带|附|有|放得下|装得下)")
EVERYDAY = re.compile(r"(?:可|能|既可|洗碗机|微波炉)")  # what one does with it day by day
NAMES_STUFF = re.compile(r"用料|材质|成分")
FORBIDS = re.compile(r"不[可能要宜]|勿|避免|禁")
ENOUGH = re.compile(r"即可|就好|只需")  # not of what one must not do
ASKS = re.compile(r"[？：]")
SIZES = {"cup": (200, 500), "bottle": (400, 3000)}  # ml, where the scene of one filling holds
NAMED_PERCENT, LINE_PERCENT, JOINED_PERCENT = 45, 30, 30
LEAD_PERCENT = {"plain": 22, "warm": 30, "lively": 35}
TAIL_PERCENT = {"plain": 35, "warm": 70, "lively": 35}
MOST_LEADS = 2  # in one text: more would make a list of it
LONGEST = 40  # characters of a sentence to which another clause is added
ALWAYS = frozenset({"rest"})  # gaps that may stay empty
COUNT = FIGURES["count"]
MOST_COUNTS = 4  # things counted in one clause
FRIENDS_PERCENT = 50
MOST_CLAUSES = {"plain": (1, 2, 2, 3, 3), "warm": (1, 2, 2, 3, 3), "lively": (1, 1, 2, 2, 3)}


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause, or a whole sentence, and what it is about."""

    text: str
    topic: str
    is_whole: bool = False


class Sentences:
    """Makes sentences of points. Remembers which frames it has used."""

    def __init__(self, product: Named, *, tone: str, dice: Dice) -> None:
        self.product = product
        self.tone = tone
        self.dice = dice
        self.noun = nouns.noun_of(product)
        self.group = nouns.group_of(product)
        self._measure = dice.pick((nouns.measure(self.noun), nouns.measure(self.noun), "款"))
        self._scenes = dice.shuffled(SCENES[self.group] + ALL_SCENES)
        self._times = dice.shuffled(TIMES[self.group] + ALL_TIMES)
        self._moments = dice.shuffled(MOMENTS[self.group])
        self._may_name, self._names, self._leads, self._tails = True, 0, 0, 0
        self._may_lead = True

    def turn(self) -> None:
        """Start a new paragraph: its first sentence may name the thing again."""
        self._may_name = True

    def sentences(self, points: Sequence[Point], *, whole: bool = True) -> list[str]:
        """Return the points in as few sentences as read well.

        whole: some may be lines of their own (产地：中国景德镇。) or have a lead.
        """
        left, made = self._units(self._in_order(points), whole=whole), []
        self._may_lead = whole
        while left:
            made.append(self._sentence(left))
        return made

    def clause(self, point: Point) -> str:
        """Return what can follow the name of the product, or nothing."""
        said = spoken(point, self.dice)
        frames = self._usable(said.wording.toned(self.tone), said)
        if point.topic == "ingredient" and point.value in self.product.short:
            frames = [
                frame for frame in frames if frame.startswith("{l}")
            ]  # honey has no honey in it
        return fill(self._frame(frames), said.slots) if frames else ""

    def _in_order(self, points: Sequence[Point]) -> list[Point]:
        """Return the points, kin beside kin, in an order that changes from text to text."""
        clusters: dict[int, list[Point]] = {}
        for point in points:
            clusters.setdefault(CLUSTER.get(point.topic, LOOSE), []).append(point)
        mixed = []
        for cluster, members in clusters.items():
            topics = ORDER[cluster] if cluster < LOOSE else ()
            ranks = {topic: place for place, topic in enumerate(topics)}
            keyed = [(ranks.get(one.topic, 0) + self.dice.below(3), one) for one in members]
            mixed += [one for _rank, one in sorted(keyed, key=lambda pair: pair[0])]
        return mixed

    def _units(self, points: Sequence[Point], *, whole: bool) -> list[Unit]:
        left, units = list(points), []
        while left:
            point = left.pop(0)
            counts = [one for one in (point, *left) if self._is_counted(one)][:MOST_COUNTS]
            if len(counts) > 1 and counts[0] is point:
                left = [one for one in left if one not in counts]
                units.append(self._counted(counts))
                continue
            pair = next((one for one in left if go_together(point, one)), None)
            if pair is not None:
                left.remove(pair)
                text = self._frame(both(point.label, pair.label))
                units.append(Unit(text, "yes"))
            else:
                units.append(self._unit(point, whole=whole))
        return units

    def _is_counted(self, point: Point) -> bool:
        return point.topic == "count" and spoken(point, self.dice).wording is COUNT

    def _counted(self, points: Sequence[Point]) -> Unit:
        """Return things that are counted in one clause: 有 2 个侧袋和 1 个前袋."""
        *most, last = (spoken(point, self.dice).slots["v"] for point in points)
        text = f"{'、'.join(most)}{self.dice.pick(('和', '、'))}{last}"
        return Unit(fill(self._frame(COUNT.clauses), {"v": text}), "count")

    def _unit(self, point: Point, *, whole: bool) -> Unit:
        said = spoken(point, self.dice)
        lines = said.wording.lines
        clause = self.clause(point)
        if lines and (not clause or (whole and self.dice.chance(LINE_PERCENT))):
            return Unit(fill(self._frame(lines), said.slots), point.topic, is_whole=True)
        return Unit(clause, point.topic)

    def _sentence(self, left: list[Unit]) -> str:
        """Take units from the front and make one sentence of them."""
        first = last = left.pop(0)
        if first.is_whole:
            return spaced(f"{first.text}。")
        text = f"{self._begun(first)}{first.text.removeprefix(BARE)}"
        most, count = self.dice.pick(MOST_CLAUSES[self.tone]), 1
        while count < most and left and self._follows(text, last, left[0]):
            before, last = last, left.pop(0)
            text = f"{text}{self._joint(before, last)}{last.text.removeprefix(BARE)}"
            count += 1
        return spaced(f"{text}{self._tail(text, last)}。")

    def _follows(self, text: str, last: Unit, unit: Unit) -> bool:
        if unit.is_whole or "，" in last.text or len(text) + len(unit.text) > LONGEST:
            return False
        clusters = {CLUSTER.get(last.topic, LOOSE), CLUSTER.get(unit.topic, LOOSE)}
        return len(clusters) == 1 or (clusters in FRIENDS and self.dice.chance(FRIENDS_PERCENT))

    def _joint(self, last: Unit, unit: Unit) -> str:
        goes_on = AFTER_IT.match(last.text) and ADDS.match(unit.text) and "也" not in unit.text
        if goes_on and self.dice.chance(JOINED_PERCENT):
            are_kin = last.topic == unit.topic == "yes"
            return f"，{self.dice.pick(('还', '也') if are_kin else ('还',))}"
        return "；" if "，" in unit.text else "，"

    def _begun(self, unit: Unit) -> str:
        """Return the subject or the lead of a sentence; most need neither."""
        may_name, self._may_name = self._may_name, False
        is_bare = unit.text.startswith(BARE)
        if may_name and not is_bare and self._names < 2 and self.dice.chance(NAMED_PERCENT):
            self._names += 1
            ways = [self.this, self.that]
            if AFTER_IT.match(unit.text):
                ways.append("它")
            return self.dice.fresh(ways)
        if (
            not self._may_lead
            or self._leads >= MOST_LEADS
            or not self.dice.chance(LEAD_PERCENT[self.tone])
        ):
            return ""
        table = {"warm": WARM_LEADS, "lively": LIVELY_LEADS}.get(self.tone, LEADS)
        said = unit.text.removeprefix(BARE)
        if unit.topic == "yes" and not EVERYDAY.match(said):
            return ""
        ways = [lead for lead in table.get(unit.topic, ()) if not _echoes(lead, said)]
        if not ways:
            return ""
        self._leads += 1
        return self.dice.fresh(ways)

    def _tail(self, text: str, unit: Unit) -> str:
        tails = TAILS.get((self.group, unit.topic), ())
        if not tails or self._tails or "，" in unit.text or not self._holds(unit):
            return ""
        if ASKS.search(text) or not self.dice.chance(TAIL_PERCENT[self.tone]):
            return ""
        self._tails += 1
        return f"，{self.dice.fresh(tails)}"

    def _holds(self, unit: Unit) -> bool:
        """Return whether the scene that would follow is true of this amount."""
        if unit.topic == "yes":
            return "调光" in unit.text
        if unit.topic == "keeps":
            return ("保冷" in unit.text and "保温" in unit.text) or "hot" in unit.text
        if unit.topic != "capacity":
            return True
        return self._is_amount(unit.text)

    def is_true_of(self, point: Point) -> bool:
        """Return whether the scene of a topic holds for the point."""
        return self._holds(Unit(f"{point.label}{point.value}{point.parts}", point.topic))

    def _is_amount(self, text: str) -> bool:
        number = re.search(r"(\d+(?:\.\d+)?) ?毫升", text)
        low, high = SIZES.get(self.group, (0, 0))
        return number is not None and low <= float(number[1]) <= high

    @property
    def this(self) -> str:
        """Return 这只马克杯."""
        return f"这{self._measure}{self.noun}" if self.noun else "这一款"

    @property
    def that(self) -> str:
        """Return 这只杯子, or another way to call it."""
        near = nouns.near(self.noun)
        if not self.noun:
            return self.this
        return f"这{self._measure}{near}" if near != self.noun else f"这款{self.noun}"

    def _usable(self, frames: Sequence[str], said: Spoken) -> list[str]:
        """Return the frames all gaps of which can be filled."""
        slots = said.slots
        forbids = FORBIDS.search(slots.get("v", ""))
        slots.setdefault("body", "" if _has_body(slots.get("a", "")) else nouns.body(self.noun))
        slots.setdefault("whole", nouns.WHOLES.get(self.group, ""))
        return [
            frame
            for frame in frames
            if not (forbids and ENOUGH.search(frame))
            and all(slots.get(gap[1]) or gap[1] in ALWAYS for gap in GAP.finditer(frame))
        ]

    def _frame(self, frames: Sequence[str]) -> str:
        return expand(self.dice.fresh(frames), self.dice)

    def told(self, frame: str) -> str:
        """Return a frame of another part of the grammar, filled for this product."""
        return spaced(fill(expand(frame, self.dice), self.slots()))

    def slots(self) -> dict[str, str]:
        """Return what fills the frames that speak of the product itself."""
        product, mark = self.product, self._measure
        near = nouns.near(self.noun) or "好物"
        moment = self._moments[0] if self._moments else self.dice.pick(MOMENTS["thing"])
        return {
            "name": product.short, "by": by_name(product), "by_name": by_name(product),
            "brand": product.brand, "noun": self.noun or "好物", "near": near, "mw": mark, "use": nouns.USES.get(self.group, "用"),
            "one": f"一{mark}", "this": self.this, "that": self.that, "moment": moment,
            "for": self._scenes[0], "for2": self._scenes[1], "for3": self._scenes[2],
            "when": self._times[0], "when2": self._times[1], "when3": self._times[2],
        }  # fmt: skip


def _echoes(lead: str, said: str) -> bool:
    """Return whether the clause begins with the word of its lead."""
    if (NAMES_STUFF.search(lead) and NAMES_STUFF.match(said)) or said.startswith("尺寸"):
        return True
    return any(sign in said[:3] for sign in lead if sign not in "，：？上看的")


def _has_body(value: str) -> bool:
    """Return whether the stuff names a part already: 玻璃灯罩."""
    return re.search(r"[罩盖柄底身套 ]|\d", value) is not None


def by_name(product: Named) -> str:
    if not product.brand or product.brand.lower() in product.short.lower():
        return product.short
    gap = "" if is_chinese(product.brand[-1]) and is_chinese(product.short[:1]) else " "
    return f"{product.brand}{gap}{product.short}"
