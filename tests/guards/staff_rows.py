"""What the staff admin holds, class by class: what may be done there, and rows of every kind to try it on."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from accounts.letters import Letter
from accounts.models import User
from accounts.services import mails
from audit.actions import Action
from audit.models import AuditEvent
from tests.factories import people
from tests.unit.billing import desk
from tests.unit.config import trail
from workspaces import tenancy
from workspaces.models import Invitation, Membership, OpenWork, SchemaState, Workspace
from workspaces.roles import Role


@dataclass(frozen=True, slots=True)
class Of:
    """A class of the admin. most: queries for its list, however many rows there are; four of them
    record who looked, where that is recorded.

    adds, changes: the fields staff fill in; none where the rows are only read. acts: name of an
    action or an address → (what the trail says, or why it says nothing; the test that shows it).
    """

    most: int
    adds: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    acts: Mapping[str, tuple[Action | str, str]] = field(default_factory=dict)


_PEOPLE = "tests/unit/accounts/test_staff_people.py::"
_FACTORS = "tests/unit/accounts/test_second_factor_lost.py::"
_MAILS = "tests/unit/config/test_staff_mail.py::"
_TASKS = "tests/unit/config/test_staff_tasks.py::"
_TRAIL = "tests/unit/config/test_staff_trail.py::"
_EVENTS = "tests/unit/config/test_staff_events.py::"
_PLACES = "tests/unit/workspaces/test_staff_workspaces.py::"
_JOBS = "tests/unit/config/test_staff.py::"
_MONEY = "tests/unit/billing/test_admin_money.py::"
_UNITS = "tests/unit/billing/test_admin_units.py::"
_PLANS = "tests/unit/billing/test_admin_plans.py::"
CLASSES: dict[str, Of] = {
    "accounts.user": Of(
        11,
        acts={
            "switch_off": (Action.ACCOUNT_SWITCHED_OFF, _PEOPLE + "test_a_list_asks_once_for_all_that_were_chosen"),
            "switch_on": (Action.ACCOUNT_SWITCHED_ON, _PEOPLE + "test_what_was_switched_off_comes_back_and_what_is_closed_does_not"),
            "sign_out": (Action.ACCOUNT_SIGNED_OUT_EVERYWHERE, _PEOPLE + "test_who_is_signed_out_everywhere_is_told_and_not_from_where_staff_did_it"),
            "let_try_again": (Action.ACCOUNT_UNLOCKED, _PEOPLE + "test_who_guessed_too_often_is_seen_and_let_in"),
            "send_confirmation": (Action.ACCOUNT_CONFIRMATION_SENT, _PEOPLE + "test_a_confirmation_is_sent_again_to_who_waits_for_it"),
            "remove_factors": (Action.ACCOUNT_FACTORS_REMOVED, _FACTORS + "test_staff_remove_a_persons"),
        },
    ),
    "accounts.mailout": Of(
        11,
        acts={
            "send_again": (Action.MAIL_SENT_AGAIN, _MAILS + "test_one_that_was_given_up_is_sent_again"),
            "give_up": (Action.MAIL_GIVEN_UP, _MAILS + "test_one_that_waits_is_given_up"),
        },
    ),
    "audit.auditevent": Of(
        13, acts={"export": (Action.EXPORT_ASKED, _EVENTS + "test_what_is_listed_is_taken_home_for_a_reason")}
    ),
    "audit.proof": Of(
        5, acts={"prove_now": (Action.PROOF_ASKED, _TRAIL + "test_a_proof_is_asked_for_with_a_reason")}
    ),
    "audit.trailexport": Of(
        5,
        acts={"download": (Action.EXPORT_DOWNLOADED, _EVENTS + "test_what_is_listed_is_taken_home_for_a_reason")},
    ),
    "audit.seal": Of(7),
    "audit.droppedmonth": Of(7),
    "audit.hold": Of(
        5,
        acts={
            "place": (Action.HOLD_PLACED, _TRAIL + "test_a_workspace_is_held_and_let_go"),
            "lift": (Action.HOLD_LIFTED, _TRAIL + "test_a_workspace_is_held_and_let_go"),
        },
    ),
    "django_celery_beat.periodictask": Of(
        6,
        acts={
            "run_now": (Action.TASK_RUN_BY_STAFF, _TASKS + "test_a_task_is_run_now"),
            "switch_off": (Action.TASK_SWITCHED_OFF, _TASKS + "test_a_task_is_switched_off_and_stays_so_at_every_start"),
            "switch_on": (Action.TASK_SWITCHED_ON, _TASKS + "test_a_task_is_switched_off_and_stays_so_at_every_start"),
        },
    ),
    "generation.job": Of(
        5,
        acts={
            "generation_job_detail": (Action.JOB_RETRIED, "tests/unit/config/test_staff_given_up.py::test_staff_can_have_it_tried_again"),
            "generation_ai": (Action.VENDOR_CHECKED, _JOBS + "test_a_check_without_a_vendor_says_that_none_is_set_up"),
            "generation_dead": ("shows what was given up", "tests/unit/config/test_staff_given_up.py::test_nothing_given_up_says_so"),
            "generation_work": ("shows what is open", "tests/unit/config/test_staff_work.py::test_nothing_open_says_so"),
        },
    ),
    "workspaces.workspace": Of(
        11,
        acts={
            "suspend": (Action.WORKSPACE_SUSPENDED, _PLACES + "test_staff_move_a_workspace_on"),
            "unsuspend": (Action.WORKSPACE_UNSUSPENDED, _PLACES + "test_staff_move_a_workspace_on"),
            "archive": (Action.WORKSPACE_ARCHIVED, _PLACES + "test_staff_move_a_workspace_on"),
            "restore": (Action.WORKSPACE_RESTORED, _PLACES + "test_staff_move_a_workspace_on"),
        },
    ),
    "workspaces.membership": Of(10, adds=("user", "workspace", "role"), changes=("role",)),
    "workspaces.invitation": Of(10),
    "workspaces.openwork": Of(6),
    "workspaces.schemastate": Of(6),
    "billing.quotaperiod": Of(
        9,
        acts={
            "adjust": (Action.UNITS_ADJUSTED, _UNITS + "test_a_meter_is_adjusted_with_who_and_why"),
            "adjust_any": (Action.UNITS_ADJUSTED, _UNITS + "test_a_meter_that_was_never_used_is_found_by_its_workspace"),
            "give": (Action.UNITS_GRANTED, _UNITS + "test_units_are_given_from_a_meters_page"),
        },
    ),
    "billing.quotawarning": Of(10),
    "billing.reservation": Of(10),
    "billing.ledgerentry": Of(9),
    "billing.usageday": Of(12),
    "billing.grant": Of(
        9,
        acts={
            "give": (Action.UNITS_GRANTED, _UNITS + "test_a_grant_is_given_once_by_a_page"),
            "void": (Action.GRANT_VOIDED, _UNITS + "test_a_grant_is_voided_with_a_reason"),
        },
    ),
    "billing.invoice": Of(
        12,
        acts={
            "note_payment": (Action.PAYMENT_RECEIVED, _MONEY + "test_a_waiting_order_is_paid_in_part_then_in_full_and_its_plan_begins"),
            "credit": (Action.INVOICE_CREDITED, _MONEY + "test_a_paid_invoice_is_not_voided_but_credited_once"),
            "void": (Action.INVOICE_VOIDED, _MONEY + "test_an_invoice_is_voided_with_a_reason"),
        },
    ),
    "billing.payment": Of(
        13,
        acts={"note_refund": (Action.PAYMENT_RETURNED, _MONEY + "test_a_refund_is_noted_once")},
    ),
    "billing.order": Of(
        13, acts={"cancel": (Action.ORDER_CANCELLED, _MONEY + "test_an_order_that_waits_is_cancelled")}
    ),
    "billing.billingaccount": Of(12),
    "billing.webhookevent": Of(
        13,
        acts={
            "handle_again": (Action.PAYMENT_EVENT_HANDLED, _MONEY + "test_a_failed_event_is_handled_again_once"),
        },
    ),
    "billing.plan": Of(
        5,
        acts={
            "make_plan": (Action.PLAN_MADE, _PLANS + "test_a_plan_is_made_has_an_edition_and_is_offered"),
            "make_edition": (Action.PLAN_EDITION_MADE, _PLANS + "test_an_edition_is_made_with_who_why_and_what_is_other"),
            "offer": (Action.PLAN_OFFER_CHANGED, _PLANS + "test_a_plan_is_made_has_an_edition_and_is_offered"),
            "withdraw": (Action.PLAN_OFFER_CHANGED, _PLANS + "test_a_plan_is_made_has_an_edition_and_is_offered"),
            "make_default": (Action.PLAN_DEFAULT_CHANGED, _PLANS + "test_another_plan_is_what_everybody_begins_with"),
        },
    ),
    "billing.planversion": Of(
        7,
        acts={
            "make_edition": (Action.PLAN_EDITION_MADE, _PLANS + "test_an_edition_is_made_from_the_page_of_one_too"),
        },
    ),
    "billing.pricesheet": Of(
        5,
        acts={"publish": (Action.PRICES_PUBLISHED, _PLANS + "test_what_is_sent_twice_is_published_once")},
    ),
    "billing.subscription": Of(
        13,
        acts={
            "mark_overdue": (Action.SUBSCRIPTION_OVERDUE, _MONEY + "test_a_subscription_is_overdue_in_time_again_and_ended"),
            "mark_in_time": (Action.SUBSCRIPTION_PAID, _MONEY + "test_a_subscription_is_overdue_in_time_again_and_ended"),
            "end": (Action.SUBSCRIPTION_ENDED, _MONEY + "test_a_subscription_is_overdue_in_time_again_and_ended"),
        },
    ),
}  # fmt: skip


def label(model: type[Model]) -> str:
    return model._meta.label_lower


def registered() -> dict[str, type[Model]]:
    """Return every class of the admin's rows, by its label."""
    return {label(model): model for model in admin.site._registry}


