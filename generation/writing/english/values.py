"""English values, so that they can stand inside a sentence."""

import re

from generation.writing.wordlists import words

DOING = words(
    "wipe wash smooth apply use store touch press charge clean keep dry iron wax rinse shake take"
    " pour avoid do don't hand machine screw turn pull push open close place put mix stir spray massage"
    " leave let remove cover hang fold brush polish air spot tap hold slide plug twist soak heat"
    " refrigerate add serve brew steep dilute rub pat cut peel warm descale empty wind charge season sharpen"
)
NOT_DOING = re.compile(
    r"^(?:screw|push|touch|press|pull|hand|machine|turn|twist|tap|slide|air|open|cover|spot|use|brush"
    r"|spray|light|warm|iron|dry|heat|cut|wax|hang)[- ](?:lock|screen|button|switch|made|washable|"
    r"foam|cap|lid|fitting|base|tag|pump|closure|top|frame|cap|dial|wire|gel|oil|skillet|pan|stones?|cream)\b",
    re.IGNORECASE,
)
ALONE = re.compile(r"^(?:it|this|these|they|we|our|you|your|each|every|the|there|no two)\b", re.I)
TAIL = re.compile(r",\s+(?=(?:every|each|no two|all|the|it|so|and|we|which)\b)", re.I)
DONE = re.compile(
    r"^(?:[\w-]+ed|thrown|made|cut|sewn|woven|knit|spun|blown|cast|hand-\w+ed|hand \w+ed|hewn|"
    r"drawn|wound|bound|machine[- ]\w+ed) (?:(?:and|then) [\w-]+(?:ed|n|t) )?(?:by|in|from|on|at|"
    r"with|using|to)\b",
    re.IGNORECASE,
)
COUNTED = words(
    "fly hook dome shade frame handle jar lid cap case body cover pouch cable strap base shell sole upper zip"
    " lock clasp glaze coating finish bottle tube box bag sleeve wall led bulb switch dial button"
    " stand coaster saucer plate pan pot bowl spout mat mirror helmet dock pad holder rack rail charger adapter manual guide card filter brush spoon tray tool key ring hook loop pump"
    " cream gel balm lotion serum buckle button drawstring zipper magnet flap wallet tablet band"
    " carton sachet tin pocket plug remote clip screw mount stick lamp mug cup"
)
TRIM = words("glaze coating lining finish frame handle lid trim base cap rim sole handles")
BEFORE = re.compile(r"\s(?:with|under|for|of|that|which|in|on|from|to|and|made)\s|,")
# No noun phrase: "swivels on both sides", "removable, at the back", "steel burrs, 12 settings".
LOOSE = re.compile(
    r"^(?:on|in|at|under|over|by|for|from|to|up|\w+able,|\w+s (?:on|in|at|with|to|off|up|out))\b"
    r"|^\w+able$|,\s*(?:(?:on|in|at|by)\b|\d)",
    re.IGNORECASE,
)
VOWEL = re.compile(r"^(?:[aeiou]|[aefhilmnorsx](?:[A-Z0-9-]|$)|8|11\b|18\b|hour|honest)", re.I)
YOU_SOUND = re.compile(r"^(?:uni(?!n)|use|usb|eu|one|u-)", re.I)
LETTERS = re.compile(r"^[A-Z]{1,4}[0-9-]*\b")
LAST_AND = re.compile(r",? and (?=[^,]*$)")
NONE = re.compile(r"^(?:none|no)\b\s*", re.I)


def lowered(value: str) -> str:
    """Return the value for the middle of a sentence; names and signs keep their capitals."""
    first, _, rest = value.partition(" ")
    is_sign = any(sign.isupper() or sign.isdigit() for sign in first[1:])
    if (
        is_sign
        or not first[:1].isupper()
        or first in KEPT
        or (len(first) == 1 and first not in "A")
    ):
        return value
    return f"{first.lower()} {rest}".strip()


KEPT = words(
    "Bluetooth Android Apple Windows Mac Europe Italy France China Japan Germany Spain Portugal"
    " India Turkey English French Italian Japanese German Chinese Egyptian Scandinavian Nordic"
    " American British Korean Merino Harris Cordura Kevlar Teflon Velcro Swarovski Centella Monday"
    " Irish Scottish Spanish Portuguese Danish Swedish Turkish Indian Thai Vietnamese Mexican"
    " European Oeko-Tex Lycra Tencel Alcantara Gore-Tex Arabica Robusta Earl"
)


