"""Pages of a person's account that are not allauth's, under `/accounts/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
