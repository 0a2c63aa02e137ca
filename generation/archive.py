"""A job's files as one zip, written to the bucket by a task and handed out by address."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from assets import names, storage
from assets.models import AssetVersion
from generation import progress
from generation.models import Job, Output

_ENDINGS = {"cover": "-cover.jpg", "subtitles": ".srt"}


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
    """Pack every finished file and return the object's key; the files are stored as they are."""
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
        file = Path(folder) / "job.zip"
        # Pictures and videos do not get smaller: packing them stored costs no time.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
            for output in outputs:
                for name, stored in _files(output):
                    pack.writestr(name, storage.read(stored))
        with file.open("rb") as stream:
            storage.put(key, stream, content_type="application/zip")
    Job.objects.filter(pk=job.pk).update(archive_key=key, archive_version=job.version)
    progress.publish(schema_name, job.pk, "archive", {"version": job.version})
    return key


def file_name(job: Job) -> str:
    """Return the name the zip is saved under."""
    return f"{names.stem_of(job.name, otherwise='job')}.zip"


def _files(output: Output) -> list[tuple[str, str]]:
    """Return (name, object key) of a file and of what goes with it.

    The name says which it is: position, look, photo.
    """
    version, look = _version(output), output.item.params.get("style", "")
    parts = [
        f"{output.item.position + 1:03d}",
        look,
        names.split(names.stem_of(output.item.label, otherwise=""))[0],
    ]
    stem = "-".join(part for part in parts if part)
    found = [(f"{stem}.{names.extension_of(version.content_type)}", version.key)]
    for companion, key in version.companions.items():
        found.append((f"{stem}{_ENDINGS.get(companion, '')}", key))
    return found


def _version(output: Output) -> AssetVersion:
    assert output.asset  # the query left out what was deleted
    assert output.asset.current
    return output.asset.current
