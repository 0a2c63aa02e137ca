"""The journeys' own eyes: what goes wrong unseen is noticed."""

import pytest

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey

BREAK_THE_PAGE = """async () => {
    document.body.insertAdjacentHTML("beforeend", '<p style="width: 3000px">wide</p>');
    document.querySelector("main").insertAdjacentHTML(
        "beforeend", '<img src="/static/favicon.svg"><input type="text">');
    await fetch("/static/nothing.js");
    setTimeout(() => { throw new Error("thrown in a script"); });
    await new Promise((resolve) => setTimeout(resolve));
}"""


def test_what_goes_wrong_unseen_is_noticed(visit: Visit) -> None:
    me = visit()
    page = me.open("/accounts/login/")
    assert me.faults("watch") == []
    assert me.watch.troubles == []

    page.evaluate(BREAK_THE_PAGE)
    faults, troubles = "\n".join(me.faults("watch")), "\n".join(me.watch.troubles)
    me.watch.allow(".")

    assert "image-alt" in faults
    assert "label" in faults
    assert "Content Security Policy" in troubles
    assert "404 GET" in troubles
    assert "thrown in a script" in troubles


def test_a_page_wider_than_its_window_is_noticed(visit: Visit) -> None:
    me = visit()
    page = me.open("/accounts/login/")

    page.evaluate("document.querySelector('main').style.setProperty('width', '3000px')")

    assert any("wider than the window" in fault for fault in me.faults("watch"))
