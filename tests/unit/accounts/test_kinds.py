"""Every kind of notice is whole: a sentence and a mail in each language, and nothing unescaped."""

import re
import uuid
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import translation

from accounts import letters, notices
from accounts.notices import KINDS, Kind

EVIL = '<script>alert("x")</script>%(person)s{{ x }}'
DATA: dict[str, Any] = {
    "of": "image", "made": 2, "total": 3, "failed": 1, "stopped": 0, "title": "Spring",
    "person": "Bob", "workspace": "Acme", "role": "editor", "until": "2026-12-24",
    "meter": "images", "level": 80, "used": 480, "limit": 600, "device": "Chrome on Windows",
    "address": "192.0.2.7", "email": "new@example.org", "method": "webauthn", "name": "Yubi",
    "minutes": 15, "provider": "google", "number": "2026-000123", "amount": "USD 29.00",
    "what": "ended", "plan": "Team", "was": "Business", "rest": "Free", "day": "2026-12-31",
    "days": 3, "why": "unpaid", "units": -5, "reason": "A gift.",
}  # fmt: skip
LANGUAGES = [code for code, _name in site.LANGUAGES]


def letter(kind: Kind, data: dict[str, Any], language: str = "en") -> letters.Letter:
    return letters.of_notice(
        kind,
        data,
        user_id=uuid.uuid4(),
        path="/x",
        language=language,
        time_zone="Asia/Shanghai",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_it_is_said_and_mailed_in_each_language(kind: Kind, language: str) -> None:
    with translation.override(language):
        said, detail = kind.sentence(DATA), kind.detail(DATA)
    written = letter(kind, DATA, language)

    assert said
    assert "%(" not in said + detail
    assert said in written.text
    assert f'lang="{language}"' in written.html
    assert f"{site.PUBLIC_URL}/x" in written.text
    assert "src=" not in written.html, "a mail fetches nothing"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_what_people_name_things_is_text(kind: Kind) -> None:
    data = {name: EVIL if isinstance(value, str) else value for name, value in DATA.items()}
    data["of"] = "image"

    written = letter(kind, data)

    assert "<script" not in written.html
    assert "\n" not in written.subject
    assert len(written.subject) <= 200


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_only_what_is_chosen_can_be_ended_by_a_link(kind: Kind) -> None:
    written = letter(kind, DATA)

    assert bool(written.headers) is not kind.is_security
    if kind.can_choose:
        token = re.search(r"/no-more/([^>]+)>", written.headers["List-Unsubscribe"])
        assert token is not None
        assert letters.read_unsubscribe(token[1])[1] == kind.name


def test_a_time_is_that_of_the_person() -> None:
    assert "(Asia/Shanghai)" in letter(KINDS["password_changed"], {}).text


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("job_finished", {"of": "image", "made": 1, "title": "Mug"}, "1 image is ready: Mug"),
        ("job_finished", {"of": "image", "made": 24, "title": ""}, "24 images are ready"),
        ("job_finished", {"of": "video", "made": 1, "title": "Mug"}, "The video is ready: Mug"),
        (
            "job_partly",
            {"of": "image", "made": 23, "total": 24, "title": "Spring collection"},
            "23 of 24 images are ready: Spring collection",
        ),
        ("job_failed", {"of": "script", "title": "Mug"}, "The script could not be written: Mug"),
        ("role_changed", {"role": "pilot", "person": "Bob", "workspace": "Acme"},
         "Bob changed what you may do in Acme."),
        ("quota_warning", {"meter": "images", "level": 100, "workspace": "Acme"},
         "All images of this month are used up in Acme."),
        ("moon_landed", {}, "Something happened in your account."),
    ],
)  # fmt: skip
def test_sentences_are_whole(kind: str, data: dict[str, Any], said: str) -> None:
    assert notices.sentence_of(kind, data) == said


def test_the_subject_of_a_job_is_what_became_of_it() -> None:
    data = {"of": "image", "made": 23, "total": 24, "failed": 1, "title": "Spring collection"}

    written = letter(KINDS["job_partly"], data)

    assert written.subject == "23 of 24 images are ready: Spring collection"
    assert "1 could not be made and is not counted." in written.text
