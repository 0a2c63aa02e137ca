"""Pictures are cleaned by a child, whose word is not simply taken."""

import hashlib
from typing import Any

import pytest

from assets import child, pictures
from assets.pictures import PictureRefused
from tests.unit.assets import pictures as drawn


def test_a_photo_comes_back_clean_and_measured() -> None:
    clean = pictures.clean(drawn.full_of_secrets())

    assert (clean.content_type, clean.extension) == ("image/jpeg", "jpg")
    assert (clean.width_px, clean.height_px) == (64, 48)
    assert clean.sha256 == hashlib.sha256(clean.content).hexdigest()
    assert sorted(clean.thumbs) == ["160", "320", "800"]
    assert all(content[8:12] == b"WEBP" for content in clean.thumbs.values())


def test_a_refusal_of_the_child_is_told() -> None:
    with pytest.raises(PictureRefused) as refusal:
        pictures.clean(b"%PDF-1.7")

    assert (refusal.value.code, refusal.value.data) == ("file-type-unsupported", {"type": "PDF"})


@pytest.mark.parametrize(
    ("reason", "code"),
    [("memory", "picture-too-heavy"), ("time", "picture-too-heavy"), ("crash", "file-broken")],
)
def test_a_child_that_fails_is_a_refusal(
    reason: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_options: Any) -> None:
        raise child.ChildFailed(reason)

    monkeypatch.setattr(child, "run", fail)

    with pytest.raises(PictureRefused) as refusal:
        pictures.clean(b"anything")

    assert refusal.value.code == code


def test_a_child_that_leaves_a_link_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def deceive(_module: str, _request: Any, *, folder: Any, limits: Any) -> dict[str, Any]:
        (folder / "clean.jpg").symlink_to("/etc/passwd")
        return {"content_type": "image/jpeg", "width_px": 1, "height_px": 1}

    monkeypatch.setattr(child, "run", deceive)

    with pytest.raises(OSError, match="symbolic"):
        pictures.clean(b"anything")


@pytest.mark.parametrize(
    ("width", "height", "mode"), [(8000, 6200, "RGB"), (7000, 7000, "RGBA"), (12_000, 4100, "L")]
)
@pytest.mark.slow
def test_the_largest_pictures_fit_into_the_child(width: int, height: int, mode: str) -> None:
    content = drawn.encoded(drawn.colours((width, height), mode), "PNG", compress_level=1)

    clean = pictures.clean(content)

    assert max(clean.width_px, clean.height_px) == 4096
