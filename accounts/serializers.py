"""How people and their sign-ins look in the API."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts import nextauth
from accounts.models import User


class PasswordField(serializers.CharField):
    """A password. The limit keeps a stranger from having megabytes hashed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1024)
        super().__init__(trim_whitespace=False, style={"input_type": "password"}, **kwargs)


class SignInSerializer(serializers.Serializer[Any]):
    """What proves who somebody is: the first step."""

    email = serializers.EmailField(max_length=254)
    password = PasswordField()


class SecondFactorSerializer(serializers.Serializer[Any]):
    """The second step, of who has a second factor."""

    challenge = serializers.CharField(
        max_length=400, help_text="From the answer `second-factor-required`; good for 5 minutes."
    )
    code = serializers.CharField(
        max_length=20, help_text="Six digits of the app, or a recovery code. Each works once."
    )


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person, as they see themselves."""

    class Meta:
        model = User
        fields = ["id", "email", "name", "language", "time_zone", "theme", "is_staff"]
        read_only_fields = fields


class ProfileSerializer(serializers.Serializer[Any]):
    """What people choose for themselves; what is left out stays as it is."""

    name = serializers.CharField(required=False, max_length=400)
    language = serializers.CharField(required=False, help_text="`en` or `zh-hans`.")
    time_zone = serializers.CharField(required=False, help_text="An IANA name.")
    theme = serializers.CharField(required=False, help_text="`system`, `light` or `dark`.")


class SignedInSerializer(serializers.Serializer[Any]):
    """A session of a program."""

    access_token = serializers.CharField(read_only=True)
    refresh_token = serializers.CharField(
        read_only=True, help_text="Exchange it once, at /auth/refresh, for the next."
    )
    token_type = serializers.CharField(read_only=True, default="Bearer")
    expires_in = serializers.IntegerField(
        read_only=True, help_text="Seconds the access token is good for."
    )
    user = PersonSerializer(read_only=True)


class RefreshSerializer(serializers.Serializer[Any]):
    """A refresh token."""

    refresh_token = serializers.CharField(max_length=400)


class NewAccountSerializer(serializers.Serializer[Any]):
    """Who wants an account."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120)
    password = PasswordField()
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class EmailSerializer(serializers.Serializer[Any]):
    """Whose mail is asked for."""

    email = serializers.EmailField(max_length=254)


class AskedSerializer(serializers.Serializer[Any]):
    """What follows; it is the same whether somebody has the e-mail or not."""

    verification = serializers.ChoiceField(
        choices=[
            ("sent", "a mail with a link is on its way to the address"),
            ("not_needed", "this studio sends no mails: sign in"),
        ],
        read_only=True,
    )
    detail = serializers.CharField(read_only=True, help_text="A sentence for people.")


class MailedSerializer(serializers.Serializer[Any]):
    """What follows; it is the same whether somebody has the e-mail or not."""

    detail = serializers.CharField(read_only=True, help_text="A sentence for people.")


class VerifySerializer(serializers.Serializer[Any]):
    """The key in the link of the mail that confirms an address."""

    key = serializers.CharField(max_length=400)


class NewPasswordSerializer(serializers.Serializer[Any]):
    """The end of the link of the mail that resets a password: `<uid>-<key>`."""

    uid = serializers.CharField(max_length=40)
    key = serializers.CharField(max_length=100)
    password = PasswordField()


class ChangePasswordSerializer(serializers.Serializer[Any]):
    """A new password, by who knows the present one."""

    current_password = PasswordField()
    password = PasswordField()


class SignInPlaceSerializer(serializers.Serializer[Any]):
    """A place where the caller is signed in."""

    id = serializers.UUIDField(read_only=True)
    kind = serializers.ChoiceField(choices=["browser", "program"], read_only=True)
    device = serializers.CharField(read_only=True, help_text="What people call it.")
    address = serializers.IPAddressField(read_only=True, allow_null=True)
    created_at = serializers.DateTimeField(read_only=True)
    seen_at = serializers.DateTimeField(read_only=True, help_text="To within five minutes.")
    is_current = serializers.BooleanField(read_only=True, help_text="The one that asks.")
    proof = serializers.CharField(
        read_only=True,
        help_text="How they proved who they are: `password`, `second_factor`, `google`, `nextauth`.",
    )


class SignInPlacesSerializer(serializers.Serializer[Any]):
    """All of them: this one first, then the last seen."""

    results = SignInPlaceSerializer(many=True, read_only=True)


class EndedSerializer(serializers.Serializer[Any]):
    """How many places the caller was signed out of."""

    ended = serializers.IntegerField(read_only=True)


class BoundedText(serializers.CharField):
    """A text whose length is looked at first: DRF looks at every character of a megabyte before."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        most = self.max_length
        if isinstance(data, str) and most is not None and len(data) > most:
            self.fail("max_length", max_length=most)
        return str(super().to_internal_value(data))


class SessionCookies(serializers.DictField):
    """Cookies by name. Those of a session are few; thousands are not looked at one by one."""

    child = BoundedText(allow_blank=True, trim_whitespace=False, max_length=nextauth.MAX_LENGTH)
    most = 50

    def to_internal_value(self, data: Any) -> Any:
        """Return the cookies."""
        if isinstance(data, dict) and len(data) > self.most:
            raise serializers.ValidationError(_("These are too many cookies."), code="max_length")
        return super().to_internal_value(data)


class ExchangeSerializer(serializers.Serializer[Any]):
    """A session token of a front end; left out, it is taken from the request's headers."""

    token = BoundedText(
        required=False,
        max_length=nextauth.MAX_LENGTH,
        trim_whitespace=False,
        help_text="The value of Auth.js's or NextAuth's session cookie.",
    )
    cookies = SessionCookies(
        required=False, help_text="Name → value: the session cookie, or its parts."
    )
    link = serializers.BooleanField(
        default=False, help_text="Link the token's subject to the person of the bearer token."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one token."""
        if "token" in attrs and "cookies" in attrs:
            raise serializers.ValidationError(_("Send a token or cookies, not both."))
        return attrs


class LinkedSerializer(serializers.Serializer[Any]):
    """A subject of a front end that signs a person in from now on."""

    provider = serializers.CharField(
        read_only=True, help_text="Who vouches; empty: the front end itself."
    )
    account = serializers.CharField(read_only=True)


class KeySetSerializer(serializers.Serializer[Any]):
    """A JWK set (RFC 7517)."""

    keys = serializers.ListField(child=serializers.DictField(), read_only=True)
