"""What tests of the page of use share: when it is, its address, and how it is read."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse

from workspaces.models import Workspace

NOW = datetime(2027, 5, 22, 12, tzinfo=UTC)
TODAY = NOW.date()
SPACE = "\N{NO-BREAK SPACE}"


def may(day: int) -> date:
    """Return a day of this month."""
    return date(2027, 5, day)


def at(place: Workspace, query: str = "") -> str:
    return reverse("billing:usage", args=[place.slug]) + query


def shown(answer: Any) -> str:
    """Return a page as it is read: its words, without tags."""
    assert answer.status_code == 200
    text = re.sub(r"<script.*?</script>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace(SPACE, " ").split())


def drawn(answer: Any) -> dict[str, Any]:
    """Return what the chart is drawn from."""
    found = re.search(r'id="usage-data"[^>]*>(.*?)</script>', answer.content.decode())
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read
