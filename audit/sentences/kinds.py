"""What kinds of things events are about."""

from collections.abc import Mapping
from functools import cache

from django.apps import apps
from django.contrib.admin.utils import model_format_dict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Mapping[str, Promise] = {
    "asset": _("file"),
    "asset_export": _("download of many"),
    "catalogue_import": _("import of products"),
    "document": _("document"),
    "audit_event": _("audit event"),
    "audit_hold": _("hold on the trail"),
    "audit_proof": _("proof of the trail"),
    "audit_restore": _("restore of the trail"),
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
    "list": _("list"),
    "order": _("order"),
    "page": _("page"),
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
    """Return what kind of thing it is; empty for none. Staff look at rows of any table."""
    known = KINDS.get(target_type) or _tables().get(target_type)
    return str(known or target_type)


def listed(label: str) -> str:
    """Return what a list of rows is called: `app.model` in words."""
    try:
        return str(model_format_dict(apps.get_model(label))["verbose_name_plural"])
    except (LookupError, ValueError):
        return label


@cache
def _tables() -> dict[str, str | Promise]:
    return {
        one.__name__.lower(): model_format_dict(one)["verbose_name"] for one in apps.get_models()
    }


def nameless(target_type: str) -> str:
    """Return what stands for something without a name."""
    if not target_type:
        return _now("something without a name")
    return _now("something without a name (%(kind)s)") % {"kind": kind(target_type)}
