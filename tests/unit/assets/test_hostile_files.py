"""Tables, sounds, videos, fonts and whatever else is sent to harm."""

import io
import struct

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from assets import names
from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean, refused

pytestmark = pytest.mark.slow

PAYLOAD = made.PAYLOAD


@pytest.mark.parametrize(
    ("content", "filename", "type_"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.svg", "SVG"),
        (b"<?xml version='1.0'?>\n<!-- -->\n<svg onload='x()'/>", "a.svg", "SVG"),
        (b"<!DOCTYPE html><html>", "a.html", "HTML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a.mht", "MHTML"),
        (b"#!/bin/sh\nrm -rf /", "a.sh", "a script"),
        (b"<?php system($_GET[0]);", "a.php", "PHP"),
        (b"MZ\x90\0" + bytes(64), "a.exe", "a program"),
        (b"\x7fELF" + bytes(64), "a", "a program"),
        (b"Rar!\x1a\x07\0" + bytes(64), "a.rar", "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(64), "a.7z", "7-Zip"),
        (b"#EXTM3U\nfile:///etc/passwd", "a.m3u8", "a playlist"),
    ],
)
def test_what_can_run_or_hide_is_refused_by_its_name(
    content: bytes, filename: str, type_: str
) -> None:
    assert refused(content, filename) == ("file-type-unsupported", {"type": type_})


@pytest.mark.parametrize("filename", ["a.csv", "a.pdf", "a.mp4", "a.docx", "a.ttf"])
def test_a_page_of_html_is_none_of_our_kinds_whatever_it_is_called(filename: str) -> None:
    code, data = refused(b"<html>" + PAYLOAD, filename)

    assert (code, data["type"]) == ("file-misnamed", "HTML")


def test_an_archive_is_refused_by_name() -> None:
    content = made.rezipped(made.docx_file(), {"[Content_Types].xml": None})

    assert refused(content, "a.zip") == ("file-type-unsupported", {"type": "ZIP"})


@pytest.mark.parametrize(
    ("content", "filename", "declared", "code"),
    [
        (made.pdf(), "a.docx", "", "file-misnamed"),
        (made.pdf(), "a.exe", "", "file-misnamed"),
        (made.pdf(), "a.pdf", "image/png", "file-misdeclared"),
        (made.docx_file(), "a.xlsx", "", "file-misnamed"),
        (made.xlsx_file(), "a.docx", "", "file-misnamed"),
        (b"SKU,Price\n1,2\n", "a.pdf", "", "file-is-text"),
        (b"SKU,Price\n1,2\n", "a.txt", "text/plain", "file-type-unsupported"),
        (b"\x01\x02\x03" * 50, "a.csv", "", "file-not-as-named"),
        (b"", "a.pdf", "", "file-empty"),
    ],
)
def test_name_declared_type_and_content_must_agree(
    content: bytes, filename: str, declared: str, code: str
) -> None:
    assert refused(content, filename, declared)[0] == code


def test_a_table_without_an_end_or_an_encoding_is_refused() -> None:
    assert refused(b'a,"' + b"x" * 300_000, "a.csv")[0] == "table-broken"
    assert refused(b"a,b\n" * 2000 + b"\0\0\1", "a.csv")[0] == "table-unreadable"
    assert refused(b"," * 3000, "a.csv")[0] == "table-too-large"


def test_control_characters_of_a_table_stay_behind() -> None:
    stored = clean(b"a,b\r\n1,\x1b]0;title\x1b\\2\r\n", "a.csv")

    assert stored.content == b"a,b\r\n1,]0;title\\2\r\n"


class TestRecordings:
    @pytest.mark.parametrize("ending", ["mp3", "wav", "mp4"])
    def test_what_is_appended_stays_behind(self, ending: str) -> None:
        options = ("-c:v", "libx264") if ending == "mp4" else ()
        content = made.recording(ending, *options) + PAYLOAD + made.docx_file()

        stored = clean(content, f"a.{ending}")

        assert PAYLOAD not in stored.content
        assert b"[Content_Types]" not in stored.content

    def test_mkv_is_told_what_to_be_saved_as(self) -> None:
        content = made.recording("mkv", "-c:v", "libx264")

        assert refused(content, "a.mkv") == ("file-type-unsupported", {"type": "MKV"})

    def test_a_codec_browsers_do_not_play_is_refused_by_name(self) -> None:
        content = made.recording("mp4", "-c:v", "mpeg4")

        assert refused(content, "a.mp4") == ("media-codec", {"codec": "mpeg4"})

    def test_more_than_4k_is_refused(self) -> None:
        content = made.recording("mp4", "-c:v", "libx264", "-preset", "ultrafast",
                                 "-vf", "scale=5120:2880", "-frames:v", "2")  # fmt: skip

        code, data = refused(content, "a.mp4")

        assert (code, data) == ("video-too-large", {"width": 5120, "height": 2880})

    def test_half_a_video_is_damaged(self) -> None:
        content = made.recording("mp4", "-c:v", "libx264")

        assert refused(content[: len(content) // 2], "a.mp4")[0] == "media-broken"

    def test_a_list_of_other_files_is_not_followed(self) -> None:
        playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n"

        assert refused(playlist, "a.mp3")[0] == "file-misnamed"
        assert refused(b"ffconcat version 1.0\nfile /etc/passwd\n", "a.mp4")[0] == "file-misnamed"
        # Behind a head that passes, the one reader asked is not that of lists.
        assert refused(b"ID3\x04\0\0\0\0\0\0" + playlist, "a.mp3")[0] == "media-broken"


class TestFonts:
    def test_unknown_tables_stay_behind(self) -> None:
        target = io.BytesIO()
        with TTFont(io.BytesIO(made.font())) as font:
            for tag in ("SVG ", "EVIL", "DSIG"):
                table = DefaultTable(tag)
                table.data = PAYLOAD
                font[tag] = table
            font.save(target)

        stored = clean(target.getvalue() + PAYLOAD, "a.ttf")

        assert PAYLOAD not in stored.content
        with TTFont(io.BytesIO(stored.content)) as font:
            assert not {"SVG ", "EVIL", "DSIG"} & set(font.keys())

    @pytest.mark.parametrize("flavor", ["woff", "woff2"])
    def test_a_packed_font_that_swells_is_refused(self, flavor: str) -> None:
        content = bytearray(made.font(flavor))
        if flavor == "woff":
            struct.pack_into(">L", content, 44 + 12, 200 * 1024**2)
        else:
            content = bytearray(swelling_woff2())

        assert refused(bytes(content), f"a.{flavor}")[0] == "font-bomb"

    def test_half_a_font_is_damaged(self) -> None:
        assert refused(made.font()[:400], "a.ttf")[0] == "font-broken"

    def test_a_collection_is_to_be_parted(self) -> None:
        assert refused(b"ttcf" + bytes(64), "a.ttc") == ("file-type-unsupported", {"type": "TTC"})


def swelling_woff2() -> bytes:
    """Return a WOFF2 that says it is small, and unpacks to 300 MB."""
    brotli = pytest.importorskip("brotli")
    machine = brotli.Compressor(quality=1)
    packed = b"".join(machine.process(bytes(1024**2)) for _ in range(300)) + machine.finish()
    head = struct.pack(">4sLLHHLLHHLLLLL", b"wOF2", 0x10000, 48 + 2 + len(packed), 1, 0, 1000,
                       len(packed), 1, 0, 0, 0, 0, 0, 0)  # fmt: skip
    return head + b"\x01\x64" + packed


HOSTILE_NAMES = [
    *(f"{step}{name}" for step in ("../", "..\\", "/", "C:\\", "....//", "%2e%2e/", "file:///")
      for name in ("etc/passwd", "mug.pdf", "..")),
    *(f"{name}{ending}" for name in ("CON", "NUL", "COM1", "aux") for ending in ("", ".pdf")),
    "mug\0.pdf", "mug.pdf\0.exe", "\0", "mug\r\nX: y.pdf", "mug\n.pdf", "mug\t.pdf", "\x7f.pdf",
    "\u202efdp.exe", "mug\u200b.pdf", "\ufeffmug.pdf", "mug\u2028.pdf", "\u2066mug\u2069.pdf",
    "m" * 300 + ".pdf", "杯" * 300 + ".pdf", "." * 300, "a." + "b" * 300, "👩‍👩‍👧" * 60 + ".pdf",
    '"; filename=x.exe.pdf', "mug'; drop table.pdf", "<script>.pdf", "mug|calc.pdf", "mug;.pdf",
    "mug?.pdf", "mug*.pdf", "mug:stream.pdf", "%00.pdf", "$(id).pdf", "`id`.pdf", "-rf", "~", ".",
    "..", "...", " ", "", ".pdf", ".htaccess", "Mug .pdf ", "cafe\u0301.pdf", "ﬁle.pdf",
]  # fmt: skip


def test_there_are_sixty_hostile_names() -> None:
    assert len(set(HOSTILE_NAMES)) >= 60


@pytest.mark.parametrize("given", HOSTILE_NAMES)
def test_a_hostile_name_becomes_one_a_file_can_be_saved_under(given: str) -> None:
    name = names.clean_filename(given)
    saved = names.download_name(names.title_of(given), "pdf")

    for found in (name, saved):
        assert found.isprintable()
        assert not set(found) & set('/\\<>:"|?*\0')
        assert found.strip(". ") == found
        assert 0 < len(found) <= 204
    assert saved.endswith(".pdf")
