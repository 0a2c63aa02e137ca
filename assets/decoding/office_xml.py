"""The XML of Office files: read without entities, and rid of what names dropped parts."""

import re
from collections.abc import Collection
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring as _fromstring

from assets.decoding.refused import Refused

# Lists and tables of contents, not what people wrote.
MAX_SMALL_BYTES = 8 * 1024**2
MAX_DEPTH = 250
# Where letters that are merged get their data from.
_MERGE = re.compile(rb"<((?:\w+:)?mailMerge)\b[^>]*>.*?</\1\s*>", re.DOTALL)
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


def without(content: bytes, dropped: Collection[str], *, has_shapes: bool) -> bytes:
    """Return XML without what names dropped links, or tells where shapes are fetched from.

    Nothing rests on this: what was dropped is not there. It spares people a program's complaint
    that something is missing.
    """
    if b"mailMerge" in content:
        content = _MERGE.sub(b"", content)
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
