"""The virus scanner is asked by its own protocol, and silence is never taken for a good answer."""

import socket
from pathlib import Path
from typing import Any

import pytest

from assets import scanning
from assets.scanning import ScannerFull, ScannerUnavailable
from config.stack import doctor_media
from tests.unit.assets.clamd import SIGNATURE, Clamd


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"honest " * 200_000)
    return path


def test_a_clean_file_is_sent_whole_with_signs_in_between(file: Path) -> None:
    signs: list[int] = []
    with Clamd() as clamd:
        found = scanning.scan(clamd.url, file, between=lambda: signs.append(1))

    assert found == ""
    assert clamd.seen == [1_400_000]
    assert len(signs) == 6


def test_what_is_found_is_named(file: Path) -> None:
    file.write_bytes(b"x" * 300_000 + SIGNATURE)

    with Clamd() as clamd:
        assert scanning.scan(clamd.url, file) == "Stand-In.Test"


def test_a_file_longer_than_the_scanner_takes_is_no_clean_one(file: Path) -> None:
    with Clamd(longest=1000) as clamd, pytest.raises(ScannerFull):
        scanning.scan(clamd.url, file)


@pytest.mark.parametrize("says", [b"stream: Can't allocate memory ERROR", b"", b"OK stream"])
def test_any_other_answer_is_none(file: Path, says: bytes) -> None:
    with Clamd(says=says or b"\0") as clamd, pytest.raises(ScannerUnavailable):
        scanning.scan(clamd.url, file)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd", "http://x", "clamd"])
def test_a_scanner_that_is_away_or_misnamed_is_unavailable(file: Path, url: str) -> None:
    with pytest.raises(ScannerUnavailable):
        scanning.scan(url, file)


def test_one_that_hangs_up_in_the_middle_is_unavailable(file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
        listening.close()
        with pytest.raises(ScannerUnavailable):
            scanning.scan(url, file)


def test_the_doctor_says_who_scans(settings: Any) -> None:
    settings.CLAMD_URL = ""
    assert doctor_media.scanner().state == "ok"

    with Clamd() as clamd:
        settings.CLAMD_URL = clamd.url
        assert "ClamAV 1.4.6" in doctor_media.scanner().detail

    assert doctor_media.scanner().state == "missing"
