"""Products with facts, copy jobs and scripts, as tests of texts and videos need them."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from assets.models import Product
from assets.services import FactValue, set_facts
from generation import services, work
from generation.models import Job, ProjectVersion, VersionSource, VideoProject
from generation.scripts import Scene, Script
from tests.factories import stock
from tests.factories.jobs import access_to
from workspaces.models import Workspace

FACTS = (
    FactValue("Capacity", "350", "ml"),
    FactValue("Height", "96", "mm"),
    FactValue("Material", "Stoneware, food-safe glaze", language="en"),
    FactValue("材质", "粗陶，食品级釉", language="zh-hans"),
    FactValue("Dishwasher safe", "Yes", language="en"),
    FactValue("可用洗碗机", "是", language="zh-hans"),
    FactValue("Origin", "Jingdezhen, China", language="en"),
    FactValue("产地", "中国景德镇", language="zh-hans"),
)


def product(by: User, *, facts: Sequence[FactValue] = FACTS, **values: Any) -> Product:
    """Return a product of which something is known. Stand in the workspace."""
    values = {"name": "Speckled mug", "name_zh": "斑点马克杯", "brand": "Northbay", **values}
    row = stock.product(by, category="Drinkware", **values)
    set_facts(row.pk, facts, actor=by)
    row.refresh_from_db()
    return row


def submit(place: Workspace, by: User, **values: Any) -> Job:
    """Return a copy job: a title and a description in both languages, unless told otherwise."""
    products = values.pop("products", None) or [product(by)]
    order = services.CopyOrder(
        product_ids=[row.pk for row in products],
        kinds=values.pop("kinds", ("title", "description")),
        languages=values.pop("languages", ("en", "zh-hans")),
        **values,
    )
    return services.submit(access_to(place), order, by=by)


def write(place: Workspace, job: Job) -> Job:
    """Do the work of a job here and now; return it as it is then."""
    for item in job.items.all():
        assert work.run(place.schema_name, item.pk, worker="here")
    job.refresh_from_db()
    return job


def script(*pictures: Any, **values: Any) -> Script:
    """Return a script of one scene a picture."""
    scenes = tuple(
        Scene(narration="A mug for slow mornings.", picture=str(picture.pk), seconds=3.0)
        for picture in pictures
    )
    return Script(**{"scenes": scenes, "ratio": "1:1", "music": "none", **values})


def project(by: User, content: Script, *, title: str = "Slow mornings") -> VideoProject:
    """Return a project whose first version is this script."""
    row = VideoProject.objects.create(
        title=title,
        language=content.language,
        version=1,
        created_by=by,
        created_by_label=by.label,
    )
    row.current = ProjectVersion.objects.create(
        project=row, number=1, content=content.content(), source=VersionSource.EDITED
    )
    row.save(update_fields=["current"])
    return row
