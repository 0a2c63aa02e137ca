"""A photo that cannot be read is no fault of the worker's: it is noted, and not tried for ever."""

import logging
from typing import Any

import pytest

from assets import storage
from assets.models import Asset
from generation import cutouts, failures, registry, tasks
from generation.models import CutOut
from tests.factories import stock
from tests.unit.generation.conftest import Sent
from workspaces.models import Workspace


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the picture worker was asked; it can read none of it. The store and it are the edges."""
    commands: list[str] = []

    def run(_module: str, request: dict[str, Any], **_options: Any) -> dict[str, Any]:
        commands.append(request["command"])
        return {"ok": False, "code": "image.photo_unreadable", "figures": {}}

    monkeypatch.setattr(registry, "run_pixels", lambda: run)
    monkeypatch.setattr(storage, "read", lambda _key: b"no picture")
    return commands


@pytest.fixture
def photo(in_acme: Workspace) -> Asset:
    return stock.asset()


def test_the_task_ends_well_and_one_line_says_why(
    in_acme: Workspace,
    photo: Asset,
    sent: Sent,
    asked: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="generation.cutouts"):
        tasks.prepare_cutout_later.run(in_acme.schema_name, str(photo.pk), 0)

    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert str(photo.pk) in line.getMessage()
    assert [data["state"] for name, data in sent.events if name == "cutout"] == ["refused"]


def test_it_is_not_read_again_and_its_words_say_what_is_wrong(
    in_acme: Workspace, photo: Asset, sent: Sent, asked: list[str]
) -> None:
    for _time in range(2):
        cutout = cutouts.prepare(in_acme.schema_name, photo.pk, None)

    assert asked == ["previews"]
    assert cutout is not None
    assert cutout.state == CutOut.State.REFUSED
    words = failures.explain(f"image.cutout_refused.{cutout.reason}")
    assert words == failures.explain("image.photo_unreadable")


def test_another_fault_is_still_told_as_one(
    in_acme: Workspace, photo: Asset, sent: Sent, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        registry, "run_pixels", lambda: lambda *_args, **_more: {"code": "image.request_invalid"}
    )

    with pytest.raises(ValueError, match=r"image\.request_invalid"):
        cutouts.prepare(in_acme.schema_name, photo.pk, None)

    assert not CutOut.objects.exists()
