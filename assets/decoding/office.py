"""Writes a Word or Excel file anew: with the parts that are known, and none that acts or leads out.

Parts are followed from the first by the links we know; the archive is made again of what was
reached, so that nothing before, between or behind its entries comes along.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from assets.decoding import excel_formulas, word_fields, zips
from assets.decoding import office_parts as parts
from assets.decoding import office_xml as xml
from assets.decoding.formats import DOCX, XLSX
from assets.decoding.office_parts import Flavour
from assets.decoding.office_pictures import Pictures
from assets.decoding.refused import Refused
from assets.decoding.xml_reader import Reader

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WEB = ("http://", "https://", "mailto:")
MAX_ADDRESS = 2_000
# What is longer is not held whole; what names links stands at its end.
_WHOLE_BYTES = 32 * 1024**2
_PIECE_BYTES = 4 * 1024**2
_LEVEL = 4
# In place of what is no picture we know: one see-through pixel.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class _Link:
    """A relationship of a part. target: a part's name, or an address when it leads into the web."""

    id: str
    type: str
    target: str
    is_web: bool = False

    @property
    def kind(self) -> str:
        return self.type.rpartition("/")[2]


def clean(source: Path, *, folder: Path, name: str) -> dict[str, Any]:
    """Write `clean.docx` or `clean.xlsx` into `folder` and return what was measured.

    name: `Word` or `Excel`.

    Raises:
        Refused: it is none we take; the code says why.
    """
    is_word = name == "Word"
    flavour = parts.WORD if is_word else parts.EXCEL
    try:
        with zips.opened(source) as archive:
            book = _Book(archive, flavour, Pictures(folder))
            book.write(folder / f"clean.{flavour.extension}")
    except (*zips.BROKEN, zlib.error) as error:
        raise Refused("document-broken", detail=f"{type(error).__name__}: {error}"[:200]) from error
    return {
        "kind": "document" if is_word else "sheet",
        "content_type": DOCX if is_word else XLSX,
        "measured": {} if is_word else {"sheets": book.sheets},
    }


