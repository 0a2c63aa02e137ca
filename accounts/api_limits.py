"""The limit of all that one person's programs ask (DRF's DEFAULT_THROTTLE_CLASSES)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts import limiting
from accounts.models import User


class PersonThrottle(BaseThrottle):
    """Counts each request of a person who is known; strangers have limits of their own."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return True. Raises TooFast, which says by which policy and for how long."""
        del view
        # Some views ask nobody who they are, whatever token was sent; asking here would refuse it.
        user = getattr(request, "_user", None)
        if isinstance(user, User):
            limiting.count_request(user_id=user.pk)
        return True
