"""Which parts of Word and Excel files are taken over: those that are reached by these links."""

import re
from dataclasses import dataclass

_DRAWING = frozenset(
    {"image", "chart", "chartUserShapes", "chartStyle", "chartColorStyle", "themeOverride",
     "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
     "hyperlink", "theme", "styles"}
)  # fmt: skip
_WORD_LINKS = _DRAWING | {
    "stylesWithEffects", "settings", "webSettings", "fontTable", "numbering", "header", "footer",
    "footnotes", "endnotes", "comments", "commentsExtended", "commentsIds", "commentsExtensible",
    "people",
}  # fmt: skip
_EXCEL_LINKS = _DRAWING | {
    "worksheet", "chartsheet", "sharedStrings", "table", "drawing", "vmlDrawing", "comments",
    "threadedComment", "person", "sheetMetadata", "rdRichValue", "rdRichValueStructure",
    "rdRichValueTypes", "richStyles", "richValueRel",
}  # fmt: skip
# Links to what runs.
MACROS = frozenset({"vbaProject", "wordVbaData", "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"})
PICTURE_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
_TYPE = re.compile(
    r"application/vnd\.(openxmlformats-[\w.-]+|ms-(word|excel|office)\.[\w.-]+)(\+xml)?", re.ASCII
)
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"


@dataclass(frozen=True, slots=True)
class Flavour:
    """Word or Excel. main: the content type of its main part; links: the kinds it follows."""

    extension: str
    main: str
    links: frozenset[str]


WORD = Flavour(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    frozenset(_WORD_LINKS),
)
EXCEL = Flavour(
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    frozenset(_EXCEL_LINKS),
)


def is_known_type(content_type: str) -> bool:
    """Return whether a part of this type may be taken over as XML."""
    return bool(_TYPE.fullmatch(content_type)) and "macro" not in content_type.lower()
