"""What kinds of things events are about."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, Promise] = {
    "asset": _("file"),
    "audit_hold": _("hold on the trail"),
    "audit_proof": _("proof of the trail"),
    "audit_month": _("month of the trail"),
    "billing_account": _("billing details"),
    "email": _("e-mail"),
    "grant": _("grant"),
    "invitation": _("invitation"),
    "invoice": _("invoice"),
    "item": _("item"),
    "job": _("job"),
    "mail": _("mail"),
    "member": _("member"),
    "notice_kind": _("kind of notification"),
    "order": _("order"),
    "payment": _("payment"),
    "payment_event": _("payment event"),
    "payment_provider": _("payment provider"),
    "plan": _("plan"),
    "price_sheet": _("price sheet"),
    "product": _("product"),
    "quota_period": _("limit of the plan"),
    "subject": _("person at the front end"),
    "subscription": _("subscription"),
    "task": _("periodic task"),
    "text": pgettext_lazy("kind of thing", "text"),
    "trail": _("audit trail"),
    "trail_export": _("file of events"),
    "upload": _("upload"),
    "usage": _("usage"),
    "user": _("person"),
    "video_project": _("video"),
    "workspace": _("workspace"),
}


def kind(target_type: str) -> str:
    """Return what kind of thing it is; empty for none."""
    return str(KINDS.get(target_type, target_type))


def nameless(target_type: str) -> str:
    """Return what stands for something without a name."""
    if not target_type:
        return _now("something without a name")
    return _now("something without a name (%(kind)s)") % {"kind": kind(target_type)}
