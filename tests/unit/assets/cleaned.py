"""Files are cleaned as uploads are: under a name, by a limited child."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from assets import cleaning
from assets.cleaning import CleanFile
from assets.refusals import UploadRefused


@dataclass(frozen=True)
class Stored:
    """What would be stored of a file: itself, and every picture of it."""

    file: CleanFile
    content: bytes
    beside: dict[str, bytes]


def clean(content: bytes, filename: str, declared: str = "") -> Stored:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / cleaning.SOURCE).write_bytes(content)
        made = cleaning.clean_file(folder, filename=filename, declared=declared)
        beside = {**made.thumbs, **made.companions}
        return Stored(
            made, made.path.read_bytes(), {key: path.read_bytes() for key, path in beside.items()}
        )


def refused(content: bytes, filename: str, declared: str = "") -> tuple[str, dict[str, object]]:
    with pytest.raises(UploadRefused) as refusal:
        clean(content, filename, declared)
    assert str(refusal.value).endswith(".")
    return refusal.value.code, refusal.value.data
