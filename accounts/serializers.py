"""How people and their sign-ins look in the API."""

from typing import Any

from rest_framework import serializers

from accounts.models import User


class SignInSerializer(serializers.Serializer[Any]):
    """What proves who somebody is."""

    email = serializers.EmailField(max_length=254)
    # The limit keeps a stranger from having megabytes hashed.
    password = serializers.CharField(
        max_length=1024, trim_whitespace=False, style={"input_type": "password"}
    )


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person, as they see themselves."""

    class Meta:
        model = User
        fields = ["id", "email", "name", "language", "time_zone", "is_staff"]
        read_only_fields = fields


class SignedInSerializer(serializers.Serializer[Any]):
    """A new session of a program."""

    access_token = serializers.CharField(read_only=True)
    token_type = serializers.CharField(read_only=True, default="Bearer")
    expires_in = serializers.IntegerField(read_only=True, help_text="Seconds.")
    user = PersonSerializer(read_only=True)


class KeySetSerializer(serializers.Serializer[Any]):
    """A JWK set (RFC 7517)."""

    keys = serializers.ListField(child=serializers.DictField(), read_only=True)
