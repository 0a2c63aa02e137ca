"""Lets somebody who has lost their second step sign in with the password alone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.models import User
from audit.services import SYSTEM


class Command(BaseCommand):
    help = (
        "Removes a person's second steps and recovery codes and signs them out everywhere. "
        "Staff set up a new one at their next sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="What they sign in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        person = User.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"Nobody signs in with {email}.")
        if not services.remove_factors(person, actor=SYSTEM, reason="by_command"):
            raise CommandError(f"{email} has no second step.")
        self.stdout.write(f"{email} has no second step any more, and is signed out everywhere.")
