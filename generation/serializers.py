"""The shapes of the job API: what may be asked, and what is answered."""

from typing import Any

from rest_framework import serializers

from generation.models import JobState


class CountsSerializer(serializers.Serializer[Any]):
    """Items of a job by state."""

    total = serializers.IntegerField()
    queued = serializers.IntegerField()
    running = serializers.IntegerField()
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class ErrorSerializer(serializers.Serializer[Any]):
    """Why an item failed, in words."""

    code = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    counted = serializers.BooleanField()


class OutputSerializer(serializers.Serializer[Any]):
    """What an item delivered.

    A picture or video: fetch it at /assets/{asset_id}/download. A text: its words now, and
    /texts/{text_id} with its versions. A script: /video-projects/{project_id}.
    """

    asset_id = serializers.UUIDField(allow_null=True)
    text_id = serializers.UUIDField(allow_null=True)
    text = serializers.CharField(allow_null=True)
    content = serializers.JSONField(allow_null=True)
    project_id = serializers.UUIDField(allow_null=True)
    made_offline = serializers.BooleanField()
    provider = serializers.CharField()
    model = serializers.CharField()
    facts = serializers.JSONField()


class ItemSerializer(serializers.Serializer[Any]):
    """One picture, text or video of a job."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # shadows an option of Field
    product_id = serializers.UUIDField(allow_null=True)
    style = serializers.CharField()  # type: ignore[assignment]  # shadows an option of Field
    text_kind = serializers.CharField()
    channel = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(
        choices=["queued", "running", "succeeded", "failed", "cancelled"]
    )
    stage = serializers.CharField()
    percent = serializers.IntegerField()
    attempt = serializers.IntegerField()
    text_so_far = serializers.CharField()
    outputs = OutputSerializer(many=True)
    error = ErrorSerializer(allow_null=True)


class JobSerializer(serializers.Serializer[Any]):
    """A job without its items."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=JobState.choices)
    version = serializers.IntegerField()
    counts = CountsSerializer()
    params = serializers.JSONField()
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class JobDetailSerializer(JobSerializer):
    """A job with its items, and where it stands.

    What is estimated is null when too little like it was measured, and once the job has ended.
    """

    message = serializers.CharField(help_text="How the job stands, in one sentence.")
    position = serializers.IntegerField(
        allow_null=True,
        help_text="Items of the workspace before the job's first waiting one; null: none waits.",
    )
    jobs_ahead = serializers.IntegerField(help_text="Other jobs these items belong to.")
    concurrency = serializers.IntegerField(
        allow_null=True, help_text="How many items of the workspace run at a time."
    )
    starts_in = serializers.IntegerField(
        allow_null=True, help_text="Estimated seconds to the first waiting item's start."
    )
    seconds_left = serializers.IntegerField(
        allow_null=True, help_text="Estimated seconds to the job's end."
    )
    items = ItemSerializer(many=True)


class PriceSerializer(serializers.Serializer[Any]):
    """What an order would use of its meter; nothing was made and nothing is held."""

    meter = serializers.CharField()
    units = serializers.IntegerField()
    left = serializers.IntegerField(help_text="Of the plan and of grants, before it.")
    remaining_after = serializers.IntegerField(help_text="Below zero when it would not fit.")
    limit = serializers.IntegerField()
    used = serializers.IntegerField()
    reserved = serializers.IntegerField()
    would_fit = serializers.BooleanField()
    beyond = serializers.IntegerField(
        help_text="Units above a soft limit: the next invoice has them."
    )
    price = serializers.IntegerField(
        help_text="What it comes to by the price sheet, in the currency's minor unit; 0 without one."
    )
    currency = serializers.CharField()


class StreamSerializer(serializers.Serializer[Any]):
    """Where the job's events are read (text/event-stream)."""

    url = serializers.CharField()


class ArchiveSerializer(serializers.Serializer[Any]):
    """The zip of a job: its address once it is packed."""

    state = serializers.ChoiceField(choices=["packing", "ready"])
    url = serializers.CharField(allow_null=True)


class StyleSerializer(serializers.Serializer[Any]):
    """A look to choose."""

    key = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField()
