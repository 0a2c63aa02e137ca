"""The API as a program calls it, for as long as a test needs the web server."""

from types import TracebackType
from typing import Self

import httpx
from django.utils import timezone

from accounts.services import sign_in_program
from tests.factories import copy
from tests.faults.ground import Ground
from tests.integration.generation.conftest import Place


class Door:
    """A program that has signed in to a workspace. Stand in the workspace."""

    def __init__(self, ground: Ground, place: Place) -> None:
        ground.start("web")
        session = sign_in_program(place.owner, user_agent="tests", address=None, now=timezone.now())
        self.product_id = str(copy.product(place.owner).pk)
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{ground.servers.ports['web']}/api/v1",
            headers={
                "Authorization": f"Bearer {session.access_token}",
                "X-Workspace": place.workspace.slug,
                # As Caddy says it: the site's own name.
                "Host": f"localhost:{ground.servers.ports['public']}",
            },
            timeout=40,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()

    def jobs(self) -> httpx.Response:
        """List the workspace's copy jobs."""
        return self.http.get("/copy")

    def order_text(self, **headers: str) -> httpx.Response:
        """Order one text."""
        asked = {"product_ids": [self.product_id], "kinds": ["title"], "languages": ["en"]}
        return self.http.post("/copy/generate", json=asked, headers=headers)
