"""Events as sentences: in parts, so that a page can stress who and what, and as text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from audit.models import AuditEvent
from audit.sentences import values
from audit.sentences.table import ways
from audit.sentences.telling import Names, Says, Told

STRONG = frozenset({"who", "what"})
# What a job is called by, where it is not its size: the job all the same.
SAME = {"title": "what"}
_NAME = re.compile(r"%\((\w+)\)s")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence. name: what it stands for, such as `who` or `what`; empty for words."""

    text: str
    is_strong: bool = False
    name: str = ""


def parts(events: Sequence[AuditEvent], names: Names) -> list[Part]:
    """Return the sentence that tells of these events, which `told` has put together."""
    found = Told(events, names)
    sentence = _best(found) or _plainest(found)
    times = sum(event.repeats for event in events)
    if times > len(events) == 1:
        often = ngettext("%(sentence)s, %(n)s time", "%(sentence)s, %(n)s times", times)
        sentence = _around(often, sentence, n=values.number(times))
    return _spaced(sentence)


def text(events: Sequence[AuditEvent], names: Names) -> str:
    """Return the sentence that tells of these events as one line."""
    return "".join(part.text for part in parts(events, names))


def can_be_told(events: Sequence[AuditEvent]) -> bool:
    """Return whether there is a sentence that tells of all these events at once."""
    return any(_fitting(Told(events, _Unnamed()), events[0].outcome))


class _Unnamed:
    """Names of nobody: whether a sentence fits does not depend on them."""

    def actor(self, event: AuditEvent) -> str:
        return ""

    on_behalf_of = target = actor


def _best(found: Told) -> list[Part] | None:
    """Return the first sentence whose every name is known."""
    for says, number in _fitting(found, found.first.outcome):
        sentence = _filled(says.written(number), found, number=number)
        if sentence is not None:
            return sentence
    return None


def _plainest(found: Told) -> list[Part]:
    """Return what can be said of it, where something is not known."""
    event = found.first
    fitting = list(_fitting(found, event.outcome))
    if fitting:
        says, number = fitting[-1]
        return _filled(says.written(number), found, number=number, is_last=True) or []
    if event.outcome != "ok":
        done = [*_fitting(found, "ok")]
        if done:
            says, number = done[-1]
            sentence = _filled(says.written(number), found, number=number, is_last=True) or []
            return _around(_ended(event.outcome), sentence)
    message = _("%(who)s did something: %(action)s")
    return _filled(message, found, number=1, is_last=True) or []


def _ended(outcome: str) -> str:
    return _("Refused: %(sentence)s") if outcome == "denied" else _("Failed: %(sentence)s")


def _fitting(found: Told, outcome: str) -> Iterator[tuple[Says, int]]:
    """Yield the sentences that may be told of it, each with how many it tells of."""
    for says in ways(found.first.action, outcome):
        number = says.count(found)
        if number is not None and says.when(found):
            yield says, number


def _filled(message: str, found: Told, *, number: int, is_last: bool = False) -> list[Part] | None:
    """Return the parts of a sentence; None where something it names is not known.

    is_last: there is no other sentence, so that words stand for what is not known.
    """
    sentence = []
    for literal, name in _pieces(message):
        sentence.append(Part(literal))
        if not name:
            continue
        value = values.number(number) if name == "n" else values.filled(name, found)
        if not value and not is_last:
            return None
        if not value:
            value = values.nameless(name, found)
            value = value if literal or len(sentence) > 1 else value[0].upper() + value[1:]
        stands_for = SAME.get(name, name)
        sentence.append(Part(value, is_strong=stands_for in STRONG, name=stands_for))
    return sentence


def _around(message: str, sentence: Iterable[Part], **more: str) -> list[Part]:
    """Return a message that says something of a whole sentence."""
    whole = []
    for literal, name in _pieces(message):
        whole.append(Part(literal))
        if name == "sentence":
            whole.extend(sentence)
        elif name:
            whole.append(Part(more[name], name=name))
    return whole


def _pieces(message: str) -> Iterator[tuple[str, str]]:
    """Yield words and the name that follows them; nothing of a value is ever read as a name."""
    at = 0
    for found in _NAME.finditer(message):
        yield message[at : found.start()], found[1]
        at = found.end()
    yield message[at:], ""


def _spaced(sentence: Sequence[Part]) -> list[Part]:
    """Return the parts without empty ones; in Chinese without spaces between its characters.

    A translation is written for names in Latin letters, which stand between spaces.
    """
    kept = [part for part in sentence if part.text]
    if not (get_language() or "").startswith("zh"):
        return kept
    for at in range(len(kept) - 1):
        before, after = kept[at].text.rstrip(" "), kept[at + 1].text.lstrip(" ")
        if before and after and _CHINESE.match(before[-1]) and _CHINESE.match(after[0]):
            kept[at] = replace(kept[at], text=before)
            kept[at + 1] = replace(kept[at + 1], text=after)
    return kept
