"""What holds and grants are asked for with: plain values, units in the meter's own unit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Price:
    """What `per_units` are sold for and cost, in minor units of `currency`, frozen with a hold.

    provider: whose units they are; own_key: the workspace pays it itself.
    """

    unit_price: int = 0
    unit_cost: int = 0
    currency: str = "USD"
    version: int = 0
    per_units: int = 1
    provider: str = ""
    own_key: bool = False


FREE = Price()


@dataclass(frozen=True, slots=True)
class Hold:
    """One reservation to make. units: in the meter's own unit."""

    id: UUID
    subject_id: UUID
    units: int
    idem_key: str
    label: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose units are held, for what, at which price."""

    workspace_id: UUID
    meter: str
    kind: str
    job_id: UUID | None
    actor_id: str
    price: Price = FREE

    def digest(self, hold: Hold) -> str:
        """Return what makes two holds of one key the same request (not price, label or job)."""
        said = f"{self.meter}\n{self.kind}\n{hold.subject_id}\n{hold.units}"
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NewGrant:
    """Units given beside the plan's. Grants of a lower priority burn first.

    idem_key: of the whole product: the same key gives once. effective_at: None for now;
    expires_at: None for never.
    """

    meter: str
    units: int
    source: str
    idem_key: str
    priority: int = 50
    effective_at: datetime | None = None
    expires_at: datetime | None = None
