"""What staff do to a person: each by a service, for a reason, on the record."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.actors import actor_of
from accounts.models import User
from audit.actions import Action
from audit.services import Actor
from audit.staff_acts import Act, ActRefused

Given = dict[str, Any]


def _actor(request: HttpRequest) -> Actor:
    # The admin lets nobody in who is not signed in.
    return actor_of(request.user)  # type: ignore[arg-type]


def _is_oneself(request: HttpRequest, person: User) -> bool:
    return bool(person.pk == request.user.pk)


def _switch_off(request: HttpRequest, person: User, given: Given) -> bool:
    if _is_oneself(request, person):
        raise ActRefused(_("You cannot switch yourself off."))
    try:
        return services.switch_off(person, actor=_actor(request), reason=given["reason"])
    except services.LastOfStaff as error:
        raise ActRefused(_("Nobody else has every right, and who has must stay.")) from error


def _switch_on(request: HttpRequest, person: User, given: Given) -> bool:
    return services.switch_on(person, actor=_actor(request), reason=given["reason"])


def _sign_out(request: HttpRequest, person: User, given: Given) -> int:
    if _is_oneself(request, person):
        raise ActRefused(_("Your own sessions are on your account’s page."))
    services.end_all_sessions(person, actor=_actor(request), reason=given["reason"])
    return 1


def _let_try_again(request: HttpRequest, person: User, given: Given) -> bool:
    return services.let_try_again(person, actor=_actor(request), reason=given["reason"])


def _send_confirmation(request: HttpRequest, person: User, given: Given) -> bool:
    return services.send_confirmation_for(
        person, request=request, actor=_actor(request), reason=given["reason"]
    )


def _remove_factors(request: HttpRequest, person: User, given: Given) -> int:
    # One's own stand with one's account, where staff keep the last one.
    if _is_oneself(request, person):
        raise ActRefused(_("You cannot remove your own here."))
    return services.remove_factors(person, actor=_actor(request), reason=given["reason"])


def _is_on(person: User) -> bool:
    return person.is_active


def _is_off(person: User) -> bool:
    return not person.is_active and person.closed_at is None


def _is_open(person: User) -> bool:
    return person.closed_at is None


ACTS = (
    Act(
        "switch_off",
        gettext_lazy("Switch off"),
        gettext_lazy("They sign in no more and are signed out now. What they made stays."),
        gettext_lazy("Switched off."),
        Action.ACCOUNT_SWITCHED_OFF,
        _switch_off,
        is_offered=_is_on,
        many=True,
        icon="person_off",
    ),
    Act(
        "switch_on",
        gettext_lazy("Switch on"),
        gettext_lazy("They may sign in again."),
        gettext_lazy("Switched on."),
        Action.ACCOUNT_SWITCHED_ON,
        _switch_on,
        is_offered=_is_off,
        many=True,
        icon="person",
    ),
    Act(
        "let_try_again",
        gettext_lazy("Unlock"),
        gettext_lazy("Wrong passwords and codes are forgotten: they may try again at once."),
        gettext_lazy("They may try again."),
        Action.ACCOUNT_UNLOCKED,
        _let_try_again,
        is_offered=_is_open,
        many=True,
        icon="lock_open",
    ),
    Act(
        "sign_out",
        gettext_lazy("Sign out everywhere"),
        gettext_lazy(
            "Every browser and program of theirs has to sign in anew. They are told of it."
        ),
        gettext_lazy("Signed out everywhere."),
        Action.ACCOUNT_SIGNED_OUT_EVERYWHERE,
        _sign_out,
        is_offered=_is_on,
        icon="logout",
    ),
    Act(
        "send_confirmation",
        gettext_lazy("Send the confirmation again"),
        gettext_lazy("The e-mail that waits for it gets a new link. Nothing is sent if none waits."),
        gettext_lazy("A new link is on its way."),
        Action.ACCOUNT_CONFIRMATION_SENT,
        _send_confirmation,
        is_offered=_is_on,
        icon="mark_email_read",
    ),
    Act(
        "remove_factors",
        gettext_lazy("Remove second steps"),
        gettext_lazy(
            "They are signed out and need the password alone. Make sure that it is them who asks."
            " Staff have to set up a new one at once."
        ),
        gettext_lazy("They have no second step any more."),
        Action.ACCOUNT_FACTORS_REMOVED,
        _remove_factors,
        is_offered=_is_open,
        many=True,
        icon="phonelink_erase",
    ),
)  # fmt: skip
