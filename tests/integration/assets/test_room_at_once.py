"""The room of a plan at its edge: many who announce at once get what is there and no byte more."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from accounts.models import User
from assets import services, storage
from assets.models import Upload
from assets.services import Arriving, sending
from billing import services as billing
from billing.quotas import QuotaExceeded
from tests.factories import people, plans
from tests.integration.billing.units import at_once
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
SIZE = 1000
MANY = 50
# Nineteen and a bit less than a half.
ROOM = 19 * SIZE + 499


class House:
    """A workspace of its own, whose rows are committed, with little room."""

    def __init__(self) -> None:
        self.owner: User = people.person("Rosa")
        self.workspace: Workspace = people.workspace("Little room", self.owner)
        plans.limit(self.workspace.pk, "storage_bytes", ROOM)

    def announce(self, *, in_parts: bool) -> Callable[[], Upload]:
        def begin() -> Upload:
            with tenancy.inside(self.workspace.schema_name):
                begun = services.begin_upload(
                    Arriving("Mug.jpg", "image/jpeg", SIZE, in_parts=in_parts),
                    schema_name=self.workspace.schema_name,
                    actor=self.owner,
                    origin=str(settings.S3_ENDPOINT_URL),
                )
                return begun.upload

        return begin

    @property
    def room(self) -> tuple[int, int]:
        usage = billing.usage(workspace_id=self.workspace.pk, meter="storage_bytes")
        return usage.used, usage.reserved


@pytest.fixture
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock():
        tenancy.leave()
        made = House()
        yield made
        tenancy.leave()
        storage.drop_begun(storage.prefix_of(made.workspace.schema_name, storage.QUARANTINE))


@pytest.mark.timeout(120)
def test_of_fifty_at_once_as_many_get_room_as_there_is(house: House) -> None:
    calls = [house.announce(in_parts=bool(number % 2)) for number in range(MANY)]

    told = at_once(calls, threads=10)

    taken = [one for one in told if isinstance(one, Upload)]
    assert (len(taken), sum(isinstance(one, QuotaExceeded) for one in told)) == (19, 31)
    assert house.room == (0, 19 * SIZE)
    with tenancy.inside(house.workspace.schema_name):
        assert Upload.objects.count() == 19


@pytest.mark.timeout(120)
def test_what_is_given_up_once_by_many_is_free_once(house: House) -> None:
    uploads = [house.announce(in_parts=True)() for _ in range(3)]

    def give_up() -> str:
        with tenancy.inside(house.workspace.schema_name):
            sending.abort_upload(uploads[0].pk, actor=house.owner)
            return "gone"

    assert at_once([give_up] * 6) == ["gone"] * 6
    assert house.room == (0, 2 * SIZE)
