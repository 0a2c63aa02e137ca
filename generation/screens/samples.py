"""Sample pictures of finished looks, drawn once an installation; none until they are."""

from django.conf import settings

_NAMES = ("satchel-sandstone", "mug-morning-window", "jar-sage-podium")


def shown() -> list[str]:
    """Return the addresses of the samples that are there, in the order they are best shown."""
    folder = settings.STATIC_ROOT / "samples"
    return [
        f"{settings.STATIC_URL}samples/{name}.webp"
        for name in _NAMES
        if (folder / f"{name}.webp").is_file()
    ]
