"""Removing a member the way the product does."""

from django.test import TestCase

from accounts.models import User
from tests.factories.jobs import access_to
from tests.integration.sweep.places import Place
from workspaces import services


def remove(place: Place, person: User) -> None:
    """Take a person out of a workspace; what is done after the commit is done now."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.remove(access_to(place.workspace), person.pk, by=place.owner)
