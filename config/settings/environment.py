"""Reads the environment by the table, and derives secrets that were not given."""

import base64
import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.settings.table import ALIASES, DEFAULTS

SHORTEST_SECRET = 32


def text(name: str) -> str:
    """Return the setting's value, its alias's, or its default. Unknown names raise KeyError."""
    default = DEFAULTS[name]
    alias = ALIASES.get(name)
    return os.environ.get(name) or (os.environ.get(alias) if alias else None) or default


def flag(name: str) -> bool:
    """Return True for true, yes, on and 1."""
    return text(name).strip().lower() in {"true", "yes", "on", "1"}


def words(name: str) -> list[str]:
    """Return the comma-separated values without blanks."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def long_words(name: str) -> list[str]:
    """Return the values as `words`; ValueError says so when one could be guessed.

    Of a secret with a comma in it the parts would be taken for several, and one may be short.
    """
    found = words(name)
    if any(len(word) < SHORTEST_SECRET for word in found):
        raise ValueError(
            f"Each secret in {name} must have {SHORTEST_SECRET} characters or more, and no comma: "
            "whoever guesses it signs in as anybody. `openssl rand -base64 33` makes one."
        )
    return found


def number(name: str) -> int:
    """Return the value as an integer; ValueError names the setting when it is none."""
    value = text(name)
    try:
        return int(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a whole number, not {value!r}.") from error


def choice(name: str, choices: dict[str, str]) -> str:
    """Return what the setting's value stands for; ValueError names the choices when it is none."""
    value = text(name).strip().lower()
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return choices[value]


def derive(label: str, *, secret_key: str) -> str:
    """Return a secret of 32 bytes bound to `label`, so that no two uses share a key."""
    material = HKDF(SHA256(), 32, salt=b"e-business", info=label.encode()).derive(
        secret_key.encode()
    )
    return base64.urlsafe_b64encode(material).decode()


def secret(name: str, *, secret_key: str) -> str:
    """Return the secret given in the environment, else one derived from SECRET_KEY."""
    return text(name) or derive(name, secret_key=secret_key)
