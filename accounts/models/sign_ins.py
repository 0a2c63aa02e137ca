"""The sign-ins of programs, and what they were exchanged for."""

import uuid

from django.db import models
from django.db.models.functions import Now

from accounts.models.people import User


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
    # How the person proved who they are: "password", "second_factor", "nextauth".
    proof = models.CharField(max_length=16, default="password")
    seen_at = models.DateTimeField(db_default=Now())

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


class ExchangedToken(models.Model):
    """A front end's token that was exchanged for ours: it is taken once, until it expires."""

    jti = models.CharField(max_length=128, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    exchanged_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="exchanged_by_end")]

    def __str__(self) -> str:
        return f"exchanged {self.jti}"
