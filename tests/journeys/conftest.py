"""A browser for each file of journeys, and people to look through it.

Playwright keeps an event loop running in this process while it is there, so it ends with its file:
tests of other suites run loops of their own.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.translation.reloader import translation_file_changed
from playwright.sync_api import Browser, Error, expect, sync_playwright

from config.stack.process import ROOT
from tests.factories.newcomers import Person, newcomer
from tests.journeys.visitor import PATIENCE_MS, Visitor
from tests.journeys.words import ENGLISH
from tests.servers.stage import RunningProduct

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Visit = Callable[..., Visitor]
# A machine with many other things to do is no failure of the pages.
expect.set_options(timeout=PATIENCE_MS)
_REPORT = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Keep how the journey itself went, for what is cleared up after it."""
    report = yield
    if report.when == "call":
        item.stash[_REPORT] = report
    return report


@pytest.fixture(scope="module")
def browser(product: RunningProduct) -> Iterator[Browser]:
    """Chromium: the one on PATH, else the one Playwright downloaded."""
    # Catalogues may have been compiled with the product, after other tests had read none.
    translation_file_changed(None, ROOT / "locale" / "django.mo")
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    arguments = ["--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visit(
    browser: Browser, product: RunningProduct, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """Return what opens a browser window; whatever went wrong in it unseen fails the journey."""
    visitors: list[Visitor] = []

    def arrive(language: str = ENGLISH, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, address=product.address, language=language, **options))
        return visitors[-1]

    yield arrive
    report = request.node.stash.get(_REPORT, None)
    has_failed = report is not None and report.failed
    troubles = []
    for number, visitor in enumerate(visitors, 1):
        if has_failed:
            with contextlib.suppress(Error):  # a page that has crashed has no picture
                file = visitor.keep(f"failed-{request.node.originalname}-{number}")
                print(f"The page as it was, {visitor.page.url}: {file}")
        visitor.context.close()
        troubles += visitor.watch.troubles
    if has_failed:
        print(*troubles, sep="\n")
    else:
        assert not troubles, "\n".join(troubles)


@pytest.fixture
def person(product: RunningProduct) -> Iterator[Person]:
    """Somebody signed in, with an empty workspace."""
    found = newcomer(product.address)
    yield found
    found.http.close()
