"""Who a person is, and the sign-ins they hold."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes people; their e-mail is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with `email`."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a member of staff with every right."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted: deactivated and anonymised."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("Same as the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    joined_at = models.DateTimeField(_("joined"), db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_lower"
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def label(self) -> str:
        """What others see: the name, or the e-mail's first part."""
        return self.name or self.email.split("@")[0]

    def get_full_name(self) -> str:
        return self.label

    def get_short_name(self) -> str:
        return self.label


class TokenFamily(models.Model):
    """One sign-in of a program: the session its access tokens name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_families")
    generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    rotated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=40, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name_plural = "token families"
        indexes = [models.Index(fields=["user", "-created_at"], name="family_by_user")]
        constraints = [
            # Paired fields: a reason without a time, or the reverse, says nothing.
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_reason="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(revoked_reason="")),
                name="family_revoked_paired",
            )
        ]

    def __str__(self) -> str:
        return f"sign-in {self.id}"


class IdempotencyRecord(models.Model):
    """A program's request that is to have one effect, by the key it was sent with.

    owner: who works on it; another one takes over when that one is dead. made: the id of what came
    of it. The answer stands here once it has been given.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        EFFECTED = "effected", _("done, not answered")
        DONE = "done", _("answered")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    workspace_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    owner = models.UUIDField()
    started_at = models.DateTimeField(db_default=Now())
    made = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    location = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "workspace_id", "key"], name="idempotency_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", status__isnull=False, body__isnull=False)
                | ~models.Q(state="done") & models.Q(status__isnull=True, body__isnull=True),
                name="idempotency_answer_paired",
            ),
        ]
        indexes = [models.Index(fields=["started_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
