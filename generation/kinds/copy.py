"""Copy: every kind of text, for every product, in every language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from assets.models import Product
from generation import registry, subjects
from generation.kinds import script
from generation.kinds.base import Delivery, Run, provider_facts
from generation.models import (
    CopyParameters,
    Job,
    JobItem,
    JobKind,
    Output,
    Text,
    TextVersion,
    VersionSource,
)
from generation.orders import MAX_ITEMS, BadRequest, ItemPlan, Order, Plan
from generation.pipelines import copy as pipeline
from generation.providers.base import CopyRequest, CopyResult, ProviderError

MAX_BRIEF = 600
CHOICES = {
    "kinds": pipeline.KINDS,
    "languages": pipeline.LANGUAGES,
    "networks": pipeline.NETWORKS,
    "channel": pipeline.CHANNELS,
    "tone": pipeline.TONES,
    "length": pipeline.LENGTHS,
}


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """What to write: every kind for every product in every language; a post for every network.

    first: write only so many of them, for who has fewer left than the whole would take.
    """

    product_ids: Sequence[UUID]
    kinds: Sequence[str]
    languages: Sequence[str]
    networks: Sequence[str] = ("xiaohongshu",)
    channel: str = "general"
    tone: str = "plain"
    length: str = "medium"
    brief: str = ""
    title: str = ""
    first: int | None = None

    def plan(self) -> Plan:
        """Return the plan: one item a text, product by product.

        Raises:
            BadRequest: something that does not exist, nothing, or too much.
        """
        products = subjects.products_of(self.product_ids)
        _check(self)
        items = list(self._items(products))
        if len(items) > MAX_ITEMS:
            raise BadRequest(
                "too-many-items",
                _("A job writes at most %(most)d texts. Choose fewer products, kinds or languages.")
                % {"most": MAX_ITEMS},
            )
        return Plan(
            kind=JobKind.COPY,
            title=self.title or subjects.title_of(products),
            params=CopyParameters(
                products=tuple(str(product.pk) for product in products),
                kinds=tuple(dict.fromkeys(self.kinds)),
                languages=tuple(dict.fromkeys(self.languages)),
                networks=tuple(dict.fromkeys(self.networks)) if "post" in self.kinds else (),
                channel=self.channel,
                tone=self.tone,
                length=self.length,
                brief=self.brief,
            ),
            items=items[: self.first],
            noted={"kinds": list(self.kinds), "languages": list(self.languages)},
        )

    def _items(self, products: Sequence[Product]) -> Iterator[ItemPlan]:
        for product in products:
            for kind in dict.fromkeys(self.kinds):
                places = dict.fromkeys(self.networks if kind == "post" else [self.channel])
                for channel in places:
                    for language in dict.fromkeys(self.languages):
                        yield self._item(product, kind, channel, language)

    def _item(self, product: Product, kind: str, channel: str, language: str) -> ItemPlan:
        params = {
            "kind": kind,
            "channel": channel,
            "language": language,
            "tone": self.tone,
            "length": self.length,
            "brief": self.brief,
        }
        name = product.name_zh if language.startswith("zh") and product.name_zh else product.name
        return ItemPlan(label=name, params=params, product_id=product.pk)


@dataclass(frozen=True, slots=True)
class RewriteOrder:
    """Write a text anew: what comes is its next version."""

    text_id: UUID
    tone: str = ""
    length: str = ""
    brief: str = ""

    def plan(self) -> Plan:
        """Return the plan of one item.

        Raises:
            Text.DoesNotExist: there is no such text here.
            BadRequest: its product is gone, or the tone or length does not exist.
        """
        text = Text.objects.select_related("product").get(pk=self.text_id)
        if text.product is None:
            raise BadRequest(
                "product-gone",
                _("The product of this text was deleted, so there are no facts to write from."),
            )
        order = CopyOrder(
            product_ids=[text.product.pk],
            kinds=[text.kind],
            languages=[text.language],
            networks=[text.channel] if text.kind == "post" else (),
            channel=text.channel if text.kind != "post" else "general",
            tone=self.tone or text.tone or "plain",
            length=self.length or text.length or "medium",
            brief=self.brief,
        )
        plan = order.plan()
        for item in plan.items:
            item.params.update(text_id=str(text.pk), seed=text.version)
        return plan


@dataclass(frozen=True, slots=True)
class TextDelivery:
    """A text that is written, and is nobody's yet."""

    result: CopyResult
    units: int | None = None

    @property
    def provider(self) -> str:
        """Who wrote it."""
        return self.result.provider

    def hand_over(self, item: JobItem) -> None:
        """Add the text, or a version to the one it was written for."""
        text = _text_of(item)
        version = TextVersion.objects.create(
            text=text,
            number=text.version,
            content=self.result.content,
            plain=pipeline.plain(text.kind, self.result.content),
            facts=list(self.result.facts),
            source=VersionSource.GENERATED,
            provider=self.result.provider,
            model=self.result.model,
            made_offline=self.result.made_offline,
            made_by_id=item.job.created_by_id,
            made_by_label=item.job.created_by_label,
        )
        Text.objects.filter(pk=text.pk).update(current=version, changed_at=Now())
        Output.objects.create(
            item=item,
            text=text,
            provider=self.result.provider,
            model=self.result.model,
            made_offline=self.result.made_offline,
            facts=provider_facts(self.result.usage),
        )

    def discard(self) -> None:
        """Nothing was stored."""


