"""How what a person was told looks in the API."""

from typing import Any

from rest_framework import serializers

from accounts.models import Notification
from accounts.notices import KINDS, detail_of, sentence_of


class NoticeSerializer(serializers.ModelSerializer[Notification]):
    """One notice. text, detail: as it is read now, in the language of the request."""

    text = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = [
            "id", "kind", "text", "detail", "workspace_id", "subject", "path", "created_at",
            "read_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_text(self, row: Notification) -> str:
        """Return what it says."""
        return sentence_of(row.kind, _data(row))

    def get_detail(self, row: Notification) -> str:
        """Return what else it says; empty for nothing."""
        return detail_of(row.kind, _data(row))


class NoticesAskedSerializer(serializers.Serializer[Any]):
    """Which notices are asked for."""

    unread = serializers.BooleanField(required=False, allow_null=True, default=None)


class MarkedSerializer(serializers.Serializer[Any]):
    """How many were marked as read just now."""

    marked = serializers.IntegerField(read_only=True)


class ChoicesSerializer(serializers.Serializer[Any]):
    """Kind → whether it is mailed. What is left out stays as it is."""

    by_mail = serializers.DictField(
        child=serializers.BooleanField(),
        help_text=f"Of {', '.join(kind.name for kind in KINDS.values() if kind.can_choose)}.",
    )


def _data(row: Notification) -> dict[str, Any]:
    return row.data if isinstance(row.data, dict) else {}
