"""Pages of a person's account that are not allauth's, under `/accounts/`."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from accounts.views import entering, guarding, notices
from accounts.views.closing import close_account, closed
from accounts.views.connections import connections
from accounts.views.profile import profile, profile_save
from accounts.views.sessions import session_end, sessions_end_all, sessions_page

app_name = "accounts"
# allauth's own addresses: these stand before them.
ENTERING = [
    path("login/", entering.login, name="account_login"),
    path("signup/", entering.signup, name="account_signup"),
    path("password/reset/", entering.reset, name="account_reset_password"),
]
GUARDED = [
    path("email/", guarding.email, name="account_email"),
    path("reauthenticate/", guarding.reauthenticate, name="account_reauthenticate"),
    path("2fa/reauthenticate/", guarding.reauthenticate_by_code, name="mfa_reauthenticate"),
    path(
        "2fa/webauthn/reauthenticate/",
        guarding.reauthenticate_by_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/totp/activate/", guarding.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", guarding.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", guarding.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        guarding.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        guarding.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    # The keys stand with the other second steps.
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", guarding.add_passkey, name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", guarding.edit_passkey, name="mfa_edit_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", guarding.remove_passkey, name="mfa_remove_webauthn"),
    path("google/login/callback/", guarding.google_callback, name="google_callback"),
    path("social/", connections, name="socialaccount_connections"),
]
urlpatterns: list[URLPattern] = [
    *ENTERING,
    *GUARDED,
    path("notifications/", notices.notices, name="notices"),
    path("notifications/newest", notices.popover, name="notices_newest"),
    path("notifications/unread", notices.unread, name="notices_unread"),
    path("notifications/read", notices.read_all, name="notices_read_all"),
    path("notifications/choices/", notices.choices, name="notice_choices"),
    path("notifications/choices/<slug:kind>", notices.choose, name="notice_choose"),
    path("notifications/no-more/<str:token>", notices.unsubscribe, name="notice_unsubscribe"),
    path("notifications/<uuid:notice_id>/open", notices.open_notice, name="notice_open"),
    path("profile/", profile, name="profile"),
    path("profile/<str:section>", profile_save, name="profile_save"),
    path("sessions/", sessions_page, name="sessions"),
    path("sessions/all", sessions_end_all, name="sessions_end_all"),
    path("sessions/<uuid:session_id>", session_end, name="session_end"),
    path("close/", close_account, name="close"),
    path("closed/", closed, name="closed"),
]
