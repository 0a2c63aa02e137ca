"""What else is begun when a made picture comes into the library."""

import pytest
from django.db import transaction

from assets import services as assets
from assets.conversions import WEB
from assets.models import Derivative
from generation.kinds.image import ImageDelivery
from generation.models import Job, Output
from generation.providers.base import ImageResult
from workspaces.models import Workspace


@pytest.mark.parametrize(("side_px", "begun"), [(2000, 1), (1600, 0)])
def test_a_picture_larger_than_the_web_shows_gets_that_size(
    in_acme: Workspace, job: Job, side_px: int, begun: int
) -> None:
    item = job.items.all()[0]
    key = f"{in_acme.schema_name}/clean/made.png"
    prepared = assets.Prepared(key, {}, "0" * 64, "image/png", 100, side_px, 900)
    result = ImageResult(b"", "image/png", side_px, 900, "offline", "compose", made_offline=True)

    with transaction.atomic():
        ImageDelivery(prepared, result).hand_over(item)

    made = Output.objects.get(item=item).asset
    assert made is not None
    found = Derivative.objects.filter(version=made.current, created_by=None)
    assert [one.parameters["max_px"] for one in found] == [WEB.max_px] * begun
