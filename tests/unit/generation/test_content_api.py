"""Copy and video for programs: ordered, read, changed on a version, exported."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from audit.models import AuditEvent
from billing.models import QuotaPeriod
from generation.models import Job, Text, VideoProject
from tests.factories import copy, stock
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

Api = Callable[..., APIClient]


@pytest.fixture
def api(acme: Workspace, alice: User, api_for: Api) -> APIClient:
    return api_for(alice, acme)


@pytest.fixture
def product_id(in_acme: Workspace, alice: User) -> str:
    row = copy.product(alice)
    stock.asset(product=row)
    return str(row.pk)


def text_id(place: Workspace, kind: str) -> str:
    """Return the id of the only text of this kind. A request ends in the public schema."""
    with tenancy.inside(place.schema_name):
        return str(Text.objects.get(kind=kind).pk)


def jobs_in(place: Workspace) -> int:
    with tenancy.inside(place.schema_name):
        return Job.objects.count()


def write(place: Workspace, job_id: str) -> None:
    with tenancy.inside(place.schema_name):
        copy.write(place, Job.objects.get(pk=job_id))


def test_texts_in_two_languages_are_ordered_and_read_in_one_request_each(
    api: APIClient, acme: Workspace, product_id: str, sent: Sent
) -> None:
    asked = {
        "product_ids": [product_id],
        "kinds": ["title", "post"],
        "languages": ["en", "zh-hans"],
        "networks": ["x"],
    }

    answer = api.post("/api/v1/copy/generate", asked, format="json")

    assert answer.status_code == 202
    job = answer.json()
    assert answer["Location"] == f"/api/v1/copy/{job['id']}"
    assert job["counts"]["total"] == 4
    write(acme, job["id"])
    shown = api.get(f"/api/v1/copy/{job['id']}").json()
    assert shown["state"] == "succeeded"
    first = shown["items"][0]
    assert (first["text_kind"], first["language"], first["product_id"]) == (
        "title", "en", product_id,
    )  # fmt: skip
    output = first["outputs"][0]
    assert output["text"] == output["content"]["title"]
    assert output["made_offline"] is True
    post = api.get(f"/api/v1/texts/{shown['items'][2]['outputs'][0]['text_id']}").json()
    assert (post["kind"], post["channel"], post["version"]) == ("post", "x", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": ["poem"]},
        {"languages": []},
        {"product_ids": []},
        {"product_ids": ["7"]},
        {"tone": "angry"},
        {"brief": "x" * 601},
        {"networks": ["myspace"]},
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_made(
    wrong: dict[str, Any], api: APIClient, acme: Workspace, product_id: str, sent: Sent
) -> None:
    asked = {"product_ids": [product_id], "kinds": ["title"], "languages": ["en"], **wrong}

    answer = api.post("/api/v1/copy/generate", asked, format="json")

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == set(wrong)
    assert jobs_in(acme) == 0


def test_an_order_over_the_plan_is_402_with_the_meter(
    api: APIClient, acme: Workspace, product_id: str, sent: Sent
) -> None:
    asked = {"product_ids": [product_id], "kinds": ["title"], "languages": ["en"]}
    api.post("/api/v1/copy/generate", asked, format="json")
    QuotaPeriod.objects.filter(workspace=acme, meter="copies").update(limit_units=1)

    refused = api.post("/api/v1/copy/generate", asked, format="json")

    assert refused.status_code == 402
    assert (refused.json()["code"], refused.json()["meter"]) == ("plan-limit-reached", "copies")


def test_a_job_is_found_only_among_its_own_kind(
    api: APIClient, product_id: str, sent: Sent
) -> None:
    asked = {"product_ids": [product_id], "kinds": ["title"], "languages": ["en"]}
    job_id = api.post("/api/v1/copy/generate", asked, format="json").json()["id"]

    assert api.get(f"/api/v1/copy/{job_id}").status_code == 200
    for path in ("", "/stream", "/download"):
        assert api.get(f"/api/v1/images/{job_id}{path}").status_code == 404
        assert api.get(f"/api/v1/video/{job_id}{path}").status_code == 404
    for verb in ("cancel", "retry", "stream"):
        assert api.post(f"/api/v1/images/{job_id}/{verb}").status_code == 404
    assert [row["id"] for row in api.get("/api/v1/copy").json()["results"]] == [job_id]
    assert api.get("/api/v1/images").json()["results"] == []
    assert api.post(f"/api/v1/copy/{job_id}/cancel").json()["state"] == "cancelled"


@pytest.fixture
def written(api: APIClient, acme: Workspace, product_id: str, sent: Sent) -> str:
    asked = {"product_ids": [product_id], "kinds": ["title", "faq"], "languages": ["en"]}
    job_id: str = api.post("/api/v1/copy/generate", asked, format="json").json()["id"]
    write(acme, job_id)
    return job_id


def test_texts_are_exported_as_json(api: APIClient, written: str) -> None:
    answer = api.get(f"/api/v1/copy/{written}/export")

    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"].startswith("attachment")
    texts = answer.json()["texts"]
    assert [row["kind"] for row in texts] == ["title", "faq"]
    assert texts[1]["content"]["entries"]
    assert all(row["made_by_ai"] for row in texts)


def test_texts_are_exported_as_csv_that_a_spreadsheet_reads(
    api: APIClient, acme: Workspace, written: str
) -> None:
    api.patch(
        f"/api/v1/texts/{text_id(acme, 'title')}",
        {"version": 1, "content": {"title": '=HYPERLINK("x"), "mug"'}},
        format="json",
    )

    answer = api.get(f"/api/v1/copy/{written}/export", {"as": "csv"})

    assert answer.content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["text"] == '\'=HYPERLINK("x"), "mug"', "no formula reaches a spreadsheet"
    assert rows[1]["sku"].startswith("SKU-")
    event = AuditEvent.objects.filter(action="generation.text.exported").get()
    assert event.data == {"texts": 2, "form": "csv"}


@pytest.mark.parametrize("title", ["=1+1", "＝1+1", "＠SUM(1)", "-1", "+1"])
def test_no_formula_reaches_a_spreadsheet(
    title: str, api: APIClient, acme: Workspace, written: str
) -> None:
    path = f"/api/v1/texts/{text_id(acme, 'title')}"
    api.patch(path, {"version": 1, "content": {"title": title}}, format="json")

    answer = api.get(f"/api/v1/copy/{written}/export", {"as": "csv"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["text"] == f"'{title}"


def test_an_export_of_nothing_or_of_no_known_form_is_refused(
    api: APIClient, product_id: str, written: str
) -> None:
    asked = {"product_ids": [product_id], "kinds": ["title"], "languages": ["en"]}
    empty = api.post("/api/v1/copy/generate", asked, format="json").json()["id"]

    assert api.get(f"/api/v1/copy/{empty}/export").status_code == 409
    wrong = api.get(f"/api/v1/copy/{written}/export", {"as": "docx"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "choice-unknown")


def test_a_text_is_changed_on_a_version_and_a_late_change_sees_both(
    api: APIClient, acme: Workspace, written: str
) -> None:
    path = f"/api/v1/texts/{text_id(acme, 'title')}"

    changed = api.patch(path, {"version": 1, "content": {"title": "Mug"}}, format="json")
    late = api.patch(path, {"version": 1, "content": {"title": "Cup"}}, format="json")

    assert (changed.status_code, changed.json()["text"]) == (200, "Mug")
    assert late.status_code == 409
    assert (late.json()["current_version"], late.json()["your_version"]) == (2, 1)
    versions = api.get(f"{path}/versions").json()
    assert [row["number"] for row in versions] == [2, 1]
    back = api.post(f"{path}/restore", {"version": 2, "number": 1}, format="json")
    assert (back.status_code, back.json()["version"]) == (200, 3)
    assert (
        api.post(f"{path}/restore", {"version": 3, "number": 9}, format="json").status_code == 404
    )


def test_a_text_is_written_anew_as_its_next_version(
    api: APIClient, acme: Workspace, written: str
) -> None:
    path = f"/api/v1/texts/{text_id(acme, 'faq')}"

    answer = api.post(f"{path}/rewrite", {"tone": "lively"}, format="json")

    assert answer.status_code == 202
    write(acme, answer.json()["id"])
    assert api.get(path).json()["version"] == 2


def test_a_viewer_reads_texts_and_changes_none(
    acme: Workspace, carol: User, api_for: Api, written: str, product_id: str
) -> None:
    viewer, path = api_for(carol, acme), f"/api/v1/texts/{text_id(acme, 'title')}"

    assert viewer.get(path).status_code == 200
    change = {"version": 1, "content": {"title": "Mine"}}
    assert viewer.patch(path, change, format="json").status_code == 403
    assert viewer.post(f"{path}/rewrite", {}, format="json").status_code == 403
    asked = {"product_ids": [product_id], "kinds": ["title"], "languages": ["en"]}
    assert viewer.post("/api/v1/copy/generate", asked, format="json").status_code == 403
    script = {"product_id": product_id}
    assert viewer.post("/api/v1/video/script", script, format="json").status_code == 403


def test_a_stranger_finds_nothing(
    acme: Workspace, beta: Workspace, mallory: User, api_for: Api, written: str, product_id: str
) -> None:
    found = text_id(acme, "title")
    stranger, guest = api_for(mallory, beta), api_for(mallory, acme)

    for path in (f"/api/v1/copy/{written}", f"/api/v1/texts/{found}"):
        assert stranger.get(path).status_code == 404
        assert guest.get(path).status_code == 404
    asked = {"product_ids": [product_id], "kinds": ["title"], "languages": ["en"]}
    refused = stranger.post("/api/v1/copy/generate", asked, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "product-unknown")


def test_lists_of_texts_narrow_and_ask_as_few_questions_for_many(
    api: APIClient, written: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        found = api.get("/api/v1/texts", {"kind": "faq"}).json()["results"]
    assert [row["kind"] for row in found] == ["faq"]
    assert api.get("/api/v1/texts", {"q": "nowhere-in-it"}).json()["results"] == []
    assert api.get("/api/v1/texts", {"language": "zh-hans"}).json()["results"] == []


def test_a_video_begins_with_a_script_that_is_read_changed_and_rendered(
    api: APIClient, acme: Workspace, product_id: str, sent: Sent
) -> None:
    answer = api.post("/api/v1/video/script", {"product_id": product_id}, format="json")
    assert answer.status_code == 202
    job = answer.json()
    assert answer["Location"] == f"/api/v1/copy/{job['id']}"
    path = f"/api/v1/video-projects/{job['params']['project']}"
    assert api.get(path).json()["script"] is None
    early = api.post(
        "/api/v1/video/generate", {"project_id": job["params"]["project"]}, format="json"
    )
    assert (early.status_code, early.json()["code"]) == (422, "script-missing")
    write(acme, job["id"])

    project = api.get(path).json()
    script = project["script"]
    script["scenes"][0]["motion"] = "hold"
    changed = api.patch(path, {"version": 1, "script": script}, format="json")
    render = api.post("/api/v1/video/generate", {"project_id": project["id"]}, format="json")

    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert render.status_code == 202
    assert render.json()["params"]["version"] == 2
    assert render["Location"] == f"/api/v1/video/{render.json()['id']}"
    assert api.get(f"{path}/versions").json()[0]["approved_by"]
    for scenes in ([{"seconds": 99}], script["scenes"][:1] * 41):
        wrong = {"version": 2, "script": {**script, "scenes": scenes}}
        assert api.patch(path, wrong, format="json").status_code == 400


def test_more_pictures_than_a_script_can_show_are_refused_not_dropped(
    api: APIClient, product_id: str, sent: Sent
) -> None:
    asked = {"product_id": product_id, "asset_ids": [str(uuid4()) for _ in range(13)]}

    answer = api.post("/api/v1/video/script", asked, format="json")

    assert answer.status_code == 400
    assert "asset_ids" in answer.json()["errors"]


def test_a_video_of_no_project_is_not_found(api: APIClient, in_acme: Workspace) -> None:
    asked = {"project_id": "00000000-0000-4000-8000-000000000001"}

    assert api.post("/api/v1/video/generate", asked, format="json").status_code == 404


def test_voices_are_listed_for_both_languages(api: APIClient, in_acme: Workspace) -> None:
    voices = api.get("/api/v1/video-projects/voices").json()

    assert {voice["language"] for voice in voices} == {"en", "zh-hans"}


def test_projects_are_listed(api: APIClient, in_acme: Workspace, alice: User) -> None:
    project: VideoProject = copy.project(alice, copy.script(stock.asset()))

    found = api.get("/api/v1/video-projects").json()["results"]

    assert [row["id"] for row in found] == [str(project.pk)]
    assert found[0]["script"]["scenes"][0]["narration"] == "A mug for slow mornings."
