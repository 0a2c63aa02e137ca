"""Reads PDF files: their words, what is laid out on each page, and pictures of the pages."""

import time
import warnings
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from PIL import Image

from assets.reading.blocks import Line, Page, Part
from assets.reading.letters import typed
from assets.reading.limits import MAX_PAGES, MAX_PICTURES, PICTURE_PX
from assets.reading.placing import blocks_on
from assets.reading.refused import Refused

# Pages are taken apart only while this much processor time lasts; further ones give their words.
LAYOUT_SECONDS = 60
PICTURE_QUALITY = 75
_LOCKED = "password"


def read_pdf(path: Path, folder: Path) -> tuple[list[Page], set[str]]:
    """Return the pages, with pictures of the first ones written into `folder`, and notes.

    Raises:
        Refused: `document-locked` or `document-unreadable`.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = _LOCKED in str(error).lower()
        code = "document-locked" if locked else "document-unreadable"
        raise Refused(code, detail=str(error)[:200]) from error
    with document:
        if not len(document):
            raise Refused("document-unreadable", detail="no pages")
        notes = {"truncated"} if len(document) > MAX_PAGES else set()
        pages = [_plain(document, at, folder) for at in range(min(len(document), MAX_PAGES))]
    if not _lay_out(path, pages):
        notes.add("not-laid-out")
    if not any(block for page in pages for block in page.blocks):
        notes.add("no-text")
    return pages, notes


def _plain(document: Any, at: int, folder: Path) -> Page:
    """Return a page with its lines of text and, of the first pages, its picture."""
    page = Page(at + 1)
    try:
        opened = document[at]
        words = typed(opened.get_textpage().get_text_bounded())
        page.blocks = [Line([Part(line.strip())]) for line in words.splitlines() if line.strip()]
        if at < MAX_PICTURES:
            _draw(opened, page, folder)
        opened.close()
    except pypdfium2.PdfiumError:
        return page  # a broken page is shown as an empty one, and the others are read
    return page


def _draw(opened: Any, page: Page, folder: Path) -> None:
    width, height = opened.get_size()
    # By width, as it is looked at; a very long page by what it would weigh.
    scale = min(PICTURE_PX / max(width, 1), 4 * PICTURE_PX / max(height, 1), 4.0)
    if width * scale < 1 or height * scale < 1:
        return
    picture = opened.render(scale=scale).to_pil()
    if picture.width > PICTURE_PX:
        picture = picture.resize(
            (PICTURE_PX, round(picture.height * PICTURE_PX / picture.width)),
            Image.Resampling.LANCZOS,
        )
    page.picture = f"page-{page.number}.webp"
    page.width, page.height = picture.size
    picture.convert("RGB").save(folder / page.picture, "WEBP", quality=PICTURE_QUALITY, method=2)


def _lay_out(path: Path, pages: list[Page]) -> bool:
    """Replace the lines of the first pages by lines and tables with their places.

    Return whether that went well: of a page where it did not, the lines are there already.
    """
    began = time.process_time()
    went_well = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with pdfplumber.open(path) as document:
                for page, opened in zip(pages, document.pages, strict=False):
                    if time.process_time() - began > LAYOUT_SECONDS or page.number > MAX_PICTURES:
                        break
                    went_well &= _took_apart(opened, page)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - pdfminer raises anything
            return False
    return went_well


def _took_apart(opened: Any, page: Page) -> bool:
    try:
        page.blocks = blocks_on(opened) or page.blocks
        opened.close()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - pdfminer raises anything
        return False
    return True
