"""A person in a browser: one language, one window size, and what every page owes them."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from generation.pixels.looks import LOOKS
from tests.factories.newcomers import Person
from tests.journeys.watch import Watch
from tests.journeys.words import LOCALES, Words

DESKTOP, PHONE = (1280, 800), (390, 844)
PATIENCE_MS = 20_000
SHOWN_NODES = 6
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": [
            *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
            "best-practice",
        ],
    },
}
SCREENSHOTS = Path(os.environ.get("SCREENSHOTS") or Path(__file__).parents[2] / "screenshots")
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_HEIGHT = "document.documentElement.scrollHeight"
# Axe measures colours as they are: what fades in or out at that moment is not the page's contrast.
_AT_REST = """() => document.getAnimations().every(
    (one) => one.effect?.getTiming().iterations === Infinity || one.playState !== "running"
)"""


class Visitor:
    """One browser context with one page."""

    def __init__(
        self,
        browser: Browser,
        *,
        address: str,
        language: str,
        window: tuple[int, int] = DESKTOP,
        **options: Any,
    ) -> None:
        width, height = window
        self.address = address
        self.words = Words(language)
        self.context = browser.new_context(
            base_url=address,
            locale=LOCALES[language],
            viewport={"width": width, "height": height},
            is_mobile=window == PHONE,
            has_touch=window == PHONE,
            **options,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.watch = Watch(self.context, address=address)
        self.page = self.context.new_page()
        self._end = f"{'zh' if language.startswith('zh') else 'en'}-{width}"

    def open(self, path: str) -> Page:
        """Go to an address of the site and return the page."""
        self.page.goto(path)
        return self.page

    def is_signed_in(self, person: Person) -> "Visitor":
        """Be this person, by the cookies of a session opened before; return the visitor."""
        self.context.add_cookies(
            [
                {"name": name, "value": value, "url": self.address}
                for name, value in person.cookies.items()
            ]
        )
        return self

    @property
    def path(self) -> str:
        """Where the page is."""
        return urlsplit(self.page.url).path

    def check(self, name: str) -> None:
        """Hold the page to what every page owes, and keep a picture of it."""
        faults = self.faults(name)
        assert not faults, "\n".join(faults)

    def faults(self, name: str) -> list[str]:
        """Return what the page owes: it violates neither WCAG A and AA nor good practice, and
        nothing has to be scrolled sideways. Keeps a picture of it."""
        self.page.wait_for_function(_AT_REST)
        self.keep(name)
        sideways = self.page.evaluate(_SIDEWAYS)
        faults = [f"{name}: {sideways} px wider than the window"] if sideways > 0 else []
        found = Axe().run(self.page, options=RULES)
        return faults + [f"{name}: {_told(one)}" for one in found.response["violations"]]

    def keep(self, name: str) -> Path:
        """Keep a picture of the page."""
        file = SCREENSHOTS / f"{name}-{self._end}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        window = self.page.viewport_size
        assert window is not None
        # A window as tall as the page: what stays in place while one scrolls is drawn once.
        height = max(window["height"], self.page.evaluate(_HEIGHT))
        self.page.set_viewport_size({"width": window["width"], "height": height})
        self.page.screenshot(path=file, animations="disabled")
        self.page.set_viewport_size(window)
        return file

    # --- what several journeys do ---------------------------------------------------------------

    def button(self, name: str) -> Locator:
        """Return the button that is called so."""
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        """Return the link that is called so."""
        return self.page.get_by_role("link", name=name, exact=True)

    @property
    def looks(self) -> Locator:
        """The looks of the studio."""
        return self.page.get_by_role("group", name=self.words("Looks"), exact=True)

    def look(self, key: str) -> Locator:
        """Return the box of a look."""
        name = self.words(LOOKS[key].name)
        return self.looks.get_by_role("checkbox", name=name, exact=True)

    def choose_look(self, key: str) -> None:
        """Tick a look by its name, which stands below its picture."""
        self.looks.get_by_text(self.words(LOOKS[key].name), exact=True).click()
        expect(self.look(key)).to_be_checked()

    def wait_for_looks(self) -> None:
        """Wait until the studio shows its photo in every look, or why it cannot."""
        state = re.compile("ready|refused")
        expect(self.looks).to_have_attribute("data-state", state, timeout=60_000)

    def make(self, count: int) -> Locator:
        """Return the button that makes so many images."""
        shown = self.words.count(
            "Make %(shown)s image", "Make %(shown)s images", count, name="shown"
        )
        return self.button(shown)


def _told(violation: Any) -> str:
    nodes = [
        f"    {node['html'][:300]}\n    {_reason(node)}"
        for node in violation["nodes"][:SHOWN_NODES]
    ]
    return "\n".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *nodes])


def _reason(node: Any) -> str:
    found = [*node["any"], *node["all"], *node["none"]]
    return found[0]["message"] if found else ""
