"""A document beside its facts: what is shown, what is decided, who may."""

import re
from typing import Any

import pytest
from django.test import Client

from assets import queue, services
from assets.models import Fact, Product, Proposal, Reading
from assets.services import FactValue
from audit import services as audit
from tests.factories import readings, stock
from tests.factories.readings import found
from workspaces import tenancy

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def stand(acme: Any) -> Any:
    return lambda: tenancy.inside(acme.schema_name)


@pytest.fixture
def mug(stand: Any, alice: Any) -> Product:
    with stand():
        return stock.product(alice)


@pytest.fixture
def rows(stand: Any, mug: Product, alice: Any) -> list[Proposal]:
    with stand():
        return readings.proposed(mug, alice)


@pytest.fixture
def home(acme: Any, mug: Product, rows: list[Proposal]) -> str:
    return f"/w/{acme.slug}/products/{mug.pk}/sheet/{rows[0].version_id}"


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def known(stand: Any) -> list[str]:
    with stand():
        return [str(fact) for fact in Fact.objects.all()]


def test_the_document_stands_beside_its_facts(
    page: Client, home: str, rows: list[Proposal]
) -> None:
    response = page.get(home)

    content, text = response.content.decode(), words(response)
    assert "Waiting for you 3 0 of 3 decided" in text
    assert "Capacity Sure, 95 % 330 ml" in text
    assert "Weight Likely, 72 % 410 g" in text
    assert "Confirm all 2 sure ones" in text
    for row in rows:
        assert f'data-source="at-{row.pk.hex}"' in content
        assert f'<td id="at-{row.pk.hex}" class="doc-mark"' in content


def test_it_takes_few_questions_however_much_is_stated(
    page: Client, acme: Any, stand: Any, mug: Product, alice: Any, asked: Any
) -> None:
    many = tuple(found(f"Thing {n}", str(n), cell=f"B{n}") for n in range(60))
    with stand():
        rows = readings.proposed(mug, alice, many)
        services.confirm(mug.pk, [row.pk for row in rows[:20]], actor=alice)
    home = f"/w/{acme.slug}/products/{mug.pk}/sheet/{rows[0].version_id}"
    page.get(home)

    questions = asked(lambda: page.get(home))

    assert len(questions) == 13, questions


def test_a_box_on_a_page_is_marked_and_words_are_found(
    page: Client, acme: Any, stand: Any, mug: Product, alice: Any
) -> None:
    facts = (
        found("Care", "Hand wash", page=1, sheet="", cell="", box=[0.1, 0.2, 0.5, 0.25]),
        found("Origin", "China", page=2, sheet="", cell="", quote="Made in China"),
        found("Power", "5 W", page=2, sheet="", cell="", quote="nowhere"),
    )
    with stand():
        version = readings.document(product=mug)
        reading = readings.read(version, facts)
        reading.pages.all().delete()
        reading.pages.create(
            number=1, picture="ws/derived/p.webp", width_px=700, height_px=990, blocks=[]
        )
        told = [
            {"kind": "text", "text": "<b>Made in China</b>"},
            {"kind": "table", "rows": [[{"text": "x", "span": [1, 2]}]]},
        ]
        reading.pages.create(number=2, blocks=told)
        services.propose(mug.pk, version.pk, actor=audit.SYSTEM)
        care, origin, power = Proposal.objects.filter(version=version)

    content = page.get(f"/w/{acme.slug}/products/{mug.pk}/sheet/{version.pk}").content.decode()

    assert f'<rect class="doc-mark" id="at-{care.pk.hex}" x="0.1" y="0.2" width="0.4"' in content
    assert (
        f'<p id="at-{origin.pk.hex}" class="doc-mark">&lt;b&gt;Made in China&lt;/b&gt;</p>'
        in content
    )
    assert 'data-source="page-2"' in content
    assert 'colspan="2"' in content
    assert power.attribute in content


