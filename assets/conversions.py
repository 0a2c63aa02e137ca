"""What a picture can be converted to, and why it was not, in words."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from assets.decoding.convert import CONTENT_TYPES, Wanted
from assets.decoding.limits import CLEAN_LONG_PX, WEB_PX, WEB_QUALITY

FORMATS = tuple(CONTENT_TYPES)
LEAST_QUALITY, MOST_QUALITY = 1, 100
LEAST_PX, MOST_PX = 16, CLEAN_LONG_PX
LEAST_BYTES, MOST_BYTES = 1_000, 50_000_000
# What pages of shops and blogs show: made of every picture that comes into the library.
WEB = Wanted("webp", WEB_QUALITY, WEB_PX)


class NotConvertible(Exception):
    """The file is no picture."""

    code = "not-a-picture"

    def __str__(self) -> str:
        return _("Only pictures can be converted. Choose a picture.")


def recipe_of(wanted: Wanted) -> str:
    """Return what is the same for the same wish."""
    return hashlib.sha256(json.dumps(asdict(wanted), sort_keys=True).encode()).hexdigest()


def sentence(code: str, data: Mapping[str, Any]) -> str:
    """Return why a conversion failed, in the present language."""
    return _SENTENCES.get(code, _failed)(data)


def _failed(_data: Mapping[str, Any]) -> str:
    return _("The picture could not be converted. Try again; if it happens twice, tell us.")


def _not_so_small(data: Mapping[str, Any]) -> str:
    sizes = {"asked": filesizeformat(data["asked"]), "least": filesizeformat(data["least"])}
    return (
        _(
            "This picture cannot be made as small as %(asked)s: even tiny and coarse it takes"
            " %(least)s. Allow more, or choose WebP or AVIF."
        )
        % sizes
    )


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "conversion-not-so-small": _not_so_small,
    "conversion-too-heavy": lambda _data: _(
        "Converting this picture takes too much memory or time. Ask for a smaller one."
    ),
    "conversion-without-source": lambda _data: _(
        "The file of this picture is missing, so nothing can be made of it. Upload it again."
    ),
}
