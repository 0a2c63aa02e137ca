"""Writes a PDF anew: its pages as they look, and nothing that acts.

Pages are taken over with the few entries that draw them. Scripts, actions, attachments, forms and
media have no entry there; what may hang below a page is gone through object by object. The file's
own structure, with whatever is hidden between its objects, stays behind.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from assets.decoding import stills
from assets.decoding.pdf_repack import repacked
from assets.decoding.pdf_streams import Meter
from assets.decoding.refused import Refused

MAX_PAGES = 500
MAX_OBJECTS = 200_000
MAX_DEPTH = 400
_PAGE = frozenset(
    {"/Type", "/Resources", "/Contents", "/MediaBox", "/CropBox", "/TrimBox", "/Rotate",
     "/UserUnit", "/Group", "/Annots"}
)  # fmt: skip
# Of an annotation, what draws it. The rest acts, or belongs to a form.
_DRAWN = frozenset({"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/Border", "/C", "/CA"})
_LINKS = ("http://", "https://", "mailto:")
# Wherever they hang, they act, carry files or tell what the page does not show.
_NEVER = frozenset(
    {"/A", "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/EF", "/AF",
     "/XFA", "/AcroForm", "/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/3DD", "/3DA",
     "/Metadata", "/PieceInfo", "/Names", "/URI", "/OPI", "/Ref", "/Alternates", "/StructParent",
     "/StructParents", "/PA", "/Movie", "/Sound", "/LastModified", "/Thumb", "/FFilter", "/FDecodeParms"}
)  # fmt: skip
# What is raised over files that are broken; anything else ends the child, with its trace.
_BROKEN = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError,
    RecursionError, OSError, ArithmeticError, NotImplementedError, DependencyError, EOFError,
    StopIteration, pypdfium2.PdfiumError,
)  # fmt: skip


def clean(source: Path, *, folder: Path) -> dict[str, Any]:
    """Write `clean.pdf` and its first page's thumbnails into `folder`; return what was measured.

    Raises:
        Refused: it is no PDF we take; the code says why.
    """
    target = folder / "clean.pdf"
    try:
        with source.open("rb") as file:
            pages = _rewrite(file, target)
        thumbs = _draw(target, folder)
    except _BROKEN as error:
        raise Refused("document-broken", detail=f"{type(error).__name__}: {error}"[:200]) from error
    return {
        "kind": "document",
        "content_type": "application/pdf",
        "measured": {"pages": pages},
        "thumbs": thumbs,
    }


def _rewrite(file: io.BufferedReader, target: Path) -> int:
    reader = PdfReader(file, strict=False)
    # Many a sheet is only kept from being changed: it opens without a password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("document-locked")
    known = sum(len(table) for table in reader.xref.values()) + len(reader.xref_objStm)
    if known > MAX_OBJECTS:
        raise Refused("document-too-complex", objects=MAX_OBJECTS)
    count = len(reader.pages)
    if count > MAX_PAGES:
        raise Refused("document-too-long", pages=MAX_PAGES)
    if not count:
        raise Refused("document-broken", detail="no pages")
    writer = PdfWriter()
    writer.metadata = None
    meter = Meter()
    for page in reader.pages:
        for name in set(page) - _PAGE:
            del page[name]
        _draw_only(page)
        _scrub(page, meter)
        writer.add_page(page)
    _keep_layers(reader, writer, meter)
    _pack(writer)
    writer.write(target)
    return count


def _keep_layers(reader: PdfReader, writer: PdfWriter, meter: Meter) -> None:
    """Take over which layers are shown: what was hidden stays hidden."""
    layers = _resolved(reader.root_object.get("/OCProperties"))
    if isinstance(layers, DictionaryObject):
        _scrub(layers, meter)
        writer.root_object[NameObject("/OCProperties")] = layers.clone(writer)


def _draw_only(page: DictionaryObject) -> None:
    """Keep of a page's annotations what is drawn, and links into the web."""
    if "/Annots" not in page:
        return
    annotations = page["/Annots"]
    kept = ArrayObject()
    if isinstance(annotations, ArrayObject):
        for entry in annotations[:5000]:
            annotation = _resolved(entry)
            if isinstance(annotation, DictionaryObject) and (drawn := _drawn(annotation)):
                kept.append(drawn)
    if kept:
        page[NameObject("/Annots")] = kept
    else:
        del page["/Annots"]


