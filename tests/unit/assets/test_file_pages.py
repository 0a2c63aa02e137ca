"""The page of a file: what it shows of every kind, to whom, and in how few questions."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assets import services
from assets.decoding import specimen
from assets.models import Asset, AssetVersion, Derivative, Page, Reading
from tests.factories import jobs, stock
from workspaces import tenancy
from workspaces.models import Workspace

Put = Callable[..., Asset]
HTMX = {"HTTP_HX_REQUEST": "true"}
TYPES = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "document": "application/pdf",
    "sheet": "text/csv",
    "font": "font/woff2",
}


@pytest.fixture
def put(acme: Workspace) -> Put:
    """Return a function that puts a file of a kind into acme's library."""

    def keep(kind: str = "image", *, name: str = "Sheet A", **values: Any) -> Asset:
        with tenancy.inside(acme.schema_name):
            asset = stock.asset(name=name, kind=kind)
            size = {} if kind in {"image", "video"} else {"width_px": 0, "height_px": 0}
            thumbs = {} if kind in {"audio", "sheet"} else asset.file.thumbs
            AssetVersion.objects.filter(asset=asset).update(
                **{**size, "content_type": TYPES[kind], "thumbs": thumbs, **values}
            )
            return Asset.objects.select_related("current").get(pk=asset.pk)

    return keep


@pytest.fixture
def read(acme: Workspace) -> Callable[..., None]:
    """Return a function that has a document read: so many pages."""

    def write(asset: Asset, *pages: dict[str, Any], state: str = "ready", **told: Any) -> None:
        with tenancy.inside(acme.schema_name):
            reading = Reading.objects.create(version=asset.file, state=state, **told)
            for number, values in enumerate(pages, start=1):
                Page.objects.create(reading=reading, number=number, **values)

    return write


@pytest.fixture
def home(acme: Workspace) -> str:
    return f"/w/{acme.slug}/library"


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_video_and_a_sound_are_played(page: Client, home: str, put: Put) -> None:
    film = put("video", duration_ms=12_000, measured={"codec": "h264", "audio_codec": "aac"})
    sound = put("audio", duration_ms=65_000, measured={"codec": "mp3", "sample_rate": 44_100})

    of_film, of_sound = (page.get(f"{home}/{asset.pk}") for asset in (film, sound))

    assert "<video" in of_film.content.decode()
    assert "H.264 · AAC" in words(of_film)
    assert "<audio" in of_sound.content.decode()
    assert "1:05" in words(of_sound)
    assert "44.1 kHz" in words(of_sound)


def test_a_document_is_read_page_by_page(
    page: Client, home: str, put: Put, read: Callable[..., None]
) -> None:
    sheet = put("document", measured={"pages": 3}, filename="规格书.pdf")
    drawn = {"picture": "ws/derived/1.webp", "width_px": 800, "height_px": 1131}
    read(sheet, drawn, {"blocks": [{"kind": "text", "text": "<b>350 ml</b>"}]}, drawn)

    whole = page.get(f"{home}/{sheet.pk}")
    second = page.get(f"{home}/{sheet.pk}/pages/2")

    assert "ws/derived/1.webp" in whole.content.decode()
    assert f'hx-get="{home}/{sheet.pk}/pages/2"' in whole.content.decode()
    assert "350 ml" not in words(whole)
    assert "规格书.pdf" in words(whole)
    assert "&lt;b&gt;350 ml&lt;/b&gt;" in second.content.decode()
    assert "<html" not in second.content.decode()
    assert page.get(f"{home}/{sheet.pk}/pages/4").status_code == 404


def test_a_document_that_is_being_read_asks_again_and_one_that_failed_says_so(
    page: Client, home: str, put: Put, read: Callable[..., None]
) -> None:
    coming, locked, none = (put("document") for _ in range(3))
    read(coming, state="running")
    read(locked, state="failed", problem="document-locked")

    assert "every 3s" in page.get(f"{home}/{coming.pk}").content.decode()
    assert "protected by a password" in words(page.get(f"{home}/{locked.pk}"))
    assert "Download it" in words(page.get(f"{home}/{none.pk}"))


@pytest.mark.parametrize("kind", ["sheet", "document"])
def test_what_is_not_as_in_the_document_is_said_above_it(
    kind: str, page: Client, home: str, put: Put, read: Callable[..., None]
) -> None:
    table = put(kind)
    text = {"blocks": [{"kind": "text", "text": "=A1*2"}]}
    notes = ["formulas-without-values", "many-products"]
    read(table, text, problem_data={"notes": notes})

    shown = words(page.get(f"{home}/{table.pk}"))

    assert "Some cells hold formulas without a value." in shown
    assert "of several products" not in shown  # that is about facts, not about how it looks


