"""The pages of workspaces: the list and the first run, the settings, the activity, the way in."""

from django.urls import include, path

from workspaces.views import activity, brand, general, joining, lives, people, start

app_name = "workspaces"
_outside = [
    path("", start.index, name="list"),
    path("new", start.create, name="create"),
    path("new/address", start.address, name="address"),
    path("<uuid:workspace_id>/archive", lives.archive, name="archive"),
    path("<uuid:workspace_id>/restore", lives.restore, name="restore"),
    path("<uuid:workspace_id>/delete", lives.delete, name="delete"),
    path("<uuid:workspace_id>/leave", lives.leave, name="leave"),
    path("<uuid:workspace_id>/hand-over", lives.hand_over, name="hand_over"),
]
_activity = [
    path("news", activity.news, name="activity_news"),
    path("export", activity.export, name="activity_export"),
    path("exports", activity.exports, name="activity_exports"),
    path("exports/<uuid:export_id>/again", activity.again, name="activity_again"),
    path("exports/<uuid:export_id>/download", activity.download, name="activity_download"),
]
urlpatterns = [
    path("workspaces/", include(_outside)),
    path("w/<slug:slug>/activity", activity.activity, name="activity"),
    path("w/<slug:slug>/activity/", include(_activity)),
]
# Under `/w/<slug>/settings/`.
settings_patterns = [
    path("", general.general, name="general"),
    path("general/<slug:section>", general.general_save, name="general_save"),
    path("brand", brand.brand, name="brand"),
    path("brand/<slug:section>", brand.brand_save, name="brand_save"),
    path("members", people.members, name="members"),
    path("members/invite", people.invite, name="members_invite"),
    path("members/<uuid:user_id>/role", people.role, name="member_role"),
    path("members/<uuid:user_id>/remove", people.remove, name="member_remove"),
    path("invitations/<uuid:invitation_id>/renew", people.renew, name="members_renew"),
    path("invitations/<uuid:invitation_id>/revoke", people.revoke, name="members_revoke"),
]
join_patterns = [
    path("join", joining.join, name="join"),
    path("join/switch", joining.switch, name="join_switch"),
    path("join/<str:token>", joining.arrive, name="join_arrive"),
]
