"""Writes the trail. `record` joins the transaction of the fact it records."""

from audit.personal import MASKED
from audit.personal import ids_of as ids_of_address
from audit.services.labels import erase_person
from audit.services.origins import (
    Origin,
    clear_origin,
    has_refused,
    origin,
    set_origin,
    within,
)
from audit.services.recording import NotInTransaction, record, record_each, record_many
from audit.services.refusing import record_counted, record_refusal, was_there, write_repeats
from audit.services.rows import ANONYMOUS, CHANGED, SYSTEM, Actor, Details, Target, system_for

__all__ = [
    "ANONYMOUS",
    "CHANGED",
    "MASKED",
    "SYSTEM",
    "Actor",
    "Details",
    "NotInTransaction",
    "Origin",
    "Target",
    "clear_origin",
    "erase_person",
    "has_refused",
    "ids_of_address",
    "origin",
    "record",
    "record_counted",
    "record_each",
    "record_many",
    "record_refusal",
    "set_origin",
    "system_for",
    "was_there",
    "within",
    "write_repeats",
]