def test_a_table_shows_one_sheet_at_a_time(
    page: Client, home: str, put: Put, read: Callable[..., None]
) -> None:
    table = put("sheet", measured={"rows": 1200, "columns": 7})
    rows = [[{"text": "Weight", "cell": "A1"}, {"text": "<i>", "cell": "B1", "span": [1, 2]}]]
    read(
        table,
        {"label": "Mugs", "blocks": [{"kind": "table", "rows": rows}]},
        {"label": "Lamps", "blocks": [{"kind": "text", "text": "Nothing yet"}]},
    )

    first, second = page.get(f"{home}/{table.pk}"), page.get(f"{home}/{table.pk}?sheet=2")
    odd = page.get(f"{home}/{table.pk}?sheet=x")

    assert "&lt;i&gt;" in first.content.decode()
    assert "Mugs Lamps" in words(first)
    assert "1,200" in words(first)
    assert "Nothing yet" not in words(first)
    assert "Nothing yet" in words(second)
    assert "Weight" in words(odd)


def test_a_font_is_set_in_its_own_letters(page: Client, home: str, put: Put) -> None:
    font = put("font", measured={"family": "Noto Sans", "style": "Bold", "letters": 3400})

    response = page.get(f"{home}/{font.pk}")

    assert 'data-specimen="' in response.content.decode()
    assert "天地玄黄" in words(response)
    assert "Noto Sans Bold" in words(response)
    assert "style=" not in response.content.decode()


def test_a_font_without_chinese_is_shown_by_what_it_has(page: Client, home: str, put: Put) -> None:
    latin = put(
        "font", measured={"lacking": "".join(set("永国天地玄黄，宇宙洪荒。日月盈昃，辰宿列张￥"))}
    )
    signs = put("font", measured={"lacking": "".join(specimen.LETTERS)})

    shown, bare = page.get(f"{home}/{latin.pk}"), page.get(f"{home}/{signs.pk}")

    assert "Aa Gg" in words(shown)
    assert "永国" not in words(shown)
    assert "天地" not in words(shown)
    assert "0123456789 & ¥" in words(shown).replace("&amp;", "&")
    assert "Aa Gg" not in words(bare)
    assert "-800.webp" in bare.content.decode()  # drawn with letters it has


def test_the_same_file_twice_is_said_with_links(page: Client, home: str, put: Put) -> None:
    one = put(name="One", sha256="a" * 64)
    other = put(name="Other", sha256="a" * 64)

    response = page.get(f"{home}/{one.pk}")

    assert "The same file is here twice" in words(response)
    assert f'href="{home}/{other.pk}"' in response.content.decode()


def test_versions_are_listed_chosen_deleted_and_saved(
    page: Client, home: str, put: Put, acme: Workspace, alice: User
) -> None:
    asset = put()
    with tenancy.inside(acme.schema_name):
        version = AssetVersion.objects.create(
            asset=asset, number=2, key="ws/clean/2.jpg", sha256="b" * 64, width_px=10,
            content_type="image/jpeg", size_bytes=5, height_px=10, created_by=alice,
        )  # fmt: skip
        Asset.objects.filter(pk=asset.pk).update(current=version)
    here = f"{home}/{asset.pk}"

    shown = page.get(here)
    chosen = page.post(f"{here}/versions/1/choose", follow=True)
    refused = page.post(f"{here}/versions/1/delete")
    deleted = page.post(f"{here}/versions/2/delete", follow=True)

    assert "Version 2 · shown" in words(shown)
    assert "Version 1 is shown now." in words(chosen)
    assert refused.status_code == 409
    assert "Version 2 is deleted." in words(deleted)
    assert page.get(f"{here}/versions/1/download").status_code == 302
    for url in ("choose", "delete"):
        assert page.post(f"{here}/versions/9/{url}").status_code == 404
    assert page.get(f"{here}/versions/9/download").status_code == 404


