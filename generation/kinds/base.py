"""What every kind of job gives the engine."""

from typing import Any, Protocol

from generation.models import Job, JobItem
from generation.orders import Order


class Run(Protocol):
    """One attempt at one item."""

    schema_name: str
    item: JobItem
    attempt: int

    def report(self, stage: str, percent: int, *, preview: bytes | None = None) -> None:
        """Say how far it is; raises to end the work (cancelled, lease lost)."""
        ...

    def hold(self) -> None:
        """Keep the item though nothing new is to be said; raises as `report` does."""
        ...

    def write(self, so_far: str) -> None:
        """Tell what is written so far."""
        ...


class Delivery(Protocol):
    """What was made, stored, and is not anybody's yet. units: to count; None for all held."""

    @property
    def provider(self) -> str:
        """Who made it."""
        ...

    @property
    def units(self) -> int | None:
        """What is counted; None for all that is held."""
        ...

    def hand_over(self, item: JobItem) -> None:
        """Write its rows, in the transaction that ends the item."""
        ...

    def discard(self) -> None:
        """Take back what was stored: the attempt lost its lease, or ended otherwise."""
        ...


class Kind(Protocol):
    """One kind of job."""

    def deliver(self, run: Run) -> Delivery:
        """Make what the item asks for, outside every transaction.

        Raises:
            ProviderError: it was not made; the code says why.
        """
        ...

    def again(self, job: Job) -> Order:
        """Return the order of the same items. Its plan refuses what is gone since."""
        ...


def provider_facts(usage: Any) -> dict[str, int]:
    """Return what a vendor counted, as it is kept with an output."""
    if usage is None:
        return {}
    return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
