"""The list of what a person was told: read, counted, marked, chosen of, cleared."""

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from accounts import hooks
from accounts.actors import actor_of
from accounts.models import NoticeChoice, Notification, User
from accounts.notices import KINDS, kind_of
from audit import services as audit
from audit.actions import Action

# More than this is "99+": nobody counts further.
COUNTED = 100
READ_FOR = timedelta(days=90)
KEPT_FOR = timedelta(days=180)
MOST = 1000


class AlwaysMailed(Exception):
    """Whether this kind is mailed is nobody's choice."""


def notices_of(user_id: UUID) -> QuerySet[Notification]:
    """Return what a person was told, the newest first."""
    return Notification.objects.filter(user_id=user_id).order_by("-created_at", "-id")


def older_than(found: QuerySet[Notification], notice_id: UUID) -> QuerySet[Notification]:
    """Return those of these notices that are older than one of them; all when it is gone."""
    last = found.filter(pk=notice_id).values_list("created_at", "id").first()
    if last is None:
        return found
    return found.filter(Q(created_at__lt=last[0]) | Q(created_at=last[0], id__lt=last[1]))


def unread_of(user_id: UUID) -> int:
    """Return how many notices a person has not read, counted no further than is shown."""
    unread = Notification.objects.filter(user_id=user_id, read_at__isnull=True)
    return unread[:COUNTED].count()


def unread_of_many(user_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return person → how many notices they have not read, in one query; who has none is left out."""
    rows = (
        Notification.objects.filter(user_id__in=user_ids, read_at__isnull=True)
        .order_by()
        .values_list("user_id")
        .annotate(n=Count("pk"))
    )
    return {user_id: min(n, COUNTED) for user_id, n in rows}


def mark_read(user_id: UUID, notice_id: UUID) -> Notification:
    """Note that a person has read one notice, and return it.

    Raises:
        Notification.DoesNotExist: they have no such notice.
    """
    with transaction.atomic(durable=True):
        notice = notices_of(user_id).get(pk=notice_id)
        if _mark(notices_of(user_id).filter(pk=notice_id), user_id):
            notice.refresh_from_db(fields=["read_at"])
    return notice


def mark_all_read(user_id: UUID) -> int:
    """Note that a person has read all they were told; return how many they had not."""
    with transaction.atomic(durable=True):
        return _mark(notices_of(user_id), user_id)


def _mark(notices: QuerySet[Notification], user_id: UUID) -> int:
    marked = notices.filter(read_at__isnull=True).order_by().update(read_at=Now())
    if marked:
        # Other pages of theirs count, too.
        tell_pages = partial(hooks.told, user_id, None)
        transaction.on_commit(lambda: tell_pages(), robust=True)
    return marked


def choices_of(user_id: UUID) -> dict[str, bool]:
    """Return kind → whether it is mailed, for the kinds of which a person says so."""
    chosen = dict(NoticeChoice.objects.filter(user_id=user_id).values_list("kind", "by_mail"))
    return {
        kind.name: chosen.get(kind.name, kind.is_mailed_unasked)
        for kind in KINDS.values()
        if kind.can_choose
    }


def choose(user_id: UUID, kind: str, *, by_mail: bool, way: str = "") -> None:
    """Keep whether a person wants mail of a kind; saying it twice changes nothing.

    way: by what they said it, where not by their own pages. The caller may have a transaction open.

    Raises:
        UnknownKind: there is no such kind.
        AlwaysMailed: of this one they do not say.
    """
    if not kind_of(kind).can_choose:
        raise AlwaysMailed(kind)
    before = choices_of(user_id)[kind]
    with transaction.atomic():
        NoticeChoice.objects.bulk_create(
            [NoticeChoice(user_id=user_id, kind=kind, by_mail=by_mail)],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["by_mail"],
        )
        if before == by_mail:
            return
        audit.record(
            Action.NOTICE_CHOSEN,
            actor=actor_of(User.objects.get(pk=user_id)),
            target=audit.Target("notice_kind", kind),
            details=audit.Details(
                changes={"by_mail": (before, by_mail)}, data={"way": way} if way else {}
            ),
        )


def stop_mail(user_id: UUID, kind: str) -> None:
    """Send a person no more mail of a kind: what the link in such a mail does.

    Raises:
        UnknownKind, AlwaysMailed: as `choose`.
    """
    if User.objects.filter(pk=user_id).exists():
        choose(user_id, kind, by_mail=False, way="mail")


def clear_notices() -> int:
    """Forget what was read long ago, what is older still, and what is too much (beat)."""
    old = Q(read_at__lt=Now() - READ_FOR) | Q(created_at__lt=Now() - KEPT_FOR)
    gone: int = Notification.objects.filter(old).delete()[0]
    return gone + _clear_too_many()


def _clear_too_many() -> int:
    crowded = (
        Notification.objects.order_by()
        .values_list("user_id")
        .annotate(n=Count("pk"))
        .filter(n__gt=MOST)
    )
    gone = 0
    for user_id, _n in crowded:
        kept = notices_of(user_id).values("pk")[:MOST]
        gone += Notification.objects.filter(user_id=user_id).exclude(pk__in=kept).delete()[0]
    return gone
