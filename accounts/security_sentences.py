"""What a person is told of how they sign in, as whole sentences in the present language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.sentences import Data, number_of, text_of

# How a second factor is named in what is recorded.
TOTP, PASSKEY = "totp", "webauthn"


def signed_in_new_device(data: Data) -> str:
    device = text_of(data, "device")
    if not device:
        return _("Somebody signed in to your account on a new device.")
    return _("Somebody signed in to your account on a new device: %(device)s.") % {"device": device}


def password_changed(_data: Data) -> str:
    return _("Your password was changed.")


def email_changed(data: Data) -> str:
    return _("The e-mail of your account is now %(email)s.") % {"email": text_of(data, "email")}


def factor_added(data: Data) -> str:
    """Return what else is asked for, or suffices, from now on."""
    name = text_of(data, "name")
    match data.get("method"):
        case "totp":
            return _("An authenticator app was added to your account.")
        case "webauthn" if name:
            return _("A passkey was added to your account: %(name)s.") % {"name": name}
        case "webauthn":
            return _("A passkey was added to your account.")
        case _:
            return _("A second step was added to your account.")


def factor_removed(data: Data) -> str:
    """Return what is not asked for any more."""
    name = text_of(data, "name")
    match data.get("method"):
        case "totp":
            return _("The authenticator app was removed from your account.")
        case "webauthn" if name:
            return _("A passkey was removed from your account: %(name)s.") % {"name": name}
        case "webauthn":
            return _("A passkey was removed from your account.")
        case _:
            return _("A second step was removed from your account.")


def recovery_codes_made(_data: Data) -> str:
    return _("New recovery codes were made. The old ones work no more.")


def sign_in_paused(data: Data) -> str:
    """Return that somebody guesses."""
    minutes = number_of(data, "minutes")
    if not minutes:
        return _("Wrong passwords were entered for your account too often. Sign-in is paused.")
    words = ngettext(
        "Wrong passwords were entered for your account too often."
        " Sign-in is paused for %(minutes)d minute.",
        "Wrong passwords were entered for your account too often."
        " Sign-in is paused for %(minutes)d minutes.",
        minutes,
    )
    return words % {"minutes": minutes}


def token_reused(_data: Data) -> str:
    return _(
        "The sign-in of one of your programs was used twice. It may have been copied; it was ended."
    )


def signed_out_everywhere(_data: Data) -> str:
    return _("You were signed out everywhere.")


def identity_linked(data: Data) -> str:
    """Return by whom else a person can be signed in."""
    provider = text_of(data, "provider")
    if not provider:
        return _("Another way to sign in was connected to your account.")
    return _("You can now sign in with %(provider)s.") % {"provider": provider.title()}


def from_where(data: Data) -> str:
    """Return whence it came, and what to do when it was somebody else."""
    said = {"address": text_of(data, "address"), "device": text_of(data, "device")}
    if not said["address"]:
        return _("If this was not you, change your password and sign out everywhere.")
    return (
        _(
            "It came from %(address)s."
            " If this was not you, change your password and sign out everywhere."
        )
        % said
    )
