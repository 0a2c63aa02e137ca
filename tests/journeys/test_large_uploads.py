"""A large file from the browser: its page is closed half way, and what is missing is sent later."""

import contextlib
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE, Visitor

MEGABYTE = 1024**2
PART = 8 * MEGABYTE
RATE = 44_100
# As one would look at it: the library, in both themes.
THEMES = ("light", "dark")


def recording(path: Path, size: int) -> Path:
    """Write a sound of so many bytes: two channels of 16 bits, all but still."""
    data = (size - 44) // 4 * 4
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", data + 36, b"WAVE", b"fmt ", 16, 1, 2, RATE,
                       RATE * 4, 4, 16, b"data", data)  # fmt: skip
    with path.open("wb") as file:
        file.write(head)
        wave = b"".join(struct.pack("<hh", n % 97, -(n % 89)) for n in range(MEGABYTE // 4))
        for start in range(0, data, MEGABYTE):
            file.write(wave[: min(MEGABYTE, data - start)])
    return path


class Line:
    """The way from a page to the bucket: lets parts through, and notes which."""

    def __init__(self, page: Page, *, lets: Callable[[int], bool] = lambda _number: True) -> None:
        self.begun: list[int] = []
        self.lets = lets
        self._held: list[Route] = []
        page.route(re.compile(r"partNumber=\d+"), self._go)

    def _go(self, route: Route) -> None:
        number = int(parse_qs(urlsplit(route.request.url).query)["partNumber"][0])
        self.begun.append(number)
        if self.lets(number):
            route.continue_()
        else:
            self._held.append(route)

    def cut(self) -> None:
        """End what is held, as leaving the page would."""
        for route in self._held:
            with contextlib.suppress(Error):  # the page has ended it itself
                route.abort("aborted")
        self._held.clear()


def add(page: Page, file: Path) -> None:
    page.locator("[data-drop-zone] input[type=file]").first.set_input_files(file)


def sent(me: Visitor) -> dict[str, Any]:
    """Return the upload that is under way, as the server tells it; empty before it has begun."""
    found = me.page.evaluate(
        "url => fetch(url, {headers: {'X-Workspace': document.querySelector('#upload-tray')"
        ".dataset.workspace}}).then((answer) => answer.json())",
        "/api/v1/assets/uploads",
    )
    assert len(found) <= 1
    told: dict[str, Any] = found[0] if found else {}
    return told


def goes_on(visit: Visit, person: Person, file: Path, *, first: int) -> tuple[Visitor, list[int]]:
    """Send the first parts, close the page, and go on in a new one; return what was sent then."""
    me = visit().is_signed_in(person)
    line = Line(me.page, lets=lambda number: number <= first)
    me.open(person.path("library"))
    add(me.page, file)
    tray = me.page.get_by_role("complementary", name=me.words("Uploads"))
    expect(tray.get_by_text(file.name, exact=True)).to_be_visible()
    for _ in range(600):
        if sent(me).get("sent_bytes", 0) >= first * PART:
            break
        me.page.wait_for_timeout(100)
    line.cut()
    me.page.close()

    me.page = me.context.new_page()
    line = Line(me.page)
    me.open(person.path("library"))
    tray = me.page.get_by_role("complementary", name=me.words("Uploads"))
    expect(tray.get_by_text(re.compile("Choose the file again to go on"))).to_be_visible()
    me.check("upload-unfinished")
    tray.get_by_label(me.words("Choose the file"), exact=True).set_input_files(file)
    return me, line.begun


def test_a_recording_whose_page_was_closed_half_way_is_gone_on_with(
    visit: Visit, person: Person, tmp_path: Path
) -> None:
    file = recording(tmp_path / "Shop sounds.wav", 60 * MEGABYTE)

    me, later = goes_on(visit, person, file, first=2)

    tray = me.page.get_by_role("complementary", name=me.words("Uploads"))
    ready = tray.get_by_role("img", name=me.words("Ready"), exact=True)
    expect(ready).to_be_visible(timeout=90_000)
    assert sorted(later) == [3, 4, 5, 6, 7, 8]
    found = person.ask("GET", "assets")["results"]
    assert [(row["name"], row["kind"]) for row in found] == [("Shop sounds", "audio")]


@pytest.mark.slow
def test_another_file_is_not_taken_for_it_and_giving_up_drops_it(
    visit: Visit, person: Person, tmp_path: Path
) -> None:
    file = recording(tmp_path / "Take one.wav", 33 * MEGABYTE)
    other = recording(tmp_path / "Take two.wav", 34 * MEGABYTE)
    me = visit().is_signed_in(person)
    line = Line(me.page, lets=lambda number: number <= 2)
    page, words = me.open(person.path("library")), me.words
    tray = page.get_by_role("complementary", name=words("Uploads"))

    add(page, file)
    expect(tray.get_by_text(re.compile(r"^16\.0 of 33\.0 MB"))).to_be_visible()
    assert set(line.begun) == {1, 2, 3, 4, 5}
    tray.get_by_role("button", name=words("Pause")).click()
    expect(tray.get_by_text(re.compile(r"^Paused at 16\.0 of 33\.0 MB"))).to_be_visible()
    for theme in THEMES:
        person.looks(theme)
        page.evaluate("name => document.documentElement.dataset.theme = name",
                      {"light": "ebiz", "dark": "ebiz-dark"}[theme])  # fmt: skip
        me.check(f"upload-paused-{theme}")
    tray.get_by_role("button", name=words("Go on")).click()
    expect(tray.get_by_text(re.compile(r"^Paused at"))).to_have_count(0)
    line.cut()
    page.reload()
    tray.get_by_label(words("Choose the file"), exact=True).set_input_files(other)
    told = words("This is another file. Choose {name} as it was.")
    expect(tray.get_by_text(told.replace("{name}", file.name))).to_be_visible()
    tray.get_by_role("button", name=words("Give up")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=words("Give up")).click()

    expect(tray).to_be_hidden()
    page.reload()
    expect(tray).to_be_hidden()
    assert not person.ask("GET", "assets/uploads")


def test_a_phone_says_why_files_are_not_taken(visit: Visit, person: Person, tmp_path: Path) -> None:
    me = visit(window=PHONE).is_signed_in(person)
    page, words = me.open(person.path("library")), me.words
    program = tmp_path / "setup.exe"
    program.write_bytes(b"MZ")
    empty = tmp_path / "Manual.pdf"
    empty.touch()

    add(page, program)
    add(page, empty)

    tray = page.get_by_role("complementary", name=words("Uploads"))
    expect(tray.get_by_text(re.compile("^EXE is not supported"))).to_be_visible()
    told = words("This file is empty. Choose another one.")
    expect(tray.get_by_text(told)).to_be_visible()
    me.check("upload-not-taken")


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_two_gigabytes_are_gone_on_with(visit: Visit, person: Person, tmp_path: Path) -> None:
    film = tmp_path / "Brand film.mp4"
    with film.open("wb") as file:
        file.truncate(2 * 1024**3)

    me, later = goes_on(visit, person, film, first=128)

    tray = me.page.get_by_role("complementary", name=me.words("Uploads"))
    # Two gigabytes of nothing are no film; all of them have arrived.
    expect(tray.locator("[data-file-problem]")).to_be_visible(timeout=900_000)
    assert sorted(later) == list(range(129, 257))
