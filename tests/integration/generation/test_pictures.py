"""Cut-outs shown before anything is paid, and the zip at the end, on real servers."""

import zipfile
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image

from assets import storage
from assets.models import Asset
from generation import archive, cutouts
from generation.models import CutOut
from tests.integration.generation.conftest import Place
from tests.integration.generation.test_work import Provider, charged, run, submit

pytestmark = pytest.mark.usefixtures("alone")


def test_the_zip_holds_every_picture_under_a_telling_name(
    place: Place, photo: Asset, provider: Provider
) -> None:
    job = submit(place, photo, "pure-white", "sky")
    for item in job.items.all():
        run(place, item)

    key = archive.write(place.schema_name, job.pk)

    pack = zipfile.ZipFile(BytesIO(storage.read(key)))
    assert pack.namelist() == ["001-pure-white-Box.jpg", "002-sky-Box.jpg"]
    assert pack.testzip() is None
    job.refresh_from_db()
    assert archive.is_current(job)
    assert archive.write(place.schema_name, job.pk) == key


def test_a_zip_the_bucket_has_forgotten_is_packed_anew(
    place: Place, photo: Asset, provider: Provider
) -> None:
    job = submit(place, photo, "pure-white")
    run(place, job.items.get())
    key = archive.write(place.schema_name, job.pk)
    storage.delete_many([key])
    job.refresh_from_db()

    assert not archive.is_current(job)
    assert storage.size_of(archive.write(place.schema_name, job.pk))


def test_a_photo_is_shown_in_every_look_before_anything_is_paid(place: Place, photo: Asset) -> None:
    cutout = cutouts.prepare(place.schema_name, photo.pk, None)

    assert cutout is not None
    assert cutout.state == CutOut.State.READY
    assert len(cutout.previews) >= 9
    shown = Image.open(BytesIO(storage.read(cutout.previews["midnight"])))
    assert shown.format == "WEBP"
    assert max(shown.size) == cutouts.PREVIEW_PX
    assert cutouts.prepare(place.schema_name, photo.pk, None) == cutout
    assert charged(place) == (0, 0)


@pytest.mark.slow
def test_a_rectangle_gives_a_cut_out_of_its_own(place: Place, photo: Asset) -> None:
    plain = cutouts.prepare(place.schema_name, photo.pk, None)
    hinted = cutouts.prepare(place.schema_name, photo.pk, [0.25, 0.2, 0.5, 0.65])

    assert plain is not None
    assert hinted is not None
    assert plain.pk != hinted.pk
    photo.refresh_from_db()
    assert cutouts.of_assets([photo])[photo.pk] == hinted


def test_a_cut_out_of_a_photo_that_is_gone_is_none(place: Place) -> None:
    nobody = UUID("00000000-0000-4000-8000-000000000009")

    assert cutouts.prepare(place.schema_name, nobody, None) is None
