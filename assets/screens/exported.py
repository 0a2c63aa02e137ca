"""Files that are to be taken home: which ones were chosen, and how far their zip is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from assets import services
from assets.filters import AssetFilter
from assets.models import Export


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file to take home is."""

    export: Export

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.export.state in (Export.State.WAITING, Export.State.RUNNING)

    @property
    def is_there(self) -> bool:
        """Whether it can be saved."""
        return services.is_there(self.export)

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return min(100, 100 * self.export.done // self.export.total) if self.export.total else 0

    @property
    def failure(self) -> str:
        """Why there is none, in words; empty unless it failed."""
        if self.export.state != Export.State.FAILED:
            return ""
        if self.export.problem == "export-too-large":
            return _("These files became more than one download holds. Select fewer.")
        return _("This download could not be made. Ask for it again in a few minutes.")


def everything(narrowing: str, *, until: datetime, at_most: int) -> Sequence[UUID]:
    """Return the files of the library a query lets through.

    Raises:
        TooMuch: they are more than `at_most`.
    """
    found = AssetFilter(QueryDict(narrowing), queryset=services.assets()).qs
    found = found.filter(created_at__lte=until)
    ids = list(found.values_list("pk", flat=True)[: at_most + 1])
    if len(ids) > at_most:
        raise services.TooMuch("export-too-many-files", files=found.count(), size_bytes=0)
    return ids
