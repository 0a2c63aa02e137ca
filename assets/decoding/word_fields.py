"""Finds the fields of a Word file that fetch from elsewhere or run something, however they are cut.

A field's order may lie in many pieces, be written with references to characters, or be put together
by fields inside it: it is judged as Word would read it, and taken out whole. What it showed last
stands beside it and stays.
"""

import re
from dataclasses import dataclass, field

from assets.decoding.refused import Refused
from assets.decoding.xml_reader import Reader

_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_FETCHES = re.compile(
    r"\b(INCLUDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|EMBED|RD|DATABASE|MACROBUTTON|AUTOTEXT"
    r"|AUTOTEXTLIST|GLOSSARY|MERGEREC|NEXTIF|GOTOBUTTON|PRINT|CONTROL|HTMLACTIVEX|HTMLCONTROL"
    r"|DDE|DDEAUTO|ASK|FILLIN)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'["“”„][^"“”„]*["“”„]')
_ADDRESS = re.compile(r"\S*://\S*")
# A link that is followed, once somebody clicks on it, to where no link leads that is let through.
_LEADS_OUT = re.compile(
    r"^\s*HYPERLINK\b.*?(\\\\\\\\|file\s*:|script\s*:|data\s*:|ms-[\w-]+\s*:|search-ms)",
    re.IGNORECASE | re.DOTALL,
)
# Another field begins where a name is still to come, or is not at its end.
_UNNAMED = re.compile(r"^\s*\w*$")
_TAG = re.compile(rb"""<(?:"[^"]*"|'[^']*'|[^"'<>])*>""")
_ORDER = re.compile(rb"""(\s[^\s<>/"'=]*\binstr\s*=\s*)(?:"[^"]*"|'[^']*')""")
_PIECES = frozenset({"instrtext", "delinstrtext"})
_EMPTY = b'\\1" "'


@dataclass(slots=True)
class _Field:
    """A field that is being read. told: its own order; is_put_together: its name is another's."""

    told: str = ""
    is_put_together: bool = False
    is_shown: bool = False


@dataclass(slots=True)
class _Group:
    """A field with all that are inside it. cuts: where their orders stand."""

    cuts: list[tuple[int, int]] = field(default_factory=list)
    is_hostile: bool = False


class _Fields:
    """Listens to a document, and gathers where the orders stand that are to be cut out."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._open: list[_Field] = []
        # Orders that stand in no field are one, which never ends.
        self._stray, self._stray_group = _Field(), _Group()
        self._group = _Group()
        self._groups = [self._stray_group]
        self._piece: int | None = None
        self._words: list[str] = []
        self.simple: list[int] = []
        self.reader = Reader()
        self.reader.listen(self._start, self._end, self._say)

    def read(self) -> list[tuple[int, int]]:
        """Return where the orders stand that are to be cut out.

        Raises:
            Refused: one of them starts a program (DDE).
        """
        self.reader.feed(self._content, is_last=True)
        while self._open:
            self._judge(self._open.pop(), self._group)
        self._judge(self._stray, self._stray_group)
        for told in ("".join(self._words), " ".join(self._words)):
            if _DDE.search(_ADDRESS.sub(" ", told)):
                raise Refused("document-active")
        return [cut for group in self._groups if group.is_hostile for cut in group.cuts]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        for key, order in attributes.items():
            if key.rpartition(":")[2] == "instr":
                self._words.append(order)
                if _is_hostile(order):
                    self.simple.append(self.reader.place)
        if local in _PIECES:
            whole = _TAG.match(self._content, self.reader.place)
            self._piece = whole.end() if whole else self.reader.place
        elif local == "fldchar":
            self._turn(next((value for key, value in attributes.items()
                             if key.rpartition(":")[2] == "fldCharType"), ""))  # fmt: skip

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2].lower() in _PIECES and self._piece is not None:
            group = self._group if self._open else self._stray_group
            if self.reader.place > self._piece:
                group.cuts.append((self._piece, self.reader.place))
            self._piece = None

    def _say(self, words: str) -> None:
        if self._piece is not None:
            self._words.append(words)
            (self._open[-1] if self._open else self._stray).told += words

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            outer = self._open[-1] if self._open else None
            if outer is None:
                self._group = _Group()
                self._groups.append(self._group)
            elif not outer.is_shown and _UNNAMED.match(outer.told):
                outer.is_put_together = True
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].is_shown = True
        elif kind == "end" and self._open:
            self._judge(self._open.pop(), self._group)

    @staticmethod
    def _judge(found: _Field, group: _Group) -> None:
        if _DDE.search(_ADDRESS.sub(" ", found.told)):
            raise Refused("document-active")
        if found.is_put_together or _is_hostile(found.told):
            group.is_hostile = True


def _is_hostile(order: str) -> bool:
    name = order.strip('\\"“”„ \t\r\n')
    bare = _ADDRESS.sub(" ", _QUOTED.sub(" ", order))
    return bool(_FETCHES.match(name) or _FETCHES.search(bare) or _LEADS_OUT.match(order))


def without_fetching(content: bytes) -> bytes:
    """Return a part without the orders of fields that fetch or run something.

    Raises:
        Refused: a field starts a program (DDE).
    """
    if b"instr" not in content and b"Instr" not in content:
        return content
    fields = _Fields(content)
    cuts = [(start, end, b"") for start, end in fields.read()]
    for place in fields.simple:
        whole = _TAG.match(content, place)
        if whole is None:
            raise Refused("document-broken", detail="a field")
        cuts.append((whole.start(), whole.end(), _ORDER.sub(_EMPTY, whole[0])))
    for start, end, put in sorted(cuts, reverse=True):
        content = content[:start] + put + content[end:]
    return content
