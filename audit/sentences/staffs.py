"""When a person acts as staff of the studio, and not as a member of a workspace they are in, too."""

from audit.actions import Action
from audit.models import AuditEvent

# Staff do this without giving a reason; everything else they do as staff asks for one.
WITHOUT_REASON = frozenset(
    {
        Action.MEMBER_ADDED,
        Action.MEMBER_ROLE_CHANGED,
        Action.JOBS_SEEN_BY_STAFF,
        Action.MAIL_READ_BY_STAFF,
        Action.VENDOR_CHECKED,
        Action.STAFF_CREATED,
    }
)


def is_as_staff(event: AuditEvent) -> bool:
    """Return whether it was done by staff, as staff: who looks after a studio often works in it."""
    is_act = event.action in WITHOUT_REASON or event.action.endswith("_by_staff")
    return event.actor_type == "staff" and (
        is_act or (event.outcome == "ok" and bool(event.reason))
    )
