"""The library for programs."""

import uuid

import pytest
from rest_framework.test import APIClient

from assets import services
from assets.models import Asset, Upload
from tests.factories import stock
from workspaces import tenancy


@pytest.fixture
def api(api_for, alice, acme) -> APIClient:
    return api_for(alice, acme)


@pytest.fixture
def stand(acme):
    """Stand in acme for a block: requests leave the schema."""

    def inside():
        return tenancy.inside(acme.schema_name)

    return inside


def test_the_list_is_newest_first_by_cursor(api: APIClient, stand) -> None:
    with stand():
        for days in range(5):
            stock.asset(name=f"{days} days old", days_old=days)

    first = api.get("/api/v1/assets", {"limit": 3})
    second = api.get(first.json()["next"])

    assert [row["name"] for row in first.json()["results"]] == [
        "0 days old",
        "1 days old",
        "2 days old",
    ]
    assert [row["name"] for row in second.json()["results"]] == ["3 days old", "4 days old"]
    assert second.json()["next"] is None


def test_the_list_is_narrowed_by_source_product_style_and_words(
    api: APIClient, stand, alice
) -> None:
    with stand():
        mug = stock.product(alice, name="Speckled mug", name_zh="粗陶马克杯")
        stock.asset(name="front", product=mug)
        stock.asset(name="on wood", product=mug, source=Asset.Source.GENERATED, style="wood")
        stock.asset(name="lamp")

    def names(**asked: str) -> list[str]:
        return sorted(row["name"] for row in api.get("/api/v1/assets", asked).json()["results"])

    assert names(source="generated") == ["on wood"]
    assert names(style="wood") == ["on wood"]
    assert names(product=str(mug.pk)) == ["front", "on wood"]
    assert names(q="speckled front") == ["front"]
    assert names(q="马克杯") == ["front", "on wood"]
    assert names(q="nothing like it") == []
    assert api.get("/api/v1/assets", {"source": "stolen"}).status_code == 400
    assert api.get("/api/v1/assets", {"product": "no-uuid"}).status_code == 400


def test_a_list_of_many_takes_few_queries(api: APIClient, stand, alice, asked) -> None:
    with stand():
        product = stock.product(alice)
        for number in range(20):
            stock.asset(name=str(number), product=product)
    api.get("/api/v1/assets")

    questions = asked(lambda: api.get("/api/v1/assets"))

    assert len(questions) <= 2, questions


def test_an_asset_shows_what_was_measured_and_where_it_is(api: APIClient, stand) -> None:
    with stand():
        asset = stock.asset(name="Mug front")

    row = api.get(f"/api/v1/assets/{asset.pk}").json()

    assert {
        key: row[key] for key in ("name", "source", "content_type", "width_px", "height_px")
    } == {
        "name": "Mug front",
        "source": "upload",
        "content_type": "image/jpeg",
        "width_px": 1600,
        "height_px": 1200,
    }
    for field in ("url", "thumb_url", "preview_url"):
        assert row[field].startswith("http://testserver/ebusiness-assets/ws_")
    assert f"{asset.pk}-320.webp" in row["thumb_url"]
    assert f"{asset.pk}-800.webp" in row["preview_url"]


def test_an_address_is_the_same_a_moment_later(api: APIClient, stand) -> None:
    with stand():
        asset = stock.asset()

    urls = {api.get(f"/api/v1/assets/{asset.pk}").json()["thumb_url"] for _ in range(2)}

    assert len(urls) == 1


def test_rename_and_move_to_a_product(api: APIClient, stand, alice) -> None:
    with stand():
        asset, product = stock.asset(), stock.product(alice)

    answer = api.patch(
        f"/api/v1/assets/{asset.pk}", {"name": "Front", "product": str(product.pk)}, format="json"
    )

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["product"]) == ("Front", str(product.pk))
    assert (
        api.patch(f"/api/v1/assets/{asset.pk}", {"product": None}, format="json").json()["product"]
        is None
    )


def test_delete_puts_into_the_bin(api: APIClient, stand) -> None:
    with stand():
        asset = stock.asset()

    assert api.delete(f"/api/v1/assets/{asset.pk}").status_code == 204
    assert api.get(f"/api/v1/assets/{asset.pk}").status_code == 404
    assert api.delete(f"/api/v1/assets/{asset.pk}").status_code == 404
    with stand():
        assert services.binned().filter(pk=asset.pk).exists()


def test_download_goes_to_the_file_or_tells_where_it_is(api: APIClient, stand) -> None:
    with stand():
        asset = stock.asset(name="Mug")

    away = api.get(f"/api/v1/assets/{asset.pk}/download")
    told = api.get(f"/api/v1/assets/{asset.pk}/download", {"redirect": "false"})

    assert away.status_code == 307
    assert away["Location"] == told.json()["url"]
    assert "response-content-disposition=attachment" in told.json()["url"]


