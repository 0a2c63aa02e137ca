"""The XML of Office files: read without entities, and rid of what names dropped parts."""

import re
from collections.abc import Collection
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring as _fromstring

from assets.decoding.refused import Refused

# Lists and tables of contents, not what people wrote.
MAX_SMALL_BYTES = 8 * 1024**2
MAX_DEPTH = 250
_INSTRUCTION = "instrText"
_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
# Fields that fetch from elsewhere or run something; what they show stands beside them.
_FIELDS = re.compile(
    rb"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DATABASE|MACROBUTTON|RD|AUTOTEXT)\b", re.IGNORECASE
)
_INSTRUCTIONS = re.compile(
    rb"(<(?:\w+:)?instrText\b[^>]*>[^<]*|<(?:\w+:)?fldSimple\b[^>]*>)", re.IGNORECASE
)
_ADDRESSES = re.compile(rb"""\s(?:o:href|o:althref|src)\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)
_EMPTIED = re.compile(
    rb"<((?:\w+:)?(?:externalReferences|pivotCaches|hyperlinks|oleObjects|controls|tableParts))\b[^>]*>\s*</\1>"
)


def tree(content: bytes) -> Element:
    """Return the elements of a small document.

    Raises:
        Refused: it is none, has entities, or is too large.
    """
    if len(content) > MAX_SMALL_BYTES:
        raise Refused("document-bomb")
    try:
        return _fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("document-broken", detail=str(error)[:200]) from error


class Reader:
    """Reads XML piece by piece, for nothing but to see that it is sound."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        self._is_first = True

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Read on.

        Raises:
            Refused: it is not sound, or has entities.
        """
        if self._is_first and b"\0" in piece[:8]:
            # UTF-16, which no Office writes: what looks for words here would look past it.
            raise Refused("document-broken", detail="encoding")
        self._is_first = False
        try:
            self._parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Refused("document-broken", detail=str(error)[:200]) from error

    def listen(self, on_start: object, on_end: object, on_words: object) -> None:
        """Have elements and words told."""
        self._parser.StartElementHandler = on_start  # type: ignore[assignment]
        self._parser.EndElementHandler = on_end  # type: ignore[assignment]
        self._parser.CharacterDataHandler = on_words  # type: ignore[assignment]

    @staticmethod
    def _refuse(*_told: object) -> int:
        raise Refused("document-broken", detail="entities")


def refuse_orders(content: bytes) -> None:
    """Refuse a document with a field that orders another program to do something (DDE).

    Fields may be cut into many pieces: they are read as they stand together.
    """
    if b"instr" not in content:
        return
    words: list[str] = []
    is_inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_inside
        is_inside = name.endswith(_INSTRUCTION)
        words.extend(value for key, value in attributes.items() if key.endswith(":instr"))

    def end(_name: str) -> None:
        nonlocal is_inside
        is_inside = False

    reader = Reader()
    reader.listen(start, end, lambda told: words.append(told) if is_inside else None)
    reader.feed(content, is_last=True)
    if _DDE.search("".join(words)) or _DDE.search(" ".join(words)):
        raise Refused("document-active")


def without(content: bytes, dropped: Collection[str], *, has_shapes: bool) -> bytes:
    """Return XML without what names dropped links, or fetches from elsewhere.

    Nothing rests on this: what was dropped is not there. It spares people a program's complaint
    that something is missing.
    """
    content = _INSTRUCTIONS.sub(lambda found: _FIELDS.sub(b"QUOTE", found[1]), content)
    if has_shapes:
        content = _ADDRESSES.sub(b"", content)
    if not dropped:
        return content
    names = b"|".join(re.escape(name.encode()) for name in dropped)
    attribute = rb"""\s[\w.-]+:[\w.-]+\s*=\s*(?:"(?:%b)"|'(?:%b)')""" % (names, names)
    content = re.sub(rb"<[^<>]*%b[^<>]*/>" % attribute, _emptied, content)
    content = re.sub(attribute, b"", content)
    return _EMPTIED.sub(b"", content)


def _emptied(found: re.Match[bytes]) -> bytes:
    """A page's set-up stays without its printer; other elements are nothing without their part."""
    whole = found[0]
    if re.match(rb"<(?:\w+:)?(pageSetup|hlinkClick|sheet)\b", whole):
        return whole
    return b""
