"""Jobs, for staff: those of one workspace at a time, because they lie in its schema."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from audit import services as audit
from audit.actions import Action
from audit.staff import ReadOnlyAdmin
from billing.quotas import QuotaExceeded
from generation import staff_dead as dead
from generation import staff_tables as tables
from generation import staff_vendors as vendors
from generation import staff_work as work
from generation.models import Attempt, Job, JobItem, JobState
from generation.services import NothingToDo
from workspaces import tenancy
from workspaces.models import Workspace

JOBS_A_PAGE = 50
TRIES_SHOWN = 300
WORKSPACES_SHOWN = 50
LIST = "admin:generation_job_changelist"
DETAIL = "admin:generation_job_detail"


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """A list of workspaces, then the jobs of one of them, then one job with its tries."""

    def get_urls(self) -> list[URLPattern]:
        detail = self._guarded(self.detail_view)
        return [
            path("<slug:slug>/<uuid:job_id>/", detail, name="generation_job_detail"),
            path("ai/", self._guarded(self.vendor_view), name="generation_ai"),
            path("dead/", self._guarded(self.dead_view), name="generation_dead"),
            path("work/", self._guarded(self.work_view), name="generation_work"),
            *super().get_urls(),
        ]

    def _guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """Let only staff who may see jobs do anything here, before anything is done."""

        def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, *args, **values)

        return self.admin_site.admin_view(guarded)  # type: ignore[no-any-return]

    def change_view(self, *_args: Any, **_values: Any) -> HttpResponse:
        """Find nothing: outside of a workspace there is no job to show, change or delete."""
        raise Http404

    delete_view = history_view = change_view

    def work_view(self, request: HttpRequest) -> HttpResponse:
        """Show what is open in every workspace, and whether anybody takes it."""
        context = {"title": _("Open work"), "tables": [work.of_health(), work.of_work()]}
        return self._page(request, context)

    def dead_view(self, request: HttpRequest) -> HttpResponse:
        """Show what was given up, in every workspace."""
        return self._page(request, {"title": _("Given up"), "tables": [dead.of_dead()]})

    def vendor_view(self, request: HttpRequest) -> HttpResponse:
        """Show who makes what; when asked by POST, whether the AI vendor answers."""
        check = vendors.checked(request.user) if request.method == "POST" else None  # type: ignore[arg-type]
        context = {
            "title": _("AI"),
            "tables": [
                vendors.of_makers(),
                vendors.of_breakers(),
                *([vendors.of_check(check)] if check else []),
            ],
            "check_url": reverse("admin:generation_ai"),
            "is_offline": settings.AI_MOCK_MODE,
        }
        return self._page(request, context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the jobs of the workspace that is named, else the workspaces."""
        del extra_context
        if not self.has_view_permission(request):
            raise PermissionDenied
        slug = request.GET.get("workspace", "")
        return self._jobs(request, _workspace(slug)) if slug else self._workspaces(request)

    def detail_view(self, request: HttpRequest, slug: str, job_id: UUID) -> HttpResponse:
        """Show one job: what was asked, its items, and each try; by POST, try the failed again."""
        workspace = _workspace(slug)
        if request.method == "POST":
            return self._replay(request, workspace, job_id)
        with tenancy.inside(workspace.schema_name):
            job = Job.objects.filter(pk=job_id).first()
            if job is None:
                raise Http404
            items = list(JobItem.objects.filter(job=job).order_by("position"))
            tries = Attempt.objects.filter(item__job=job)
            newest = list(tries.select_related("item").order_by("-pk")[:TRIES_SHOWN])
            total = tries.count() if len(newest) == TRIES_SHOWN else len(newest)
        _note(request, workspace, audit.Target("job", str(job.pk), job.name))
        context = {
            "title": job.name,
            "back_url": f"{reverse(LIST)}?{urlencode({'workspace': slug})}",
            "back_label": _("Jobs of %(workspace)s") % {"workspace": workspace.name},
            "can_replay": job.failed > 0 and _may_replay(request),
            "tables": [
                tables.of_job(job),
                tables.of_items(items),
                tables.of_attempts(newest, total=total),
            ],
        }
        return self._page(request, context)

    def _replay(self, request: HttpRequest, workspace: Workspace, job_id: UUID) -> HttpResponse:
        if not _may_replay(request):
            raise PermissionDenied
        try:
            dead.replay(workspace, job_id, by=request.user)  # type: ignore[arg-type]  # staff
        except Job.DoesNotExist as error:
            raise Http404 from error
        except (NothingToDo, QuotaExceeded) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("What failed is tried again."))
        return redirect(DETAIL, workspace.slug, job_id)

    def _workspaces(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("q", "").strip()
        found = Workspace.objects.select_related("open_work").order_by("name")
        if asked:
            found = found.filter(name__icontains=asked) | found.filter(slug__icontains=asked)
        links = [
            (tables.linked(f"?{urlencode({'workspace': row.slug})}", row.name), row)
            for row in found[:WORKSPACES_SHOWN]
        ]
        context = {
            "title": _("Jobs: choose a workspace"),
            "has_search": True,
            "asked": asked,
            "tables": [tables.of_workspaces(links)],
        }
        return self._page(request, context)

    def _jobs(self, request: HttpRequest, workspace: Workspace) -> HttpResponse:
        state = request.GET.get("state", "")
        page = _read_jobs(workspace, state=state, number=request.GET.get("page", "1"))
        target = audit.Target("workspace", str(workspace.pk), workspace.name)
        _note(request, workspace, target)
        links = [
            (tables.linked(reverse(DETAIL, args=[workspace.slug, job.pk]), job.name), job)
            for job in page.object_list
        ]
        context = {
            "title": _("Jobs of %(workspace)s") % {"workspace": workspace.name},
            "back_url": reverse(LIST),
            "back_label": _("All workspaces"),
            "choices": _states(workspace, state),
            "tables": [tables.of_jobs(links)],
            "page": page,
        }
        return self._page(request, context)

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        frame = self.admin_site.each_context(request)
        template = "admin/generation/tables.html"
        return TemplateResponse(request, template, {**frame, **context})


def _may_replay(request: HttpRequest) -> bool:
    """To see a job is one right; to use units of its workspace is another."""
    return bool(request.user.has_perm("generation.change_job"))


def _workspace(slug: str) -> Workspace:
    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _read_jobs(workspace: Workspace, *, state: str, number: str) -> Page[Job]:
    """Read one page of jobs, whole: nothing is left to be read outside the schema."""
    with tenancy.inside(workspace.schema_name):
        jobs = Job.objects.order_by("-created_at", "-id")
        if state in JobState.values:
            jobs = jobs.filter(state=state)
        page = Paginator(jobs, JOBS_A_PAGE).get_page(number)
        page.object_list = list(page.object_list)
    return page


def _states(workspace: Workspace, chosen: str) -> list[dict[str, Any]]:
    choices = [("", _("All")), *((state.value, str(state.label)) for state in JobState)]
    return [
        {
            "label": label,
            "href": f"?{urlencode({'workspace': workspace.slug, 'state': value})}",
            "on": value == chosen,
        }
        for value, label in choices
    ]


def _note(request: HttpRequest, workspace: Workspace, target: audit.Target) -> None:
    """Record that staff looked into a workspace."""
    with transaction.atomic(durable=True):
        audit.record(
            Action.JOBS_SEEN_BY_STAFF,
            actor=actor_of(request.user),  # type: ignore[arg-type]  # staff have signed in
            workspace_id=workspace.pk,
            target=target,
        )