def test_the_page_of_a_file_asks_the_same_however_much_there_is(
    page: Client, home: str, put: Put, read: Callable[..., None], asked: Any, acme: Workspace,
    alice: User,
) -> None:  # fmt: skip
    sheet = put("document", sha256="d" * 64)
    read(sheet, *[{"picture": f"ws/derived/{n}.webp"} for n in range(200)])
    for _n in range(30):
        put("document", sha256="d" * 64)
    with tenancy.inside(acme.schema_name):
        services.set_tags([sheet.pk], add=["a", "b", "c"], actor=alice)
        for number in range(2, 30):
            AssetVersion.objects.create(
                asset=sheet, number=number, key=f"v{number}", sha256="b" * 64, width_px=0,
                content_type="application/pdf", size_bytes=5, height_px=0, created_by=alice,
            )  # fmt: skip
    page.get(f"{home}/{sheet.pk}")

    questions = asked(lambda: page.get(f"{home}/{sheet.pk}"))

    assert len(questions) <= 15, questions


def test_a_large_picture_is_offered_in_the_size_for_the_web_once_it_is_made(
    page: Client, home: str, put: Put, acme: Workspace
) -> None:
    photo = put(width_px=3000, height_px=4000)
    with tenancy.inside(acme.schema_name), transaction.atomic():
        services.begin_web(photo.file)
    before = page.get(f"{home}/{photo.pk}").content.decode()
    with tenancy.inside(acme.schema_name):
        Derivative.objects.update(
            state="ready", key="ws/derived/web.webp", since=timezone.now() - timedelta(days=20)
        )

    after = page.get(f"{home}/{photo.pk}").content.decode()

    with tenancy.inside(acme.schema_name):
        assert Derivative.objects.get().since > timezone.now() - timedelta(hours=1)
    assert "web.webp" not in before
    srcset = re.findall(r'srcset="([^"]+)"', after)[0].split(", ")
    assert [one.rpartition(" ")[2] for one in srcset] == ["600w", "1200w", "3000w"]
    assert "ws/derived/web.webp" in srcset[1]


def test_uses_are_told_in_eight_questions_at_most(
    page: Client, home: str, put: Put, asked: Any, acme: Workspace, alice: User
) -> None:
    photo = put(name="Front")
    with tenancy.inside(acme.schema_name):
        product = stock.product(alice, name="Speckled mug")
        Asset.objects.filter(pk=photo.pk).update(product=product)
        jobs.submit(acme, alice)
    here = f"{home}/{photo.pk}/uses"
    page.get(here)

    response: list[Any] = []
    questions = asked(lambda: response.append(page.get(here)))

    assert "Speckled mug" in words(response[0])
    assert "main photo" in words(response[0])
    assert "It is the main photo of Speckled mug." in response[0].content.decode()
    own = [sql for sql in questions if "django_session" not in sql and "accounts_" not in sql]
    assert len(own) <= 8, questions


def test_a_file_is_renamed_and_tagged(page: Client, home: str, put: Put, acme: Workspace) -> None:
    asset = put()
    form = {"name": "Front", "product": "", "tags": "shop， home,shop"}

    assert page.post(f"{home}/{asset.pk}/edit", form).status_code == 302
    long = page.post(f"{home}/{asset.pk}/edit", {**form, "tags": "x" * 50})

    assert long.status_code == 422
    with tenancy.inside(acme.schema_name):
        asset.refresh_from_db()
        assert asset.name == "Front"
        assert sorted(tag.name for tag in asset.tags.all()) == ["home", "shop"]


def test_who_may_only_look_is_offered_no_more(
    client_for: Callable[[User], Client], carol: User, home: str, put: Put
) -> None:
    asset, carols = put(), client_for(carol)
    here = f"{home}/{asset.pk}"

    shown = carols.get(here).content.decode() + carols.get(f"{here}/uses").content.decode()

    assert "asset-form" not in shown
    assert "data-replaces" not in shown
    assert f"{here}/delete" not in shown
    assert carols.post(f"{here}/versions/1/choose").status_code == 403
    assert carols.post(f"{here}/versions/1/delete").status_code == 403
    assert carols.get(f"{here}/versions/1/download").status_code == 302


def test_a_stranger_finds_nothing(
    client_for: Callable[[User], Client], mallory: User, home: str, put: Put
) -> None:
    asset, strange = put(), client_for(mallory)

    for path in ("", "/uses", "/pages/1", "/versions/1/download"):
        assert strange.get(f"{home}/{asset.pk}{path}").status_code == 404
    assert strange.get(f"{home}/exports/{uuid4()}").status_code == 404


@pytest.mark.parametrize("kind", list(TYPES))
def test_every_kind_is_told_in_chinese(page: Client, home: str, put: Put, kind: str) -> None:
    asset = put(kind)
    page.cookies["language"] = "zh-hans"

    response = page.get(f"{home}/{asset.pk}")

    assert response.status_code == 200
    assert 'lang="zh-hans"' in response.content.decode().lower()
