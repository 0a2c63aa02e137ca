"""The staff admin, class by class: what is read-only is, and what staff do is on the record."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.services import NewPerson, create_person
from assets import storage
from audit.actions import Action
from audit.models import AuditEvent
from tests.guards.staff_rows import CLASSES, Of, fill, fill_more, registered, rows_of
from workspaces.models import Workspace

ROOT = Path(__file__).resolve().parents[2]
MANY = 30
# The pages every class has.
USUAL = ("changelist", "add", "history", "delete", "change")
each_class = pytest.mark.parametrize("name", list(CLASSES))


@pytest.fixture
def boss(public: None, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(storage, "setup_bucket", lambda: None)
    return create_person(
        NewPerson(email="boss@example.com", name="Boss", password="a long one", is_staff=True)
    )


@pytest.fixture
def staff(boss: User, client_for: Any) -> Client:
    return client_for(boss)


@pytest.fixture
def request_of(boss: User, rf: Any) -> Any:
    request = rf.get("/staff/")
    request.user = boss
    return request


def page_of(model: type[Model], page: str, *args: Any) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)


def short(model: type[Model], name: str) -> str:
    """Return an action's name as a class calls it: without the class."""
    return name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")


def buttons(found: Any) -> set[str]:
    """Return the actions of a class that stand as buttons, of rows and of lists."""
    kinds = (found.actions_detail, found.actions_list, found.actions_row, found.actions_submit_line)
    return {name for kind in kinds for name in found._extract_action_names(kind)}


def acts(model: type[Model], request: Any) -> set[str]:
    """Return everything that can be done in a class, besides the pages all have."""
    found: Any = admin.site._registry[model]
    addresses = {short(model, pattern.name) for pattern in found.get_urls() if pattern.name}
    meta = model._meta
    whole = {  # addresses of its own, not called after the class
        pattern.name
        for pattern in found.get_urls()
        if pattern.name and not pattern.name.startswith(f"{meta.app_label}_{meta.model_name}_")
    }
    named = {name for name in addresses if name not in USUAL} - whole
    own = {f"{meta.app_label}_{meta.model_name}_{name}" for name in named - buttons(found)}
    return buttons(found) | set(found.get_actions(request)) | whole | own


# --- the table is whole -------------------------------------------------------------------------
def test_every_class_stands_in_the_table() -> None:
    assert set(registered()) - set(CLASSES) == set(), "say what staff may do there"
    assert set(CLASSES) - set(registered()) == set(), "no such class: take it off the table"


@each_class
def test_everything_that_can_be_done_stands_in_the_table(name: str, request_of: Any) -> None:
    assert acts(registered()[name], request_of) == set(CLASSES[name].acts)


@lru_cache
def names_of_tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def told() -> Iterator[tuple[str, str, Action | str, str]]:
    for name, of in CLASSES.items():
        for act, (says, test) in of.acts.items():
            yield name, act, says, test


@pytest.mark.parametrize(("name", "act", "says", "test"), list(told()))
def test_what_is_done_is_recorded_or_has_a_reason_and_a_test_shows_it(
    name: str, act: str, says: Action | str, test: str
) -> None:
    path, _, shown = test.partition("::")

    assert isinstance(says, Action) or len(says) > 10, "say why the trail holds nothing"
    assert shown in names_of_tests(path), f"{name}.{act}: name the test that shows it now"
    if isinstance(says, Action):
        source = (ROOT / path).read_text(encoding="utf-8")
        assert says.value.rpartition(".")[2] in source, f"{test} does not look for {says.value}"


# --- read-only is read-only ---------------------------------------------------------------------
@each_class
def test_nobody_adds_changes_or_deletes_what_is_read(name: str, request_of: Any) -> None:
    found: Any = admin.site._registry[registered()[name]]
    of = CLASSES[name]

    assert found.has_add_permission(request_of) is bool(of.adds)
    assert found.has_change_permission(request_of) is bool(of.changes)
    assert not found.has_delete_permission(request_of)
    for inline in found.get_inline_instances(request_of):
        assert not inline.has_add_permission(request_of, None), inline
        assert not inline.has_change_permission(request_of, None), inline
        assert not inline.has_delete_permission(request_of, None), inline


def test_only_the_fields_of_the_table_are_filled_in(request_of: Any, held: "list[Held]") -> None:
    for one in held:
        found: Any = admin.site._registry[one.model]
        if one.of.adds:
            row = one.model._default_manager.get(pk=one.key)
            assert tuple(found.get_form(request_of, None).base_fields) == one.of.adds
            form = found.get_form(request_of, row, change=True)
            assert tuple(form.base_fields) == one.of.changes


def is_refused(answer: Any) -> bool:
    return answer.status_code in {403, 404}


@dataclass(frozen=True, slots=True)
class Held:
    """A class of which there is a row: its pages, and how its rows stand."""

    name: str
    model: type[Model]
    of: Of
    rows: list[dict[str, Any]]
    key: Any

    def acts(self) -> Iterator[tuple[str, str]]:
        """Yield (act, address) of everything that has an address called after the class."""
        for act in self.of.acts:
            for args in ([self.key], []):
                try:
                    yield act, page_of(self.model, act, *args)
                    break
                except NoReverseMatch:
                    continue


