"""Cut-outs and their looks: made once a photo, shown before anything is paid for."""

import hashlib
import json
import logging
import uuid
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.actors import actor_of
from accounts.models import User
from assets import storage
from assets.models import Asset
from assets.services import is_receiving
from audit import services as audit
from audit.actions import Action
from generation import progress, queue, registry
from generation.looks import choices
from generation.models import CutOut
from generation.pixels import client as pixels
from generation.providers.base import Box
from workspaces.access import Access

log = logging.getLogger(__name__)
# As large as the studio shows them on a 1280 px screen.
PREVIEW_PX = 560
# At five seconds each: two minutes.
MOST_WAITS = 24
REFUSED = "image.cutout_refused."
UNREADABLE = "image.photo_unreadable"


def hint_key(hint: Sequence[float] | None) -> str:
    """Return a short name for a rectangle, empty for none."""
    if not hint:
        return ""
    rounded = [round(value, 4) for value in hint]
    return hashlib.sha256(json.dumps(rounded).encode()).hexdigest()[:16]


def find(sha256: str, hint: Sequence[float] | None) -> CutOut | None:
    """Return what is kept for a photo's content and rectangle."""
    return CutOut.objects.filter(sha256=sha256, hint_key=hint_key(hint)).first()


def of_assets(assets: Sequence[Asset]) -> dict[UUID, CutOut]:
    """Return asset → its newest cut-out (a hinted one before the plain one), in one query."""
    shas = {asset.current.sha256 for asset in assets if asset.current}
    newest: dict[str, CutOut] = {}
    for cutout in CutOut.objects.filter(sha256__in=shas).order_by("created_at"):
        newest[cutout.sha256] = cutout
    return {
        asset.pk: newest[asset.current.sha256]
        for asset in assets
        if asset.current and asset.current.sha256 in newest
    }


def keep(schema_name: str, *, sha256: str, hint: Sequence[float] | None, png: bytes) -> None:
    """Keep a cut-out that a provider made while making a picture."""
    name = hint_key(hint)
    key = _key(schema_name, sha256, name, "cutout.png")
    storage.put(key, png, content_type="image/png")
    _cutout, is_new = CutOut.objects.get_or_create(
        sha256=sha256,
        hint_key=name,
        defaults={"hint": list(hint) if hint else None, "state": CutOut.State.READY, "key": key},
    )
    if not is_new:
        storage.delete_many([key])


def on_asset_ready(schema_name: str, asset_id: UUID) -> None:
    """Ask for the new photo to be shown in every look (hook of assets)."""
    queue.prepare_cutout_later(schema_name, asset_id)


def prepare_when_quiet(schema_name: str, asset_id: UUID, *, waits: int) -> None:
    """Prepare a photo nobody waits for, once no further photos are on their way.

    Cutting out takes seconds of a whole core: whoever uploads twenty photos wants to see them
    first. After `MOST_WAITS` it is done all the same.
    """
    if waits < MOST_WAITS and is_receiving():
        queue.prepare_cutout_later(schema_name, asset_id, waits=waits + 1)
        return
    prepare(schema_name, asset_id, None)


def prepare(schema_name: str, asset_id: UUID, hint: Sequence[float] | None) -> CutOut | None:
    """Cut a photo's product out and write it in every look, small; None when the photo is gone."""
    asset = Asset.objects.select_related("current").filter(pk=asset_id).first()
    if asset is None or asset.current is None:
        return None
    sha256 = asset.current.sha256
    known = find(sha256, hint)
    if known is not None and (known.previews or known.state == CutOut.State.REFUSED):
        return _again(schema_name, asset_id, known)
    made = _looks(asset_id, storage.read(asset.current.key), hint)
    cutout = _store(schema_name, sha256, hint, made)
    _tell(schema_name, asset_id, cutout)
    return cutout


def _looks(asset_id: UUID, photo: bytes, hint: Sequence[float] | None) -> pixels.Previews:
    """Return a photo in every look; none, and refused, when it cannot be read."""
    try:
        return pixels.previews(
            registry.run_pixels(),
            photo,
            styles=[choice.key for choice in choices()],
            hint=Box(*hint) if hint else None,
            size_px=PREVIEW_PX,
        )
    except ValueError as error:
        if str(error) != UNREADABLE:
            raise
        log.warning("The photo of asset %s cannot be read: it is not cut out", asset_id)
        return pixels.Previews({}, None, UNREADABLE)


def _again(schema_name: str, asset_id: UUID, known: CutOut) -> CutOut:
    """Make the cut-out of a rectangle that was drawn before the newest one again."""
    if known.hint:
        CutOut.objects.filter(pk=known.pk).update(created_at=Now())
        _tell(schema_name, asset_id, known)
    return known


def _tell(schema_name: str, asset_id: UUID, cutout: CutOut) -> None:
    data = {"asset_id": str(asset_id), "state": cutout.state}
    progress.publish(schema_name, asset_id, "cutout", data)


def _store(
    schema_name: str, sha256: str, hint: Sequence[float] | None, made: pixels.Previews
) -> CutOut:
    name = hint_key(hint)
    shown = {}
    for style, webp in made.pictures.items():
        shown[style] = _key(schema_name, sha256, name, f"{style}.webp")
        storage.put(shown[style], webp, content_type="image/webp")
    values: dict[str, object] = {"previews": shown, "figures": made.figures}
    if made.refusal is None and made.cutout is not None:
        key = _key(schema_name, sha256, name, "cutout.png")
        storage.put(key, made.cutout, content_type="image/png")
        values |= {"state": CutOut.State.READY, "reason": "", "key": key}
    else:
        reason = (made.refusal or "unsure").removeprefix(REFUSED).removeprefix("image.")
        values |= {"state": CutOut.State.REFUSED, "reason": reason, "key": ""}
    cutout, _created = CutOut.objects.update_or_create(
        sha256=sha256, hint_key=name, defaults=values, create_defaults={**values, "hint": hint}
    )
    return cutout


def give_hint(access: Access, asset_id: UUID, hint: Sequence[float], *, by: User) -> None:
    """Note that a person drew a rectangle around the product, and cut it out anew."""
    asset = Asset.objects.get(pk=asset_id)
    with transaction.atomic(durable=True):
        audit.record(
            Action.CUTOUT_HINTED,
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("asset", str(asset.pk), asset.name),
            details=audit.Details(data={"hint": list(hint)}),
        )
    queue.prepare_cutout(access.schema_name, asset_id, hint=list(hint))


def _key(schema_name: str, sha256: str, name: str, file: str) -> str:
    """Return a key nobody has used: what no row names may be removed while this one is stored."""
    folder = f"{sha256[:32]}/{name or 'plain'}"
    return storage.key_for(schema_name, storage.DERIVED, f"{folder}/{uuid.uuid4().hex}-{file}")
