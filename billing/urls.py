"""The pages of use, plans and invoices, under `/w/<slug>/settings/`."""

from django.urls import URLPattern

app_name = "billing"
urlpatterns: list[URLPattern] = []
