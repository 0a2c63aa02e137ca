"""What the pages say, in the language a journey is made in."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

ENGLISH, CHINESE = "en", "zh-hans"
# As a browser names them to a server.
LOCALES = {ENGLISH: "en-GB", CHINESE: "zh-CN"}


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences as the catalogue has them; an untranslated one is English on the page, too."""

    language: str

    def __call__(self, message: str, *, context: str = "", **values: Any) -> str:
        """Return one sentence. values: what stands for its `%(name)s`."""
        with translation.override(self.language):
            said = pgettext(context, message) if context else gettext(message)
        return said % values if values else said

    def count(self, one: str, many: str, n: int, *, name: str = "n", **values: Any) -> str:
        """Return a sentence that counts; `name` is the placeholder of the number."""
        with translation.override(self.language):
            return ngettext(one, many, n) % {name: n, **values}
