"""Makes somebody who may open the staff admin."""

import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts import services
from accounts.services import NewPerson


class Command(BaseCommand):
    help = "Makes a member of staff. Without --password one is made up and printed, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="What they sign in with.")
        parser.add_argument("--name", default="", help="The name others see.")
        parser.add_argument("--password", help="Made up and printed when it is not given.")

    def handle(self, *args: Any, **options: Any) -> None:
        email, password = options["email"], options["password"] or secrets.token_urlsafe(12)
        try:
            validate_email(email)
            validate_password(password)
            services.create_person(
                NewPerson(email=email, name=options["name"], password=password, is_staff=True)
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except services.EmailTaken as error:
            raise CommandError(f"{email} has an account already.") from error
        self.stdout.write(f"{email} may open /staff/. The first sign-in sets up a second step.")
        if not options["password"]:
            self.stdout.write(f"Password, shown this once: {password}")
