"""Pages of workspaces that stand before the gate: the list and the first run."""

from django.urls import path

from workspaces import views

app_name = "workspaces"
urlpatterns = [
    path("", views.index, name="list"),
    path("new", views.create, name="create"),
    path("new/address", views.address, name="address"),
]
