"""What the fields of events are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.actions import Action
from audit.sentences.codes import METERS

FIELDS: Mapping[str, str | Promise] = {
    "address": pgettext_lazy("billing", "address"),
    "brand": _("brand"),
    "by_mail": _("comes by e-mail"),
    "category": _("category"),
    "colours": _("brand colours"),
    "concurrency": _("items at a time"),
    "credited": _("credited"),
    "currency": _("currency"),
    "default": _("default plan"),
    "email": _("e-mail"),
    "enabled": _("switched on"),
    "error": _("error"),
    "interval": _("period"),
    "is_active": _("may sign in"),
    "is_offered": _("on offer"),
    "language": _("language"),
    "limit": _("limit"),
    "logo_asset_id": _("logo"),
    "main_photo": _("main photo"),
    "name": _("name"),
    "name_zh": _("Chinese name"),
    "paid": pgettext_lazy("amount", "paid"),
    "plan": _("plan"),
    "price": _("price"),
    "price_minor": _("price"),
    "product_id": _("product"),
    "remaining": pgettext_lazy("of a grant", "left"),
    "role": _("role"),
    "sku": _("SKU"),
    "slug": _("web address"),
    "state": _("state"),
    "status": _("state"),
    "tags": _("tags"),
    "tax_id": _("tax number"),
    "theme": _("appearance"),
    "time_zone": _("time zone"),
    "title": _("title"),
    "tone": _("tone of voice"),
    "trial_days": _("days of trial"),
    "version": _("version"),
    "words_to_avoid": _("words to avoid"),
    "words_to_use": _("words to use"),
}


def named(field: str, action: str) -> str:
    """Return what people call a field. The facts of a product are called what people called them."""
    if action == Action.FACT_CHANGED:
        return field
    if action == Action.PLAN_EDITION_MADE and field in METERS:
        return str(METERS[field])
    return str(FIELDS.get(field, field))
