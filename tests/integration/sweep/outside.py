"""Operations that ask nobody's membership: they tell strangers nothing of acme."""

from collections.abc import Iterable

from tests.integration.sweep import check
from tests.integration.sweep.operations import Operation
from tests.integration.sweep.tries import Report, judge, send
from tests.integration.sweep.world import WORD, Rows, World, asked

# Operation → why it has no door.
OUTSIDE: dict[str, str] = {
    "GET /api/v1/auth/jwks": "public keys",
    "POST /api/v1/auth/register": "makes an account for who has none",
    "POST /api/v1/auth/verify": "by the key of a mail",
    "POST /api/v1/auth/verify/resend": "sends a mail, tells nothing",
    "POST /api/v1/auth/refresh": "by a refresh token",
    "POST /api/v1/auth/nextauth": "by a front end's token",
    "POST /api/v1/auth/password/reset": "sends a mail, tells nothing",
    "POST /api/v1/auth/password/reset/confirm": "by the key of a mail",
    "POST /api/v1/auth/password/change": "the caller's own password",
    "GET /api/v1/auth/sessions": "the caller's own sign-ins",
    "DELETE /api/v1/auth/sessions": "the caller's own sign-ins",
    "DELETE /api/v1/auth/sessions/{session_id}": "one of the caller's own sign-ins",
    "PATCH /api/v1/auth/me": "the caller's own choices",
    "POST /api/v1/auth/login": "proves who somebody is",
    "POST /api/v1/auth/logout": "ends the caller's own session",
    "GET /api/v1/auth/me": "the caller, and the workspaces they are in",
    "GET /api/v1/notifications": "what the caller was told",
    "POST /api/v1/notifications/read": "what the caller was told",
    "POST /api/v1/notifications/{notice_id}/read": "one of what the caller was told",
    "GET /api/v1/notifications/choices": "the caller's own choices",
    "PUT /api/v1/notifications/choices": "the caller's own choices",
    "GET /api/v1/workspaces": "the caller's own memberships",
    "POST /api/v1/workspaces/join": "by the token of an invitation, which is a way in",
    "POST /api/v1/workspaces": "makes a workspace of the caller's own",
}


def try_all(world: World, operations: Iterable[Operation], report: Report) -> None:
    """Ask as mallory, and hear nothing of acme."""
    rows = Rows(world, report)
    for operation in operations:
        if operation.door != "none":
            if str(operation) in OUTSIDE:
                report.fault("the sweep", operation, "has a door: take it off outside.OUTSIDE")
            continue
        if str(operation) not in OUTSIDE:
            report.fault("the sweep", operation, "has no door: give the reason in outside.OUTSIDE")
        if question := asked(operation, report):
            with check.undone():
                own = question.own(world.beta)
                tried = send(question, world.mallory, own, slug=world.acme.slug, version=1)
                rows.check("mallory", operation)
            judge(report, tried, actor="mallory", operation=operation, secret=world.acme, word=WORD)
