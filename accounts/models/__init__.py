"""Who people are, how they are signed in, and what they are told."""

from accounts.models.idempotency import IdempotencyRecord
from accounts.models.notices import MailOut, NoticeChoice, Notification
from accounts.models.people import User, UserManager
from accounts.models.sign_ins import ExchangedToken, TokenFamily

__all__ = [
    "ExchangedToken",
    "IdempotencyRecord",
    "MailOut",
    "NoticeChoice",
    "Notification",
    "TokenFamily",
    "User",
    "UserManager",
]
