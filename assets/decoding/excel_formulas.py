"""Takes out of a workbook's parts the formulas that fetch from elsewhere or run something.

What they came to last stands beside them and stays.
"""

import html
import re

_NAME = rb"""(?:[^\s<>/:"'=]+:)?(?:f|formula[12]?|definedName|calculatedColumnFormula|totalsRowFormula)"""
_ATTRIBUTES = rb"""(?:"[^"]*"|'[^']*'|[^"'<>])*?"""
_FORMULA = re.compile(rb"<(%b)((?:\s%b)?)(?<!/)>(.*?)</\1\s*>" % (_NAME, _ATTRIBUTES), re.DOTALL)
_BEGINS = re.compile(rb"<%b(?=[\s>])" % _NAME)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ASIDE = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_FETCHES = re.compile(
    r"\b(WEBSERVICE|RTD|DDE|IMAGE|CALL|REGISTER|REGISTER\.ID|EXEC|SQL\.REQUEST|STOCKHISTORY|PY"
    r"|IMPORT(DATA|XML|HTML|FEED|RANGE|TEXT|CSV)|GETPIVOTDATA\.WEB|INITIATE|POKE|REQUEST|RUN)\s*\(",
    re.IGNORECASE,
)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'|\[[^\[\]]*\]""")
# Of a cell, whose formula is its own.
_PLAIN = re.compile(rb"""\st\s*=""")
_INSTEAD = b"NA()"


def without_fetching(content: bytes) -> bytes:
    """Return a part, or a piece of one that ends in no formula, without what fetches."""
    return _FORMULA.sub(_judged, content)


def end_of_whole(content: bytes) -> int:
    """Return up to where a piece of a part can be judged by itself."""
    cut = len(content)
    if content.rfind(b">") < content.rfind(b"<"):
        cut = content.rfind(b"<")
    last = None
    for last in _BEGINS.finditer(content, 0, cut):  # noqa: B007 - the last is wanted
        pass
    if last is not None and _FORMULA.match(content, last.start(), cut) is None:
        return last.start()
    return cut


def _judged(found: re.Match[bytes]) -> bytes:
    name, attributes, body = found[1], found[2], found[3]
    if not _fetches(body):
        return found[0]
    if name.rpartition(b":")[2] == b"f" and not _PLAIN.search(attributes):
        return b""
    return b"<%b%b>%b</%b>" % (name, attributes, _INSTEAD, name)


def _fetches(body: bytes) -> bool:
    if b"<" in body:
        body = _CDATA.sub(
            lambda found: html.escape(found[1].decode(errors="replace")).encode(), body
        )
        body = _ASIDE.sub(b"", body)
    formula = html.unescape(body.decode(errors="replace"))
    # A line stands for nothing but a program's channel (DDE).
    return bool(_FETCHES.search(formula)) or "|" in _QUOTED.sub("", formula)
