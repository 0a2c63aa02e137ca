"""Photos of a sheet, and sheets that cannot be read."""

import pytest
from django.db.models.functions import Now
from django.utils import translation

from assets import import_words, refusals, services
from assets.models import Asset, CatalogueImport, Product, Upload
from assets.screens import import_rows
from assets.services import import_fetching
from tests.factories import files, stock
from tests.factories.sheets import MUGS, XLSX, Desk, as_csv, as_xlsx
from tests.unit.assets.imports import desk
from workspaces.fetch import Fetched, FetchRefused

__all__ = ["desk"]
Stage = CatalogueImport.Stage


class TestPhotos:
    ROWS = [
        ["SKU", "Name", "Photos"],
        ["MUG-1", "Mug", "front.jpg; SIDE"],
        ["MUG-2", "Cup", "gone.png"],
    ]

    def test_photos_of_the_library_are_given_to_their_products(self, desk: Desk) -> None:
        front, side = stock.asset(name="Front"), stock.asset(name="side")
        run = desk.imported(self.ROWS)

        mug = Product.objects.get(sku="MUG-1")
        photos = Asset.objects.filter(product=mug).order_by("position")
        assert list(photos) == [front, side]
        cup = desk.row(run, 3)
        assert cup.state == "imported"
        assert cup.values["notes"] == [
            {"column": "2", "code": "photo-missing", "data": {"name": "gone.png"}}
        ]

    def test_a_photo_of_another_product_stays_there(self, desk: Desk, alice) -> None:
        front = stock.asset(name="Front", product=stock.product(alice))
        run = desk.imported(self.ROWS)

        front.refresh_from_db()
        assert front.product is not None
        assert front.product.name == "Speckled mug"
        assert {one["code"] for one in desk.row(run, 2).values["notes"]} == {
            "photo-elsewhere", "photo-missing",
        }  # fmt: skip

    def test_photos_named_by_their_sku_are_found(self, desk: Desk) -> None:
        names = ["MUG-1_10", "mug-1", "MUG-1_2", "MUG-3-1", "MUG"]
        made = {name: stock.asset(name=name) for name in names}

        desk.imported()

        def of(sku: str) -> list[Asset]:
            return list(Asset.objects.filter(product__sku=sku).order_by("position"))

        assert of("MUG-1") == [made["mug-1"], made["MUG-1_2"], made["MUG-1_10"]]
        assert of("MUG-3") == [made["MUG-3-1"]]

    def test_they_can_be_left_where_they_are(self, desk: Desk) -> None:
        stock.asset(name="MUG-1")
        desk.imported(photos_by_sku=False)

        assert not Asset.objects.filter(product__isnull=False).exists()