def rows_of(model: type[Model], place: Workspace) -> Any:
    """Return the rows of a model, wherever they lie."""
    if label(model).startswith("generation."):
        with tenancy.inside(place.schema_name):
            return list(model._default_manager.order_by("pk").values())
    found = model._default_manager.order_by("pk")
    if model is AuditEvent:
        # That somebody looked is on the record.
        found = found.exclude(action=Action.TRAIL_READ_BY_STAFF)
    return list(found.values())


def fill(place: Workspace, boss: User) -> None:
    """Leave a row of every kind."""
    call_command("setup")
    _of(place, boss)


def fill_more(boss: User, *, places: int) -> None:
    """Leave rows of every kind of so many other workspaces."""
    for number in range(places):
        key = uuid.uuid4()
        other = Workspace.objects.create(
            id=key, name=f"Place {number}", slug=f"place-{key.hex[:8]}",
            schema_name=f"ws_{key.hex}", created_by=boss,
        )  # fmt: skip
        every, _is_new = IntervalSchedule.objects.get_or_create(every=77 + number, period="seconds")
        PeriodicTask.objects.create(name=f"Task {number}", task=f"x.{number}", interval=every)
        _of(other, boss)


def _of(place: Workspace, boss: User) -> None:
    person = people.person("Row")
    Membership.objects.create(user=person, workspace=place, role=Role.OWNER)
    Invitation.objects.create(
        workspace=place, email=f"x-{place.slug}@example.com", role=Role.EDITOR,
        token_hash=uuid.uuid4().hex, invited_by=boss,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    OpenWork.objects.update_or_create(workspace=place, defaults={"items": 3})
    SchemaState.objects.update_or_create(workspace=place, defaults={"error": "broken"})
    letter = Letter("Hello", "Hello", "<p>Hello</p>", {})
    mails.post(mails.Mail(address=person.email, kind="test", letter=letter, user_id=person.pk))
    desk.rows(place)
    trail.rows(place, boss)
