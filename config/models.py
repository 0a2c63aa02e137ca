"""What the installation notes of itself, for those who run it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskRun(models.Model):
    """The last run of a periodic task. ended_at: None while it runs, or when its process died.

    error: what it ended with, empty when it went well.
    """

    task = models.CharField(_("task"), max_length=120, primary_key=True)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("run of a task")
        verbose_name_plural = _("runs of tasks")

    def __str__(self) -> str:
        return self.task
