"""Documents of products and what was read of them, written without storing a byte."""

from typing import Any

from accounts.models import User
from assets.models import Asset, AssetVersion, Page, Product, Proposal, Reading
from assets.services import proposals
from audit import services as audit
from tests.factories import stock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def found(attribute: str, value: str, unit: str = "", **more: Any) -> dict[str, Any]:
    """Return a fact as the reader tells it."""
    told = {
        "attribute": attribute,
        "value": value,
        "unit": unit,
        "language": "",
        "page": None,
        "sheet": "Data",
        "cell": "B2",
        "quote": f"{attribute} | {value} {unit}".strip(),
        "box": None,
        "confidence": 95,
    }
    return {**told, **more}


MUG = (
    found("Capacity", "330", "ml", cell="B2"),
    found("Material", "Stoneware", cell="B3"),
    found("Weight", "410", "g", cell="B4", confidence=72),
)


def document(
    *,
    product: Product | None = None,
    name: str = "spring-2026",
    kind: str = Asset.Kind.SHEET,
    content_type: str = XLSX,
) -> AssetVersion:
    """Return the version of a document that nobody has read. Stand in the workspace."""
    asset = stock.asset(name=name, kind=kind, product=product)
    version = asset.file
    version.content_type, version.filename, version.thumbs = content_type, f"{name}.xlsx", {}
    version.width_px = version.height_px = 0
    version.save()
    return version


def read(version: AssetVersion, facts: tuple[dict[str, Any], ...] = MUG) -> Reading:
    """Return the reading of a version that states these facts, with a page of them."""
    rows = [
        [{"text": fact["quote"]}, {"text": fact["value"], "cell": fact["cell"]}] for fact in facts
    ]
    text = "\n".join(fact["quote"] for fact in facts)
    reading = Reading.objects.create(
        version=version, state=Reading.State.READY, text=text, found=list(facts)
    )
    Page.objects.create(
        reading=reading, number=1, label="Data", blocks=[{"kind": "table", "rows": rows}]
    )
    return reading


def proposed(
    product: Product, by: User, facts: tuple[dict[str, Any], ...] = MUG, **more: Any
) -> list[Proposal]:
    """Return what a document of the product proposes. Stand in the workspace."""
    version = document(product=product, **more)
    read(version, facts)
    proposals.propose(product.pk, version.pk, actor=audit.system_for(by.pk))
    return list(Proposal.objects.filter(version=version).select_related("version"))
