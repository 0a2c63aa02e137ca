"""The shapes of readings and of what they propose, in the API."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import storage, unread
from assets.models import Page, Product, Proposal, Reading
from assets.serializers.products import FactSerializer
from assets.services import FactValue
from assets.services.deciding import conflicting
from assets.services.facts import MAX_FACTS, told
from assets.services.reading import notes_of


class PlaceSerializer(serializers.Serializer[Any]):
    """Where a document states a fact. box: on the page, left, top, right, bottom from 0 to 1."""

    asset = serializers.UUIDField(source="version.asset_id")
    version = serializers.UUIDField(source="version_id")
    page = serializers.IntegerField(allow_null=True)
    sheet = serializers.CharField()
    cell = serializers.CharField()
    quote = serializers.CharField()
    box = serializers.ListField(child=serializers.FloatField(), allow_null=True)


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """A fact a document states. conflict: what the product says instead; fact: what it became."""

    # DRF's own types take every `source` for the argument of that name.
    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    conflict = serializers.SerializerMethodField()

    class Meta:
        model = Proposal
        fields = (
            "id",
            "attribute",
            "value",
            "unit",
            "language",
            "state",
            "confidence",
            "source",
            "conflict",
            "fact",
            "decided_at",
        )
        read_only_fields = fields

    @extend_schema_field(PlaceSerializer)
    def get_source(self, proposal: Proposal) -> Any:
        return PlaceSerializer(proposal).data

    @extend_schema_field(FactSerializer(allow_null=True))
    def get_conflict(self, proposal: Proposal) -> dict[str, str] | None:
        if proposal.state != Proposal.State.PROPOSED:
            return None
        fact = conflicting(proposal, self.context["facts"])
        return told(fact) if fact else None


class ProposalsSerializer(serializers.Serializer[Any]):
    """What documents state of a product. version: the product's, for a confirmation."""

    version = serializers.IntegerField(read_only=True)
    proposals = serializers.ListField(child=ProposalSerializer(), read_only=True)

    @classmethod
    def of(cls, product: Product, rows: Any) -> Any:
        """Return the proposals of a product as they are shown."""
        context = {"facts": list(product.facts.all())}
        shown = ProposalSerializer(rows, many=True, context=context).data
        return {"version": product.version, "proposals": shown}


class ProposedSerializer(ProposalsSerializer):
    """What a document was asked for. reading: how far it is; proposals come when it is ready."""

    reading = serializers.ChoiceField(choices=Reading.State.choices, read_only=True)


class ProposeSerializer(serializers.Serializer[Any]):
    """The document that is to propose: an asset of the product."""

    document = serializers.UUIDField()


class RejectSerializer(serializers.Serializer[Any]):
    """Which proposals are not so."""

    ids = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=MAX_FACTS
    )


class EditSerializer(serializers.Serializer[Any]):
    """What is confirmed instead of what is proposed; what is left out stays."""

    id = serializers.UUIDField()
    attribute = serializers.CharField(max_length=80, required=False)
    value = serializers.CharField(max_length=300, required=False)
    unit = serializers.CharField(max_length=16, required=False, allow_blank=True)
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)


class ConfirmSerializer(RejectSerializer):
    """Which proposals become facts. version: the product's; given, it is checked."""

    edits = serializers.ListField(child=EditSerializer(), max_length=MAX_FACTS, default=list)
    version = serializers.IntegerField(min_value=1, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse an edit of what is not confirmed."""
        if {edit["id"] for edit in given["edits"]} - set(given["ids"]):
            raise serializers.ValidationError({"edits": _("Edit only what you confirm.")})
        return given

    def edited(self, product: Product) -> dict[UUID, FactValue]:
        """Return what is confirmed instead, by proposal."""
        edits = {edit["id"]: edit for edit in self.validated_data["edits"]}
        rows = Proposal.objects.filter(product=product, pk__in=edits)
        return {row.pk: FactValue(**{**told(row), **_without_id(edits[row.pk])}) for row in rows}


class PageSerializer(serializers.ModelSerializer[Page]):
    """One page of a document, or one sheet of a workbook."""

    picture_url = serializers.SerializerMethodField()
    blocks = serializers.JSONField()

    class Meta:
        model = Page
        fields = ("number", "label", "width_px", "height_px", "picture_url", "blocks")
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_picture_url(self, page: Page) -> str | None:
        if not page.picture:
            return None
        return storage.presigned_get(
            page.picture, origin=self.context["origin"], content_type="image/webp"
        )


class SaidSerializer(serializers.Serializer[Any]):
    """A code that stays the same, and its sentence."""

    code = serializers.CharField()
    detail = serializers.CharField()


class ReadingSerializer(serializers.ModelSerializer[Reading]):
    """What was read of a document. found: the facts it states, whoever's product they are of."""

    version = serializers.UUIDField(source="version_id")
    problem = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    found = serializers.JSONField()
    pages = PageSerializer(many=True)

    class Meta:
        model = Reading
        fields = ("version", "state", "problem", "notes", "text", "found", "pages")
        read_only_fields = fields

    @extend_schema_field(SaidSerializer(allow_null=True))
    def get_problem(self, reading: Reading) -> dict[str, str] | None:
        if not reading.problem:
            return None
        return {"code": reading.problem, "detail": unread.sentence(reading.problem)}

    @extend_schema_field(SaidSerializer(many=True))
    def get_notes(self, reading: Reading) -> list[dict[str, str]]:
        if reading.state != Reading.State.READY:
            return []
        return [
            {"code": code, "detail": " ".join(unread.notes([code]))} for code in notes_of(reading)
        ]


def _without_id(edit: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in edit.items() if name != "id"}
