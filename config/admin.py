"""The staff admin as a whole: one door, and other people's pages in its clothes."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django_celery_beat.admin import (
    ClockedScheduleAdmin,
    CrontabScheduleAdmin,
    IntervalScheduleAdmin,
    PeriodicTaskAdmin,
    PeriodicTaskForm,
    TaskSelectWidget,
)
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

# The admin's own form knows no limits and no trail: sign-in is the site's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Rights come from `is_staff` and from roles in workspaces; e-mails are managed by their people.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)
# What guards an account stands read-only with its person, and changes only on the record.
for _kept in (Authenticator, UserSession, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(_kept)
for _model in (ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule):
    admin.site.unregister(_model)


class TaskWidget(UnfoldAdminSelectWidget, TaskSelectWidget):  # type: ignore[misc]
    """The list of tasks, dressed."""


class TaskForm(PeriodicTaskForm):  # type: ignore[misc]  # celery-beat ships no types
    """A periodic task, with dressed widgets."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskWidget()


@admin.register(PeriodicTask)
class TaskAdmin(PeriodicTaskAdmin, ModelAdmin):  # type: ignore[misc]
    """What beat sends, and when."""

    form = TaskForm
    # The package's own template adds an inline script that words the crontab; the policy bars it.
    change_form_template = "admin/change_form.html"


@admin.register(IntervalSchedule)
class IntervalAdmin(IntervalScheduleAdmin, ModelAdmin):  # type: ignore[misc]
    """Every so many seconds."""


@admin.register(CrontabSchedule)
class CrontabAdmin(CrontabScheduleAdmin, ModelAdmin):  # type: ignore[misc]
    """At times of the day."""


@admin.register(ClockedSchedule)
class ClockedAdmin(ClockedScheduleAdmin, ModelAdmin):  # type: ignore[misc]
    """Once, at a time."""
