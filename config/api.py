"""The API's addresses: one router, no trailing slash."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.api.notices import NoticeChoicesApi, NoticeReadApi, NoticesApi, NoticesReadApi
from assets.api import AssetViewSet, ProductViewSet, UploadViewSet
from generation.api import JOB_APIS, TextViewSet, VideoProjectViewSet
from workspaces.api import (
    EventViewSet,
    ExportViewSet,
    InvitationViewSet,
    MeApi,
    MemberViewSet,
    OneWorkspaceViewSet,
    WorkspaceViewSet,
)

# Paths, not regular expressions: an address that is no UUID is no address at all.
router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("workspaces", WorkspaceViewSet, basename="own_workspace")
router.register("workspaces", OneWorkspaceViewSet, basename="workspace")
router.register("workspaces/<uuid:pk>/members", MemberViewSet, basename="member")
router.register("workspaces/<uuid:pk>/invitations", InvitationViewSet, basename="invitation")
router.register("assets/uploads", UploadViewSet, basename="upload")
router.register("assets", AssetViewSet, basename="asset")
router.register("products", ProductViewSet, basename="product")
for _viewset in JOB_APIS:
    router.register(_viewset.family, _viewset, basename=_viewset.kind.value)
router.register("audit/events", EventViewSet, basename="audit_event")
router.register("audit/exports", ExportViewSet, basename="audit_export")
router.register("texts", TextViewSet, basename="text")
router.register("video-projects", VideoProjectViewSet, basename="video_project")

urlpatterns = [
    path("auth/", include("accounts.urls")),
    path("billing/", include("billing.api.urls")),
    path("notifications", NoticesApi.as_view(), name="notices_list"),
    path("notifications/read", NoticesReadApi.as_view(), name="notices_read"),
    path("notifications/choices", NoticeChoicesApi.as_view(), name="notices_choices"),
    path("notifications/<uuid:notice_id>/read", NoticeReadApi.as_view(), name="notice_read"),
    path("auth/me", MeApi.as_view(), name="auth_me"),
    path(
        "workspaces/<uuid:pk>/invite",
        InvitationViewSet.as_view({"post": "invite"}),
        name="invitation_invite",
    ),
    path("", include(router.urls)),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]