@pytest.mark.parametrize("address", ["", "/download"])
def test_what_is_not_there_is_404(api: APIClient, address: str) -> None:
    assert api.get(f"/api/v1/assets/{uuid.uuid4()}{address}").status_code == 404


@pytest.mark.parametrize(
    ("person", "status"), [("alice", 204), ("bob", 204), ("carol", 403), ("mallory", 404)]
)
def test_who_may_delete(person: str, status: int, request, api_for, acme, stand) -> None:
    with stand():
        asset = stock.asset()

    answer = api_for(request.getfixturevalue(person), acme).delete(f"/api/v1/assets/{asset.pk}")

    assert answer.status_code == status


def test_another_workspace_s_asset_is_not_there(api_for, mallory, beta, stand) -> None:
    with stand():
        asset = stock.asset()

    assert api_for(mallory, beta).get(f"/api/v1/assets/{asset.pk}").status_code == 404


def test_nobody_is_asked_to_sign_in(client) -> None:
    assert client.get("/api/v1/assets").status_code == 401


class TestUploads:
    def announce(self, api: APIClient, **given: object):
        body = {"filename": "mug.jpg", "content_type": "image/jpeg", "size_bytes": 1000, **given}
        return api.post("/api/v1/assets/uploads", body, format="json")

    def test_the_answer_is_exactly_what_a_client_needs(self, api: APIClient) -> None:
        answer = self.announce(api)

        assert answer.status_code == 201
        body = answer.json()
        assert list(body) == ["id", "method", "url", "fields", "complete_url", "expires_at"]
        assert body["method"] == "POST"
        assert body["url"] == "http://testserver/ebusiness-assets"
        assert body["complete_url"] == f"/api/v1/assets/uploads/{body['id']}/complete"

    def test_an_upload_shows_how_far_it_is(self, api: APIClient) -> None:
        upload_id = self.announce(api).json()["id"]

        body = api.get(f"/api/v1/assets/uploads/{upload_id}").json()

        assert body == {
            "id": upload_id,
            "state": "open",
            "filename": "mug.jpg",
            "size_bytes": 1000,
            "asset": None,
            "duplicate_of": None,
            "problem": None,
        }

    def test_a_refused_one_tells_why_and_a_ready_one_shows_its_asset(
        self, api: APIClient, stand
    ) -> None:
        refused, ready, late = (self.announce(api).json()["id"] for _ in range(3))
        with stand():
            Upload.objects.filter(pk=refused).update(
                state="refused", problem="file-type-unsupported", problem_data={"type": "TIFF"}
            )
            Upload.objects.filter(pk=ready).update(state="ready", asset=stock.asset(name="Mug"))
            Upload.objects.filter(pk=late).update(state="expired")

        assert api.get(f"/api/v1/assets/uploads/{refused}").json()["problem"] == {
            "code": "file-type-unsupported",
            "detail": "TIFF is not supported. Save it as JPG or PNG.",
        }
        assert api.get(f"/api/v1/assets/uploads/{ready}").json()["asset"]["name"] == "Mug"
        late_one = api.get(f"/api/v1/assets/uploads/{late}").json()
        assert late_one["problem"]["code"] == "upload-expired"

    def test_a_type_we_do_not_take_is_a_problem_with_its_sentence(self, api: APIClient) -> None:
        answer = self.announce(api, filename="label-scan.tiff", content_type="image/tiff")

        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "file-type-unsupported"
        assert answer.json()["detail"] == "TIFF is not supported. Save it as JPG or PNG."

    def test_too_large_is_413(self, api: APIClient) -> None:
        answer = self.announce(api, size_bytes=51 * 1024**2)

        assert (answer.status_code, answer.json()["code"]) == (413, "file-too-large")

    @pytest.mark.parametrize(
        "given", [{"size_bytes": -1}, {"size_bytes": "many"}, {"filename": ""}, {"product": "x"}]
    )
    def test_nonsense_is_told_by_field(self, api: APIClient, given: dict[str, object]) -> None:
        answer = self.announce(api, **given)

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == list(given)

    def test_a_product_of_another_workspace_does_not_exist(
        self, api: APIClient, mallory, beta
    ) -> None:
        with tenancy.inside(beta.schema_name):
            foreign = stock.product(mallory)

        answer = self.announce(api, product=str(foreign.pk))

        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["product"]

    def test_carol_may_look_but_not_upload(self, api_for, carol, acme, api: APIClient) -> None:
        upload_id = self.announce(api).json()["id"]
        viewer = api_for(carol, acme)

        assert self.announce(viewer).status_code == 403
        assert viewer.post(f"/api/v1/assets/uploads/{upload_id}/complete").status_code == 403
        assert viewer.get(f"/api/v1/assets/uploads/{upload_id}").status_code == 200

    def test_what_was_never_announced_is_404(self, api: APIClient) -> None:
        address = f"/api/v1/assets/uploads/{uuid.uuid4()}"

        assert api.get(address).status_code == 404
        assert api.post(f"{address}/complete").status_code == 404
