"""What goes wrong in a browser without anybody seeing it on the page."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# A page that is left ends its requests; a navigation that turns into a download ends as one.
ENDED_BY_LEAVING = "net::ERR_ABORTED"


class Watch:
    """Notes console errors (refusals of the security policy among them), script errors, answers
    of 5xx and 404, and requests that got no answer, on every page of one browser context."""

    def __init__(self, context: BrowserContext, *, address: str) -> None:
        self._origin = urlsplit(address).netloc
        self._noted: list[str] = []
        self._allowed: list[re.Pattern[str]] = []
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("response", self._response)
        context.on("requestfailed", self._unanswered)

    def allow(self, pattern: str) -> None:
        """Let pass what a journey provokes; give the reason beside the call."""
        self._allowed.append(re.compile(pattern))

    @property
    def troubles(self) -> list[str]:
        """What was noted and not allowed."""
        return [
            note
            for note in self._noted
            if not any(allowed.search(note) for allowed in self._allowed)
        ]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            self._noted.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _script(self, error: WebError) -> None:
        self._noted.append(f"script: {error.error.stack or error.error}")

    def _response(self, response: Response) -> None:
        address = urlsplit(response.url)
        if address.scheme in {"http", "https"} and address.netloc != self._origin:
            self._noted.append(f"another host: {response.url}")
        elif response.status >= 500 or response.status == 404:
            self._noted.append(
                f"answer: {response.status} {response.request.method} {response.url}"
            )

    def _unanswered(self, request: Request) -> None:
        if request.failure != ENDED_BY_LEAVING:
            self._noted.append(f"no answer: {request.failure} {request.method} {request.url}")
