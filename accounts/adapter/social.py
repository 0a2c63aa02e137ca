"""How people whom another site vouches for are let in."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nothing of its own yet to say beyond what the settings do."""
