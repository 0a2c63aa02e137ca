"""Against guessing: tries at passwords and codes are counted before they are looked at."""

from accounts.guessing.counts import (
    EVERYWHERE,
    Guess,
    Paused,
    TooManyTries,
    address_for_axes,
    counted,
    forgive,
    give_back,
    is_first,
    note,
    noted,
    paused_people,
    sweep,
    take_code,
    take_password,
    too_many_codes,
    too_many_passwords,
)
from accounts.guessing.devices import is_known, remember_device

__all__ = [
    "EVERYWHERE",
    "Guess",
    "Paused",
    "TooManyTries",
    "address_for_axes",
    "counted",
    "forgive",
    "give_back",
    "is_first",
    "is_known",
    "note",
    "noted",
    "paused_people",
    "remember_device",
    "sweep",
    "take_code",
    "take_password",
    "too_many_codes",
    "too_many_passwords",
]
