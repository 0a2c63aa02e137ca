"""The staff admin: one door, rows to read, and writes only through services."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from generation.models import Attempt, Job, JobItem
from tests.factories import openai_server, people, trail
from workspaces import services as workspaces
from workspaces import tenancy
from workspaces.models import Membership, OpenWork, Workspace
from workspaces.roles import Role


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args), query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_stranger_signs_in_by_the_sites_own_page(client: Client, public: None) -> None:
    answer = client.get("/staff/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")


def test_a_person_who_is_no_staff_stays_outside(alice: User, client_for: Any) -> None:
    answer = client_for(alice).get("/staff/", follow=True)

    assert answer.status_code == 403
    assert "Audit" not in answer.content.decode()


def test_staff_sign_out_by_the_trail(staff: Client) -> None:
    answer = staff.post("/staff/logout/")

    assert answer.status_code == 302
    assert AuditEvent.objects.latest("id").action == "accounts.person.signed_out"
    assert staff.get("/staff/").status_code == 302


def test_the_admins_own_password_form_is_not_used(staff: Client) -> None:
    assert staff.get("/staff/password_change/")["Location"] == "/accounts/password/change/"


def test_every_link_of_the_menu_leads_somewhere(staff: Client) -> None:
    first = staff.get("/staff/")

    links = [
        item["link"] for group in first.context["sidebar_navigation"] for item in group["items"]
    ]
    assert len(links) >= 8
    assert {staff.get(str(link)).status_code for link in links} == {200}


def test_the_first_page_shows_what_is_open(staff: Client, acme: Workspace) -> None:
    OpenWork.objects.create(workspace=acme, items=7)

    shown = page(staff, "index")

    assert acme.name in shown
    assert "Refused in 24 hours" in shown


def test_every_list_and_every_form_of_the_admin_opens(
    staff: Client, boss: User, acme: Workspace
) -> None:
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        page(staff, f"{name}_changelist")
    page(staff, "accounts_user_change", boss.pk)
    assert "up to date" in page(staff, "workspaces_workspace_change", acme.pk)
    page(staff, "audit_auditevent_change", AuditEvent.objects.latest("id").pk)
    page(staff, "workspaces_membership_add")


READ_ONLY = [
    "accounts_user",
    "audit_auditevent",
    "billing_ledgerentry",
    "billing_planversion",
    "billing_quotaperiod",
    "billing_reservation",
    "workspaces_openwork",
    "workspaces_workspace",
]


@pytest.mark.parametrize("name", READ_ONLY)
def test_rows_can_be_read_and_neither_added_nor_deleted(
    staff: Client, boss: User, acme: Workspace, name: str
) -> None:
    assert staff.get(reverse(f"admin:{name}_add")).status_code == 403
    some = {"accounts_user": boss.pk, "workspaces_workspace": acme.pk}.get(name)
    if some:
        assert staff.post(reverse(f"admin:{name}_change", args=[some])).status_code == 403
        assert staff.post(reverse(f"admin:{name}_delete", args=[some])).status_code == 403


def act(staff: Client, action: str, *chosen: User) -> Any:
    body = {"action": action, "_selected_action": [str(person.pk) for person in chosen]}
    given = {**body, "reason": "They asked for it."}
    return staff.post(reverse("admin:accounts_user_changelist"), given, follow=True)


def test_people_are_switched_off_and_on(staff: Client, boss: User, bob: User) -> None:
    answer = act(staff, "switch_off", bob)

    assert "Switched off." in answer.content.decode()
    assert User.objects.get(pk=bob.pk).is_active is False
    event = trail.done()
    assert (event.actor_type, event.actor_id) == ("staff", str(boss.pk))
    assert event.reason == "They asked for it."
    assert "Switched on." in act(staff, "switch_on", bob).content.decode()
    assert User.objects.get(pk=bob.pk).is_active is True


def test_nobody_switches_themselves_off(staff: Client, boss: User, bob: User) -> None:
    answer = act(staff, "switch_off", boss, bob)

    assert "You cannot switch yourself off." in answer.content.decode()
    assert User.objects.get(pk=boss.pk).is_active is True
    assert User.objects.get(pk=bob.pk).is_active is False


def test_staff_add_a_member_with_a_record(staff: Client, boss: User, acme: Workspace) -> None:
    robin = people.person("Robin")
    body = {"user": str(robin.pk), "workspace": str(acme.pk), "role": "editor"}

    answer = staff.post(reverse("admin:workspaces_membership_add"), body)

    assert answer.status_code == 302, answer.context["errors"]
    assert workspaces.membership(user_id=robin.pk, workspace_id=acme.pk).role == Role.EDITOR
    event = AuditEvent.objects.filter(action="workspaces.member.added").latest("id")
    assert (event.actor_id, event.workspace_id) == (str(boss.pk), acme.pk)


def test_a_member_is_not_added_twice(staff: Client, bob: User, acme: Workspace) -> None:
    body = {"user": str(bob.pk), "workspace": str(acme.pk), "role": "owner"}

    answer = staff.post(reverse("admin:workspaces_membership_add"), body)

    assert answer.status_code == 200
    assert workspaces.membership(user_id=bob.pk, workspace_id=acme.pk).role == Role.EDITOR


def test_staff_change_a_role(staff: Client, bob: User, acme: Workspace) -> None:
    member = Membership.objects.get(user=bob, workspace=acme)

    staff.post(reverse("admin:workspaces_membership_change", args=[member.pk]), {"role": "viewer"})

    assert Membership.objects.get(pk=member.pk).role == Role.VIEWER
    event = AuditEvent.objects.filter(action="workspaces.member.role_changed").latest("id")
    assert event.changes == {"role": ["editor", "viewer"]}


def test_the_last_owner_keeps_the_role(staff: Client, alice: User, acme: Workspace) -> None:
    member = Membership.objects.get(user=alice, workspace=acme)

    answer = staff.post(
        reverse("admin:workspaces_membership_change", args=[member.pk]), {"role": "viewer"}
    )

    assert "Make another owner first." in answer.content.decode()
    assert Membership.objects.get(pk=member.pk).role == Role.OWNER


# --- jobs ---------------------------------------------------------------------------------------
@pytest.fixture
def job(acme: Workspace) -> Job:
    with tenancy.inside(acme.schema_name):
        job = Job.objects.create(
            kind="image", title="Spring pictures", total=1, running=1, state="running"
        )
        item = JobItem.objects.create(
            job=job, position=0, label="Mug on marble", state="running", attempt=1,
            leased_by="worker-7", lease_until=acme.created_at,
        )  # fmt: skip
        Attempt.objects.create(item=item, number=1, worker="worker-7")
    return job


def test_jobs_are_found_by_workspace(staff: Client, acme: Workspace, beta: Workspace) -> None:
    every = page(staff, "generation_job_changelist")
    found = page(staff, "generation_job_changelist", q=beta.slug)

    assert f"?workspace={acme.slug}" in every
    assert f"?workspace={beta.slug}" in found
    assert acme.slug not in found
    assert "No workspace has this" in page(staff, "generation_job_changelist", q="zzz-none")


def test_jobs_of_a_workspace_are_listed_and_recorded(
    staff: Client, boss: User, acme: Workspace, beta: Workspace, job: Job
) -> None:
    listed = page(staff, "generation_job_changelist", workspace=acme.slug)

    assert "Spring pictures" in listed
    assert "Spring pictures" not in page(staff, "generation_job_changelist", workspace=beta.slug)
    seen = AuditEvent.objects.filter(action="generation.job.seen_by_staff")
    assert list(seen.order_by("id").values_list("workspace_id", "actor_id")) == [
        (acme.pk, str(boss.pk)),
        (beta.pk, str(boss.pk)),
    ]
    assert tenancy.current() == tenancy.PUBLIC


def test_jobs_are_chosen_by_state(staff: Client, acme: Workspace, job: Job) -> None:
    def listed(state: str) -> bool:
        shown = page(staff, "generation_job_changelist", workspace=acme.slug, state=state)
        return "Spring pictures" in shown

    assert [listed(state) for state in ("running", "failed", "", "nonsense")] == [
        True,
        False,
        True,
        True,
    ]


def test_a_job_shows_items_and_tries(staff: Client, acme: Workspace, job: Job) -> None:
    shown = page(staff, "generation_job_detail", acme.slug, job.pk)

    assert "Mug on marble" in shown
    assert shown.count(">worker-7<") == 2


def test_what_a_title_says_is_text(staff: Client, acme: Workspace, job: Job) -> None:
    with tenancy.inside(acme.schema_name):
        Job.objects.filter(pk=job.pk).update(title="<script>alert(1)</script>")

    assert "<script>alert" not in page(staff, "generation_job_changelist", workspace=acme.slug)
    assert "<script>alert" not in page(staff, "generation_job_detail", acme.slug, job.pk)


def test_what_is_not_there_is_404(staff: Client, acme: Workspace, beta: Workspace, job: Job) -> None:  # fmt: skip
    addresses = [
        reverse("admin:generation_job_changelist") + "?workspace=nowhere",
        reverse("admin:generation_job_detail", args=["nowhere", job.pk]),
        reverse("admin:generation_job_detail", args=[beta.slug, job.pk]),
    ]

    assert {staff.get(address).status_code for address in addresses} == {404}


@pytest.fixture
def vendor() -> Iterator[openai_server.StandIn]:
    with openai_server.running() as stand_in:
        yield stand_in


def test_staff_see_who_makes_what(staff: Client) -> None:
    text = page(staff, "generation_ai")

    assert "Who makes what" in text
    assert text.count("offline") >= 2
    assert "espeak" in text


def test_a_check_without_a_vendor_says_that_none_is_set_up(staff: Client) -> None:
    answer = staff.post(reverse("admin:generation_ai"))

    assert "No AI service is set up" in answer.content.decode()
    assert AuditEvent.objects.latest("id").action == "generation.vendor.checked"


def test_a_check_asks_the_vendor_and_tells_what_is_missing(
    staff: Client, settings: Any, vendor: Any
) -> None:
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "key", vendor.url
    settings.OPENAI_COPY_MODEL = "no-such-model"

    text = staff.post(reverse("admin:generation_ai")).content.decode()

    assert "It answers" in text or "does not know our model" in text
    assert "Models that are missing" in text
    assert ">key<" not in text
