"""Texts and videos through the whole product: written live, rendered by workers that may die."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assets import storage
from generation.models import Attempt, JobItem, Text, VideoProject
from tests.factories import copy, files
from tests.integration.generation.conftest import Place, add_photo
from tests.integration.generation.test_live import Program
from tests.servers.stage import RunningProduct
from workspaces import tenancy

PATIENCE = 200  # a lost worker's lease is a minute, and the sweeper comes every ten seconds


@pytest.fixture
def program(product: RunningProduct, place: Place) -> Iterator[Program]:
    found = Program(product, place.owner)
    yield found
    found.http.close()


def test_a_text_is_read_as_it_is_written(program: Program, place: Place) -> None:
    product = copy.product(place.owner)
    asked = {"product_ids": [str(product.pk)], "kinds": ["faq"], "languages": ["en", "zh-hans"]}
    job = program.http.post("/api/v1/copy/generate", json=asked).raise_for_status().json()
    url = program.http.post(f"/api/v1/copy/{job['id']}/stream").json()["url"]
    shown: dict[str, str] = {}
    with program.events(url) as events:
        for name, data in events:
            if name == "snapshot":
                shown |= {item["id"]: item["text_so_far"] for item in data["items"]}
            elif name == "delta":
                known = shown.get(data["item_id"], "")
                assert data["at"] <= len(known), "nothing is left out"
                shown[data["item_id"]] = known[: data["at"]] + data["text"]
            elif name == "done":
                break

    items = program.http.get(f"/api/v1/copy/{job['id']}").json()["items"]
    written = {item["id"]: item["outputs"][0]["text"] for item in items}
    late = {item for item, text in shown.items() if not text}
    assert {key: text for key, text in shown.items() if key not in late} == {
        key: text for key, text in written.items() if key not in late
    }
    assert Text.objects.filter(product=product).count() == 2


@pytest.fixture
def project(place: Place) -> VideoProject:
    """Six scenes: long enough for a worker to die in the middle."""
    photos = [add_photo(place, files.photo(colour=(40 * n, 90, 160))) for n in range(1, 4)]
    script = copy.script(*photos, *photos, ratio="9:16", music="open_road")
    scenes = tuple(replace(scene, seconds=5.0) for scene in script.scenes)
    return copy.project(place.owner, replace(script, scenes=scenes))


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE + 60)
def test_a_worker_killed_in_the_middle_of_a_render_loses_no_finished_scene(
    product: RunningProduct, program: Program, place: Place, project: VideoProject
) -> None:
    asked = {"project_id": str(project.pk)}
    job = program.http.post("/api/v1/video/generate", json=asked).raise_for_status().json()
    wait_until(lambda: segments(place))

    kill(renderers(product.processes["worker-video"]))
    kept = segments(place)

    done = wait_until(lambda: ended(program, job["id"]))
    assert done["state"] == "succeeded", done
    facts = done["items"][0]["outputs"][0]["facts"]
    assert facts["segments_reused"] >= len(kept) >= 1
    assert (outcomes(place)[0], outcomes(place)[-1]) == ("lost", "succeeded")


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE)
def test_a_worker_that_is_told_to_end_hands_its_render_to_the_next(
    product: RunningProduct, program: Program, place: Place, project: VideoProject
) -> None:
    asked = {"project_id": str(project.pk)}
    job = program.http.post("/api/v1/video/generate", json=asked).raise_for_status().json()
    wait_until(lambda: segments(place))

    kill(renderers(product.processes["worker-video"]), signal.SIGTERM)
    began = time.monotonic()
    wait_until(lambda: "handed_back" in outcomes(place))
    took = time.monotonic() - began

    done = wait_until(lambda: ended(program, job["id"]))
    assert done["state"] == "succeeded", done
    assert took < 10, "nobody waits for the lease to run out"
    assert (outcomes(place)[0], outcomes(place)[-1]) == ("handed_back", "succeeded")
    with tenancy.inside(place.schema_name):
        assert JobItem.objects.get(job_id=job["id"]).failures == 0, "the try does not count"


def outcomes(place: Place) -> list[str]:
    with tenancy.inside(place.schema_name):
        return list(Attempt.objects.values_list("outcome", flat=True).order_by("number"))


def segments(place: Place) -> set[str]:
    """Return the scenes that are kept."""
    prefix = storage.key_for(place.schema_name, storage.SCENES, "")
    found = storage._client().list_objects_v2(Bucket=storage.settings.S3_BUCKET, Prefix=prefix)
    return {one["Key"] for one in found.get("Contents", []) if one["Key"].endswith(".mp4")}


def renderers(worker: int) -> set[int]:
    """Return the pool children of this worker that have a renderer as their child."""
    parent, drawing = {}, []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (process / "stat").read_text().rpartition(")")[2].split()
            parent[int(process.name)] = int(stat[1])
            if "-m\0generation.film\0" in (process / "cmdline").read_text():
                drawing.append(int(process.name))
    return {parent[one] for one in drawing if worker in ancestors(one, parent)}


def ancestors(process: int, parent: dict[int, int]) -> Iterator[int]:
    while (process := parent.get(process, 0)) > 1:
        yield process


def kill(processes: set[int], how: signal.Signals = signal.SIGKILL) -> None:
    assert processes, "a worker renders"
    for process in processes:
        os.kill(process, how)


def ended(program: Program, job_id: str) -> dict[str, Any] | None:
    job: dict[str, Any] = program.http.get(f"/api/v1/video/{job_id}").json()
    return job if job["finished_at"] else None


def wait_until(found: Any) -> Any:
    until = time.monotonic() + PATIENCE
    while not (what := found()):
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)
    return what