class TestAddresses:
    ROWS = [
        ["SKU", "Name", "Photos"],
        ["MUG-1", "Mug", "https://shop.test/a.jpg"],
        ["MUG-2", "Cup", "https://shop.test/a.jpg\nhttps://shop.test/gone.jpg"],
    ]

    @pytest.fixture
    def web(self, monkeypatch) -> list[str]:
        """The web, and which of it was asked for."""
        asked: list[str] = []

        def fetch(url: str, *, max_bytes: int, seconds: float) -> Fetched:
            asked.append(url)
            if url.endswith("gone.jpg"):
                raise FetchRefused("fetch-answered")
            return Fetched(files.photo(), "image/jpeg", url)

        monkeypatch.setattr(import_fetching, "fetch", fetch)
        monkeypatch.setattr("assets.services.uploads.storage.put", lambda *_args: None)
        return asked

    def test_they_are_fetched_once_and_checked_like_any_upload(self, desk: Desk, web) -> None:
        run = desk.imported(self.ROWS)

        assert sorted(web) == ["https://shop.test/a.jpg", "https://shop.test/gone.jpg"]
        uploads = Upload.objects.order_by("product__sku")
        assert list(uploads.values_list("product__sku", "filename", "state")) == [
            ("MUG-1", "a.jpg", "checking"), ("MUG-2", "a.jpg", "checking"),
        ]  # fmt: skip
        assert run.counts == {"imported": 2}
        assert [one["code"] for one in desk.row(run, 3).values["notes"]] == ["fetch-answered"]

    def test_one_that_the_check_refuses_is_told_at_its_row(self, desk: Desk, web) -> None:
        run = desk.imported(self.ROWS)
        first = Upload.objects.order_by("product__sku").first()
        assert first is not None
        Upload.objects.filter(pk=first.pk).update(state="refused", problem="document-broken")

        told = import_rows.shown_all([desk.row(run, 2)], run)[0].notes

        assert told == [
            "The photo at https://shop.test/a.jpg was not taken: "
            + refusals.sentence("document-broken", {})
        ]
        assert "a.jpg" not in "".join(import_rows.shown(desk.row(run, 3), run).notes)
        assert {row.number for row in import_rows.noted(run)} == {2, 3}

    def test_a_second_import_fetches_none_of_them_again(self, desk: Desk, web) -> None:
        desk.imported(self.ROWS)
        web.clear()

        run = desk.checked(self.ROWS[:2])

        assert desk.states(run) == ["same"]

    def test_photos_that_are_there_are_not_fetched_when_the_import_is_forgotten(
        self, desk: Desk, web
    ) -> None:
        desk.imported(self.ROWS[:2])
        photo = stock.asset(name="a", product=Product.objects.get())
        Upload.objects.update(state=Upload.State.READY, asset=photo)
        CatalogueImport.objects.all().delete()

        assert desk.states(desk.checked(self.ROWS[:2])) == ["same"]
        photo.delete()
        assert desk.states(desk.checked(self.ROWS[:2])) == ["changed"]

    def test_why_a_photo_was_not_taken_is_said_in_the_readers_language(
        self, desk: Desk, web, monkeypatch
    ) -> None:
        def fetch(url: str, **_given: object) -> Fetched:
            return Fetched(b"", "image/jpeg", url)

        monkeypatch.setattr(import_fetching, "fetch", fetch)
        with translation.override("zh-hans"):
            run = desk.imported(self.ROWS[:2])

        note = desk.row(run, 2).values["notes"][0]
        said = import_words.sentence(note["code"], note["data"])
        assert said.isascii()
        with translation.override("zh-hans"):
            assert import_words.sentence(note["code"], note["data"]) != said
        # As imports of before keep it.
        old = {"name": "https://shop.test/a.jpg", "why": "It is no picture."}
        assert "It is no picture." in import_words.sentence("photo-refused", old)

    def test_one_photo_that_fails_unexpectedly_does_not_stop_the_others(
        self, desk: Desk, web, monkeypatch, caplog
    ) -> None:
        fetch = import_fetching.fetch

        def fails(url: str, **given: int) -> Fetched:
            if url.endswith("gone.jpg"):
                raise ZeroDivisionError
            return fetch(url, **given)

        monkeypatch.setattr(import_fetching, "fetch", fails)
        run = desk.imported(self.ROWS)

        assert run.stage == Stage.DONE
        assert Upload.objects.count() == 2
        assert [one["code"] for one in desk.row(run, 3).values["notes"]] == ["photo-failed"]
        assert "ZeroDivisionError" in caplog.text

    def test_one_photo_that_cannot_be_taken_does_not_stop_the_others(
        self, desk: Desk, web, monkeypatch
    ) -> None:
        receive = import_fetching.uploads.receive

        def fails(arriving, *given, **named) -> Upload:
            if arriving.product_id == Product.objects.get(sku="MUG-1").pk:
                raise ZeroDivisionError
            return receive(arriving, *given, **named)

        monkeypatch.setattr(import_fetching.uploads, "receive", fails)
        run = desk.imported(self.ROWS)

        assert run.stage == Stage.DONE
        assert Upload.objects.count() == 1
        assert [one["code"] for one in desk.row(run, 2).values["notes"]] == ["photo-failed"]

    def test_a_worker_that_has_little_time_hands_over(self, desk: Desk, web, monkeypatch) -> None:
        monkeypatch.setattr(import_fetching, "AT_ONCE", 1)
        monkeypatch.setattr(import_fetching, "BUDGET_SECONDS", -1.0)
        run = desk.imported(self.ROWS)
        assert (run.stage, run.state) == (Stage.RUNNING, "waiting")

        desk.step(run)

        assert run.stage == Stage.DONE
        assert Upload.objects.count() == 2
        assert len(web) == 2


