"""The shapes of tags in the API."""

from typing import Any

from rest_framework import serializers

MOST_FILES = 500
_NAMES = "At most 40 characters each; upper and lower case are the same."


class TagSerializer(serializers.Serializer[Any]):
    """A tag, and how many files of the library it is on."""

    name = serializers.CharField()
    files = serializers.IntegerField()


class TagsChangeSerializer(serializers.Serializer[Any]):
    """Which files are to have which tags, and which no more."""

    asset_ids = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=MOST_FILES
    )
    add = serializers.ListField(
        child=serializers.CharField(max_length=400), default=list, max_length=20, help_text=_NAMES
    )
    remove = serializers.ListField(
        child=serializers.CharField(max_length=400), default=list, max_length=100, help_text=_NAMES
    )


class TagsChangedSerializer(serializers.Serializer[Any]):
    """How many of the files have other tags now than before."""

    changed = serializers.IntegerField()
