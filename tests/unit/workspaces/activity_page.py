"""What the tests of the page of activity share: events of all kinds, and the page as it is read."""

import html
import re
from datetime import timedelta
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit import services as audit
from audit.actions import Action
from audit.models import AuditEvent
from audit.services import Details, Target, labels, rows
from tests.factories import mighty
from workspaces.models import Workspace

SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 Version/17.4 Safari/605.1"
)
STAFF = audit.Actor("staff", "5b3f6a0e-0000-4000-8000-000000000001", "Sam of the studio")
HTMX = {"HX-Request": "true"}
_numbers = count(1)


def at(place: Workspace, query: str = "", *, name: str = "activity") -> str:
    """Return an address of the page."""
    return reverse(f"workspaces:{name}", args=[place.slug]) + query


def acting(by: User) -> audit.Actor:
    """Return a person as the trail names them."""
    return audit.Actor("user", str(by.pk), by.label)


def happened(
    place: Workspace,
    action: Action = Action.PRODUCT_CREATED,
    *,
    by: User | audit.Actor,
    about: Target | None = None,
    details: Details | None = None,
    ago: timedelta = timedelta(0),
    request: str = "",
    address: str | None = "203.0.113.24",
) -> AuditEvent:
    """Return an event of this workspace. ago: how long it is past."""
    actor = acting(by) if isinstance(by, User) else by
    request = request or f"request-{next(_numbers)}"
    labels.keep(actor, [about])
    with audit.within(address=address, user_agent=SAFARI, request_id=request):
        columns = rows.row(
            action,
            actor=actor,
            workspace_id=place.pk,
            target=about,
            details=details or Details(),
        )
    return mighty.event(**columns, at=timezone.now() - ago)


def product(name: str = "Speckled mug") -> Target:
    """Return a product nobody has any more."""
    return Target("product", "5b3f6a0e-0000-4000-8000-00000000feed", name)


def shown(answer: Any) -> str:
    """Return a page as it is read: its words, without tags."""
    assert answer.status_code == 200, answer.status_code
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def listed(answer: Any) -> str:
    """Return the results as they are read."""
    source = answer.content.decode()
    part = source[source.index('id="activity-results"') :]
    end = part.find('<dialog class="dialog" id="export-dialog"')
    text = re.sub(r"<[^>]+>", " ", part[:end])
    return " ".join(html.unescape(text).split())


def said(answer: Any) -> list[str]:
    """Return the sentences, the newest first, with the word for how it ended."""
    found = re.findall(r'<p class="event-said">(.*?)</p>', answer.content.decode(), re.DOTALL)
    texts = [re.sub(r"<svg.*?</svg>|<[^>]+>", "", one, flags=re.DOTALL) for one in found]
    return [" ".join(html.unescape(text).split()) for text in texts]


def query_of(answer: Any, label: str) -> str:
    """Return where a link of this label leads."""
    pattern = rf'<a[^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*?{re.escape(label)}'
    found = re.search(pattern, answer.content.decode(), re.DOTALL)
    assert found is not None, f"no link {label}"
    return html.unescape(found[1])