class TestDeciding:
    def test_one_is_confirmed_as_it_is(
        self, page: Client, home: str, rows: list[Proposal], stand: Any
    ) -> None:
        response = page.post(
            f"{home}/decide", {"do": "confirm", "id": rows[0].pk, "seen": ""}, **HTMX
        )

        assert "Capacity is confirmed." in words(response)
        assert "1 of 3 decided" in words(response)
        assert known(stand) == ["Capacity: 330 ml"]

    def test_and_taken_back(
        self, page: Client, home: str, rows: list[Proposal], stand: Any
    ) -> None:
        for act in (
            {"do": "confirm", "id": rows[0].pk},
            {"do": "reject", "id": rows[1].pk},
            {"do": "sure"},
        ):
            content = page.post(f"{home}/decide", act, **HTMX).content.decode()
            token = re.search(r'name="undo" value="([^"]+)"', content)
            assert token

            response = page.post(f"{home}/decide", {"do": "undo", "undo": token[1]}, **HTMX)

            assert "0 of 3 decided" in words(response), act
        assert known(stand) == []

    def test_a_token_of_our_own_making_is_refused(self, page: Client, home: str) -> None:
        response = page.post(f"{home}/decide", {"do": "undo", "undo": "x:y:z"}, **HTMX)

        assert response.status_code == 422
        assert "Somebody has decided about this already" in words(response)

    def test_what_was_written_instead_is_confirmed(
        self, page: Client, home: str, rows: list[Proposal], stand: Any
    ) -> None:
        given = {"attribute": "Volume", "value": "0.35", "unit": "l"}

        response = page.post(f"{home}/decide", {"do": "confirm", "id": rows[0].pk, **given}, **HTMX)

        assert known(stand) == ["Volume: 0.35 l"]
        assert "The sheet says 330 ml" in words(response)

    def test_an_empty_value_is_refused_where_it_stands(
        self, page: Client, home: str, rows: list[Proposal], stand: Any
    ) -> None:
        given = {"attribute": "Volume", "value": " ", "unit": "litres"}

        response = page.post(f"{home}/decide", {"do": "confirm", "id": rows[0].pk, **given}, **HTMX)

        assert response.status_code == 422
        assert "Write the value." in words(response)
        assert 'name="attribute" value="Volume"' in response.content.decode()
        assert 'name="unit" value="litres"' in response.content.decode()
        (wrong,) = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', response.content.decode())
        assert f'aria-describedby="wrong-{rows[0].pk.hex}"' in wrong
        # A look of its own would hide the red border the field gives it.
        assert "class=" not in wrong
        assert known(stand) == []

    def test_a_name_that_is_taken_is_refused(
        self, page: Client, home: str, rows: list[Proposal], stand: Any, mug: Product, alice: Any
    ) -> None:
        with stand():
            services.set_facts(mug.pk, stock.facts(Colour="Oat"), actor=alice)

        response = page.post(
            f"{home}/decide", {"do": "confirm", "id": rows[0].pk, "attribute": "colour"}, **HTMX
        )

        assert response.status_code == 422
        assert "colour is already there." in words(response)

    def test_a_conflict_names_both_values_and_who_said_the_other(
        self, client_for: Any, home: str, stand: Any, mug: Product, alice: Any, bob: Any
    ) -> None:
        with stand():
            services.save_fact(mug.pk, FactValue("Capacity", "350", "ml"), actor=alice)

        mine = words(client_for(alice).get(home))
        others = words(client_for(bob).get(home))

        assert "The sheet says 330 ml, you said 350 ml. Use this Keep 350 ml" in mine
        assert f"The sheet says 330 ml, {alice.label} said 350 ml." in others
        assert "Confirm the 1 sure one" in mine

    def test_somebody_elses_change_meanwhile_is_told_not_overwritten(
        self, page: Client, home: str, rows: list[Proposal], stand: Any, mug: Product, bob: Any
    ) -> None:
        with stand():
            services.save_fact(mug.pk, FactValue("Capacity", "350", "ml"), actor=bob)
        given = {"do": "confirm", "id": rows[0].pk, "seen": ""}

        live = page.post(f"{home}/decide", given, **HTMX)
        plain = page.post(f"{home}/decide", given)

        assert (live.status_code, plain.status_code) == (422, 409)
        for response in (live, plain):
            assert "Somebody else changed this product meanwhile." in words(response)
            assert "said 350 ml" in words(response)
        assert known(stand) == ["Capacity: 350 ml"]

    def test_without_scripts_the_page_comes_back(
        self, page: Client, home: str, rows: list[Proposal], stand: Any
    ) -> None:
        response = page.post(f"{home}/decide", {"do": "reject", "id": rows[0].pk}, follow=True)

        assert "Rejected. This sheet will not propose it again." in words(response)
        assert "Put back" in words(response)
        page.post(f"{home}/decide", {"do": "back", "id": rows[0].pk})
        with stand():
            assert Proposal.objects.get(pk=rows[0].pk).state == "proposed"

    def test_when_all_is_decided_the_way_leads_back(
        self, page: Client, home: str, rows: Any
    ) -> None:
        page.post(f"{home}/decide", {"do": "sure"})
        page.post(f"{home}/decide", {"do": "reject", "id": rows[2].pk})

        assert "All decided 3 of 3 decided" in words(page.get(home))
        assert "Back to the product" in words(page.get(home))

    @pytest.mark.parametrize(
        "given", [{}, {"do": "x"}, {"do": "confirm"}, {"do": "reject", "id": "x"}]
    )
    def test_what_is_no_decision_is_not_found(self, page: Client, home: str, given: Any) -> None:
        assert page.post(f"{home}/decide", given).status_code == 404