class _Book:
    """One Office file on its way from one archive into another."""

    def __init__(self, archive: zipfile.ZipFile, flavour: Flavour, pictures: Pictures) -> None:
        self._archive = archive
        self._pictures = pictures
        self._flavour = flavour
        self._entries = zips.checked(archive)
        self._types = self._content_types()
        self.sheets = 0

    def write(self, target: Path) -> None:
        """Write every part that is reached."""
        main = self._main()
        written: dict[str, str] = {}
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made:
            top = [_Link("rId1", _office("officeDocument"), main)]
            made.writestr("_rels/.rels", _links_xml("", top))
            waiting = [main]
            while waiting:
                name = waiting.pop()
                if name in written:
                    continue
                kept, dropped = self._links(name)
                written[name] = self._copy(name, made, dropped)
                if kept:
                    folder, _, last = name.rpartition("/")
                    made.writestr(f"{folder}/_rels/{last}.rels", _links_xml(folder, kept))
                waiting.extend(link.target for link in kept if not link.is_web)
                self.sheets += sum(link.kind in {"worksheet", "chartsheet"} for link in kept)
            made.writestr("[Content_Types].xml", _types_xml(written))

    def _main(self) -> str:
        if any("vbaproject" in name for name in self._entries):
            raise Refused("document-macros")
        for link in self._told(""):
            if link.kind == "officeDocument" and link.target.lower() in self._entries:
                name = self._entries[link.target.lower()].filename
                if "macro" in self._type_of(name).lower():
                    raise Refused("document-macros")
                if self._type_of(name) != self._flavour.main:
                    raise Refused("document-broken", detail="main part")
                return name
        raise Refused("document-broken", detail="no main part")

    def _read(self, name: str) -> bytes:
        entry = self._entries[name.lower()]
        if entry.file_size > xml.MAX_SMALL_BYTES:
            raise Refused("document-bomb")
        return self._archive.read(entry)

    def _content_types(self) -> dict[str, str]:
        """Return content types: part's name, or `.extension`, in small letters → type."""
        found: dict[str, str] = {}
        for element in xml.tree(self._read("[content_types].xml")):
            told = element.get("ContentType", "")
            if element.tag.endswith("}Override"):
                found[element.get("PartName", "").lstrip("/").lower()] = told
            else:
                found["." + element.get("Extension", "").lower()] = told
        return found

    def _type_of(self, name: str) -> str:
        ending = "." + name.rpartition(".")[2].lower()
        return self._types.get(name.lower()) or self._types.get(ending, "")

    def _told(self, name: str) -> Iterator[_Link]:
        """Yield the links a part tells of, whatever they are."""
        folder, _, last = name.rpartition("/")
        listing = posixpath.join(folder, "_rels", f"{last}.rels")
        if listing.lower() not in self._entries:
            return
        for element in xml.tree(self._read(listing)):
            target, is_out = element.get("Target", ""), element.get("TargetMode") == "External"
            if not is_out:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield _Link(element.get("Id", ""), element.get("Type", ""), target, is_web=is_out)

    def _links(self, name: str) -> tuple[list[_Link], list[str]]:
        """Return a part's links that are kept, and the ids of those that are dropped."""
        kept, dropped = [], []
        for link in self._told(name):
            if link.kind in parts.MACROS:
                raise Refused("document-macros")
            if self._is_kept(link):
                kept.append(link)
            else:
                dropped.append(link.id)
        return kept, dropped

    def _is_kept(self, link: _Link) -> bool:
        if link.is_web:
            is_short = len(link.target) <= MAX_ADDRESS
            return link.kind == "hyperlink" and is_short and link.target.lower().startswith(_WEB)
        if link.kind not in self._flavour.links or link.target.lower() not in self._entries:
            return False
        return link.kind == "image" or parts.is_known_type(self._type_of(link.target))

    def _copy(self, name: str, made: zipfile.ZipFile, dropped: list[str]) -> str:
        """Copy one part and return its content type."""
        extension = name.rpartition(".")[2].lower()
        told = self._type_of(name)
        if extension in parts.PICTURE_TYPES or not parts.is_known_type(told):
            content = self._archive.read(self._entries[name.lower()])
            anew = self._pictures.rebuilt(content, extension)
            made.writestr(name, _PIXEL if anew is None else anew)
            return "image/png" if anew is None else parts.PICTURE_TYPES[extension]
        self._copy_xml(name, made, dropped, has_shapes=told == parts.VML)
        return told

    def _copy_xml(
        self, name: str, made: zipfile.ZipFile, dropped: list[str], *, has_shapes: bool
    ) -> None:
        entry, reader = self._entries[name.lower()], Reader()
        is_word = self._flavour is parts.WORD
        if is_word and entry.file_size > _WHOLE_BYTES:
            raise Refused("file-too-heavy")
        with self._archive.open(entry) as content, made.open(name, "w") as target:
            left, held = entry.file_size, b""
            while left > _WHOLE_BYTES:
                piece = content.read(min(_PIECE_BYTES, left - _PIECE_BYTES))
                if not piece:
                    raise Refused("document-broken", detail="cut off")
                left -= len(piece)
                reader.feed(piece)
                held += piece
                end = excel_formulas.end_of_whole(held)
                if len(held) - end > _PIECE_BYTES:
                    raise Refused("document-broken", detail="a formula")
                target.write(excel_formulas.without_fetching(held[:end]))
                held = held[end:]
            rest = content.read()
            reader.feed(rest, is_last=True)
            judged = word_fields if is_word else excel_formulas
            rest = judged.without_fetching(held + rest)
            target.write(xml.without(rest, dropped, has_shapes=has_shapes or is_word))


def _office(kind: str) -> str:
    return f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"


def _links_xml(folder: str, links: list[_Link]) -> str:
    told = []
    for link in links:
        target = link.target if link.is_web else posixpath.relpath(link.target, folder or ".")
        mode = ' TargetMode="External"' if link.is_web else ""
        told.append(
            f"<Relationship Id={quoteattr(link.id)} Type={quoteattr(link.type)}"
            f" Target={quoteattr(target)}{mode}/>"
        )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships">{"".join(told)}</Relationships>'


def _types_xml(written: dict[str, str]) -> str:
    told = "".join(
        f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(content_type)}/>"
        for name, content_type in written.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}content-types">'
        f'<Default Extension="rels" ContentType="{_LINKS_TYPE}"/>{told}</Types>'
    )
