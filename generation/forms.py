"""What people send from the studio: a choice of photos and looks, a rectangle."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from generation import looks
from generation.given import whole
from generation.pipelines.image import RATIOS

SIDES_PX = (1000, 1200, 1600, 2000, 3000)
RATIO = "1:1"
SIDE_PX = 1600
PHOTOS_AT_MOST = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen in the studio, as its address tells it.

    assets: the photos chosen; None when the address says nothing, so that a product's photos are
    all chosen. off: photos shown, but not chosen. products: whose photos are shown.
    """

    assets: tuple[UUID, ...] | None = None
    off: tuple[UUID, ...] = ()
    products: tuple[UUID, ...] = ()
    looks: tuple[str, ...] = ()
    ratio: str = RATIO
    side_px: int = SIDE_PX
    current: UUID | None = None

    def query(self) -> str:
        """Return the choice as the query of an address."""
        parts = {
            "asset": ",".join(item.hex for item in self.assets or ()),
            "product": ",".join(item.hex for item in self.products),
            "look": ",".join(self.looks),
        }
        return urlencode({name: value for name, value in parts.items() if value}, safe=",")


def choice_of(query: QueryDict) -> Choice:
    """Return the choice an address or a form tells; what is none of ours is left out."""
    known = {choice.key for choice in looks.choices()}
    ratio, side = query.get("ratio", ""), query.get("size", "")
    current = _ids(query, "current")
    return Choice(
        assets=_ids(query, "asset") if "asset" in query else None,
        off=_ids(query, "off"),
        products=_ids(query, "product"),
        looks=tuple(look for look in _words(query, "look") if look in known),
        ratio=ratio if ratio in RATIOS else RATIO,
        side_px=whole(side) if whole(side) in SIDES_PX else SIDE_PX,
        current=current[0] if current else None,
    )


def _words(query: QueryDict, name: str) -> list[str]:
    """Return every value of `name`, given several times or separated by commas, each once."""
    words = (word.strip() for value in query.getlist(name) for word in value.split(","))
    return list(dict.fromkeys(word for word in words if word))


def _ids(query: QueryDict, name: str) -> tuple[UUID, ...]:
    found = []
    for word in _words(query, name):
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return tuple(found[:PHOTOS_AT_MOST])


class HintForm(forms.Form):
    """A rectangle round the product, in whole percentages of the photo."""

    left = forms.IntegerField(label=_("From the left"), min_value=0, max_value=99)
    top = forms.IntegerField(label=_("From the top"), min_value=0, max_value=99)
    width = forms.IntegerField(label=_("Width"), min_value=1, max_value=100)
    height = forms.IntegerField(label=_("Height"), min_value=1, max_value=100)

    def clean(self) -> dict[str, Any]:
        """Refuse a rectangle that leaves the photo."""
        values = super().clean() or {}
        if {"left", "width"} <= values.keys() and values["left"] + values["width"] > 100:
            self.add_error("width", _("The rectangle must lie inside the photo."))
        if {"top", "height"} <= values.keys() and values["top"] + values["height"] > 100:
            self.add_error("height", _("The rectangle must lie inside the photo."))
        return values

    def box(self) -> list[float]:
        """Return left, top, width, height as fractions of the photo."""
        data = self.cleaned_data
        return [data[name] / 100 for name in ("left", "top", "width", "height")]
