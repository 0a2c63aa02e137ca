"""What names people never stands in the trail: a row holds an id, and the label lies beside it.

An account has an id of its own. An address, or what another site calls somebody, has none: there
the id is a hash under the studio's key, by which staff find the rows of an address they know.
"""

import hashlib
import hmac
import re
from typing import Any

from django.conf import settings

USER, EMAIL, SUBJECT = "user", "email", "subject"
# A member is a person in a workspace: shown by the person's label.
PEOPLE = frozenset({USER, "member"})
# Labelled by what a hash stands for, and by the row's own id.
HASHED = frozenset({EMAIL, SUBJECT})
ADDRESSED = frozenset({EMAIL, SUBJECT, "invitation", "mail"})
PERSONAL = PEOPLE | ADDRESSED
# Who acts is a person, as user or as staff: one id.
ACTING = ("user", "staff", "api_key")
# Instead of what a field of a person was or is: that it changed is said, and no more.
MASKED = "•••"
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,253}\.[^\W_]{2,24}")


def ids_of(text: str) -> list[str]:
    """Return what an address or a subject is called in rows: under the present key, then older ones."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_hash(str(key), text) for key in keys]


def id_of(text: str) -> str:
    """Return what an address or a subject is called in rows that are written now."""
    return _hash(settings.SECRET_KEY, text)


def without_addresses(value: Any) -> Any:
    """Return text, or what JSON is made of, with every e-mail address masked."""
    if isinstance(value, str):
        return _ADDRESS.sub(MASKED, value) if "@" in value else value
    if isinstance(value, dict):
        return {name: without_addresses(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_addresses(one) for one in value]
    return value


def _hash(key: str, text: str) -> str:
    derived = hashlib.sha256(b"audit.personal\0" + key.encode()).digest()
    return hmac.new(derived, text.strip().casefold().encode(), hashlib.sha256).hexdigest()[:32]
