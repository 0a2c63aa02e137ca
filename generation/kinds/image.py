"""Images: every photo in every look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from assets import services as assets
from assets import storage
from assets.models import Asset
from generation import asking, cutouts, looks, registry
from generation.kinds.base import Run
from generation.kinds.storing import patiently
from generation.models import ImageParameters, Job, JobItem, JobKind, Output
from generation.orders import MAX_ITEMS, BadRequest, ItemPlan, Plan
from generation.pipelines import image as pipeline
from generation.pipelines.image import MAX_SIDE_PX, MIN_SIDE_PX, RATIOS, size_of
from generation.providers.base import Box, ImageRequest, ImageResult, ProviderError

NAMES_IN_TITLE = 3


@dataclass(frozen=True, slots=True)
class ImageOrder:
    """What to make: every photo in every look.

    hints: asset id → rectangle (left, top, width, height) in fractions, where one was drawn.
    leave_out: pairs of photo and look that are not made, as they are known to fail.
    first: make only so many of them, for who has fewer left than the whole would take.
    """

    asset_ids: Sequence[UUID]
    styles: Sequence[str]
    ratio: str = "1:1"
    long_side_px: int = 1600
    title: str = ""
    hints: dict[str, list[float]] = field(default_factory=dict)
    leave_out: frozenset[tuple[UUID, str]] = frozenset()
    first: int | None = None

    def plan(self) -> Plan:
        """Return the plan: one item a picture, look by look.

        Raises:
            BadRequest: a photo, look, ratio or size that does not exist, nothing, or too much.
        """
        photos = _photos_of(self)
        _check(self, photos)
        pairs = _pairs(self, photos)
        size = size_of(self.ratio, self.long_side_px)
        return Plan(
            kind=JobKind.IMAGE,
            title=self.title or _title_of(photos),
            params=ImageParameters(
                photos=tuple(dict.fromkeys(str(photo.id) for photo, _style in pairs)),
                styles=tuple(self.styles),
                ratio=self.ratio,
                long_side_px=self.long_side_px,
            ),
            items=[
                ItemPlan(
                    label=photo.name,
                    product_id=photo.product_id,
                    params={
                        "asset_id": str(photo.id),
                        "style": style,
                        "width_px": size.width_px,
                        "height_px": size.height_px,
                        "hint": self.hints.get(str(photo.id)),
                    },
                )
                for photo, style in pairs
            ],
            noted={"styles": list(self.styles)},
        )


@dataclass(frozen=True, slots=True)
class ImageDelivery:
    """A picture that lies in the bucket, but in no library yet."""

    prepared: assets.Prepared
    result: ImageResult
    units: int | None = None

    @property
    def provider(self) -> str:
        """Who made it."""
        return self.result.provider

    def hand_over(self, item: JobItem) -> None:
        """Add the picture to the library."""
        asset = assets.add_generated(
            self.prepared,
            name=item.label,
            product_id=item.product_id,
            style=item.params["style"],
            created_by_id=asking.asker_of(item),
        )
        assets.begin_web(asset.file)
        Output.objects.create(
            item=item,
            asset=asset,
            provider=self.result.provider,
            model=self.result.model,
            made_offline=self.result.made_offline,
            facts=self.result.facts,
        )

    def discard(self) -> None:
        """Take the picture back out of the bucket."""
        storage.delete_many(self.prepared.keys)


class ImageKind:
    """Pictures, each of one photo in one look."""

    def deliver(self, run: Run) -> ImageDelivery:
        """Make one picture. Raises ProviderError."""
        request, sha256 = _request(run.item)
        provider = registry.image_provider()
        result = pipeline.make(request, provider=provider, report=run.report)
        if result.cutout:
            hint = run.item.params.get("hint")
            keep = partial(cutouts.keep, run.schema_name, sha256=sha256)
            patiently(partial(keep, hint=hint, png=result.cutout), run=run)
        try:
            store = partial(
                assets.prepare_generated,
                result.content,
                schema_name=run.schema_name,
                between=run.hold,
            )
            prepared = patiently(store, run=run)
        except assets.UploadRefused as error:
            raise ProviderError("image.unreadable", retryable=True, detail=str(error)) from error
        return ImageDelivery(prepared, result)

    def again(self, job: Job) -> ImageOrder:
        """Return the order of the same pictures, with the rectangles they were made with."""
        asked: ImageParameters = job.parameters
        given = [item.params for item in job.items.all()]
        made = {(params["asset_id"], params["style"]) for params in given}
        return ImageOrder(
            asset_ids=[UUID(photo) for photo in asked.photos],
            styles=asked.styles,
            ratio=asked.ratio,
            long_side_px=asked.long_side_px,
            title=job.title,
            hints={params["asset_id"]: params["hint"] for params in given if params["hint"]},
            leave_out=frozenset(
                (UUID(photo), style)
                for photo in asked.photos
                for style in asked.styles
                if (photo, style) not in made
            ),
        )


KIND = ImageKind()


def _request(item: JobItem) -> tuple[ImageRequest, str]:
    """Return what to ask of the provider, and the photo's hash.

    Raises ProviderError when the photo was deleted meanwhile.
    """
    asset = (
        Asset.objects.select_related("current")
        .filter(pk=item.params["asset_id"], deleted_at__isnull=True)
        .first()
    )
    if asset is None or asset.current is None:
        raise ProviderError("image.photo_missing", retryable=False)
    hint = item.params.get("hint")
    known = cutouts.find(asset.current.sha256, hint)
    if known is not None and known.reason and item.params["style"] != "framed":
        code = f"image.cutout_refused.{known.reason}"
        raise ProviderError(code, retryable=False)
    try:
        photo = storage.read(asset.current.key)
    except FileNotFoundError as error:
        detail = f"no object {error}"
        raise ProviderError("image.photo_missing", retryable=False, detail=detail) from error
    request = ImageRequest(
        photo=photo,
        style=item.params["style"],
        width_px=item.params["width_px"],
        height_px=item.params["height_px"],
        hint=Box(*hint) if hint else None,
        cutout=storage.read(known.key) if known and known.key else None,
        seed=item.position,
    )
    return request, asset.current.sha256


def _photos_of(order: ImageOrder) -> list[Asset]:
    """Return the photos of an order, each once, in its order.

    Raises:
        BadRequest: one of them is not in the library.
    """
    wanted = [str(asset_id) for asset_id in order.asset_ids]
    found = {
        str(asset.id): asset
        for asset in Asset.objects.filter(
            pk__in=wanted, deleted_at__isnull=True, kind=Asset.Kind.IMAGE, current__isnull=False
        ).select_related("product")
    }
    missing = [asset_id for asset_id in wanted if asset_id not in found]
    if missing:
        raise BadRequest(
            "asset-unknown",
            _("There is no photo %(id)s in this workspace.") % {"id": missing[0]},
        )
    return [found[asset_id] for asset_id in dict.fromkeys(wanted)]


def _check(order: ImageOrder, photos: Sequence[Asset]) -> None:
    """Refuse what cannot be made.

    Raises:
        BadRequest: a look, ratio, size or rectangle that does not exist, nothing, or too much.
    """
    unknown = looks.unknown(list(order.styles))
    if unknown:
        raise BadRequest(
            "style-unknown",
            _("There is no look called “%(style)s”. Choose from: %(choices)s.")
            % {
                "style": unknown[0],
                "choices": ", ".join(choice.key for choice in looks.choices()),
            },
        )
    if not photos or not order.styles:
        raise BadRequest("nothing-chosen", _("Choose at least one photo and one look."))
    if order.ratio not in RATIOS:
        raise BadRequest(
            "ratio-unknown", _("Choose a ratio from: %(choices)s.") % {"choices": ", ".join(RATIOS)}
        )
    if not MIN_SIDE_PX <= order.long_side_px <= MAX_SIDE_PX:
        raise BadRequest(
            "size-out-of-range",
            _("The longer side can be %(low)d to %(high)d px.")
            % {"low": MIN_SIDE_PX, "high": MAX_SIDE_PX},
        )
    if len(photos) * len(order.styles) > MAX_ITEMS:
        raise BadRequest(
            "too-many-items",
            _("A job makes at most %(most)d images. Choose fewer photos or looks.")
            % {"most": MAX_ITEMS},
        )
    for box in order.hints.values():
        if len(box) != 4 or not all(0 <= value <= 1 for value in box) or min(box[2:]) <= 0:
            raise BadRequest("hint-invalid", _("The rectangle must lie inside the photo."))


def _pairs(order: ImageOrder, photos: Sequence[Asset]) -> list[tuple[Asset, str]]:
    """Return what is to be made, photo and look, look by look.

    Raises:
        BadRequest: nothing is left of it.
    """
    every = ((photo, style) for style in order.styles for photo in photos)
    plans = [plan for plan in every if (plan[0].pk, plan[1]) not in order.leave_out]
    if not plans:
        raise BadRequest(
            "nothing-possible", _("These photos are not cut out. Choose other photos or looks.")
        )
    return plans[: order.first]


def _title_of(photos: Sequence[Asset]) -> str:
    """Return what a job is called: its only photo, its few products, else nothing."""
    if len(photos) == 1:
        return photos[0].name[:160]
    names = list(dict.fromkeys(photo.product.name if photo.product else "" for photo in photos))
    if all(names) and len(names) <= NAMES_IN_TITLE:
        return ", ".join(names)[:160]
    return ""
