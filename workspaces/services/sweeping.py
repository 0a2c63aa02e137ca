"""The beat's round over what ends by itself."""

from workspaces.services.closing import finish_deletions
from workspaces.services.invitations import clear_invitations


def sweep() -> None:
    """Forget old invitations and delete what was asked to go; safe twice and at once.

    Neither waits for the other: a failure of the first is raised once the second is done.
    """
    try:
        clear_invitations()
    finally:
        finish_deletions()
