"""The page of one text: a version is brought back, and the text written anew."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.models import QuotaPeriod
from generation import services
from generation.models import Job, Text
from tests.factories import copy
from tests.factories.jobs import access_to
from tests.unit.generation.text_page import now, url, versions_of, words
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("clean_cache", "sent")


# --- versions -----------------------------------------------------------------------------------


def test_an_older_version_is_shown_and_brought_back(
    in_acme: Workspace, alice: User, write: Callable[..., Text], alices: Client
) -> None:
    text = write()
    first = text.current
    assert first is not None
    services.change_text(
        access_to(in_acme), text.pk, version=1, content={"title": "Mine"}, by=alice
    )

    old = words(alices.get(url(in_acme, "text_version", text, 1)))
    answer = alices.post(url(in_acme, "text_restore", text), {"version": "2", "number": "1"})

    assert "This is version 1" in old
    assert first.plain in old
    assert answer.headers["Location"] == url(in_acme, "text", text)
    assert [version.plain for version in versions_of(in_acme, text)] == [
        first.plain,
        "Mine",
        first.plain,
    ]


def test_a_version_brought_back_over_a_newer_one_is_refused(
    in_acme: Workspace, alice: User, write: Callable[..., Text], alices: Client
) -> None:
    text = write()
    for number, title in enumerate(("Mine", "Yours"), start=1):
        services.change_text(
            access_to(in_acme), text.pk, version=number, content={"title": title}, by=alice
        )

    answer = alices.post(url(in_acme, "text_restore", text), {"version": "2", "number": "1"})

    assert answer.status_code == 422
    assert "Nothing was overwritten." in words(answer)
    assert now(in_acme, text).version == 3


# --- writing anew -------------------------------------------------------------------------------


def test_a_text_is_written_anew_as_its_next_version(
    in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text = write("description")

    answer = alices.post(url(in_acme, "text_rewrite", text), {"length": "short", "tone": "angry"})

    with tenancy.inside(in_acme.schema_name):
        job = Job.objects.order_by("-created_at")[0]
        assert answer.headers["Location"] == reverse("generation:job", args=[in_acme.slug, job.pk])
        assert (job.params["length"], job.params["tone"]) == ("short", "plain")
        copy.write(in_acme, job)
        assert services.texts().get(pk=text.pk).version == 2


def test_who_has_nothing_left_reads_it_above_the_text(
    in_acme: Workspace, write: Callable[..., Text], alices: Client
) -> None:
    text = write()
    QuotaPeriod.objects.filter(workspace_id=in_acme.pk).update(limit_units=1)

    answer = alices.post(url(in_acme, "text_rewrite", text))

    assert answer.status_code == 422
    assert "This would use 1, but 0 are left until" in words(answer)
