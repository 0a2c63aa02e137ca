"""What a file is, by its first bytes and by its name."""

import pytest

from assets.decoding.sniff import kind_of


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"RIFF\0\0\0\0WAVEfmt ", "WAV"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x18ftypmif1", "HEIC"),
        (b"\0\0\0\x18ftypavif", "AVIF"),
        (b"\0\0\0\x18ftypisom", "MP4"),
        (b"\0\0\0\x14ftypqt  ", "MP4"),
        (b"GIF89a<script>", "GIF"),
        (b"MM\0*\0\0\0\x08", "TIFF"),
        (b"8BPS\0\x01", "PSD"),
        (b"PK\x03\x04", "ZIP"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg>", "SVG"),
        (b"plain words", None),
        (b"BMW,Golf\r\n1,2\r\n", None),
        (b"BM\x36\0\0\0\0\0", "BMP"),
        (b"ID3,Name\r\n", None),
        (b"ID3\x04\0\0\0\0\0\0", "MP3"),
        (b"\xff\xfb\x90\x00", "MP3"),
        (b"\xff\xf1\x50\x80", "AAC"),
        (b"\x1aE\xdf\xa3\0\0\0webm", "WebM"),
        (b"\x1aE\xdf\xa3\0\0\0matroska", "MKV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
        (b"\0\x01\0\0", "TTF"),
        (b"wOF2\0\x01\0\0", "WOFF2"),
        (b"<html>\0\x01", "HTML"),
        (b"", None),
    ],
)
def test_first_bytes_name_the_type(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind
