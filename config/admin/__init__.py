"""The staff admin as a whole: one door, and other people's pages in its clothes or out of it."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

# The admin's own form knows no limits and no trail: sign-in is the site's.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Rights come from `is_staff` and from roles in workspaces; e-mails are managed by their people.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)
# What guards an account stands read-only with its person, and changes only on the record.
for _kept in (Authenticator, UserSession, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(_kept)
# When a task is sent is the product's to say (config.periodic): there is no schedule to write.
for _model in (ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule):
    admin.site.unregister(_model)

from config.admin.tasks import TaskAdmin  # noqa: E402  takes the place of what was taken away

__all__ = ["TaskAdmin"]
