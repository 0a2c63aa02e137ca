"""What a file claims to be, by its name or the type it declares: good for an early answer.

What it is, its content says (`assets.decoding`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assets.decoding.formats import AUDIO, FORMATS, SAYS_NOTHING, by_extension, extension_of

# Names that say more than the container they stand on.
_NARROWER: Mapping[str, str] = {"m4a": AUDIO, "weba": AUDIO}
# What is known and not taken, with a sentence of its own: ending → code and type.
_KNOWN: Mapping[str, tuple[str, str]] = {
    "doc": ("office-old", "Word 97"),
    "xls": ("office-old", "Excel 97"),
    "ppt": ("office-old", "PowerPoint 97"),
    **dict.fromkeys(("docm", "xlsm", "dotm", "xltm", "pptm"), ("document-macros", "")),
    "xlsb": ("office-old", "Excel (binary)"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """kind: one of `Asset.Kind`, or "" for what is not taken, for the reason `refused`.

    name: the type as people know it.
    """

    kind: str
    name: str
    refused: str = ""


def claim_of(filename: str, content_type: str) -> Claim | None:
    """Return what a file claims by its name, else by its declared type; None when by neither."""
    ending, known = extension_of(filename), by_extension(filename)
    if known is not None:
        return Claim(_NARROWER.get(ending, known.kind), known.name)
    if ending in _KNOWN:
        code, name = _KNOWN[ending]
        return Claim("", name, code)
    declared = content_type.partition(";")[0].strip().lower()
    for one in FORMATS:
        if declared in one.content_types:
            return Claim(one.kind, one.name)
    if not ending and declared in SAYS_NOTHING:
        return None
    named = declared.rpartition("/")[2].partition("+")[0].removeprefix("x-")
    return Claim(
        "", {"tif": "TIFF"}.get(ending, (ending or named).upper()), "file-type-unsupported"
    )


def endings() -> dict[str, str]:
    """Return how names of files end that are taken → their kind."""
    return {
        ending: _NARROWER.get(ending, known.kind)
        for known in FORMATS
        for ending in known.extensions
    }
