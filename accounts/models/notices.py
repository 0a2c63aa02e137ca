"""What people are told, in the studio and by mail."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class Notification(models.Model):
    """One thing a person is told.

    The sentence is made of kind and data when it is read, in the reader's language. subject: what it
    is about, by which the list groups. once: a name under which a person is told at most once.
    path: where on this site it leads.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=32)
    workspace_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    path = models.CharField(max_length=300, blank=True)
    once = models.CharField(max_length=160, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notification_by_user"),
            models.Index(
                fields=["user"],
                condition=models.Q(read_at__isnull=True),
                name="notification_unread",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "once"], condition=~models.Q(once=""), name="notification_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class NoticeChoice(models.Model):
    """Whether a person wants mail of one kind; without a row the kind's own default holds."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=32)
    by_mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class MailOut(models.Model):
    """A mail on its way. body: text and HTML, encrypted; a mail that was sent keeps none.

    kept: there is no mail server, so staff read it in the admin.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        KEPT = "kept", _("kept here")
        GIVEN_UP = "given_up", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="mails")
    address = models.EmailField(_("to"), max_length=254)
    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=10, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(_("written"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="mail_waiting"
            ),
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", finished_at__isnull=True)
                | ~models.Q(state="waiting") & models.Q(finished_at__isnull=False),
                name="mail_finished_paired",
            )
        ]

    def __str__(self) -> str:
        return self.subject