class CopyKind:
    """Texts, each of one kind in one language; and scripts of videos."""

    def deliver(self, run: Run) -> Delivery:
        """Write one text or script. Raises ProviderError."""
        item = run.item
        product = item.product
        if product is None:
            raise ProviderError("copy.product_missing", retryable=False)
        result = pipeline.write(
            _request(item, product),
            provider=registry.copy_provider(),
            report=run.report,
            on_text=run.write,
        )
        if item.params["kind"] == pipeline.SCRIPT:
            return script.ScriptDelivery(result, run.schema_name)
        return TextDelivery(result)

    def again(self, job: Job) -> Order:
        """Return the order of the same texts; a script's is written into a new project."""
        asked: CopyParameters = job.parameters
        if asked.project:
            return script.again(job)
        known = job.items.values_list("params__text_id", flat=True).first()
        if known:
            return RewriteOrder(UUID(known), asked.tone, asked.length, asked.brief)
        return CopyOrder(
            product_ids=[UUID(product) for product in asked.products],
            kinds=asked.kinds,
            languages=asked.languages,
            networks=asked.networks,
            channel=asked.channel,
            tone=asked.tone,
            length=asked.length,
            brief=asked.brief,
            title=job.title,
            first=job.total,
        )


KIND = CopyKind()


def _request(item: JobItem, product: Product) -> CopyRequest:
    params = item.params
    return CopyRequest(
        kind=params["kind"],
        language=params["language"],
        subject=subjects.of_product(product),
        channel=params.get("channel", "general"),
        tone=params.get("tone", "plain"),
        length=params.get("length", "medium"),
        brief=params.get("brief", ""),
        seed=int(params.get("seed", 0)),
        seconds=int(params.get("seconds", 0)),
        pictures=len(params.get("assets", [])),
    )


def _text_of(item: JobItem) -> Text:
    """Return the text an item is written for, one version on; a new one when there is none."""
    params = item.params
    known = params.get("text_id")
    if known and Text.objects.filter(pk=known).update(
        version=F("version") + 1, tone=params["tone"], length=params["length"]
    ):
        return Text.objects.get(pk=known)
    return Text.objects.create(
        product_id=item.product_id,
        kind=params["kind"],
        channel=params["channel"],
        language=params["language"],
        tone=params["tone"],
        length=params["length"],
        created_by_id=item.job.created_by_id,
    )


def _check(order: CopyOrder) -> None:
    """Refuse what cannot be written.

    Raises:
        BadRequest: a kind, language, network, tone or length that does not exist, or none.
    """
    if not order.kinds or not order.languages:
        raise BadRequest("nothing-chosen", _("Choose at least one kind of text and one language."))
    if "post" in order.kinds and not order.networks:
        raise BadRequest("nothing-chosen", _("Choose at least one network for the posts."))
    for name, known in CHOICES.items():
        given: Any = getattr(order, name)
        for value in [given] if isinstance(given, str) else given:
            if value not in known:
                raise BadRequest(
                    "choice-unknown",
                    _("“%(value)s” is none of %(name)s: %(choices)s.")
                    % {"value": value, "name": name, "choices": ", ".join(known)},
                )
    if len(order.brief) > MAX_BRIEF:
        raise BadRequest(
            "brief-too-long",
            _("Keep what should be said besides to %(most)d characters.") % {"most": MAX_BRIEF},
        )
