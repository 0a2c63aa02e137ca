"""A job's pictures as one zip, written to the bucket by a task and handed out by address."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.utils.text import get_valid_filename

from assets import storage
from assets.models import AssetVersion
from generation import progress
from generation.models import Job, Output

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def is_current(job: Job) -> bool:
    """Return whether the zip holds the job as it is now and still lies in the bucket.

    The bucket forgets exports after some days; what is asked for later is packed anew.
    """
    return (
        bool(job.archive_key)
        and job.archive_version == job.version
        and storage.size_of(job.archive_key) is not None
    )


def write(schema_name: str, job_id: UUID) -> str:
    """Pack every finished picture and return the object's key; the pictures are stored as is."""
    job = Job.objects.get(pk=job_id)
    if is_current(job):
        return job.archive_key
    outputs = (
        Output.objects.filter(item__job=job, asset__current__isnull=False)
        .select_related("asset__current", "item")
        .order_by("item__position")
    )
    key = storage.key_for(schema_name, storage.EXPORTS, f"{job.pk}/{job.version}.zip")
    with TemporaryDirectory(prefix="archive-") as folder:
        file = Path(folder) / "pictures.zip"
        # Pictures do not get smaller: packing them stored costs no time.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
            for output in outputs:
                pack.writestr(_name(output), storage.read(_version(output).key))
        with file.open("rb") as stream:
            storage.put(key, stream, content_type="application/zip")
    Job.objects.filter(pk=job.pk).update(archive_key=key, archive_version=job.version)
    progress.publish(schema_name, job.pk, "archive", {"version": job.version})
    return key


def file_name(job: Job) -> str:
    """Return the name the zip is saved under."""
    return f"{get_valid_filename(job.name)[:60] or 'images'}.zip"


def _name(output: Output) -> str:
    """Return a name that says which picture it is: position, look, photo."""
    stem = Path(get_valid_filename(output.item.label)).stem[:60] or "photo"
    style = output.item.params.get("style", "")
    end = EXTENSIONS.get(_version(output).content_type, "bin")
    return f"{output.item.position + 1:03d}-{style}-{stem}.{end}"


def _version(output: Output) -> AssetVersion:
    assert output.asset  # the query left out what was deleted
    assert output.asset.current
    return output.asset.current
