"""The API's addresses: one router, no trailing slash."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.routers import SimpleRouter

from workspaces.api import MeApi, WorkspaceViewSet

router = SimpleRouter(trailing_slash=False)
router.register("workspaces", WorkspaceViewSet, basename="workspace")


def _register(module: str, prefix: str, viewset: str, basename: str) -> None:
    if find_spec(module) is not None and hasattr(found := import_module(module), viewset):
        router.register(prefix, getattr(found, viewset), basename=basename)


_register("assets.api", "assets/uploads", "UploadViewSet", "upload")
_register("assets.api", "assets", "AssetViewSet", "asset")
_register("assets.api", "products", "ProductViewSet", "product")
_register("generation.api", "images", "ImageJobViewSet", "image")

urlpatterns: list[Any] = [
    path("auth/", include("accounts.urls")),
    path("auth/me", MeApi.as_view(), name="auth_me"),
    path("", include(router.urls)),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
]