@pytest.fixture
def held(boss: User, acme: Workspace) -> list[Held]:
    """Every class with a row of it."""
    fill(acme, boss)
    found = []
    for name, model in registered().items():
        rows = rows_of(model, acme)
        # Jobs are looked at workspace by workspace: their pages name one.
        key = rows[-1][model._meta.pk.attname] if rows else acme.pk
        found.append(Held(name, model, CLASSES[name], rows, key))
    assert [one.name for one in found if not one.rows] == ["generation.job"]
    return found


def kept(one: Held, place: Workspace) -> list[dict[str, Any]]:
    """Return what there is of a class now: of the trail, which grows by looking, what there was."""
    rows: list[dict[str, Any]] = rows_of(one.model, place)
    return rows[: len(one.rows)] if one.model is AuditEvent else rows


def done() -> int:
    """Return how much was done by the trail: who looked and who was refused did nothing."""
    found = AuditEvent.objects.exclude(outcome=AuditEvent.Outcome.DENIED)
    return found.exclude(action__regex=r"\.(seen|read)_by_staff$").count()


def test_what_is_sent_to_the_usual_pages_changes_nothing(
    staff: Client, held: list[Held], acme: Workspace
) -> None:
    events = done()
    for one in held:
        body = {**dict.fromkeys(one.rows[-1] if one.rows else (), "9"), "post": "yes", "_save": "1"}

        if not one.of.adds:
            assert is_refused(staff.post(page_of(one.model, "add"), body)), one.name
        if not one.of.changes:
            assert is_refused(staff.post(page_of(one.model, "change", one.key), body)), one.name
        assert is_refused(staff.post(page_of(one.model, "delete", one.key), body)), one.name
        sent = {"action": "delete_selected", "_selected_action": [str(one.key)], "post": "yes"}
        staff.post(page_of(one.model, "changelist"), sent)
        staff.post(page_of(one.model, "changelist"), {**body, "form-TOTAL_FORMS": "1"})

        assert kept(one, acme) == one.rows, one.name
    assert done() == events


@pytest.mark.slow
# --- what staff do takes a reason and a right ---------------------------------------------------
def test_nothing_is_done_by_looking_or_without_a_word(
    staff: Client, held: list[Held], acme: Workspace
) -> None:
    events = done()
    for one in held:
        found = dict(one.acts())
        assert set(found) == {name for name in one.of.acts if not name.startswith("generation_")}
        for act, address in found.items():
            assert staff.get(address).status_code in {200, 302}, (one.name, act)
            assert staff.post(address, {}).status_code in {302, 422}, (one.name, act)
            assert kept(one, acme) == one.rows, (one.name, act)
    assert done() == events


def test_staff_without_the_right_reach_nothing(
    staff: Client, boss: User, held: list[Held], acme: Workspace
) -> None:
    User.objects.filter(pk=boss.pk).update(is_superuser=False)
    for one in held:
        pages = [page_of(one.model, "changelist"), page_of(one.model, "add")]
        pages += [page_of(one.model, "change", one.key), *(at for _act, at in one.acts())]
        for address in pages:
            for answer in (staff.get(address), staff.post(address, {"reason": "x"})):
                # Jobs have no page of their own outside of a workspace.
                expected = {403, 404} if one.name == "generation.job" else {403}
                assert answer.status_code in expected, address
        assert len(kept(one, acme)) == len(one.rows), one.name


def test_who_may_only_look_does_nothing(
    staff: Client, boss: User, held: list[Held], acme: Workspace
) -> None:
    User.objects.filter(pk=boss.pk).update(is_superuser=False)
    boss.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    for one in held:
        seen = staff.get(page_of(one.model, "changelist"))
        # Mails are for who has every right: links in them open accounts.
        assert seen.status_code == (403 if one.name == "accounts.mailout" else 200), one.name
        for act, address in one.acts():
            assert staff.post(address, {"reason": "x"}).status_code == 403, (one.name, act)
        # The one who looks has just lost a right.
        assert one.model is User or kept(one, acme) == one.rows, one.name


# --- lists --------------------------------------------------------------------------------------
def asked(staff: Client, model: type[Model]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = staff.get(page_of(model, "changelist"))
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_list_asks_as_much_of_many_rows_as_of_one(
    staff: Client, boss: User, acme: Workspace
) -> None:
    fill(acme, boss)
    staff.get("/staff/")
    one = {name: asked(staff, model) for name, model in registered().items()}
    fill_more(boss, places=MANY)
    many = {name: asked(staff, model) for name, model in registered().items()}

    off = {
        name: (of.most, one[name], many[name])
        for name, of in CLASSES.items()
        if one[name] != of.most or many[name] > of.most
    }
    assert off == {}, "class → (said, asked of one, asked of many)"
