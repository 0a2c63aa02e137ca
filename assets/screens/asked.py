"""What an address asks of the library, in people's words, and the addresses that ask otherwise."""

from dataclasses import dataclass
from typing import ClassVar

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

NARROWING = ("q", "kind", "source", "product", "style", "tag", "duplicates")
KEPT = ("kind", "source", "product", "style", "tag", "duplicates", "view", "sort")
SORT_NAMES = ("newest", "oldest", "name", "name-last", "largest", "smallest")
# The head of a column → by what it sorts, then by what it sorts when it is asked again.
HEADS = {
    "name": ("name", "name-last"),
    "size": ("largest", "smallest"),
    "date": ("newest", "oldest"),
}
ASCENDING = ("oldest", "name", "smallest")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter's menu. count: of what it narrows to, where it is told."""

    label: str
    href: str
    on: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column that can be sorted by. direction: as `aria-sort` says it."""

    label: str
    href: str
    direction: str


def query_with(asked: QueryDict, **changes: str) -> str:
    """Return an address's query with some parameters changed (empty: left out), from the start."""
    query = asked.copy()
    for name in ("cursor", "upload"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A list as an address narrows it. by: the names of what narrows, `q` among them."""

    by: ClassVar[tuple[str, ...]]
    asked: QueryDict

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out by what was asked."""
        return any(self.asked.get(name) for name in self.by)

    @property
    def is_filtered(self) -> bool:
        """Whether more than words narrows it."""
        return any(self.asked.get(name) for name in self.by if name != "q")


@dataclass(frozen=True, slots=True)
class Asked(Narrowed):
    """What was asked for."""

    by = NARROWING

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what a new search keeps of the address."""
        return [(name, value) for name in KEPT for value in self.asked.getlist(name) if value]

    @property
    def narrowing(self) -> str:
        """Return the part of the query that says what is left out."""
        query = QueryDict(mutable=True)
        for name in NARROWING:
            if values := [value for value in self.asked.getlist(name) if value]:
                query.setlist(name, values)
        return query.urlencode()

    @property
    def is_list(self) -> bool:
        """Whether rows are shown instead of tiles."""
        return self.asked.get("view") == "list"

    @property
    def sort(self) -> str:
        """Return by what it is sorted."""
        asked = self.asked.get("sort", "")
        return asked if asked in SORT_NAMES else SORT_NAMES[0]

    @property
    def sort_name(self) -> str:
        """Return by what it is sorted, as people call it."""
        return self._sorts()[self.sort]

    @property
    def sorts(self) -> list[Choice]:
        """Return by what one can sort."""
        offered = ("newest", "oldest", "name", "largest")
        names = self._sorts()
        return [
            Choice(names[name], self.href(sort="" if name == "newest" else name), name == self.sort)
            for name in offered
        ]

    @property
    def heads(self) -> dict[str, Head]:
        """Return the heads of the columns that can be sorted by."""
        labels = {"name": _("Name"), "size": _("File size"), "date": _("Added")}
        found = {}
        for name, (first, again) in HEADS.items():
            direction = ""
            if self.sort in (first, again):
                direction = "ascending" if self.sort in ASCENDING else "descending"
            by = again if self.sort == first else first
            href = self.href(sort="" if by == "newest" else by)
            found[name] = Head(labels[name], href, direction)
        return found

    @property
    def tags(self) -> list[str]:
        """Return the tags that are filtered by."""
        return [tag for tag in self.asked.getlist("tag") if tag.strip()]

    @property
    def more_tags(self) -> int:
        """Return by how many tags more it is filtered than the first."""
        return max(0, len(self.tags) - 1)

    def toggled(self, tag: str) -> str:
        """Return the query that filters by a tag, too, or by it no more."""
        kept = [one for one in self.tags if one.lower() != tag.lower()]
        query = self.asked.copy()
        for name in ("cursor", "upload", "find"):
            query.pop(name, None)
        query.setlist("tag", kept if len(kept) < len(self.tags) else [*kept, tag])
        return f"?{query.urlencode()}"

    def counted(self, total: int) -> str:
        """Say how much there is: "24 images", "3 videos", else files."""
        kind = self.asked.get("kind")
        if kind == "image":
            words = ngettext("%(n)s image", "%(n)s images", total)
        elif kind == "video":
            words = ngettext("%(n)s video", "%(n)s videos", total)
        else:
            words = ngettext("%(n)s file", "%(n)s files", total)
        return words % {"n": grouped(total)}

    @property
    def kind_name(self) -> str:
        """Return the chosen kind as people call it."""
        return next((one.label for one in self.kinds if one.on), _("Any"))

    @property
    def kinds(self) -> list[Choice]:
        """Return the kinds one can choose from."""
        return self._choices("kind", self._kinds())

    @property
    def source_name(self) -> str:
        """Return the chosen source as people call it."""
        return next((one.label for one in self.sources if one.on), _("Any"))

    @property
    def sources(self) -> list[Choice]:
        """Return where files can come from."""
        return self._choices("source", self._sources())

    def _choices(self, name: str, labels: dict[str, str]) -> list[Choice]:
        on = self.asked.get(name, "")
        return [
            Choice(label, self.href(**{name: value}), value == on)
            for value, label in labels.items()
        ]

    def href(self, **changes: str) -> str:
        """Return the query that differs from what was asked by `changes`, on its first page."""
        return query_with(self.asked, **changes)

    @property
    def grid_href(self) -> str:
        return self.href(view="")

    @property
    def list_href(self) -> str:
        return self.href(view="list")

    @property
    def clear_href(self) -> str:
        return self.href(**dict.fromkeys(NARROWING, ""))

    @staticmethod
    def _kinds() -> dict[str, str]:
        return {
            "": _("Any"),
            "image": _("Images"),
            "video": _("Videos"),
            "audio": _("Sounds"),
            "document": _("Documents"),
            "sheet": _("Tables"),
            "font": _("Fonts"),
        }

    @staticmethod
    def _sources() -> dict[str, str]:
        return {"": _("Any"), "upload": _("Uploaded"), "generated": _("Made here")}

    @staticmethod
    def _sorts() -> dict[str, str]:
        return {
            "newest": pgettext("order of a list", "Newest"),
            "oldest": pgettext("order of a list", "Oldest"),
            "name": _("Name"),
            "name-last": _("Name, Z to A"),
            "largest": pgettext("order of a list", "Largest"),
            "smallest": pgettext("order of a list", "Smallest"),
        }


def grouped(number: int) -> str:
    """Return a number as people write it."""
    return number_format(number, force_grouping=True)
