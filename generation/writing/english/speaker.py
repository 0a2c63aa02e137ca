"""Says points in English, one sentence at a time."""

import re
from collections.abc import Sequence

from generation.writing.choice import Dice
from generation.writing.english import short, social
from generation.writing.english.joining import Told, are_kin, shared, ways_for
from generation.writing.english.naming import Naming
from generation.writing.english.predicates import asked as asked_for
from generation.writing.english.predicates import is_several
from generation.writing.english.questions import ASKED, HEADS, LABELLED, MEASURED, NAMED, QUESTIONS
from generation.writing.english.scenes import EVERYDAY, MOMENTS, SCENES
from generation.writing.english.spoken import Spoken, is_clumsy, is_plain, of_part, spoken
from generation.writing.english.turns import OPENINGS, USES
from generation.writing.english.values import an, capital, lowered
from generation.writing.english.words import NOTED
from generation.writing.frames import expand, fill
from generation.writing.points import Point
from generation.writing.product import Named
from generation.writing.wordlists import words

DOES = "{S} {d}."
LABELLED_VALUE = ("{L}: {v}.",)
HOW = {"long": "in length", "wide": "in width", "deep": "in depth", "high": "in height",
       "across": "across", "thick": "in thickness"}  # fmt: skip
OWN_TONE = 35  # percent of sentences that are of their tone alone
MADE_FOR = re.compile(r"made(?:\|meant\])? for", re.I)
LONGEST_OPENING = 60  # characters of a value in the first sentence
NOT_FIRST = words(
    "no weight dimensions charging opened origin ph packaging contents warranty port power shelf"
    " warmth figure detail count firing"
)


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
        self.has_scene = False
        self.naming = Naming(product, dice, is_casual=tone != "plain")
        self._scenes = dice.shuffled(SCENES[product.group] + EVERYDAY[:1])
        self._moments = dice.shuffled(MOMENTS[product.group])

    def turn(self) -> None:
        """Start a new paragraph: its first sentence names the thing again."""
        self.naming.turn()

    def one(self, point: Point) -> str:
        """Return the sentence that says the point; a second one where its value has two."""
        said = spoken(point)
        slots = self._slots(point, said)
        toned = {"warm": said.ways.warm, "lively": said.ways.lively}.get(self.tone, ())
        if toned and self.dice.chance(OWN_TONE):
            frame = self._frame(toned)
        else:
            frames = [*said.ways.says, *(f"{{Own}}{one}." for one in said.ways.own)]
            frames += [DOES] * (1 + len(frames)) if said.ways.does else []
            frame = self._frame(frames or said.ways.sentences(self.tone), bare=(DOES,))
        if frame == DOES:
            slots["d"] = self._fill(self._frame(said.ways.does), slots)
        frame = frame.removeprefix("{Own}")
        return f"{self.naming.sentence(frame, slots)} {said.tail}".strip()

    def two(self, first: Point, second: Point) -> str:
        """Return one sentence for both, or two where they do not go together."""
        return self.joined((first, second)) or f"{self.one(first)} {self.one(second)}"

    def joined(self, points: Sequence[Point]) -> str:
        """Return one sentence for all of them, or nothing when there is none."""
        ways = ways_for([self.phrases(point) for point in points])
        if not ways:
            return ""
        fresh = [way for way in ways if self.naming.starts_anew(way)]
        tails = " ".join(tail for point in points if (tail := spoken(point).tail))
        return f"{self.naming.finished(self.dice.pick(fresh or ways))} {tails}".strip()

    def phrases(self, point: Point) -> Told:
        """Return the phrases of a point, each filled in, one of its kind."""
        said = spoken(point)
        slots = self._slots(point, said)
        does, apart, own = (
            self._fill(expand(self.dice.pick(frames), self.dice), slots) if frames else ""
            for frames in (said.ways.does, said.ways.apart, said.ways.own)
        )
        return Told(point, does, apart, own, said.value)

    def fit(self, first: Point, second: Point) -> bool:
        """Return whether both can stand in one sentence."""
        if not are_kin(first, second) or spoken(first).tail or spoken(second).tail:
            return False
        return bool(ways_for([self.phrases(first), self.phrases(second)]))

    def answer(self, point: Point) -> str:
        """Return the sentence that answers a question for the point."""
        said = spoken(point)
        slots = self._slots(point, said)
        it = slots["it"]
        if said.ways.does:
            slots["d"] = self._fill(said.ways.does[0], slots)
        if point.topic in ("yes", "no"):
            return self._cased(f"{point.topic.capitalize()}, {it} {slots['d']}.")
        frames = [*said.ways.says, *(f"{one}." for one in said.ways.own)]
        if set(said.ways.says) & {*NOTED, *LABELLED_VALUE}:  # the question has named the label
            frames = ["{V}."]
        if said.ways.does and (not frames or point.topic != "opened"):
            frames = [f"{{It}} {one}." for one in said.ways.does[:2]]
        slots |= {"s": it, "S": capital(it)}
        text = self._fill(self._frame(frames or said.ways.sentences("plain")), slots)
        return f"{self._cased(text)} {said.tail}".strip()

    def question(self, point: Point) -> str:
        """Return what a shopper asks to hear the point."""
        slots = self._slots(point, spoken(point))
        slots["s"] = slots["S"] = slots["this"]
        if point.topic in ("yes", "no"):
            labels = [label for _, label in point.parts] or [point.label]
            asked = asked_for(*labels).replace("{it}", "{s}")
            return self._cased(f"{self._fill(asked, slots)}?")
        frames = QUESTIONS.get(point.topic)
        if point.topic == "figure" and not is_clumsy(point.label):
            frames = MEASURED
        elif frames is None or is_plain(point):
            frames = LABELLED if not is_clumsy(point.label) else NAMED
            frames = ASKED.get(point.label.lower(), frames)
        return self._cased(self._fill(self._frame(frames), slots))

    def head(self, key: str) -> str:
        return self.told(self._frame(HEADS[key]))

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
        text, said = self.begin(points, most=1)
        return text, said[0] if said else None

    def begin(self, points: Sequence[Point], *, most: int = 2) -> tuple[str, list[Point]]:
        """Return the first sentence or two, and the points they say."""
        able = [self.phrases(point) for point in points if self._opens(point)]
        doing = [one for one in able if one.does]
        starting = [one for one in able if one.can_begin and "," not in one.apart]
        ending = [one for one in able if one.can_end]
        needs = {"{d}": doing, "{e}": doing, "{A}": starting, "{end}": ending}
        frames = []
        for frame in OPENINGS[self.tone]:
            gaps = [gap for gap in needs if gap in frame]
            if len(gaps) <= most and all(needs[gap] for gap in gaps) and (gaps or not able):
                frames.append(frame)
        frame = self._frame(frames or [OPENINGS[self.tone][-1]])
        slots, used = self._slots(None, None), list[Told]()
        for gap, options in needs.items():
            left = [one for one in options if one not in used and _apart_from(one, used, frame)]
            if gap in frame and not left:
                return self.begin(points[1:], most=most)
            if gap in frame:
                one = left[0]
                used.append(one)
                slots[gap.strip("{}")] = one.does if gap in ("{d}", "{e}") else one.apart
        if "{e}" in frame:
            if not used[0].is_simple:
                return self.begin(points, most=1)
            slots["e"] = shared(slots["d"], slots["e"])
        slots["A"] = capital(slots.get("A", ""))
        self.has_scene = "{scene" in frame
        self.naming.begin()
        text = self.naming.casual(self._cased(self._fill(frame, slots)))
        return _followed(text, used), [one.point for one in used]

    def _opens(self, point: Point) -> bool:
        return point.topic not in NOT_FIRST and len(spoken(point).value) <= LONGEST_OPENING

    def use(self) -> str:
        """Return a sentence about where the thing is used, without a fact."""
        self.has_scene = True
        frame = self._frame(USES[self.tone])
        return self.naming.sentence(frame, self._slots(None, None))

    def moment(self) -> str:
        """Return a sentence of use that says no fact."""
        frame = self._moments.pop() if self._moments else self.dice.pick(MOMENTS["thing"])
        return self._cased(self._fill(frame, self._slots(None, None)))

    def told(self, frame: str) -> str:
        """Return a frame of another part of the grammar, filled for this product."""
        return self._cased(self._fill(expand(frame, self.dice), self._slots(None, None)))

    def _frame(self, frames: Sequence[str], *, bare: Sequence[str] = ()) -> str:
        return expand(self.dice.fresh(frames, bare=bare), self.dice)

    def _fill(self, frame: str, slots: dict[str, str]) -> str:
        return fill(frame, slots, many=self.product.many)

    def _slots(self, point: Point | None, said: Spoken | None) -> dict[str, str]:
        slots = self.naming.slots()
        scene, other = self.dice.shuffled(self._scenes)[:2]
        is_list = " and " in f"{scene} {other}" or " or " in f"{scene} {other}"
        scenes = scene if is_list or self.dice.chance(50) else f"{scene} and {other}"
        slots |= {"scene": scene, "Scene": capital(scene), "scene2": other, "scenes": scenes}
        if point is None or said is None:
            slots["Moment"] = self._fill(self._moments[0], slots) if self._moments else ""
            return slots
        label = lowered(point.label)
        part, wide = of_part(label)
        return slots | {
            "p": part, "ap": an(part) if part else "", "w": wide, "how": HOW.get(wide, ""),
            "v": said.value, "V": capital(said.value), "l": label, "L": capital(label),
            "al": an(label), "a": an(said.value) if said.value else "", "the_l": label if is_clumsy(label) else f"the {label}",
            "l_is": "are" if is_several(label) else "is",
        }  # fmt: skip

    @staticmethod
    def _cased(text: str) -> str:
        """Return the sentence with a capital at its start, and one stop at its end."""
        return re.sub(r"([.?!])\.+", r"\1", capital(text.strip()))


def _followed(text: str, used: Sequence[Told]) -> str:
    """Return the text with each tail behind the sentence that holds its value."""
    for one in used:
        if tail := spoken(one.point).tail:
            end = text.find(". ", max(text.lower().find(one.value.lower()), 0))
            text = f"{text} {tail}" if end < 0 else f"{text[: end + 1]} {tail}{text[end + 1 :]}"
    return text


def _apart_from(one: Told, used: Sequence[Told], frame: str) -> bool:
    """Return whether the point is none of those used, and says nothing in the same words."""
    if any(one.point is told.point for told in used):
        return False
    is_made = "made" in f"{one.does} {one.apart}".split()
    taken = {word for told in used for word in told.does.split()[:2]} - {"is", "are"}
    starts = {*one.apart.split()[:2], *one.does.split()[:2]}
    return not taken & starts and not (is_made and MADE_FOR.search(frame))
