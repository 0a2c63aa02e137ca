"""What can be done with people and their sign-ins."""

from accounts.services.closing import ClosedAlready, close
from accounts.services.exchanging import exchange, forget_exchanged
from accounts.services.exchanging import link as link_identity
from accounts.services.guard import (
    is_new_device,
    let_try_again,
    note_code_wrong,
    note_locked_out,
    prove_code,
    remove_factors,
    tell_new_device,
    tell_paused,
)
from accounts.services.mails import Mail, post
from accounts.services.noticing import (
    AlwaysMailed,
    choices_of,
    choose,
    clear_notices,
    mark_all_read,
    mark_read,
    notices_of,
    older_than,
    stop_mail,
    unread_of,
    unread_of_many,
)
from accounts.services.people import (
    EmailTaken,
    NewPerson,
    change_password,
    create_person,
    note_sign_in_failed,
    note_signed_in,
    note_signed_out,
    note_signed_up,
    switch_off,
    switch_on,
)
from accounts.services.profile import change_profile, clean_profile
from accounts.services.programs import SignedIn, sign_in_program, sign_out_program
from accounts.services.proving import (
    PasskeyOnly,
    SecondFactorMissing,
    SecondFactorRequired,
    ask_for_more,
)
from accounts.services.refreshing import RefreshRefused, Refusal, refresh_program
from accounts.services.safety import (
    may_add_factor,
    note_signed_up_with,
    recorded,
    whence,
)
from accounts.services.sign_ins import SignIn, end_all_sessions, end_session, sessions_of
from accounts.services.telling import tell, tell_many

__all__ = [
    "AlwaysMailed",
    "ClosedAlready",
    "EmailTaken",
    "Mail",
    "NewPerson",
    "PasskeyOnly",
    "RefreshRefused",
    "Refusal",
    "SecondFactorMissing",
    "SecondFactorRequired",
    "SignIn",
    "SignedIn",
    "ask_for_more",
    "change_password",
    "change_profile",
    "choices_of",
    "choose",
    "clean_profile",
    "clear_notices",
    "close",
    "create_person",
    "end_all_sessions",
    "end_session",
    "exchange",
    "forget_exchanged",
    "is_new_device",
    "let_try_again",
    "link_identity",
    "mark_all_read",
    "mark_read",
    "may_add_factor",
    "note_code_wrong",
    "note_locked_out",
    "note_sign_in_failed",
    "note_signed_in",
    "note_signed_out",
    "note_signed_up",
    "note_signed_up_with",
    "notices_of",
    "older_than",
    "post",
    "prove_code",
    "recorded",
    "refresh_program",
    "remove_factors",
    "sessions_of",
    "sign_in_program",
    "sign_out_program",
    "stop_mail",
    "switch_off",
    "switch_on",
    "tell",
    "tell_many",
    "tell_new_device",
    "tell_paused",
    "unread_of",
    "unread_of_many",
    "whence",
]
