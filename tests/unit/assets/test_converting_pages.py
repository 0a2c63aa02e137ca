"""The part of a picture's page that has it written another way."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets import queue
from assets.models import Asset, Derivative
from audit.models import AuditEvent
from tests.factories import stock
from workspaces import tenancy
from workspaces.models import Workspace

HTMX = {"HTTP_HX_REQUEST": "true"}
WISH = {"format": "webp", "quality": "82", "max_px": "1600", "max_kb": ""}


@pytest.fixture(autouse=True)
def _nobody_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "do", lambda *_given: None)


@pytest.fixture
def photo(acme: Workspace) -> Asset:
    with tenancy.inside(acme.schema_name):
        return stock.asset(name="Mug front")


def at(acme: Workspace, name: str, *given: object) -> str:
    return reverse(f"assets:{name}", args=[acme.slug, *given])


def end(acme: Workspace, **values: object) -> Derivative:
    with tenancy.inside(acme.schema_name):
        made = Derivative.objects.get()
        for field, value in values.items():
            setattr(made, field, value)
        made.save()
        return made


def test_it_is_asked_for_and_shown_until_it_is_there(
    page: Client, acme: Workspace, photo: Asset
) -> None:
    where = at(acme, "conversions", photo.pk)

    asked = page.post(where, WISH, **HTMX)
    waiting = page.get(at(acme, "converted", photo.pk), **HTMX).content.decode()
    made = end(acme, state="ready", key="k", size_bytes=2048, width_px=1600, height_px=1200,
               content_type="image/webp")  # fmt: skip
    done = page.get(at(acme, "converted", photo.pk), **HTMX).content.decode()

    assert asked.status_code == 200
    assert "Being made…" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "1600 × 1200 px" in done
    assert "quality 82" in done
    assert at(acme, "conversion_download", photo.pk, made.pk) in done
    assert "hx-trigger" not in done


def test_without_script_it_is_a_page_of_its_own(
    page: Client, acme: Workspace, photo: Asset
) -> None:
    where = at(acme, "conversions", photo.pk)

    assert "<h1" in page.get(where).content.decode()
    assert page.post(where, WISH).headers["Location"] == where


def test_saving_goes_to_the_bucket_and_is_recorded(
    page: Client, acme: Workspace, photo: Asset
) -> None:
    page.post(at(acme, "conversions", photo.pk), WISH)
    made = end(acme)
    where = at(acme, "conversion_download", photo.pk, made.pk)

    early = page.get(where)
    end(acme, state="ready", key=f"{acme.schema_name}/derived/k.webp", content_type="image/webp")
    saved = page.get(where)

    assert early.headers["Location"] == at(acme, "conversions", photo.pk)
    assert "k.webp" in saved.headers["Location"]
    assert "Mug%20front.webp" in saved.headers["Location"]
    told = AuditEvent.objects.filter(workspace_id=acme.pk).latest("pk")
    assert (told.action, told.target_id) == ("assets.asset.downloaded", str(photo.pk))


def test_a_failure_is_read_as_a_sentence(page: Client, acme: Workspace, photo: Asset) -> None:
    page.post(at(acme, "conversions", photo.pk), WISH)
    end(acme, state="failed", problem="conversion-too-heavy")

    shown = page.get(at(acme, "converted", photo.pk), **HTMX).content.decode()

    assert "takes too much memory or time" in shown


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("quality", "101", "100"),
        ("quality", "", "Say a quality from 1 to 100."),
        ("max_px", "5", "16"),
        ("max_kb", "0", "1"),
        ("format", "bmp", "bmp"),
    ],
)
def test_a_wrong_wish_is_shown_at_its_field(
    field: str, value: str, words: str, page: Client, acme: Workspace, photo: Asset
) -> None:
    answer = page.post(at(acme, "conversions", photo.pk), {**WISH, field: value}, **HTMX)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_it_takes_few_questions(
    page: Client, acme: Workspace, photo: Asset, asked: Callable[..., list[str]]
) -> None:
    for side in range(100, 1100, 100):
        page.post(at(acme, "conversions", photo.pk), {**WISH, "max_px": str(side)})

    assert len(asked(lambda: page.get(at(acme, "converted", photo.pk), **HTMX))) <= 6


def test_only_pictures_have_it_and_only_for_their_people(
    page: Client, client_for: Callable[[User], Client], mallory: User, acme: Workspace, photo: Asset
) -> None:
    stranger = client_for(mallory)
    names = ("conversions", "converted")

    assert [stranger.get(at(acme, name, photo.pk)).status_code for name in names] == [404, 404]
    assert stranger.post(at(acme, "conversions", photo.pk), WISH).status_code == 404
    assert page.get(at(acme, "conversion_download", photo.pk, photo.pk)).status_code == 404
    with tenancy.inside(acme.schema_name):
        Asset.objects.filter(pk=photo.pk).update(kind=Asset.Kind.VIDEO)
    assert [page.get(at(acme, name, photo.pk)).status_code for name in names] == [404, 404]