def capital(text: str) -> str:
    """Return the text with a capital at its start; pH and iPhone are left alone."""
    first = text.split(" ", 1)[0]
    if any(sign.isupper() for sign in first[1:]) and first[:1].islower():
        return text
    return text[:1].upper() + text[1:]


def an(phrase: str) -> str:
    """Return the phrase with its article: a mug, an E14 LED, a USB-C cable."""
    word = phrase.lstrip('"“')
    if LETTERS.match(word):
        vowel = word[0] in "AEFHILMNORSX"
    else:
        vowel = bool(VOWEL.match(word)) if word[:1] in "18" else word[:1].lower() in "aeiou"
    if YOU_SOUND.match(word):
        vowel = False
    return f"{'an' if vowel or word.lower().startswith('hour') else 'a'} {phrase}"


def with_article(phrase: str) -> str:
    """Return "a screw cap with a loop"; stuffs and plurals take none."""
    head = BEFORE.split(phrase)[0].split()
    if not head or head[0].lower() in ("a", "an", "the", "one", "no", "its", "all"):
        return phrase
    if head[-1].lower() in COUNTED and not head[0][:1].isdigit():
        return an(phrase)
    return phrase


def shape(value: str) -> str:
    """Return how a value can be said: alone, act, done, none, or phrase."""
    first = value.split(" ", 1)[0].lower().strip(",")
    if NONE.match(value) and len(value.split()) <= 4:
        return "none"
    if re.search(r"[.;!?]\s", value) or ALONE.match(value):
        return "alone"
    if first in DOING and " " in value and not NOT_DOING.match(value):
        return "act"
    if DONE.match(value):
        return "done"
    return "alone" if len(value.split()) > 16 else "phrase"


def phrase(value: str) -> str:
    """Return a noun phrase: "stoneware with a food-safe glaze", "oat and terracotta"."""
    if ", " in value:
        value = LAST_AND.sub(", ", value)
    parts = [part.strip() for part in value.split(", ") if part.strip()]
    first, *others = [lowered(part) for part in parts] or [lowered(value)]
    if not others:
        return with_article(first)
    if len(others) == 1:
        return _two(first, others[0])
    return listed([first, *others])


def listed(parts: list[str]) -> str:
    """Return "headphones, a cloth pouch and a USB-C cable"."""
    told = [with_article(part) for part in parts]
    if any(part == given and not _is_whole(part) for part, given in zip(told, parts, strict=True)):
        told = parts  # an article for some and none for others reads as a slip
    last = told[-1].removeprefix("and ")
    return f"{', '.join(told[:-1])} and {last}" if len(told) > 1 else told[0]


def _is_whole(part: str) -> bool:
    """Return whether a part needs no article: "headphones", "a pouch", "2 cables"."""
    return part.endswith("s") or part.split()[0].lower() in ("a", "an", "the") or part[0].isdigit()


def acts(value: str) -> str:
    """Return "wipe with a dry cloth and wax twice a year"."""
    parts = [lowered(part.strip()) for part in value.split(", ")]
    if len(parts) == 2 and parts[1].split(" ", 1)[0] in DOING:
        return " and ".join(parts)
    return lowered(value)


def noted(value: str, *, topic: str) -> str:
    """Return an instruction; what only explains how a switch works stands in brackets."""
    text = lowered(value)
    first, comma, rest = text.partition(", ")
    if topic == "operation" and comma and rest.split(" ", 1)[0] not in DOING:
        return f"{first} ({rest})"
    return text


def split_tail(value: str) -> tuple[str, str]:
    """Return what comes before and after the clause that can stand alone."""
    head, *tail = TAIL.split(value, maxsplit=1)
    return lowered(head), capital(tail[0]) if tail else ""


def _two(first: str, second: str) -> str:
    head = BEFORE.split(second)[0].split()
    if not head:
        return first
    if head[-1] in TRIM or second in TRIM:
        joined = second if head[-1].endswith("s") or second == "lining" else an(second)
        return f"{with_article(first)} with {joined}"
    if (
        head[-1].endswith("ed")
        or head[0] in ("included", "vegetable", "fully", "approx")
        or (len(head) == 1 and head[-1].endswith(("able", "free", "y")))
    ):
        return f"{with_article(first)}, {second}"
    return f"{with_article(first)} and {with_article(second)}"
