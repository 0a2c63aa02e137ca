"""What staff see of people and of what they are sent."""

from accounts.admin.mails import MailAdmin
from accounts.admin.people import UserAdmin

__all__ = ["MailAdmin", "UserAdmin"]
