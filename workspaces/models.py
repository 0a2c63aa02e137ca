"""Workspaces and who is in them. All of it lies in the public schema."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from workspaces.roles import Role


class Workspace(TenantMixin):
    """A walled-off place of work: one schema, one prefix in the bucket.

    What is deleted leaves its row behind, without name or members: ledger and trail name its id.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        ARCHIVED = "archived", _("archived")
        SUSPENDED = "suspended", _("suspended")
        DELETING = "deleting", _("being deleted")
        DELETED = "deleted", _("deleted")

    # Schemas are written by workspaces.tenancy in one round trip, never by saving a row.
    auto_create_schema = False
    auto_drop_schema = False

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=48, unique=True)
    status = models.CharField(_("state"), max_length=9, choices=Status, default=Status.ACTIVE)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    # By staff. Its owners read the reason.
    suspended_at = models.DateTimeField(_("suspended"), null=True, editable=False)
    suspended_reason = models.CharField(_("suspended because"), max_length=200, blank=True)
    delete_at = models.DateTimeField(_("to be deleted"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("workspace")
        verbose_name_plural = _("workspaces")
        indexes = [
            models.Index(
                fields=["delete_at"], condition=Q(status="deleting"), name="workspace_due_to_go"
            )
        ]
        constraints = [
            # Paired fields: each state has its own moment, and only its own.
            models.CheckConstraint(
                condition=Q(
                    status="active",
                    archived_at__isnull=True,
                    suspended_at__isnull=True,
                    delete_at__isnull=True,
                    deleted_at__isnull=True,
                )
                | Q(
                    status="archived",
                    archived_at__isnull=False,
                    suspended_at__isnull=True,
                    delete_at__isnull=True,
                    deleted_at__isnull=True,
                )
                | Q(
                    status="suspended",
                    suspended_at__isnull=False,
                    delete_at__isnull=True,
                    deleted_at__isnull=True,
                )
                | Q(status="deleting", delete_at__isnull=False, deleted_at__isnull=True)
                | Q(status="deleted", deleted_at__isnull=False),
                name="workspace_state_paired",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SlugHistory(models.Model):
    """An address a workspace had: links with it lead to the present one."""

    slug = models.SlugField(max_length=48, unique=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="old_slugs")
    left_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name_plural = "slug history"

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    """A person in a workspace, with a role. last_active_at: true to ten minutes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=8, choices=Role)
    joined_at = models.DateTimeField(_("joined"), db_default=Now(), editable=False)
    last_active_at = models.DateTimeField(_("last active"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["user", "workspace"], name="member_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.workspace_id}"


class Invitation(models.Model):
    """A way into a workspace for one e-mail, as one role, once. The token is kept as its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"), max_length=254)
    role = models.CharField(_("role"), max_length=8, choices=Role)
    # SHA-256, hexadecimal: a token holds 256 random bits, so that nothing slower is needed.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("invited"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("works until"))
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [models.Index(fields=["expires_at"], name="invitation_by_expiry")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invitation_email_lower"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role for role in Role.values if role != Role.OWNER]),
                name="invitation_role_known",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="invitation_accepted_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.workspace_id}"


class Brand(models.Model):
    """How a workspace's shop looks and speaks. Without a row nothing is known of it.

    colours: `#rrggbb`, the main one first. logo_asset_id: a picture of the workspace's library.
    """

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="brand"
    )
    logo_asset_id = models.UUIDField(null=True)
    colours = models.JSONField(default=list)
    tone = models.CharField(_("tone of voice"), max_length=500, blank=True)
    words_to_use = models.JSONField(default=list)
    words_to_avoid = models.JSONField(default=list)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self) -> str:
        return f"brand of {self.workspace_id}"


class SchemaScript(models.Model):
    """The DDL that makes an empty workspace schema as of one state of the migrations."""

    fingerprint = models.CharField(max_length=64, unique=True)
    sql = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.fingerprint[:12]


class SchemaState(models.Model):
    """How the last migration of a workspace's schema went.

    fingerprint: of the migrations the schema has had; another one than today's means behind.
    error: why the last try failed, empty when it did not.
    """

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="schema_state"
    )
    fingerprint = models.CharField(max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)
    tried_at = models.DateTimeField(_("last migrated"), db_default=Now())

    class Meta:
        verbose_name = _("schema")
        verbose_name_plural = _("schemas")

    def __str__(self) -> str:
        return f"schema of {self.workspace_id}"


class OpenWork(models.Model):
    """A workspace that has unfinished items: the sweeper's list, and the staff's index."""

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="open_work"
    )
    items = models.PositiveIntegerField(_("open items"), default=0)
    oldest_due_at = models.DateTimeField(_("oldest due"), null=True)

    class Meta:
        verbose_name = _("open work")
        verbose_name_plural = _("open work")

    def __str__(self) -> str:
        return f"{self.items} items in {self.workspace_id}"
