"""The shape of where a file is used, in the API."""

from typing import Any

from rest_framework import serializers

from generation.models import JobKind


class _JobSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=JobKind.choices)
    title = serializers.CharField(source="name")


class _ProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class _PictureSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="asset.pk")
    name = serializers.CharField(source="asset.name")


class _ImportSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    filename = serializers.CharField()
    stage = serializers.CharField()


class _ProductSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class UsedJobsSerializer(serializers.Serializer[Any]):
    """Jobs that made pictures from it."""

    count = serializers.IntegerField()
    results = _JobSerializer(source="rows", many=True)


class UsedPicturesSerializer(serializers.Serializer[Any]):
    """Pictures that were made from it."""

    count = serializers.IntegerField()
    results = _PictureSerializer(source="rows", many=True)


class UsedVideosSerializer(serializers.Serializer[Any]):
    """Videos whose newest script shows it."""

    count = serializers.IntegerField()
    results = _ProjectSerializer(source="rows", many=True)


class UsedImportsSerializer(serializers.Serializer[Any]):
    """Imports of products that read it."""

    count = serializers.IntegerField()
    results = _ImportSerializer(source="rows", many=True)


class UsesSerializer(serializers.Serializer[Any]):
    """Where a file is used. `facts` and `proposals` count what stands in it."""

    product = _ProductSerializer(allow_null=True)
    is_main_photo = serializers.BooleanField()
    is_logo = serializers.BooleanField()
    made_by = _JobSerializer(allow_null=True)
    jobs = UsedJobsSerializer()
    pictures = UsedPicturesSerializer(source="made")
    videos = UsedVideosSerializer()
    imports = UsedImportsSerializer()
    facts = serializers.IntegerField()
    proposals = serializers.IntegerField()
