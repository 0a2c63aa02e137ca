"""Whom invoices are made out to, and what they have to their credit."""

import hashlib
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit import services as audit
from audit.actions import Action
from billing.models import BillingAccount, BillingCredit
from billing.quotas.terms import assert_transaction
from workspaces.models import Workspace

# Of a profile the trail tells this as it was and is; of all else, which may name a person, that it
# is another.
NAMES_NOBODY = frozenset({"language"})


@dataclass(frozen=True, slots=True)
class Profile:
    """What invoices say of who pays. address: lines separated by line ends."""

    name: str
    address: str = ""
    tax_id: str = ""
    email: str = ""
    language: str = "en"


class DetailsChanged(Exception):
    """Somebody has changed the details meanwhile: `current` and `yours` are versions."""

    def __init__(self, *, current: str, yours: str) -> None:
        super().__init__(f"version {yours} is not the newest, {current} is")
        self.current = current
        self.yours = yours


def profile_of(account: BillingAccount) -> Profile:
    """Return what an account says of who pays."""
    return Profile(**{one.name: getattr(account, one.name) for one in fields(Profile)})


def version_of(profile: Profile) -> str:
    """Return a mark that is another one as soon as anything of the profile is."""
    return hashlib.sha256(repr(profile).encode()).hexdigest()[:12]


def of(workspace_id: UUID) -> BillingAccount:
    """Return a workspace's account; one that was never written is as the workspace is named."""
    found = BillingAccount.objects.filter(pk=workspace_id).first()
    return found or BillingAccount(pk=workspace_id, **_first(workspace_id))


def lock(workspace_id: UUID) -> BillingAccount:
    """Return the account, locked to the end of the open transaction: whoever moves money is first."""
    assert_transaction()
    account = BillingAccount.objects.select_for_update().filter(pk=workspace_id).first()
    if account is None:
        BillingAccount.objects.get_or_create(pk=workspace_id, defaults=_first(workspace_id))
        account = BillingAccount.objects.select_for_update().get(pk=workspace_id)
    return account


def change(
    workspace_id: UUID, *, profile: Profile, actor: audit.Actor, version: str | None = None
) -> BillingAccount:
    """Say whom the invoices to come are made out to; those that are issued stay as they are.

    version: of the profile that was read; None changes whatever there is.

    Raises:
        DetailsChanged: another version is the newest; nothing is changed.
    """
    with transaction.atomic(durable=True):
        account = lock(workspace_id)
        newest = version_of(profile_of(account))
        if version is not None and version != newest:
            raise DetailsChanged(current=newest, yours=version)
        values = asdict(profile)
        before = {name: getattr(account, name) for name in values}
        changes = {
            name: (before[name], value) for name, value in values.items() if before[name] != value
        }
        if not changes:
            return account
        for name, (_before, value) in changes.items():
            setattr(account, name, value)
        account.save(update_fields=list(changes))
        _record(account, changes, actor=actor)
    return account


def keep_first_email(account: BillingAccount, email: str, *, actor: audit.Actor) -> None:
    """Write to who ordered first, unless somebody said to whom. The account is locked."""
    assert_transaction()
    if not email or account.email:
        return
    account.email = email
    account.save(update_fields=["email"])
    _record(account, {"email": ("", email)}, actor=actor)


def know_customer(account: BillingAccount, provider: str, customer: str) -> None:
    """Keep by which name a provider knows who pays. The account is locked."""
    if customer and (account.provider, account.customer_ref) != (provider, customer):
        account.provider, account.customer_ref = provider, customer
        account.save(update_fields=["provider", "customer_ref"])


def credits_of(workspace_id: UUID) -> dict[str, int]:
    """Return what a workspace has to its credit, by currency; those it has nothing in are left out."""
    kept = BillingCredit.objects.filter(account=workspace_id, amount__gt=0)
    return dict(kept.order_by("currency").values_list("currency", "amount"))


def credit_of(workspace_id: UUID, currency: str) -> int:
    """Return what a workspace has to its credit in a currency."""
    return credits_of(workspace_id).get(currency, 0)


def add_credit(account: BillingAccount, amount: int, *, currency: str) -> None:
    """Keep money for the invoices to come, or take it away again. The account is locked."""
    assert_transaction()
    kept, _is_new = BillingCredit.objects.get_or_create(account=account, currency=currency)
    kept.amount += amount
    kept.save(update_fields=["amount"])


def bill_to(account: BillingAccount) -> dict[str, Any]:
    """Return the account, and who bills, as an invoice keeps them."""
    return {
        "name": account.name,
        "address": account.address,
        "tax_id": account.tax_id,
        "email": account.email,
        "seller": list(settings.INVOICE_SELLER),
        "pay_to": settings.INVOICE_PAY_TO,
    }


def target_of(workspace_id: UUID) -> audit.Target:
    """Return an account as the trail names it: whose it is may be a person, who stays unnamed."""
    return audit.Target("billing_account", str(workspace_id))


def _record(
    account: BillingAccount, changes: dict[str, tuple[Any, Any]], *, actor: audit.Actor
) -> None:
    audit.record(
        Action.BILLING_ACCOUNT_CHANGED,
        actor=actor,
        workspace_id=account.pk,
        target=target_of(account.pk),
        details=audit.Details(
            changes={
                name: pair if name in NAMES_NOBODY else audit.CHANGED
                for name, pair in changes.items()
            }
        ),
    )


def _first(workspace_id: UUID) -> dict[str, Any]:
    place = Workspace.objects.only("name", "language", "currency").get(pk=workspace_id)
    return {"name": place.name, "language": place.language, "currency": place.currency}
