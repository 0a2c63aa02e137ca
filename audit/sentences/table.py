"""Which sentences there are for an action and how it ended."""

from collections import ChainMap
from collections.abc import Mapping, Sequence

from audit.actions import Action
from audit.sentences import (
    documents,
    files,
    making,
    money,
    people,
    places,
    plans,
    refusals,
    running,
)
from audit.sentences.telling import ANY, Says

# Action → its sentences; the first that can be told is, so the one that needs least stands last.
SENTENCES: Mapping[Action, tuple[Says, ...]] = ChainMap(
    people.SIGNING_IN,
    people.GUARDING,
    people.MAILS,
    places.WORKSPACES,
    places.MEMBERS,
    refusals.NOT_LET_IN,
    refusals.TURNED_AWAY,
    files.FILES,
    files.PRODUCTS,
    documents.COPIES,
    documents.SHEETS,
    making.WORK,
    plans.PLANS,
    money.MONEY,
    running.STUDIO,
    running.TRAIL,
)
# By what stands in a row: it may name an action that is no more.
_OF: dict[str, tuple[Says, ...]] = {str(action): known for action, known in SENTENCES.items()}


def ways(action: str, outcome: str) -> Sequence[Says]:
    """Return the ways to tell it, the best first; none for what is not told of."""
    own = tuple(says for says in _OF.get(action, ()) if says.outcome in (outcome, ANY))
    return (*refusals.MAY_NOT, *own) if outcome == "denied" else own
