"""Periodic tasks, for staff: what each is for, how its last run went, and when the next is."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask
from unfold.decorators import display

from accounts.actors import actor_of
from audit.actions import Action
from audit.services import Actor
from audit.staff_acts import Act, ActingAdmin
from config import periodic
from config.models import TaskRun

Given = dict[str, Any]
RESULTS = {
    "well": _("went well"),
    "failed": _("failed"),
    "running": _("running"),
    "unknown": _("not noted"),
}


def _actor(request: HttpRequest) -> Actor:
    # The admin lets nobody in who is not signed in.
    return actor_of(request.user)  # type: ignore[arg-type]


def _switch_off(request: HttpRequest, task: Any, given: Given) -> bool:
    return periodic.switch(task.pk, on=False, by=_actor(request), reason=given["reason"])


def _switch_on(request: HttpRequest, task: Any, given: Given) -> bool:
    return periodic.switch(task.pk, on=True, by=_actor(request), reason=given["reason"])


def _run_now(request: HttpRequest, task: Any, given: Given) -> bool:
    return periodic.run_now(task.pk, by=_actor(request), reason=given["reason"])


def _without(task: Any) -> str:
    known = periodic.BY_TASK.get(task.task)
    asked = _t("It is not sent any more, also after a restart, until it is switched on.")
    return f"{asked} {known.without}" if known else asked


ACTS = (
    Act(
        "run_now",
        _("Run now"),
        _("A worker runs it once, at once. Two of a kind at a time do nothing twice."),
        _("It is on its way to a worker."),
        Action.TASK_RUN_BY_STAFF,
        _run_now,
        is_offered=lambda task: task.task in periodic.BY_TASK,
        icon="play_arrow",
    ),
    Act(
        "switch_off",
        _("Switch off"),
        _without,
        _("Switched off."),
        Action.TASK_SWITCHED_OFF,
        _switch_off,
        is_offered=lambda task: task.enabled,
        icon="toggle_off",
    ),
    Act(
        "switch_on",
        _("Switch on"),
        _("It is sent again, in its time."),
        _("Switched on."),
        Action.TASK_SWITCHED_ON,
        _switch_on,
        is_offered=lambda task: not task.enabled,
        icon="toggle_on",
    ),
)


@admin.register(PeriodicTask)
class TaskAdmin(ActingAdmin):
    """What beat sends. The product says what and when; staff switch it, and have it run."""

    acts = ACTS
    list_display = ("name", "every", "is_on", "last_run", "result", "next_run")
    list_filter = ("enabled",)
    list_select_related = ("interval", "crontab", "solar", "clocked")
    search_fields = ("name", "task")
    ordering = ("name",)
    fields = (
        "name", "task", "does", "without", "every", "is_on", "last_run", "result", "error",
        "next_run", "total_run_count",
    )  # fmt: skip

    def has_act_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Who may change periodic tasks: to see them is another right."""
        del object_id
        return bool(request.user.has_perm("django_celery_beat.change_periodictask"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read the last run with each task."""
        run = TaskRun.objects.filter(task=OuterRef("task"))
        found: QuerySet[Any] = super().get_queryset(request)
        with_runs: QuerySet[Any] = found.select_related(*self.list_select_related).annotate(
            began=Subquery(run.values("started_at")[:1]),
            ended=Subquery(run.values("ended_at")[:1]),
            failure=Subquery(run.values("error")[:1]),
        )
        return with_runs

    @admin.display(description=_("every"))
    def every(self, task: Any) -> str:
        return str(task.scheduler or "")

    @display(description=_("on"), boolean=True, ordering="enabled")  # type: ignore[untyped-decorator]
    def is_on(self, task: Any) -> bool:
        return bool(task.enabled)

    @admin.display(description=_("last run"))
    def last_run(self, task: Any) -> datetime | None:
        return _last(task)

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("result"),
        label={"well": "success", "failed": "danger", "running": "info", "unknown": "warning"},
    )
    def result(self, task: Any) -> tuple[str, str]:
        key = _result(task)
        return key, str(RESULTS[key])

    @admin.display(description=_("error"))
    def error(self, task: Any) -> str:
        return task.failure or ""

    @admin.display(description=_("next run"))
    def next_run(self, task: Any) -> datetime | str | None:
        """Say when it is due: in the past for what waits for beat."""
        if not task.enabled:
            return None
        if task.interval is None:
            return str(task.scheduler or "")
        last = _last(task)
        every = timedelta(**{task.interval.period: task.interval.every})
        return last + every if last else timezone.now()

    @admin.display(description=_("what it does"))
    def does(self, task: Any) -> str:
        known = periodic.BY_TASK.get(task.task)
        return str(known.does) if known else ""

    @admin.display(description=_("when it is switched off"))
    def without(self, task: Any) -> str:
        known = periodic.BY_TASK.get(task.task)
        if known is None:
            return _t("The product does not need it.")
        return _t("The product needs it. %(what)s") % {"what": known.without}


def _last(task: Any) -> datetime | None:
    """Return when it was last begun: beat writes its own note only now and then."""
    known = [moment for moment in (task.began, task.last_run_at) if moment is not None]
    return max(known, default=None)


def _result(task: Any) -> str:
    if task.began is None:
        return "unknown"
    if task.ended is None:
        return "running"
    return "failed" if task.failure else "well"
