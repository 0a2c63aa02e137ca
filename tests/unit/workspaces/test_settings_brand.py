"""The brand: logo, colours, tone and words."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from tests.factories import people
from workspaces import hooks, services
from workspaces.models import Brand, Workspace
from workspaces.roles import Role

HTMX = {"HX-Request": "true"}
PICTURE = uuid.uuid4()
SECTIONS: dict[str, dict[str, Any]] = {
    "logo": {"logo_asset_id": str(PICTURE)},
    "colours": {"colours": ["#AA1122", "#00ff00"]},
    "tone": {"tone": "Warm and plain."},
    "words": {"words_to_use": "stoneware\n\nslow mornings", "words_to_avoid": "cheap"},
}


@pytest.fixture(autouse=True)
def _library(monkeypatch: pytest.MonkeyPatch) -> None:
    """One picture lies in the library."""

    def url(_schema: str, asset_id: uuid.UUID, *, origin: str) -> str | None:
        return f"{origin}/logo.webp" if asset_id == PICTURE else None

    monkeypatch.setattr(hooks, "logo_url", url)


def at(place: Workspace, rest: str = "") -> str:
    return f"/w/{place.slug}/settings/brand{rest}"


def send(browser: Any, place: Workspace, section: str, body: dict[str, Any], **more: Any) -> Any:
    return browser.post(at(place, f"/{section}"), body, headers=HTMX, **more)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("section", list(SECTIONS))
def test_only_owners_and_admins_change_the_brand(
    acme: Workspace, client_for: Any, role: Role, section: str
) -> None:
    browser = client_for(people.member(acme, role))
    may = role in {"owner", "admin"}

    page = browser.get(at(acme))
    answer = send(browser, acme, section, SECTIONS[section])

    assert (f'action="{at(acme, "/logo")}"' in page.content.decode()) is may
    assert answer.status_code == (200 if may else 403)
    assert Brand.objects.filter(pk=acme.pk).exists() is may


def test_every_section_is_kept_as_it_is_meant(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(alice)
    for section, body in SECTIONS.items():
        assert "Saved" in send(browser, acme, section, body).content.decode()

    brand = services.brand_of(acme.pk)
    assert brand.logo_asset_id == PICTURE
    assert brand.colours == ["#aa1122", "#00ff00"]
    assert brand.tone == "Warm and plain."
    assert (brand.words_to_use, brand.words_to_avoid) == (["stoneware", "slow mornings"], ["cheap"])
    page = browser.get(at(acme)).content.decode()
    assert "http://testserver/logo.webp" in page
    assert "stoneware\nslow mornings" in page
    assert 'value="#aa1122"' in page


def test_a_viewer_reads_the_values(alice: User, acme: Workspace, client_for: Any) -> None:
    for section, body in SECTIONS.items():
        send(client_for(alice), acme, section, body)

    page = client_for(people.member(acme, "viewer")).get(at(acme)).content.decode()

    assert "http://testserver/logo.webp" in page
    assert 'fill="#aa1122"' in page
    assert "Warm and plain." in page
    assert "<form" not in page.split('class="settings-column"')[1].split("user-menu")[0]


def test_what_was_never_set_says_so(alice: User, acme: Workspace, client_for: Any) -> None:
    people.archived(acme)

    page = client_for(alice).get(at(acme)).content.decode()

    assert page.count("Not set") == 5


def test_logo_colours_and_words_can_be_taken_away(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(alice)
    for section, body in SECTIONS.items():
        send(browser, acme, section, body)

    for section in SECTIONS:
        assert send(browser, acme, section, {}).status_code == 200

    brand = services.brand_of(acme.pk)
    assert brand.logo_asset_id is None
    assert (brand.colours, brand.tone, brand.words_to_use, brand.words_to_avoid) == ([], "", [], [])


@pytest.mark.parametrize(
    ("section", "body", "said"),
    [
        ("logo", {"logo_asset_id": str(uuid.uuid4())}, "no longer in the library"),
        ("colours", {"colours": ["red"]}, "is no colour. Write it like #1a2b3c."),
        ("colours", {"colours": ["#000000"] * 2}, "is there twice."),
        ("colours", {"colours": [f"#00000{n}" for n in range(7)]}, "Give at most 6 colours."),
        ("tone", {"tone": "x" * 501}, "at most 500 characters"),
        ("words", {"words_to_use": "\n".join(map(str, range(51)))}, "Give at most 50 words."),
        ("words", {"words_to_use": "Clay", "words_to_avoid": "clay"}, "both used and avoided."),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    alice: User, acme: Workspace, client_for: Any, section: str, body: dict[str, Any], said: str
) -> None:
    answer = send(client_for(alice), acme, section, body)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Brand.objects.filter(pk=acme.pk).exists()


@pytest.mark.parametrize(
    ("section", "shown"), [("colours", "#aa1122, #00ff00"), ("tone", "Warm and plain.")]
)
def test_who_is_second_sees_what_is_newer(
    alice: User, acme: Workspace, client_for: Any, section: str, shown: str
) -> None:
    read = Workspace.objects.get(pk=acme.pk).version
    browser = client_for(alice)
    send(browser, acme, section, {**SECTIONS[section], "version": read})

    mine = {"colours": "#123456", "tone": "Mine.", "version": read}
    answer = send(browser, acme, section, mine)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has saved a change" in page
    assert shown in page
    assert ("#123456" if section == "colours" else "Mine.") in page


def test_an_archived_workspace_keeps_its_brand(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    people.archived(acme)

    assert send(client_for(alice), acme, "tone", SECTIONS["tone"]).status_code == 409


def test_a_stranger_and_an_unknown_section_are_not_found(
    alice: User, mallory: User, acme: Workspace, client_for: Any
) -> None:
    assert client_for(mallory).get(at(acme)).status_code == 404
    assert send(client_for(alice), acme, "name", {}).status_code == 404
