"""A person as the audit trail names them."""

from accounts.models import User
from audit.services import Actor, Target


def actor_of(user: User) -> Actor:
    """Return the actor for records of what this person does."""
    return Actor("staff" if user.is_staff else "user", str(user.pk), user.label)


def target_of(user: User) -> Target:
    """Return the target for records of what is done to this person."""
    return Target("user", str(user.pk), user.label)


def target_of_address(email: str) -> Target:
    """Return the target for records about an e-mail, whoever has it: a row knows it by a hash."""
    return Target("email", "", email)