def _drawn(annotation: DictionaryObject) -> DictionaryObject | None:
    kind, link = annotation.get("/Subtype"), _link(annotation)
    if kind == "/Link" and not link:
        return None
    if kind != "/Link" and "/AP" not in annotation:
        return None
    drawn = DictionaryObject(
        {NameObject(name): annotation[name] for name in _DRAWN if name in annotation}
    )
    if link:
        drawn[NameObject("/A")] = _Kept(
            {
                NameObject("/S"): NameObject("/URI"),
                NameObject("/URI"): TextStringObject(link),
            }
        )
        drawn.pop("/AP", None)
    else:
        # Of a form's field stays what it looks like: a stamp.
        drawn[NameObject("/Subtype")] = NameObject("/Stamp")
    return drawn


class _Kept(DictionaryObject):
    """An action of our own making, which is let through."""


def _link(annotation: DictionaryObject) -> str:
    """Return where a link leads, if that is into the web."""
    action = _resolved(annotation.get("/A"))
    if not isinstance(action, DictionaryObject) or action.get("/S") != "/URI":
        return ""
    address = str(_resolved(action.get("/URI")) or "").strip()
    return address[:2000] if address.lower().startswith(_LINKS) else ""


def _scrub(top: PdfObject, meter: Meter) -> None:
    """Take out, from there down, what may not be there, and measure the streams."""
    waiting: list[tuple[PdfObject, int]] = [(top, 0)]
    while waiting:
        found, depth = waiting.pop()
        if isinstance(found, _Kept) or not meter.is_new(found):
            continue
        if depth > MAX_DEPTH:
            raise Refused("document-too-complex", objects=MAX_OBJECTS)
        if isinstance(found, DictionaryObject):
            _strip(found, is_top=found is top)
        if isinstance(found, StreamObject):
            found.pop("/F", None)  # bytes that lie in another file
            meter.add(found)
        waiting.extend((child, depth + 1) for child in _children(found))


def _strip(found: DictionaryObject, *, is_top: bool) -> None:
    # A page is reached from below only by way of what acts.
    never = _NEVER if is_top else _NEVER | {"/P", "/Parent"}
    for name in [name for name in found if name in never]:
        # A name under /P leads nowhere: it says when a layer is shown.
        is_policy = name == "/P" and isinstance(dict.get(found, name), NameObject)
        if not (is_policy or isinstance(dict.get(found, name), _Kept)):
            del found[name]


def _children(found: PdfObject) -> Iterator[PdfObject]:
    values: Any = ()
    if isinstance(found, DictionaryObject):
        values = dict.values(found)
    elif isinstance(found, ArrayObject):
        values = list.__iter__(found)
    for value in values:
        child = _resolved(value)
        if isinstance(child, DictionaryObject | ArrayObject):
            yield child


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _pack(writer: PdfWriter) -> None:
    """Pack every stream anew: nothing of them is to be read by what is no reader of PDFs."""
    for found in list(writer._objects):  # noqa: SLF001 - there is no other way to them
        if isinstance(found, StreamObject):
            reference = found.indirect_reference
            if reference is not None:
                writer._replace_object(reference, repacked(found))  # noqa: SLF001


def _draw(target: Path, folder: Path) -> list[str]:
    """Draw the first page; return the sides of its thumbnails."""
    document = pypdfium2.PdfDocument(target)
    try:
        page = document[0]
        width, height = page.get_size()
        if not (0 < width < 20_000 and 0 < height < 20_000):
            return []
        scale = stills.LARGEST_PX / max(width, height)
        if min(width, height) * scale < 1:
            return []
        bitmap = page.render(scale=scale, may_draw_forms=False)
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    finally:
        document.close()
    return stills.write_thumbs(picture, folder=folder)
