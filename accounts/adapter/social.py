"""How people whom another site vouches for are let in."""

from typing import Any

from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import services
from accounts.models import User


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Who is vouched for gets an account of their own, or connects it to theirs when signed in."""

    def get_app(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> SocialApp:
        """Return what the site is called there; of who is not connected there are no pages."""
        try:
            return super().get_app(request, provider, client_id=client_id)
        except SocialApp.DoesNotExist as error:
            raise Http404(provider) from error

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Sign nobody in by an e-mail alone: who has an account here connects Google there.

        They have shown that the address is theirs, so it may be said that it has an account.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        for address in sociallogin.email_addresses:
            if address.verified and filter_users_by_email(address.email):
                query = urlencode({"connect": "google", "email": address.email.lower()})
                raise ImmediateHttpResponse(redirect(f"{reverse('account_login')}?{query}"))

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        """Return a person who is not kept yet: the session carries them while a form is filled in.

        What the database would put in has no form there.
        """
        user: User = super().new_user(request, sociallogin)
        user.joined_at = timezone.now()
        return user

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Take the name as people write it themselves; e-mails are kept in lower case."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(sociallogin.account.extra_data.get("name") or "")[:120]
        user.email = user.email.lower()
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        """Offer the name that is known."""
        return {
            **super().get_signup_form_initial_data(sociallogin),
            "name": sociallogin.user.name,
        }

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Keep the person with who vouches for them, and record both."""
        if form is None:
            sociallogin.user.language = get_language() or ""
        try:
            with transaction.atomic():
                made: User = super().save_user(request, sociallogin, form)
                if form is None:
                    services.note_signed_up(made)
                services.note_signed_up_with(made, provider=sociallogin.account.provider)
        except IntegrityError as error:
            # Twice at once: the other request was the first.
            messages.error(request, _("This was done already. Sign in again."))
            raise ImmediateHttpResponse(redirect("account_login")) from error
        return made
