"""Videos in the library: among pictures, by themselves, on their own page and in the API."""

import re

import pytest
from django.test import Client

from assets.models import Asset, AssetVersion
from tests.factories import stock
from workspaces import tenancy


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/library"


@pytest.fixture
def film(acme) -> Asset:
    """A video of 24 seconds with its cover and subtitles."""
    with tenancy.inside(acme.schema_name):
        asset = stock.asset(name="Trail bottle", kind="video", source=Asset.Source.GENERATED)
        AssetVersion.objects.filter(asset=asset).update(
            content_type="video/mp4",
            width_px=1080,
            height_px=1920,
            duration_ms=24_000,
            companions={"cover": "derived/cover.jpg", "subtitles": "derived/words.srt"},
        )
        asset.refresh_from_db()
        return asset


@pytest.fixture
def photo(acme) -> Asset:
    with tenancy.inside(acme.schema_name):
        return stock.asset(name="Mug front")


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("view", ["", "list"])
def test_a_video_has_its_length_and_a_mark(
    view: str, client_for, alice, home: str, film: Asset, photo: Asset
) -> None:
    page = client_for(alice).get(home, {"view": view})

    text = page.content.decode()
    assert "0:24" in text
    assert text.count("data-video") == 1
    assert "2 files" in words(page)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"kind": "video"}, {"Trail bottle"}),
        ({"kind": "image"}, {"Mug front"}),
        ({"source": "upload"}, {"Mug front"}),
        ({}, {"Trail bottle", "Mug front"}),
    ],
)
def test_the_library_is_narrowed_by_kind(
    asked: dict[str, str], names: set[str], client_for, alice, home: str, film: Asset, photo: Asset
) -> None:
    text = client_for(alice).get(home, asked).content.decode()

    assert {name for name in ("Trail bottle", "Mug front") if f'alt="{name}"' in text} == names


def test_the_menu_of_kinds_says_what_is_chosen(client_for, alice, home: str, film: Asset) -> None:
    client = client_for(alice)

    assert "Kind Videos" in words(client.get(home, {"kind": "video"}))
    assert "1 video " in words(client.get(home, {"kind": "video"}))
    assert "Kind Any" in words(client.get(home))


def test_kind_and_source_narrow_each_by_itself(client_for, alice, home: str, film: Asset) -> None:
    text = client_for(alice).get(home, {"kind": "video", "source": "generated"})

    assert "Kind Videos" in words(text)
    assert "Source Made here" in words(text)
    assert 'href="?kind=video&amp;source=upload"' in text.content.decode()
    assert 'href="?source=generated&amp;kind=image"' in text.content.decode()


def test_a_videos_page_plays_it_and_offers_its_files(
    client_for, alice, home: str, film: Asset
) -> None:
    page = client_for(alice).get(f"{home}/{film.pk}")

    text = page.content.decode()
    assert "<video" in text
    assert 'data-ratio="9:16"' in text
    assert "derived/cover.jpg" in text
    assert "derived/words.srt" in text
    assert all(f" {name} " in words(page) for name in ("MP4", "SRT", "JPG", "0:24"))
    assert "Make images" not in words(page)
    assert "Delete this video?" in text


def test_a_picture_keeps_its_page(client_for, alice, home: str, photo: Asset) -> None:
    page = client_for(alice).get(f"{home}/{photo.pk}")

    assert "<video" not in page.content.decode()
    assert "Make images" in words(page)
    assert "SRT" not in words(page)


def test_a_video_goes_into_the_bin_and_comes_back(
    client_for, alice, home: str, film: Asset
) -> None:
    client: Client = client_for(alice)

    gone = client.post(f"{home}/{film.pk}/delete", follow=True)
    assert "The video is in the bin for 30 days." in words(gone)
    assert "Trail bottle" in words(client.get(f"{home}/bin"))
    client.post(f"{home}/bin/{film.pk}/restore")

    assert "<video" in client.get(f"{home}/{film.pk}").content.decode()


def test_a_product_counts_its_images_without_its_videos(client_for, alice, acme) -> None:
    with tenancy.inside(acme.schema_name):
        product = stock.product(alice)
        for kind in ("image", "video"):
            stock.asset(product=product, kind=kind, source=Asset.Source.GENERATED, name=kind)

    page = client_for(alice).get(f"/w/{acme.slug}/products/{product.pk}").content.decode()

    assert 'alt="image"' in page
    assert 'alt="video"' not in page


def test_the_api_tells_a_videos_length_and_files(
    api_for, alice, acme, film: Asset, photo: Asset
) -> None:
    api = api_for(alice, acme)

    found = api.get("/api/v1/assets", {"kind": "video"}).json()["results"]
    picture = api.get(f"/api/v1/assets/{photo.pk}").json()

    assert [one["id"] for one in found] == [str(film.pk)]
    assert found[0]["duration_ms"] == 24_000
    assert "derived/cover.jpg" in found[0]["cover_url"]
    assert "derived/words.srt" in found[0]["subtitles_url"]
    assert [picture[name] for name in ("duration_ms", "cover_url", "subtitles_url")] == [None] * 3
