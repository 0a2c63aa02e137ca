"""Reads JSON that is still arriving, and finds it where a model hid it in prose."""

import re
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 12
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "",
    "f": "",
    "n": "\n",
    "r": "",
    "t": "\t",
}
_SPACE = " \t\r\n\ufeff"
_LITERALS: dict[str, Any] = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_PLAIN = re.compile(r'[^"\\\x00-\x1f\ud800-\udfff]+')
_WORDS = re.compile(r"[A-Za-z]+")
# What a number or a word may be cut off within.
_LOOSE_END = re.compile(r"[-+.\w]*$")


class Open(str):
    """A string whose end has not arrived."""

    __slots__ = ()


class NotJson(ValueError):
    """What stands here is no JSON; more text would not make it so."""


class _Ended(Exception):
    """The text ends in the middle of a value. has_value: `value` is what can be shown of it."""

    def __init__(self, value: Any = None, *, has_value: bool = False) -> None:
        super().__init__()
        self.value = value
        self.has_value = has_value


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read. is_whole: the document has ended. value is None when nothing began."""

    value: dict[str, Any] | None
    is_whole: bool


def read(text: str) -> Reading:
    """Read the first JSON object in a model's answer as far as it goes.

    Thoughts in `<think>`, prose and code fences around it are skipped. In objects the first of
    equal keys counts, so that what was read once is never changed by what arrives later.
    Control characters, which a database refuses, are left out of strings.

    Raises:
        NotJson: an object began, and then broke off into something else.
    """
    body = _after_thoughts(text)
    start = _start(body)
    if start < 0:
        return Reading(None, is_whole=False)
    reader = _Reader(body, start)
    try:
        return Reading(reader.object(1), is_whole=True)
    except _Ended as ended:
        return Reading(ended.value if ended.has_value else {}, is_whole=False)


def _after_thoughts(text: str) -> str:
    text = text.lstrip()
    if text.startswith(("<think", "<reasoning")):
        end = max(text.find("</think>"), text.find("</reasoning>"))
        # Braces inside a thought are not the answer.
        return text[text.index(">", end) + 1 :] if end >= 0 else ""
    # Templates that open the thought themselves send its end alone.
    if not text.startswith("{") and "</think>" in text:
        return text.split("</think>", 1)[1]
    return text


def _start(text: str) -> int:
    """Return where the object begins: the first brace that a quoted key or its end follows."""
    found = re.search(r'\{\s*(?=["}]|\s*$)', text)
    return found.start() if found else -1


class _Reader:
    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at

    def value(self, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise NotJson("nested too deeply")
        match self._peek():
            case "{":
                return self.object(depth)
            case "[":
                return self.array(depth)
            case '"':
                return self.string()
            case _:
                return self._scalar()

    def object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        name = ""
        while True:
            try:
                if self._closes("}"):
                    return found
                name = self._name()
                value = self.value(depth + 1)
            except _Ended as ended:
                if ended.has_value:
                    found.setdefault(name, ended.value)
                raise _Ended(found, has_value=True) from None
            found.setdefault(name, value)

    def array(self, depth: int) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while True:
            try:
                if self._closes("]"):
                    return found
                found.append(self.value(depth + 1))
            except _Ended as ended:
                if ended.has_value:
                    found.append(ended.value)
                raise _Ended(found, has_value=True) from None

    def string(self) -> str:
        self.at += 1
        pieces: list[str] = []
        while True:
            plain = _PLAIN.match(self.text, self.at)
            if plain:
                pieces.append(plain.group())
                self.at = plain.end()
            if self.at >= len(self.text):
                raise _Ended(Open("".join(pieces)), has_value=True)
            sign = self.text[self.at]
            self.at += 1
            if sign == '"':
                return "".join(pieces)
            try:
                pieces.append(self._escape() if sign == "\\" else _kept(sign))
            except _Ended:
                raise _Ended(Open("".join(pieces)), has_value=True) from None

    def _escape(self) -> str:
        sign = self._take(1)
        if sign != "u":
            # An escape that JSON does not know stands for its own character.
            return _ESCAPES.get(sign, sign)
        unit = self._unit()
        if 0xD800 <= unit < 0xDC00:
            return self._pair(unit)
        return _kept(chr(unit))

    def _pair(self, high: int) -> str:
        if self.text.startswith("\\", self.at) and self.at + 1 >= len(self.text):
            raise _Ended
        if not self.text.startswith("\\u", self.at):
            if self.at >= len(self.text):
                raise _Ended
            return "\ufffd"
        before = self.at
        self.at += 2
        low = self._unit()
        if 0xDC00 <= low < 0xE000:
            return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        self.at = before
        return "\ufffd"

    def _unit(self) -> int:
        digits = self._take(4)
        try:
            return int(digits, 16)
        except ValueError:
            raise NotJson(f"\\u{digits}") from None

    def _take(self, count: int) -> str:
        taken = self.text[self.at : self.at + count]
        if len(taken) < count:
            raise _Ended
        self.at += count
        return taken

    def _name(self) -> str:
        if self._peek() != '"':
            raise NotJson(f"no key at {self.at}")
        try:
            name = self.string()
        except _Ended:
            raise _Ended from None
        if self._peek() != ":":
            raise NotJson(f"no colon at {self.at}")
        self.at += 1
        return name

    def _closes(self, bracket: str) -> bool:
        # A comma too many, or one forgotten, changes no meaning.
        while self._peek() == ",":
            self.at += 1
        if self._peek() != bracket:
            return False
        self.at += 1
        return True

    def _scalar(self) -> Any:
        if _LOOSE_END.fullmatch(self.text, self.at):
            raise _Ended
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return float(number.group()) if number.group(1) or number.group(2) else _int(number)
        word = _WORDS.match(self.text, self.at)
        if not word or word.group().lower() not in _LITERALS:
            raise NotJson(f"no value at {self.at}")
        self.at = word.end()
        return _LITERALS[word.group().lower()]

    def _peek(self) -> str:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1
        if self.at >= len(self.text):
            raise _Ended
        return self.text[self.at]


def _int(number: re.Match[str]) -> float:
    # Beyond 18 digits no number here means anything, and int() refuses thousands of them.
    return int(number.group()) if len(number.group()) <= 18 else float(number.group())


def _kept(sign: str) -> str:
    if "\ud800" <= sign <= "\udfff":
        return "\ufffd"
    return sign if sign in "\n\t" or sign >= " " else ""
