"""What is asked of the trail, and how its events and files look in the API."""

from datetime import UTC
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from audit import names, sentences
from audit.actions import Action
from audit.filters import MOST_TEXT, BadFilter, Filters
from audit.models import AuditEvent, TrailExport
from audit.names import Names

_ID = 64


class EventsAskedSerializer(serializers.Serializer[Any]):
    """What narrows the events; all of it together."""

    actor_id = serializers.CharField(
        required=False, max_length=_ID, help_text="Who acted, or for whom the product did."
    )
    action = serializers.ListField(
        child=serializers.ChoiceField(choices=[str(action) for action in Action]),
        required=False,
        help_text="Any of these. In an address it is repeated.",
    )
    target_type = serializers.CharField(required=False, max_length=_ID)
    target_id = serializers.CharField(required=False, max_length=_ID)
    outcome = serializers.ChoiceField(choices=AuditEvent.Outcome.choices, required=False)
    address = serializers.IPAddressField(required=False)
    request_id = serializers.CharField(required=False, max_length=_ID)
    since = serializers.DateTimeField(
        required=False,
        default_timezone=UTC,
        help_text="The first moment; UTC where it names no zone.",
    )
    until = serializers.DateTimeField(
        required=False, default_timezone=UTC, help_text="The first moment that is not asked for."
    )
    text = serializers.CharField(
        required=False,
        max_length=MOST_TEXT,
        help_text="Words that begin so, in what was acted on, or in the names of people.",
    )

    def filters(self, workspace_id: UUID) -> Filters:
        """Return what is asked for, of a workspace."""
        given = dict(self.validated_data)
        given["actions"] = tuple(given.pop("action", ()))
        given.pop("format", None)
        try:
            return Filters(workspace_id=workspace_id, **given)
        except BadFilter as error:
            raise serializers.ValidationError({error.field: [str(error)]}) from error


class ExportAskedSerializer(EventsAskedSerializer):
    """A file of the events that are asked for."""

    def get_fields(self) -> dict[str, Any]:
        # `format` would hide a method of every serializer's.
        asked = serializers.ChoiceField(choices=TrailExport.Format.choices)
        return {"format": asked, **super().get_fields()}


class ActorSerializer(serializers.Serializer[Any]):
    """Who acted."""

    type = serializers.ChoiceField(choices=["user", "staff", "system", "api_key", "anonymous"])
    id = serializers.CharField(help_text="Empty for the system, and for who is nobody.")
    label = serializers.CharField(help_text="As they are called now.")  # type: ignore[assignment]


class NamedSerializer(serializers.Serializer[Any]):
    """A person, by id and name."""

    id = serializers.CharField()
    label = serializers.CharField(help_text="As they are called now.")  # type: ignore[assignment]


class TargetSerializer(serializers.Serializer[Any]):
    """What was acted on."""

    type = serializers.CharField()
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class EventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One event of the trail. Give `names` in the context."""

    actor = serializers.SerializerMethodField()
    on_behalf_of = serializers.SerializerMethodField()
    target = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField(help_text="Not of what staff did.")
    user_agent = serializers.SerializerMethodField(help_text="Not of what staff did.")
    sentence = serializers.SerializerMethodField(help_text="In the caller's language.")
    changes = serializers.SerializerMethodField(
        help_text="Field → what it was and what it became. Secrets are masked."
    )

    data = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="What else is known: what was ordered, how many, since when it was repeated."
    )

    class Meta:
        model = AuditEvent
        fields = (
            "id", "at", "actor", "on_behalf_of", "address", "user_agent", "request_id", "action",
            "sentence", "target", "outcome", "reason", "changes", "data", "repeats",
        )  # fmt: skip
        extra_kwargs = {"repeats": {"help_text": "How often it was so within a minute."}}

    @extend_schema_field(ActorSerializer)
    def get_actor(self, event: AuditEvent) -> Any:
        return {"type": event.actor_type, "id": event.actor_id, "label": self._names.actor(event)}

    @extend_schema_field(NamedSerializer(allow_null=True))
    def get_on_behalf_of(self, event: AuditEvent) -> Any:
        if not event.on_behalf_of:
            return None
        return {"id": event.on_behalf_of, "label": self._names.on_behalf_of(event)}

    @extend_schema_field(TargetSerializer(allow_null=True))
    def get_target(self, event: AuditEvent) -> Any:
        if not event.target_type:
            return None
        label = self._names.target(event)
        return {"type": event.target_type, "id": event.target_id, "label": label}

    @extend_schema_field(serializers.IPAddressField(allow_null=True))
    def get_address(self, event: AuditEvent) -> str | None:
        return names.origin_of(event)[0]

    def get_user_agent(self, event: AuditEvent) -> str:
        return names.origin_of(event)[1]

    def get_sentence(self, event: AuditEvent) -> str:
        return sentences.text([event], self._names)

    @extend_schema_field(
        serializers.DictField(child=serializers.ListField(min_length=2, max_length=2))
    )
    def get_changes(self, event: AuditEvent) -> Any:
        return event.changes

    @extend_schema_field(serializers.DictField())
    def get_data(self, event: AuditEvent) -> Any:
        return event.data

    @property
    def _names(self) -> Names:
        found: Names = self.context["names"]
        return found


class ExportSerializer(serializers.ModelSerializer[TrailExport]):
    """A file of events. Give `askers` in the context: id → name."""

    asked_by = serializers.SerializerMethodField()
    filters = serializers.SerializerMethodField(help_text="What was asked for.")

    class Meta:
        model = TrailExport
        fields = (
            "id", "format", "state", "filters", "rows", "size_bytes", "asked_by", "asked_at",
            "begun_at", "finished_at", "expires_at",
        )  # fmt: skip
        extra_kwargs = {
            "expires_at": {"help_text": "When the file goes; it can be asked for again."}
        }

    @extend_schema_field(NamedSerializer)
    def get_asked_by(self, export: TrailExport) -> Any:
        label = self.context["askers"].get(export.asked_by) or _("somebody who left")
        return {"id": export.asked_by, "label": str(label)}

    @extend_schema_field(serializers.DictField())
    def get_filters(self, export: TrailExport) -> Any:
        given = {**export.filters}
        given.pop("workspace_id", None)
        if "actions" in given:
            given["action"] = given.pop("actions")
        return given


class ExportsSerializer(serializers.Serializer[Any]):
    """The files of a workspace, the newest first."""

    results = ExportSerializer(many=True)


class ExportPlaceSerializer(serializers.Serializer[Any]):
    """Where a file is saved from."""

    url = serializers.CharField()
