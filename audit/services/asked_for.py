"""What was typed for a file of events, forgotten with who it names."""

from collections.abc import Collection

from audit.models import TrailExport
from audit.sql.asked import words_of

_State = TrailExport.State
_BY_ID = ("actor_id", "target_id")


def forget(ids: Collection[str], texts: Collection[str]) -> None:
    """Blank what names somebody in what was asked for, in the open transaction.

    A file that is not there yet, or could not be written, is given up: without what narrowed it, it
    would hold more than was asked for. ids, texts: what a person is called, as an id and in words.
    """
    words = {word for text in texts for word in words_of(text)}
    narrowed = TrailExport.objects.filter(filters__has_any_keys=["text", *_BY_ID])
    for export in narrowed.select_for_update().order_by("pk"):
        is_by_id = any(export.filters.get(name) in ids for name in _BY_ID)
        if is_by_id or _names(words_of(export.filters.get("text", "")), words):
            export.filters = {}
            if export.state != _State.DONE:
                export.state = _State.EXPIRED
            export.save(update_fields=["filters", "state"])


def _names(typed: Collection[str], words: Collection[str]) -> bool:
    """Return whether one of the words typed is how one of theirs begins."""
    return any(word.startswith(one) for one in typed for word in words)
