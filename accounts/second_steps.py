"""What proves who one is besides the password."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

# Codes for recovery stand in for one of them.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_step(user_id: str) -> Exists:
    """Return the condition that the person a query's field names has a second step."""
    return Exists(Authenticator.objects.filter(user_id=OuterRef(user_id), type__in=KINDS))
