"""Which objects in the bucket jobs and cut-outs name (a hook of assets)."""

from collections.abc import Sequence

from generation.models import CutOut, Job


def named_keys(keys: Sequence[str]) -> set[str]:
    """Return which of these keys rows of the workspace that is entered name."""
    asked = set(keys)
    named = set(Job.objects.filter(archive_key__in=asked).values_list("archive_key", flat=True))
    for key, previews in CutOut.objects.values_list("key", "previews").iterator():
        named.update(asked.intersection((key, *previews.values())))
    return named
