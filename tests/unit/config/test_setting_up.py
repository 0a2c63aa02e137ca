"""What is set up at the first start: the demo's people and their workspace are on the record."""

import pytest
from django.core.management import call_command

from assets import storage
from audit.models import AuditEvent
from config.demo import seed


def test_the_demos_people_and_workspace_are_on_the_record_and_the_rest_is_nobodys(
    public: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "setup_bucket", lambda: None)
    monkeypatch.setattr(seed, "ask_for_pictures", lambda: None)

    before = AuditEvent.objects.count()

    call_command("setup")
    assert AuditEvent.objects.count() == before, "rounds and a bucket are of nobody"
    call_command("setup", "--demo")

    events = AuditEvent.objects.order_by("id")[before:]
    made = list(events.values_list("action", "actor_type"))
    assert made[:3] == [
        ("accounts.person.signed_up", "system"),
        ("accounts.staff.created", "system"),
        ("workspaces.workspace.created", "user"),
    ]
    products = [action for action, _who in made if action == "assets.product.created"]
    assert len(products) == len(seed.PRODUCTS)
    before = AuditEvent.objects.count()
    call_command("setup", "--demo")
    assert AuditEvent.objects.count() == before, "it is there already"
