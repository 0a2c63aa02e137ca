"""Hands one mail to the mail server, and says what became of it."""

import logging
import smtplib
import time
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from accounts.letters import Letter

log = logging.getLogger(__name__)
# After one that could not be reached: each of hundreds would wait as long.
PAUSE_SECONDS = 30.0
_pause = {"until": 0.0}


class Refused(Exception):
    """It was not taken. is_permanent: nor will it ever be. is_away: nobody could be asked."""

    def __init__(self, reason: str, *, is_permanent: bool = False, is_away: bool = False) -> None:
        super().__init__(reason)
        self.is_permanent = is_permanent
        self.is_away = is_away


def send(letter: Letter, *, to: str, name: str, written: datetime) -> None:
    """Send one letter. name: what its Message-ID is made of, the same in every try.

    Raises:
        Refused: it was not taken, as far as is known.
    """
    if time.monotonic() < _pause["until"]:
        raise Refused("the mail server could not be reached", is_away=True)
    message = _message(letter, to=to, name=name, written=written)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refused(code, said) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(str(error), is_permanent=True) from error
    except smtplib.SMTPAuthenticationError as error:
        # Our own sign-in: it is put right, and then everything goes.
        raise Refused(f"{error.smtp_code} {_words(error.smtp_error)}", is_away=True) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        _pause["until"] = time.monotonic() + PAUSE_SECONDS
        log.warning("the mail server does not answer", extra={"reason": type(error).__name__})
        raise Refused(f"{type(error).__name__}: {error}", is_away=True) from error
    except ValueError as error:
        raise Refused(f"no form for mail: {error}", is_permanent=True) from error


def has_form(address: str) -> bool:
    """Return whether mail can name an address at all: a label of its domain may be too long."""
    try:
        sanitize_address(address, "utf-8")
    except ValueError:
        return False
    return True


def forget_pause() -> None:
    """Ask the server again at once."""
    _pause["until"] = 0.0


def _message(letter: Letter, *, to: str, name: str, written: datetime) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": f"<{name}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>",
        "Date": format_datetime(written),
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[to], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    return message


def _refused(code: int, said: bytes | str) -> Refused:
    """Return a refusal as the server put it: 5xx stays so, 4xx passes."""
    return Refused(f"{code} {_words(said)}", is_permanent=code >= 500)


def _words(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
