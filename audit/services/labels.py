"""What people and addresses are called: beside the trail, written once, erased when they go.

Labels are written once the transaction that names them is committed, in one of their own: within it,
two that name the same people in another order would wait for each other, and a new name would be
held from everybody to its end. A label that could not be written is written with the next row.
"""

import time
from collections.abc import Callable, Collection, Iterable

from django.db import transaction

from audit import personal, sql
from audit.models import ActorLabel
from audit.services import asked_for
from audit.services.rows import Actor, Target, id_of, one_line

_Key = tuple[str, str]
# So long a process takes what it wrote for what is there: others erase and rename, too.
KEEP_SECONDS = 300.0
_MOST = 254
_ENTRIES = 10_000
# A label is written once a process, not once an event: it is a hot row otherwise.
_kept: dict[_Key, tuple[str, float]] = {}


def keep(actor: Actor, targets: Iterable[Target | None]) -> None:
    """Note what who acts and what is acted on are called; a later name overwrites an earlier one."""
    named = dict(_of_actor(actor))
    for target in targets:
        named.update(_of_target(target))
    if _unknown(named):
        _once_committed(lambda: _write(named))


def erase_person(user_id: str, *, addresses: Collection[str], subjects: Collection[str]) -> None:
    """Forget what a person was called, in the open transaction; the trail stays as it is.

    addresses: their e-mails; what was ever told to or of one goes, too, and so do those that the
    trail knows they had. subjects: what other sites call them.
    """
    hashes = {one for text in (*addresses, *subjects) for one in personal.ids_of(text)}
    hashes.update(sql.acted_on(user_id, sorted(personal.HASHED)))
    had = ActorLabel.objects.filter(actor_type__in=personal.HASHED, actor_id__in=hashes)
    texts = {text.lower() for text in (*addresses, *had.values_list("label", flat=True))}
    mine = ActorLabel.objects.filter(actor_type=personal.USER, actor_id=user_id)
    asked_for.forget({user_id, *hashes}, {*texts, *mine.values_list("label", flat=True)})

    def erase() -> None:
        sql.erase_labels(user_id, sorted(hashes), sorted(texts))
        _forget({user_id, *hashes}, texts)

    erase()
    # What this transaction itself has named of them is written before this.
    _once_committed(erase)


def forget_all() -> None:
    """Write every label anew."""
    _kept.clear()


def _of_actor(actor: Actor) -> Iterable[tuple[_Key, str]]:
    # The system and who is nobody are called the same everywhere.
    if actor.type in personal.ACTING and actor.id and actor.label:
        yield (personal.USER, actor.id), one_line(actor.label, _MOST)


def _of_target(target: Target | None) -> Iterable[tuple[_Key, str]]:
    if target is None or not target.label or target.type not in personal.PERSONAL:
        return
    kind = personal.USER if target.type in personal.PEOPLE else target.type
    yield (kind, id_of(target)), one_line(target.label, _MOST)


def _once_committed(work: Callable[[], None]) -> None:
    """Do it after the open transaction. That it fails is logged, and no answer is lost by it."""
    transaction.on_commit(work, robust=True)


def _write(named: dict[_Key, str]) -> None:
    new = _unknown(named)
    if not new:
        return
    sql.keep_labels([(kind, key, label) for (kind, key), label in sorted(new.items())])
    if len(_kept) > _ENTRIES:
        _kept.clear()
    until = time.monotonic() + KEEP_SECONDS
    _kept.update({key: (label, until) for key, label in new.items()})


def _unknown(named: dict[_Key, str]) -> dict[_Key, str]:
    """Return what is not known to be called so; only the newest name of each is known."""
    now = time.monotonic()
    return {key: label for key, label in named.items() if not _is_known(key, label, now)}


def _is_known(key: _Key, label: str, now: float) -> bool:
    known, until = _kept.get(key, ("", 0.0))
    return known == label and now < until


def _forget(ids: Collection[str], texts: Collection[str]) -> None:
    for key, (label, _until) in list(_kept.items()):
        if key[1] in ids or label.lower() in texts:
            _kept.pop(key, None)
