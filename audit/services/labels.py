"""What people and addresses are called: beside the trail, written once, erased when they go."""

from collections.abc import Collection, Iterable

from django.db import transaction

from audit import personal, sql
from audit.models import ActorLabel
from audit.services.rows import Actor, Target, id_of, one_line

_Label = tuple[str, str, str]
_MOST = 254


def keep(actor: Actor, targets: Iterable[Target | None]) -> None:
    """Note what who acts and what is acted on are called; a later name overwrites an earlier one."""
    named = {*_of_actor(actor), *(one for target in targets for one in _of_target(target))}
    new = sorted(named - _kept)
    if not new:
        return
    sql.keep_labels(new)
    transaction.on_commit(lambda: _remember(new))


def erase_person(user_id: str, *, addresses: Collection[str], subjects: Collection[str]) -> None:
    """Forget what a person was called, in the open transaction; the trail stays as it is.

    addresses: their e-mails; what was ever told to or of one goes, too, and so do those that the
    trail knows they had. subjects: what other sites call them.
    """
    hashes = {one for text in (*addresses, *subjects) for one in personal.ids_of(text)}
    hashes.update(sql.acted_on(user_id, sorted(personal.HASHED)))
    had = ActorLabel.objects.filter(actor_type__in=personal.HASHED, actor_id__in=hashes)
    texts = {text.lower() for text in (*addresses, *had.values_list("label", flat=True))}
    sql.erase_labels(user_id, sorted(hashes), sorted(texts))


def _of_actor(actor: Actor) -> Iterable[_Label]:
    # The system and who is nobody are called the same everywhere.
    if actor.type in personal.ACTING and actor.id and actor.label:
        yield personal.USER, actor.id, one_line(actor.label, _MOST)


def _of_target(target: Target | None) -> Iterable[_Label]:
    if target is None or not target.label or target.type not in personal.PERSONAL:
        return
    kind = personal.USER if target.type in personal.PEOPLE else target.type
    yield kind, id_of(target), one_line(target.label, _MOST)


# A label is written once a process, not once an event: it is a hot row otherwise.
_kept: set[_Label] = set()


def _remember(new: Collection[_Label]) -> None:
    if len(_kept) > 10_000:
        _kept.clear()
    _kept.update(new)
