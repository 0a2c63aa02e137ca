"""What a kind of notice is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.sentences import Data, nothing


class Group(models.TextChoices):
    WORK = "work", gettext_lazy("Jobs")
    PEOPLE = "people", gettext_lazy("People and workspaces")
    PLAN = "plan", gettext_lazy("Plan")
    SECURITY = "security", gettext_lazy("Security")


class ByMail(StrEnum):
    """Whether a kind is mailed. NEVER: its mail is written elsewhere, with what only that may hold."""

    CHOSEN_NO = "chosen_no"
    CHOSEN_YES = "chosen_yes"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. title: what the choice is called. detail: a second sentence, or nothing.

    opens: what its button in a mail says. also_to: which value of data is one more address.
    page: the name of the page it leads to, unless it is told with another.
    """

    name: str
    group: Group
    title: str | Promise
    sentence: Callable[[Data], str]
    detail: Callable[[Data], str] = nothing
    by_mail: ByMail = ByMail.CHOSEN_NO
    opens: str | Promise = gettext_lazy("Open E_Business")
    icon: str = "bell"
    also_to: str = ""
    page: str = ""

    @property
    def is_security(self) -> bool:
        """Whether it is told even to who did it."""
        return self.group == Group.SECURITY

    @property
    def can_choose(self) -> bool:
        """Whether a person says if it is mailed."""
        return self.by_mail in (ByMail.CHOSEN_NO, ByMail.CHOSEN_YES)

    @property
    def is_mailed_unasked(self) -> bool:
        """Whether it is mailed to who has not chosen."""
        return self.by_mail in (ByMail.CHOSEN_YES, ByMail.ALWAYS)
