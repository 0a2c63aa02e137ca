"""What files are found by: words of any language, as PostgreSQL's text search keeps them.

Text is cut here and not by the database, whose parsers know no Chinese and differ from server to
server. Latin words, numbers and what else has spaces between its words become one lexeme each, and
their letters and digits by themselves ("IMG2041" is found by 2041, too); Chinese, Japanese and
Korean become characters and pairs of neighbours. What is asked for is cut in the same way: words
match from their beginning, a run of characters by all its pairs.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.db.models import BooleanField, Expression, F, Func, TextField, Value

# Characters of languages that are written without spaces.
_PACKED = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_PACKED}]+|[^\W_{_PACKED}]+")
_IS_PACKED = re.compile(rf"[{_PACKED}]")
_HALVES = re.compile(r"\d+|\D+")

LONGEST = 40
# A tsvector holds at most a megabyte; half of it is the text of some hundred pages.
MOST_BYTES = 500_000
# More words than anybody searches for.
MOST_WORDS = 8


def plain(text: str) -> str:
    """Return text as it is compared: one form of each character, no case, no accents."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    # Only single letters are taken apart: a Korean syllable has parts, too.
    return "".join(_bare(letter) for letter in folded)


def lexemes(text: str) -> list[str]:
    """Return all that `text` is found by, each once, in order of appearance."""
    found: dict[str, None] = {}
    room = MOST_BYTES
    for lexeme in _indexed(plain(text)):
        if lexeme in found:
            continue
        room -= len(lexeme.encode())
        if room < 0:
            break
        found[lexeme] = None
    return list(found)


def words(asked: str) -> list[str]:
    """Return the words somebody searches for, as they wrote them."""
    # NUL cannot be kept, so nothing holds it.
    return asked.replace("\0", " ").split()[:MOST_WORDS]


def query(text: str) -> str:
    """Return what finds `text`, in PostgreSQL's own notation; empty when it holds no word."""
    # Only letters and digits are left by now, so that nothing can end the quotes.
    return " & ".join(f"'{lexeme}'{mark}" for lexeme, mark in _asked(plain(text)))


def matching(text: str, *, field: str = "words") -> Expression | None:
    """Return the condition that `field` holds `text`; None when it holds no word at all."""
    asked = query(text)
    if not asked:
        return None
    return Func(
        F(field),
        Func(Value(asked, output_field=TextField()), template="(%(expressions)s)::tsquery"),
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def _indexed(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        if _IS_PACKED.match(run):
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))
            continue
        yield run[:LONGEST]
        halves = _HALVES.findall(run)
        if len(halves) > 1:
            yield from (half[:LONGEST] for half in halves)


def _asked(text: str) -> Iterator[tuple[str, str]]:
    for run in _RUNS.findall(text):
        if not _IS_PACKED.match(run):
            yield run[:LONGEST], ":*"
        elif len(run) == 1:
            yield run, ""
        else:
            yield from ((run[at : at + 2], "") for at in range(len(run) - 1))


def _bare(letter: str) -> str:
    if letter.isascii() or _IS_PACKED.match(letter):
        return letter
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part)) or letter
