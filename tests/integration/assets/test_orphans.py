"""What no row names goes, and nothing else, whatever happens meanwhile; on the real bucket."""

import logging
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from kombu.exceptions import OperationalError

from accounts.models import User
from assets import hooks, queue, services, storage, tasks
from assets.models import AssetVersion, Upload
from assets.services import leaving, orphans, uploads
from assets.services.orphans import NotEntered, remove_orphans
from generation import cutouts
from generation.models import CutOut, Job
from tests.factories import files, jobs, stock
from tests.integration.assets.leftovers import left, put, upload
from workspaces import tenancy
from workspaces.hooks import NotNow
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
AT_ONCE = timedelta(0)
AREAS = (*storage.STAYING, storage.QUARANTINE, storage.EXPORTS)


def named(place: Workspace, by: User) -> list[str]:
    """Store an object for every field that names one, and the row that does; return their keys."""
    thumb, cover, words, open_one, checked, cut, look, zipped = (
        put(place, area)
        for area in (
            storage.THUMBS, storage.CLEAN, storage.CLEAN, storage.QUARANTINE, storage.QUARANTINE,
            storage.DERIVED, storage.DERIVED, storage.EXPORTS,
        )
    )  # fmt: skip
    file = put(place)
    asset = stock.asset()
    AssetVersion.objects.filter(asset=asset).update(
        key=file, thumbs={"320": thumb}, companions={"cover": cover, "subtitles": words}
    )
    for key, state in ((open_one, Upload.State.OPEN), (checked, Upload.State.CHECKING)):
        upload(key, by, state=state)
    CutOut.objects.create(sha256="a" * 64, state="ready", key=cut, previews={"sky": look})
    job = jobs.submit(place, by)
    Job.objects.filter(pk=job.pk).update(archive_key=zipped, archive_version=1)
    return [file, thumb, cover, words, open_one, checked, cut, look, zipped]


# --- what goes, and what stays --------------------------------------------------------------------
def test_what_no_row_names_goes_from_every_area_and_what_one_names_stays(
    place: Workspace, alice: User, beta: Workspace, caplog: Any
) -> None:
    caplog.set_level(logging.INFO, orphans.__name__)
    kept = [*named(place, alice), put(place, storage.SCENES), put(beta), put(beta, AREAS[-1])]
    lost = [put(place, area) for area in AREAS]

    removed = remove_orphans(place.schema_name, older_than=AT_ONCE)

    assert left(lost) == []
    assert left(kept) == kept
    # The photo that the job was made of lies there, too, and its row names it.
    assert removed == len(lost)
    told = [row for row in caplog.records if row.message == "removed what no row names"]
    assert [(row.schema, row.objects) for row in told] == [(place.schema_name, len(lost))]
    assert remove_orphans(place.schema_name, older_than=AT_ONCE) == 0
    storage.delete_workspace(beta.schema_name)


def test_what_is_young_stays(place: Workspace) -> None:
    old = put(place)
    time.sleep(3)
    young = put(place)

    # What beat has workers do leaves alone what is younger than a day.
    tasks.remove_orphans(place.schema_name)
    assert left([old, young]) == [old, young]
    assert remove_orphans(place.schema_name, older_than=timedelta(seconds=2)) == 1
    assert left([old, young]) == [young]


def test_a_worker_that_is_killed_before_its_commit_leaves_nothing(
    place: Workspace, alice: User
) -> None:
    prepared = [
        services.prepare_generated(files.photo(), schema_name=place.schema_name) for _ in range(2)
    ]
    asset = services.add_generated(
        prepared[0], name="Mug", product_id=None, style="sky", created_by_id=alice.pk
    )

    removed = remove_orphans(place.schema_name, older_than=AT_ONCE)

    assert removed == len(prepared[1].keys)
    assert left(prepared[1].keys) == []
    assert left(prepared[0].keys) == prepared[0].keys
    assert asset.file.key in prepared[0].keys


@pytest.mark.parametrize("state", [Upload.State.READY, Upload.State.REFUSED, Upload.State.EXPIRED])
def test_the_bytes_of_an_upload_that_has_ended_are_nobodys(
    state: str, place: Workspace, alice: User
) -> None:
    key = put(place, storage.QUARANTINE)
    upload(key, alice, state=state, problem="file-empty" if state == "refused" else "")

    assert remove_orphans(place.schema_name, older_than=AT_ONCE) == 1
    assert left([key]) == []


def test_a_cut_out_that_was_made_before_is_kept_once(place: Workspace) -> None:
    for _ in range(2):
        cutouts.keep(place.schema_name, sha256="b" * 64, hint=None, png=b"png")

    prefix = storage.prefix_of(place.schema_name, storage.DERIVED)
    assert [one.key for one in storage.listed(prefix)] == [CutOut.objects.get().key]


