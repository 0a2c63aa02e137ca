"""How accounts are told of: signing in, what guards an account, mails."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.actions import Action
from audit.sentences.telling import (
    ANY,
    Says,
    because,
    each,
    has,
    holds,
    of_type,
    to_oneself,
)

# Told of sign-ins that many refusals of one kind are.
SIGNING_IN: dict[Action, tuple[Says, ...]] = {
    Action.ACCOUNT_SIGNED_UP: (
        Says(_("%(who)s signed up"), to_oneself),
        Says(_("%(who)s made an account for %(what)s")),
    ),
    Action.ACCOUNT_SIGN_UP_REFUSED: (
        Says(
            _("%(who)s tried to sign up as %(what)s, which has an account already"),
            because("taken"),
            outcome="denied",
        ),
        Says(_("%(who)s tried to sign up as %(what)s and was refused"), outcome="denied"),
    ),
    Action.ACCOUNT_SIGNED_IN: (
        Says(_("%(who)s signed in with a program from %(address)s"), has("by", "api")),
        Says(_("%(who)s signed in with a program"), has("by", "api")),
        Says(_("%(who)s signed in from %(address)s")),
        Says(_("%(who)s signed in")),
    ),
    Action.ACCOUNT_SIGNED_OUT: (Says(_("%(who)s signed out")),),
    Action.ACCOUNT_SIGN_IN_FAILED: (
        Says(
            _("%(who)s tried to sign in as %(what)s with a wrong code"),
            because("second_factor"),
            outcome="denied",
        ),
        Says(_("%(who)s tried to sign in as %(what)s with a wrong password"), outcome="denied"),
    ),
    Action.ACCOUNT_LOCKED_OUT: (
        Says(_("%(who)s tried too often to sign in as %(what)s and has to wait"), outcome="denied"),
    ),
    Action.ACCOUNT_UNLOCKED: (Says(_("%(who)s let %(what)s try to sign in again")),),
    Action.ACCOUNT_EXCHANGE_REFUSED: (
        Says(
            _("%(who)s tried to sign in through the front end as %(what)s and was refused"),
            of_type("subject"),
            outcome="denied",
        ),
        Says(_("%(who)s tried to sign in through the front end and was refused"), outcome="denied"),
    ),
    Action.ACCOUNT_KEY_REFUSED: (
        Says(_("%(who)s tried the link of a mail, which is not valid"), outcome="denied"),
    ),
    Action.ACCOUNT_SIGNED_OUT_EVERYWHERE: (
        Says(_("%(who)s signed out everywhere else"), each(to_oneself, holds("kept_one"))),
        Says(_("%(who)s signed out everywhere"), to_oneself),
        Says(_("%(who)s signed %(what)s out everywhere")),
    ),
    Action.ACCOUNT_SESSION_ENDED: (
        Says(_("%(who)s signed a program out"), each(to_oneself, has("kind", "program"))),
        Says(_("%(who)s signed another browser out"), to_oneself),
        Says(_("%(who)s ended a sign-in of %(what)s")),
    ),
    Action.ACCOUNT_TOKEN_REUSED: (
        Says(
            _("The sign-in of %(what)s was ended, because somebody may have copied it"), outcome=ANY
        ),
    ),
}

GUARDING: dict[Action, tuple[Says, ...]] = {
    Action.ACCOUNT_PASSWORD_CHANGED: (
        Says(_("%(who)s changed their password"), to_oneself),
        Says(_("%(who)s changed the password of %(what)s")),
    ),
    Action.ACCOUNT_RESET_ASKED: (
        Says(
            _("%(who)s asked for a new password for %(what)s, which has no account here"),
            because("unknown"),
            outcome="denied",
        ),
        Says(_("%(who)s asked for a new password for %(what)s"), outcome=ANY),
    ),
    Action.ACCOUNT_CHANGED: (
        Says(_("%(who)s changed their profile"), to_oneself),
        Says(_("%(who)s changed the profile of %(what)s")),
    ),
    Action.ACCOUNT_EMAIL_ADDED: (Says(_("%(who)s added the e-mail %(what)s to their account")),),
    Action.ACCOUNT_EMAIL_CONFIRMED: (Says(_("%(who)s confirmed the e-mail %(what)s")),),
    Action.ACCOUNT_EMAIL_REMOVED: (
        Says(_("%(who)s removed the e-mail %(what)s from their account")),
    ),
    Action.ACCOUNT_EMAIL_CHANGED: (Says(_("%(who)s chose another primary e-mail")),),
    Action.ACCOUNT_CONFIRMATION_SENT: (
        Says(_("%(who)s sent %(what)s the link that confirms an e-mail again")),
    ),
    Action.ACCOUNT_FACTOR_ADDED: (
        Says(_("%(who)s added an authenticator app"), has("method", "totp")),
        Says(_("%(who)s added the passkey %(name)s"), has("method", "webauthn")),
        Says(_("%(who)s added a passkey"), has("method", "webauthn")),
        Says(_("%(who)s added a second step")),
    ),
    Action.ACCOUNT_FACTOR_REMOVED: (
        Says(_("%(who)s removed the authenticator app"), has("method", "totp")),
        Says(_("%(who)s removed the passkey %(name)s"), has("method", "webauthn")),
        Says(_("%(who)s removed a passkey"), has("method", "webauthn")),
        Says(_("%(who)s removed a second step")),
    ),
    Action.ACCOUNT_FACTOR_RENAMED: (
        Says(_("%(who)s renamed the passkey %(before)s to %(after)s")),
        Says(_("%(who)s renamed a passkey")),
    ),
    Action.ACCOUNT_FACTORS_REMOVED: (Says(_("%(who)s removed the second steps of %(what)s")),),
    Action.ACCOUNT_RECOVERY_CODES_MADE: (Says(_("%(who)s made new recovery codes")),),
    Action.ACCOUNT_RECOVERY_CODES_SHOWN: (Says(_("%(who)s looked at their recovery codes")),),
    Action.ACCOUNT_IDENTITY_LINKED: (
        Says(_("%(who)s connected %(provider)s to sign in with")),
        Says(_("%(who)s connected another way to sign in")),
    ),
    Action.ACCOUNT_IDENTITY_UNLINKED: (
        Says(_("%(who)s disconnected %(provider)s")),
        Says(_("%(who)s disconnected another way to sign in")),
    ),
    Action.NOTICE_CHOSEN: (Says(_("%(who)s chose what comes by e-mail")),),
    Action.ACCOUNT_SWITCHED_OFF: (Says(_("%(who)s switched off the account of %(what)s")),),
    Action.ACCOUNT_SWITCHED_ON: (Says(_("%(who)s switched the account of %(what)s on again")),),
    Action.ACCOUNT_CLOSED: (Says(_("%(who)s closed their account")),),
    Action.STAFF_CREATED: (Says(_("%(who)s made a staff account for %(what)s")),),
}

MAILS: dict[Action, tuple[Says, ...]] = {
    Action.MAIL_READ_BY_STAFF: (Says(_("%(who)s read a mail to %(what)s")),),
    Action.MAIL_SENT_AGAIN: (
        Says(_("%(who)s sent a mail again")),
        Says(
            lambda n: ngettext("%(who)s sent %(n)s mail again", "%(who)s sent %(n)s mails again", n)
        ),
    ),
    Action.MAIL_GIVEN_UP: (
        Says(_("%(who)s gave up sending a mail")),
        Says(
            lambda n: ngettext(
                "%(who)s gave up sending %(n)s mail", "%(who)s gave up sending %(n)s mails", n
            )
        ),
    ),
}
