"""Pages of a person's account that are not allauth's, under `/accounts/`."""

from django.urls import URLPattern, path

from accounts.views import notices
from accounts.views.closing import close_account, closed
from accounts.views.profile import profile, profile_save
from accounts.views.sessions import session_end, sessions_end_all, sessions_page

app_name = "accounts"
urlpatterns: list[URLPattern] = [
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