class TestStates:
    @pytest.mark.parametrize(
        ("state", "problem", "notes", "sentence"),
        [
            ("waiting", "", [], "The document is being read"),
            ("running", "", [], "The document is being read"),
            ("ready", "", [], "No facts were found"),
            ("ready", "", ["no-text"], "The pages are pictures without text"),
            ("failed", "document-locked", [], "protected by a password"),
            ("failed", "odd-code", [], "This document could not be read."),
        ],
    )
    def test_each_says_what_happens_and_what_to_do(
        self,
        page: Client,
        acme: Any,
        stand: Any,
        mug: Product,
        state: str,
        problem: str,
        notes: Any,
        sentence: str,
    ) -> None:
        with stand():
            version = readings.document(product=mug)
            Reading.objects.create(
                version=version, state=state, problem=problem, problem_data={"notes": notes}
            )

        response = page.get(f"/w/{acme.slug}/products/{mug.pk}/sheet/{version.pk}", **HTMX)

        assert sentence in words(response)
        is_going_on = state in ("waiting", "running")
        assert ("every 2s" in response.content.decode()) is is_going_on
        assert ("Type a fact" in words(response)) is not is_going_on
        # Of a scan it is said why; that nothing is written as a fact would be another reason.
        has_looked = state == "ready" and not notes
        assert ("Nothing here is written as a fact" in words(response)) is has_looked

    def test_it_is_read_again_when_asked(
        self, page: Client, home: str, stand: Any, rows: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queue, "do", lambda *_given: None)

        response = page.post(f"{home}/decide", {"do": "again"}, **HTMX)

        assert "The document is being read" in words(response)
        with stand():
            assert Reading.objects.get().state == "waiting"

    def test_a_document_nobody_read_can_be_read(
        self, page: Client, acme: Any, stand: Any, mug: Product
    ) -> None:
        with stand():
            version = readings.document(product=mug)

        text = words(page.get(f"/w/{acme.slug}/products/{mug.pk}/sheet/{version.pk}"))

        assert "The document is not read yet" in text
        assert "Read the document" in text


class TestAccess:
    def test_who_only_looks_on_decides_nothing(
        self, client_for: Any, carol: Any, home: str, rows: Any
    ) -> None:
        page = client_for(carol)

        content = page.get(home).content.decode()

        assert "330 ml" in content
        assert 'value="confirm"' not in content
        answer = page.post(f"{home}/decide", {"do": "confirm", "id": rows[0].pk})
        assert answer.status_code == 403

    def test_strangers_find_nothing(self, client_for: Any, mallory: Any, home: str) -> None:
        assert client_for(mallory).get(home).status_code == 404
        assert client_for(mallory).post(f"{home}/decide", {"do": "sure"}).status_code == 404

    def test_a_document_of_another_product_is_not_shown(
        self, page: Client, acme: Any, stand: Any, mug: Product, alice: Any
    ) -> None:
        with stand():
            lamp = stock.product(alice, name="Lamp")
            version = readings.document(product=lamp)

        assert page.get(f"/w/{acme.slug}/products/{mug.pk}/sheet/{version.pk}").status_code == 404
