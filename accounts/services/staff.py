"""Who looks after the studio: of those with every right, one who can sign in is always left."""

from django.db.models import QuerySet

from accounts import sql
from accounts.models import User


class LastOfStaff(Exception):
    """Nobody else has every right: the studio would be left to itself."""


def is_last_of_staff(user: User) -> bool:
    """Return whether nobody else who can sign in has every right."""
    return user.is_superuser and not _who_can_sign_in().exclude(pk=user.pk).exists()


def keep_one_of_staff(user: User) -> None:
    """Refuse to lose the last one, in the open transaction: one of two who go at once stays.

    Raises:
        LastOfStaff: nobody else who can sign in has every right.
    """
    if not user.is_superuser:
        return
    sql.one_of_staff_at_a_time()
    if _who_can_sign_in().filter(pk=user.pk).exists() and is_last_of_staff(user):
        raise LastOfStaff(str(user.pk))


def _who_can_sign_in() -> QuerySet[User]:
    return User.objects.filter(is_superuser=True, is_active=True)
