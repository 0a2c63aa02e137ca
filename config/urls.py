"""Every address of the site, in one place."""

from allauth.account.views import logout
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView

from accounts.views.language import set_language, set_theme
from config import errors, health
from generation import checks
from workspaces.urls import join_patterns, settings_patterns
from workspaces.views.start import start

urlpatterns = [
    path("", start, name="start"),
    path("", include("workspaces.urls")),
    *join_patterns,
    path("accounts/", include("accounts.page_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/social/", include("allauth.socialaccount.urls")),
    path("accounts/", include("allauth.socialaccount.providers.google.urls")),
    path("w/<slug:slug>/settings/", include((settings_patterns, "settings"))),
    path("w/<slug:slug>/settings/", include("billing.urls")),
    path("w/<slug:slug>/", include("generation.urls")),
    path("w/<slug:slug>/", include("assets.urls")),
    path("api/v1/", include("config.api")),
    re_path(r"^api/", errors.api_not_found),
    # The admin's own sign-out and password form would pass by the trail and the token sessions.
    path("staff/logout/", logout, name="staff_logout"),
    path("staff/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("staff/", admin.site.urls),
    path("i18n/language", set_language, name="set_language"),
    path("i18n/theme", set_theme, name="set_theme"),
    path("internal/streams", checks.streams, name="internal_streams"),
    path("healthz", health.live, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
if settings.DEBUG:
    showcase = TemplateView.as_view(template_name="components/showcase.html")
    urlpatterns.append(path("components/", showcase, name="components"))

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
