"""Where a file of the library is used: in jobs and videos, by a product, as the logo, for facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets import services as library
from assets.models import Asset, CatalogueImport, Fact, Product, Proposal
from generation.models import Job, Output, ProjectVersion, VideoProject
from generation.screens.pictures import Pictures
from workspaces.access import Access
from workspaces.models import Brand

# Shown of each sort; how many there are is told besides.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Some:
    """The newest of a sort, and how many there are in all."""

    rows: Sequence[Any] = ()
    count: int = 0

    @property
    def rest(self) -> int:
        """How many are not among the rows."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Uses:
    """Everything a file is used for. made_by: the job it was made in.

    facts, proposals: how many of products stand in one of its versions; proposals: those nobody
    has decided about.
    """

    asset: Asset
    is_main_photo: bool
    is_logo: bool
    facts: int
    proposals: int
    made_by: Job | None
    jobs: Some
    made: Some
    videos: Some
    imports: Some

    @property
    def product(self) -> Product | None:
        """The product it belongs to."""
        return self.asset.product

    @property
    def is_used(self) -> bool:
        """Whether something is made with it, or rests on it."""
        return bool(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """What would miss it, for who is about to delete it."""
        told = []
        if self.is_logo:
            told.append(_("It is the logo of the brand."))
        if self.is_main_photo and self.product is not None:
            told.append(_("It is the main photo of %(name)s.") % {"name": self.product.name})
        if n := self.videos.count:
            told.append(ngettext("%(n)d video uses it.", "%(n)d videos use it.", n) % {"n": n})
        if n := self.jobs.count:
            told.append(ngettext("%(n)d job used it.", "%(n)d jobs used it.", n) % {"n": n})
        if n := self.facts:
            told.append(
                ngettext("%(n)d fact comes from it.", "%(n)d facts come from it.", n) % {"n": n}
            )
        return told


def uses(asset_id: UUID, *, access: Access) -> Uses:
    """Return where a file of the library is used.

    Raises:
        Asset.DoesNotExist: it is not in the library.
    """
    asset: Any = _with_counts(library.assets()).get(pk=asset_id)
    source = Output.objects.filter(asset=asset).select_related("item__job").first()
    is_made_here = source is not None and source.item.job.hidden_at is None
    return Uses(
        asset=asset,
        is_main_photo=bool(asset.product_id) and asset.main_id == asset.pk,
        is_logo=Brand.objects.filter(
            workspace_id=access.workspace_id, logo_asset_id=asset.pk
        ).exists(),
        facts=asset.fact_count,
        proposals=asset.proposal_count,
        made_by=source.item.job if source is not None and is_made_here else None,
        jobs=_some(_jobs(asset)),
        made=_some(_made(asset)),
        videos=_some(_videos(asset)),
        imports=_some(CatalogueImport.objects.filter(asset=asset).order_by("-created_at")),
    )


def pictures_of(found: Uses, pictures: Pictures) -> list[tuple[Asset, str]]:
    """Return the pictures that were made from a photo, each with its address."""
    shown = (output.asset for output in found.made.rows)
    return [(asset, pictures.thumb(asset)) for asset in shown]


def _with_counts(assets: QuerySet[Asset]) -> QuerySet[Asset]:
    """Have what is counted of a file asked for with it."""
    photos = Asset.objects.filter(
        product=OuterRef("product"), kind=Asset.Kind.IMAGE, deleted_at__isnull=True,
        source=Asset.Source.UPLOAD,
    ).order_by("position", "created_at")  # fmt: skip
    facts = Fact.objects.filter(origin__asset=OuterRef("pk"))
    proposed = Proposal.objects.filter(version__asset=OuterRef("pk"), state=Proposal.State.PROPOSED)
    return assets.annotate(
        main_id=Subquery(photos.values("pk")[:1]),
        fact_count=_count(facts, "origin__asset"),
        proposal_count=_count(proposed, "version__asset"),
    )


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _jobs(asset: Asset) -> QuerySet[Job]:
    """Return the jobs that made pictures from it."""
    wanted = {"photos": [str(asset.pk)]}
    return Job.objects.filter(params__contains=wanted, hidden_at=None).order_by("-created_at")


def _made(asset: Asset) -> QuerySet[Output]:
    return (
        Output.objects.filter(
            item__params__asset_id=str(asset.pk),
            asset__deleted_at__isnull=True,
            asset__current__isnull=False,
        )
        .select_related("asset__current")
        .order_by("-created_at")
    )


def _videos(asset: Asset) -> QuerySet[VideoProject]:
    """Return the videos whose newest script shows it."""
    wanted = {"scenes": [{"picture": str(asset.pk)}]}
    showing = ProjectVersion.objects.filter(content__contains=wanted)
    return VideoProject.objects.filter(Exists(showing.filter(pk=OuterRef("current")))).order_by(
        "-changed_at"
    )


def _some(rows: QuerySet[Any]) -> Some:
    """Return the first of these, and how many there are, in one question."""
    found = list(rows.annotate(whole=Window(Count(F("pk"))))[:SHOWN])
    return Some(found, found[0].whole) if found else Some()
