"""What can be done with people and their sign-ins."""

from accounts.services.people import (
    EmailTaken,
    NewPerson,
    change_password,
    choose_language,
    create_person,
    note_sign_in_failed,
    note_signed_in,
    note_signed_out,
    note_signed_up,
    switch_off,
    switch_on,
)
from accounts.services.programs import SignedIn, sign_in_program, sign_out_program
from accounts.services.sign_ins import SignIn, end_all_sessions, end_session, sessions_of

__all__ = [
    "EmailTaken",
    "NewPerson",
    "SignIn",
    "SignedIn",
    "change_password",
    "choose_language",
    "create_person",
    "end_all_sessions",
    "end_session",
    "note_sign_in_failed",
    "note_signed_in",
    "note_signed_out",
    "note_signed_up",
    "sessions_of",
    "sign_in_program",
    "sign_out_program",
    "switch_off",
    "switch_on",
]
