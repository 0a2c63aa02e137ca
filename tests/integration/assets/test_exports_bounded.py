"""Files to take home take no room of the plan, so they are bounded: at a time, and in all."""

import pytest

from accounts.models import User
from assets import queue, services, storage
from assets.models import Export
from assets.services import exports
from tests.factories import files
from workspaces.models import Workspace


@pytest.fixture
def ask(in_acme: Workspace, alice: User, bucket: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "do", lambda *_given: None)
    photo = files.asset(in_acme, content=b"bytes")
    return lambda: services.ask_for_files([photo.pk], actor=alice, schema_name=in_acme.schema_name)


def test_a_person_waits_for_one_before_the_fourth_is_made(ask, in_acme: Workspace) -> None:
    first, *_others = [ask() for _ in range(3)]

    with pytest.raises(services.TooMuch, match="still being made"):
        ask()

    services.run_export(first.pk, schema_name=in_acme.schema_name)
    assert ask().state == "waiting"


def test_the_oldest_goes_when_too_much_is_kept(
    ask, in_acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [ask(), ask()]
    services.run_export(made[0].pk, schema_name=in_acme.schema_name)
    size = Export.objects.get(pk=made[0].pk).size_bytes
    monkeypatch.setattr(exports, "MOST_KEPT_BYTES", size + 1)

    services.run_export(made[1].pk, schema_name=in_acme.schema_name)

    left = Export.objects.get()
    assert left.pk == made[1].pk
    assert storage.size_of(left.key) == left.size_bytes
    assert storage.size_of(left.key.replace(str(left.pk), str(made[0].pk))) is None
