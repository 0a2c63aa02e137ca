"""Hostile files through the real endpoint and real workers: each ends, and nobody is brought down."""

import random
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.utils import timezone

from accounts.services import sign_in_program
from tests.factories import files, people
from tests.servers.stage import RunningProduct
from tests.unit.assets import made_files as made
from workspaces import tenancy

PATIENCE_SECONDS = 90.0
MUTANTS = 40


@pytest.fixture
def program(product: RunningProduct, django_db_blocker: Any) -> Iterator[httpx.Client]:
    """A program of a person with a workspace of their own, who is known to the running product."""
    with django_db_blocker.unblock():
        tenancy.leave()
        owner = people.person("Petra")
        people.workspace("Hostile", owner)
        session = sign_in_program(owner, user_agent="tests", address=None, now=timezone.now())
        headers = {"Authorization": f"Bearer {session.access_token}"}
        with httpx.Client(base_url=product.address, headers=headers, timeout=60) as client:
            yield client


def mutated(content: bytes, dice: random.Random) -> bytes:
    made_bytes = bytearray(content)
    for _change in range(dice.randint(1, 30)):
        made_bytes[dice.randrange(len(made_bytes))] = dice.randrange(256)
    return bytes(made_bytes[: dice.randint(len(made_bytes) // 3, len(made_bytes))])


def post(program: httpx.Client, content: bytes, name: str) -> httpx.Response:
    return program.post("/api/v1/assets/upload", files={"file": (name, content)})


def ended(program: httpx.Client, ids: list[str]) -> dict[str, str]:
    """Wait until each upload has ended; return id → `ready` or the code of its refusal."""
    found: dict[str, str] = {}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(found) < len(ids) and time.monotonic() < deadline:
        for upload_id in set(ids) - found.keys():
            upload = program.get(f"/api/v1/assets/uploads/{upload_id}").json()
            if upload["state"] != "checking":
                found[upload_id] = (upload["problem"] or {"code": "ready"})["code"]
        time.sleep(0.3)
    return found


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_mutants_of_every_kind_bring_nobody_down_and_good_files_still_come_in(
    program: httpx.Client,
) -> None:
    dice = random.Random(9)
    good = {
        "a.pdf": made.pdf(),
        "a.docx": made.docx_file(),
        "a.xlsx": made.xlsx_file(),
        "a.mp3": made.recording("mp3"),
        "a.mp4": made.recording("mp4", "-c:v", "libx264"),
        "a.ttf": made.font(),
        "a.jpg": files.photo(),
    }
    answers = []
    for _number in range(MUTANTS):
        name = dice.choice(list(good))
        answers.append(post(program, mutated(good[name], dice), name))
    waiting = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    outcome = ended(program, waiting)
    honest = [post(program, content, name).json()["id"] for name, content in good.items()]

    assert {answer.status_code for answer in answers} <= {202, 415, 422, 400, 413}
    assert len(outcome) == len(waiting)
    assert "file-check-failed" not in outcome.values()
    assert list(ended(program, honest).values()) == ["ready"] * len(good)
