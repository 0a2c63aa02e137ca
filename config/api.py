"""The API's addresses: one router, no trailing slash."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.api.notices import NoticeChoicesApi, NoticeReadApi, NoticesApi, NoticesReadApi
from assets.api import (
    AssetTagsViewSet,
    AssetVersionViewSet,
    AssetViewSet,
    CatalogueExportViewSet,
    DerivativeViewSet,
    FileExportViewSet,
    ImportRowViewSet,
    ImportViewSet,
    ProductViewSet,
    TagViewSet,
    UploadViewSet,
)
from generation.api import JOB_APIS, AssetUsesApi, TextViewSet, VideoProjectViewSet
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
router.register("assets/exports", FileExportViewSet, basename="asset_export")
router.register("assets/tags", AssetTagsViewSet, basename="asset_tags")
router.register("tags", TagViewSet, basename="tag")
router.register("assets", AssetViewSet, basename="asset")
router.register("assets/<uuid:asset_id>/derivatives", DerivativeViewSet, basename="derivative")
router.register("assets/<uuid:asset_id>/versions", AssetVersionViewSet, basename="asset_version")
router.register("products/imports", ImportViewSet, basename="product_import")
router.register(
    "products/imports/<uuid:import_id>/rows", ImportRowViewSet, basename="product_import_row"
)
router.register("products/export", CatalogueExportViewSet, basename="product_export")
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
    path("assets/<uuid:asset_id>/uses", AssetUsesApi.as_view(), name="asset_uses"),
    path("", include(router.urls)),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]