# --- many, twice, meanwhile -----------------------------------------------------------------------
def test_it_goes_through_any_number_page_by_page(
    place: Workspace, alice: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(storage, "_LIST_AT_ONCE", 2)
    monkeypatch.setattr(storage, "_DELETE_AT_ONCE", 2)
    monkeypatch.setattr(orphans, "AT_ONCE", 3)
    kept = named(place, alice)
    lost = [put(place) for _ in range(11)]

    assert remove_orphans(place.schema_name, older_than=AT_ONCE) == 11
    assert (left(lost), left(kept)) == ([], kept)


def test_two_at_once_and_a_worker_beside_them_do_each_other_no_harm(
    place: Workspace, alice: User, monkeypatch: Any
) -> None:
    kept, lost, stored = named(place, alice), [put(place) for _ in range(3)], []
    delete = storage.delete_many

    def interrupted(keys: Any) -> list[str]:
        monkeypatch.setattr(storage, "delete_many", delete)
        stored.append(put(place))
        remove_orphans(place.schema_name, older_than=timedelta(seconds=0))
        stored.append(put(place))
        return delete(keys)

    time.sleep(2)
    monkeypatch.setattr(storage, "delete_many", interrupted)
    remove_orphans(place.schema_name, older_than=timedelta(seconds=2))

    assert left(lost) == []
    assert left(kept) == kept
    assert left(stored) == stored[1:]


# --- when something is amiss ----------------------------------------------------------------------
def test_with_the_store_away_it_ends_and_the_next_round_goes_on(
    place: Workspace, settings: Any, caplog: Any
) -> None:
    key, there = put(place), settings.S3_ENDPOINT_URL

    settings.S3_ENDPOINT_URL = "http://127.0.0.1:9"
    away = remove_orphans(place.schema_name, older_than=AT_ONCE)
    settings.S3_ENDPOINT_URL = there

    assert away == 0
    assert "orphans stay: the store is away" in [row.message for row in caplog.records]
    assert remove_orphans(place.schema_name, older_than=AT_ONCE) == 1
    assert left([key]) == []


class Stubborn:
    """A store that does not delete some keys, and says so for each."""

    def __init__(self, client: Any, keys: set[str]) -> None:
        self.client, self.keys = client, keys

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def delete_objects(self, **asked: Any) -> Any:
        wanted = [one["Key"] for one in asked["Delete"]["Objects"]]
        kept = [key for key in wanted if key in self.keys]
        goes = [{"Key": key} for key in wanted if key not in self.keys]
        if goes:
            self.client.delete_objects(Bucket=configured.S3_BUCKET, Delete={"Objects": goes})
        return {"Errors": [{"Key": key, "Code": "AccessDenied", "Message": "no"} for key in kept]}


def test_what_the_store_keeps_is_told_and_tried_again(
    place: Workspace, monkeypatch: Any, caplog: Any
) -> None:
    kept, gone = put(place), put(place)
    client = storage._client()
    with monkeypatch.context() as amiss:
        amiss.setattr(storage, "_client", lambda: Stubborn(client, {kept}))

        assert storage.delete_many([kept]) == [kept]
        assert remove_orphans(place.schema_name, older_than=AT_ONCE) == 1
        # A workspace does not go while something of it is left.
        with pytest.raises(NotNow, match=kept):
            leaving.remove_objects(place)

    told = [row for row in caplog.records if row.message == "an object was not deleted"]
    assert [(row.key, row.code) for row in told] == [(kept, "AccessDenied")] * 3
    assert left([kept, gone]) == [kept]
    assert remove_orphans(place.schema_name, older_than=AT_ONCE) == 1


def test_nothing_is_removed_where_nobody_could_be_asked(
    place: Workspace, beta: Workspace, settings: Any
) -> None:
    key = put(place)

    with pytest.raises(NotEntered):
        remove_orphans(beta.schema_name, older_than=AT_ONCE)
    with tenancy.outside(), pytest.raises(NotEntered):
        remove_orphans(tenancy.PUBLIC, older_than=AT_ONCE)
    del settings.ASSET_KEY_HOOKS
    with pytest.raises(AttributeError):
        remove_orphans(place.schema_name, older_than=AT_ONCE)

    assert left([key]) == [key]


def test_a_hook_that_fails_lets_nothing_go(place: Workspace, monkeypatch: Any) -> None:
    def broken(_keys: Any) -> set[str]:
        raise RuntimeError("a bug")

    key = put(place)
    monkeypatch.setattr(hooks, "naming", lambda: [services.named_keys, broken])

    with pytest.raises(RuntimeError):
        remove_orphans(place.schema_name, older_than=AT_ONCE)

    assert left([key]) == [key]


def test_the_safe_age_is_far_above_what_any_task_or_upload_takes(settings: Any) -> None:
    longest = timedelta(seconds=settings.VIDEO_TIME_LIMIT)

    assert min(orphans.SAFE_AGE / longest, orphans.SAFE_AGE / uploads.OPEN_FOR) > 20


# --- the round ------------------------------------------------------------------------------------
def test_the_round_asks_for_every_workspace_until_the_broker_goes(
    acme: Workspace, beta: Workspace, monkeypatch: Any
) -> None:
    asked: list[str] = []

    def ask(schema_name: str) -> None:
        if len(asked) == 2:
            raise OperationalError("gone")
        asked.append(schema_name)

    everywhere = tenancy.all_schemas()
    monkeypatch.setattr(tenancy, "all_schemas", lambda: [*everywhere[:2], acme.schema_name])
    monkeypatch.setattr(queue, "remove_orphans", ask)

    assert services.sweep_orphans() == 2
    assert asked == everywhere[:2]
