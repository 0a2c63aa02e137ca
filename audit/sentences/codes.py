"""Words for the codes that events hold: they say what they said when they were written."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

Words = Mapping[str, str | Promise]

ROLES: Words = {
    "owner": _("Owner"),
    "admin": _("Admin"),
    "editor": _("Editor"),
    "reviewer": _("Reviewer"),
    "viewer": _("Viewer"),
}
# States of a workspace, a subscription, an order and an invoice: no code means two things.
STATES: Words = {
    "active": _("active"),
    "archived": _("archived"),
    "suspended": _("suspended"),
    "deleting": _("being deleted"),
    "deleted": _("deleted"),
    "trialing": _("on trial"),
    "past_due": _("payment overdue"),
    "cancelled": _("cancelled"),
    "ended": _("ended"),
    "waiting": _("waiting for payment"),
    "paid": _("paid"),
    "expired": _("expired"),
    "draft": _("draft"),
    "open": pgettext_lazy("invoice", "open"),
    "part_paid": _("paid in part"),
    "void": _("void"),
}
THEMES: Words = {
    "system": _("Same as the system"),
    "light": _("Light"),
    "dark": _("Dark"),
}
INTERVALS: Words = {"month": _("month"), "year": _("year")}
METERS: Words = {
    "images": _("Images"),
    "copies": _("Texts"),
    "video_seconds": _("Seconds of video"),
    "storage_bytes": _("Storage"),
    "members": _("Members"),
}
# What else stands for itself where it is a brand, and is written as one.
PROVIDERS: Words = {
    "google": "Google",
    "github": "GitHub",
    "microsoft": "Microsoft",
    "stripe": "Stripe",
    "openai": "OpenAI",
    "authjs": "Auth.js",
    "nextauth": "NextAuth",
    "csv": "CSV",
    "json": "JSON",
    "jsonl": "JSON Lines",
    "webauthn": _("passkey"),
    "totp": _("authenticator app"),
}


def word(words: Words, code: Any) -> str:
    """Return what a code means; one nobody knows stands for itself."""
    return str(words.get(str(code), code)) if code not in (None, "") else ""


def units(meter: str, number: int, *, shown: str, size: str) -> str:
    """Return so much of a meter. shown: the number as it is read; size: as it is, of bytes."""
    match meter:
        case "images":
            words = ngettext("%(n)s image", "%(n)s images", number)
        case "copies":
            words = ngettext("%(n)s text", "%(n)s texts", number)
        case "video_seconds":
            words = ngettext("%(n)s second of video", "%(n)s seconds of video", number)
        case "members":
            words = ngettext("%(n)s seat", "%(n)s seats", number)
        case "storage_bytes":
            return size
        case _:
            return f"{shown} {meter}"
    return words % {"n": shown}