class TestUnread:
    @pytest.mark.parametrize(
        ("rows", "name", "code"),
        [
            (b"", "a.csv", "sheet-empty"),
            ([["SKU", "Name"]], "a.csv", "sheet-no-rows"),
            ([["1", "2"], ["3", "4"]], "a.csv", "sheet-no-header"),
            (b"PK\x03\x04 no zip", "a.xlsx", "document-unreadable"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "a.xlsx", "document-unreadable"),
        ],
    )
    def test_what_is_no_catalogue_is_told(self, desk: Desk, rows, name: str, code: str) -> None:
        run = desk.begin(rows, name=name)

        assert (run.state, run.problem) == ("failed", code)

    def test_a_sheet_of_macros_that_was_renamed_is_told_as_such(self, desk: Desk, alice) -> None:
        # As the check of uploads refuses it (`test_hostile_office`).
        upload = Upload.objects.create(
            key="macros", filename="mugs.xlsx", content_type=XLSX, size_bytes=1000,
            state="refused", problem="document-macros", expires_at=Now(),
        )  # fmt: skip

        with pytest.raises(services.ImportRefused, match="has macros") as told:
            services.begin_import_with_upload(upload.pk, schema_name="ws", actor=alice)

        assert told.value.code == "import-upload-refused"
        assert not CatalogueImport.objects.exists()

    def test_another_sheet_or_row_can_be_named(self, desk: Desk, alice) -> None:
        content = as_xlsx([["Notes"], ["x"]], Mugs=[["made by", "us"], *MUGS])
        run = desk.begin(content, name="a.xlsx")
        assert (run.sheet, run.header_row, run.total) == ("Mugs", 2, 3)

        services.read_import_again(
            run.pk, version=run.version, schema_name="ws", actor=alice, sheet="Mugs", header_row=3
        )
        desk.step(run)

        assert (run.header_row, run.total) == (3, 2)

    def test_headings_of_two_rows_and_the_same_twice(self, desk: Desk) -> None:
        run = desk.begin([["SKU", "Name", "Size", "Size"], ["A", "Mug", "1", "2"]])

        assert [run.mapping[str(at)]["means"] for at in range(4)] == [
            "sku",
            "name",
            "fact",
            "ignore",
        ]

    def test_old_encodings_are_read(self, desk: Desk) -> None:
        rows = as_csv([["货号", "商品名称"], ["A", "斑点马克杯，粗陶"]]).decode().encode("gb18030")

        desk.imported(rows)

        assert Product.objects.get().name == "斑点马克杯，粗陶"

    def test_a_formula_without_result_asks_for_the_value(self, desk: Desk, alice) -> None:
        run = desk.checked([["SKU", "Name", "Price"], ["A", "Mug", "=1+1"]], name="a.xlsx")
        row = desk.row(run, 2)
        assert [one["code"] for one in row.problems] == ["formula-without-value"]

        mended = services.edit_row(run.pk, 2, cells={"2": "2.00"}, actor=alice)

        assert mended.state == "new"

    def test_one_that_failed_is_tried_again(self, desk: Desk, alice) -> None:
        run = desk.begin(b"")
        services.try_import_again(run.pk, schema_name="ws", actor=alice)

        assert desk.step(run).problem == "sheet-empty"
