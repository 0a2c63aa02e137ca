"""English for what a product is or has, by the name of the attribute alone: "Leak proof"."""

import re
from collections.abc import Sequence

from generation.writing.english.values import an, lowered
from generation.writing.labels import folded
from generation.writing.units import Quantity

ADJECTIVE = re.compile(
    r"(?:(?:-| )?(?:safe|proof|resistant|free|friendly|ready|compatible|certified|made|sewn|"
    r"stable|neutral|tested|approved|powered|washable)|able|ible|less|proof)$|^\w+(?:ed|ective|etic|stretch)$|^(?:vegan|organic|"
    r"wireless|cordless|waterproof|fireproof|handmade|natural|unisex|foldable|vintage|new|"
    r"(?:suitable|safe|ready|compatible|certified|tested|approved|designed) (?:for|with|to|in|by) .+|"
    r"biodegradable|hypoallergenic|ergonomic|portable|compact|automatic|flexible|non-\w+)$"
)
DOING = re.compile(r"^(?:supports?|has|includes?|requires?|comes|fits|works|contains?|needs?) ")
WITH_COMPOUND = re.compile(r"(\w+) (proof|safe|free|resistant|friendly|ready)$")
COUNTABLE = re.compile(
    r"\b(?:plug|fly|cable|adapter|manual|bulb|hook|pocket|strap|lid|handle|cover|case|mode|display|screen|timer|sensor|port|box|filter|base"
    r"|stand|zip|lock|light|alarm|remote|button|compartment|loop|groove|base|warmer|tray|frother|pump|alert|wand|jug|function|spout|mirror|magnet|speaker|camera|microphone|hood|belt|drawer|shelf|bag)$"
)
HAVING = ("<has/have>", "<comes/come> with", "<offers/offer>")
PLACES = ("dishwasher", "microwave", "oven", "freezer")
FULL = {"bpa": "BPA", "cruelty": "animal testing"}
IRREGULAR = {"foot": "feet", "shelf": "shelves", "person": "people", "child": "children"}


def so(label: str) -> tuple[str, ...]:
    """Return what can follow the subject when the answer is yes: "<is/are> leak-proof"."""
    name = _name(label)
    if name.endswith(" included"):
        return (f"<comes/come> with {_thing(name.removesuffix(' included'))} included",)
    if DOING.match(name):
        verb, _, rest = name.partition(" ")
        many = {"has": "have", "comes": "come"}.get(verb, verb.removesuffix("s"))
        one = verb if verb.endswith("s") else f"{verb}s"
        return (f"<{one}/{many}> {_thing(rest)}",)
    return _adjective(name) if ADJECTIVE.search(name) else _having(name)


def all_so(labels: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what can follow the subject, and what can stand apart, for several yeses at once."""
    if len(labels) == 1:
        label = labels[0]
        return so(label), (_joined(_name(label)),) if is_adjective(label) else ()
    names = [_name(label) for label in labels]
    places = [name.removesuffix(" safe") for name in names if _place(name)]
    others = [_joined(name) for name in names if not _place(name)]
    if not all(is_adjective(label) for label in labels):
        things = [_thing(name) for name in names]
        return tuple(f"{verb} {chain(things)}" for verb in HAVING), (f"with {chain(things)}",)
    if not places:
        return (f"<is/are> {chain(others)}",), (chain(others),)
    where = chain([f"the {place}" for place in places])
    safe = chain([*others, f"safe in {where}"]), chain([*others, f"{chain(places)} safe"])
    can = () if others else (f"can go in {where}", f"can go into {where}")
    return tuple(f"<is/are> {one}" for one in safe) + can, safe


def chain(parts: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def is_adjective(label: str) -> bool:
    """Return whether a yes says what the product is, not what it has."""
    name = _name(label)
    is_phrase = name.endswith(" included") or DOING.match(name)
    return not is_phrase and ADJECTIVE.search(name) is not None


def is_had(label: str) -> bool:
    """Return whether a yes says what the product has: "Noise cancelling"."""
    name = _name(label)
    return not (name.endswith(" included") or DOING.match(name) or ADJECTIVE.search(name))


def _place(name: str) -> bool:
    return name.endswith(" safe") and name.removesuffix(" safe") in PLACES


def _adjective(name: str) -> tuple[str, ...]:
    plain = f"<is/are> {_joined(name)}"
    what, _, last = name.rpartition(" ")
    if last == "free" and what:
        what = FULL.get(what, what)
        return (plain, f"<contains/contain> no {what}") if what != "animal testing" else (plain,)
    if _place(name):
        return (plain, f"can go in the {what}", f"<is/are> safe in the {what}",
                f"<is/are> safe for the {what}")  # fmt: skip
    return (plain,)


def _having(name: str) -> tuple[str, ...]:
    thing = _thing(name)
    return tuple(f"{verb} {thing}" for verb in HAVING)


def not_so(label: str) -> str:
    """Return what follows the subject when the answer is no."""
    name = _name(label)
    if name.endswith(" included"):
        return f"<comes/come> without {_thing(name.removesuffix(' included'))}"
    if DOING.match(name):
        verb, _, rest = name.partition(" ")
        base = {"has": "have", "comes": "come"}.get(verb, verb.removesuffix("s"))
        return f"<does/do> not {base} {rest}"
    if ADJECTIVE.search(name):
        return f"<is/are> not {_joined(name)}"
    return f"<has/have> no {name}"


def asked(label: str, *others: str) -> str:
    """Return the question for it: "<is/are> {it} leak-proof"."""
    if others:
        apart = all_so((label, *others))[1][-1]
        kind = "<is/are> {it}" if is_adjective(label) else "<does/do> {it} have"
        return f"{kind} {apart.removeprefix('with ')}"
    name = _name(label)
    if name.endswith(" included"):
        bare = name.removesuffix(" included")
        return f"{'are' if bare.endswith('s') else 'is'} {_thing(bare)} included"
    if DOING.match(name):
        verb, _, rest = name.partition(" ")
        base = {"has": "have", "comes": "come"}.get(verb, verb.removesuffix("s"))
        return f"<does/do> {{it}} {base} {rest}"
    if ADJECTIVE.search(name):
        return f"<is/are> {{it}} {_joined(name)}"
    return f"<does/do> {{it}} have {_thing(name)}"


def as_counted(label: str, amount: Quantity, number: str) -> str:
    """Return "3 inner pockets" or "1 inner pocket"."""
    name = lowered(label)
    words = name.split()
    last = words[-1]
    one = _singular(last)
    words[-1] = one if amount.is_one else _plural(one)
    return f"{number} {' '.join(words)}"


def is_several(label: str) -> bool:
    last = label.split()[-1].lower() if label.split() else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ness"))


def _name(label: str) -> str:
    name = folded(label)
    return f"{lowered(label)[: len(name)]}" if name == label.lower() else name


def _joined(name: str) -> str:
    """Return "leak-proof", but "dishwasher safe" as people write it after a verb."""
    found = WITH_COMPOUND.search(name)
    if found and found[2] in ("proof", "resistant", "friendly"):
        return name[: found.start()] + f"{found[1]}-{found[2]}"
    return name


def _thing(name: str) -> str:
    return an(name) if COUNTABLE.search(name) else name


def _singular(word: str) -> str:
    for one, many in IRREGULAR.items():
        if word == many:
            return one
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if is_several(word) else word


def _plural(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"
