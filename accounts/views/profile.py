"""The profile: what people choose for themselves, in sections that are kept one by one."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts import services
from accounts.forms import NameForm, ProfileForm, RegionForm, ThemeForm
from accounts.models import User
from accounts.views.language import keep
from accounts.views.own import PersonRequest, own
from accounts.zones import TIME_ZONES


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the profile as it is drawn. saved: a new mark each time it has been kept."""

    name: str
    title: str | Promise
    form: ProfileForm
    saved: str = ""

    @property
    def template(self) -> str:
        """Where its fields are drawn."""
        return f"accounts/_{self.name}.html"


FORMS: dict[str, tuple[str | Promise, type[ProfileForm]]] = {
    "name": (gettext_lazy("Name"), NameForm),
    "region": (gettext_lazy("Language and time zone"), RegionForm),
    "theme": (gettext_lazy("Appearance"), ThemeForm),
}


@require_safe
@own
def profile(request: PersonRequest) -> HttpResponse:
    """Show the profile."""
    return _whole(request)


@require_POST
@own
def profile_save(request: PersonRequest, section: str) -> HttpResponse:
    """Keep one section, and say so beside its head."""
    if section not in FORMS:
        raise Http404
    user = request.user
    title, kind = FORMS[section]
    form = kind(request.POST, user=user)
    if not form.is_valid():
        shown = Section(section, title, form)
        return _answer(request, shown, status=422) if request.htmx else _whole(request, shown)
    before = translation.get_language()
    services.change_profile(user, **form.cleaned_data)
    if not request.htmx:
        return _remembered(redirect("accounts:profile"), user)
    if user.language and user.language != before:
        # Every word of the page is another one now.
        with translation.override(user.language):
            messages.success(request, _("Saved"))
        return _remembered(HttpResponseClientRefresh(), user)
    shown = Section(section, title, kind(user=user), saved=secrets.token_hex(4))
    return _remembered(_answer(request, shown), user)


def _remembered(response: HttpResponse, user: User) -> HttpResponse:
    """Have the browser remember what its pages look like before sign-in."""
    if user.language:
        keep(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    return keep(response, settings.THEME_COOKIE_NAME, user.theme)


def _whole(request: PersonRequest, refused: Section | None = None) -> HttpResponse:
    user = request.user
    sections = [
        refused if refused and refused.name == name else Section(name, title, kind(user=user))
        for name, (title, kind) in FORMS.items()
    ]
    context = {"sections": sections, "time_zones": TIME_ZONES}
    return render(request, "accounts/profile.html", context, status=422 if refused else 200)


def _answer(request: PersonRequest, shown: Section, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"shown": shown, "time_zones": TIME_ZONES}
    return render(request, "accounts/_section.html", context, status=status)
