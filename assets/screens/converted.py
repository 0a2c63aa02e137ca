"""What a picture's page shows of its conversions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assets import conversions, services
from assets.models import Derivative, Work
from assets.services.converting import SHOWN

NAMES = {"jpeg": "JPG", "png": "PNG", "webp": "WebP", "avif": "AVIF"}


@dataclass(frozen=True, slots=True)
class Converted:
    """A conversion as people read it."""

    made: Derivative

    @property
    def name(self) -> str:
        """What it is: its format, and how it was limited."""
        return NAMES[self.made.parameters["format"]]

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.made.state in (Work.State.WAITING, Work.State.RUNNING)

    @property
    def is_there(self) -> bool:
        """Whether it can be saved."""
        return self.made.state == Work.State.READY

    @property
    def failure(self) -> str:
        """Why there is none, in words; empty unless it failed."""
        if not self.made.problem:
            return ""
        return conversions.sentence(self.made.problem, self.made.problem_data)

    @property
    def quality(self) -> str:
        """The quality it was written with; empty for what has none."""
        asked = self.made.parameters
        if asked["format"] == "png":
            return ""
        return _("quality %(number)s") % {
            "number": asked.get("written_quality") or asked["quality"]
        }


def of(asset_id: UUID) -> dict[str, Any]:
    """Return what was made of a picture, the newest first, and whether some is still to come."""
    made = [Converted(made) for made in services.conversions(asset_id)[:SHOWN]]
    return {"made": made, "waits": any(one.is_open for one in made)}
