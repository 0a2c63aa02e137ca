"""The plans side by side: which is mine, which comes next, and what each button would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import features, proration
from billing.models import PlanVersion
from billing.screens import plan_state, plan_words
from billing.screens.panel import Badge
from billing.screens.plan_news import News, OrderWaiting, news_of, waiting_of
from billing.screens.plan_state import State
from billing.screens.plan_words import Limit, day
from billing.services.changes import terms_of
from billing.wording import description_of, name_of

MONTH, YEAR = "month", "year"
INTERVALS = (MONTH, YEAR)


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done about a plan. tries: it starts the trial; else the preview is opened."""

    label: str
    is_primary: bool = False
    tries: bool = False
    ask: str = ""
    ask_more: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A plan as it is offered. note: why it looks as it does, or what a trial is."""

    version: PlanVersion
    name: str
    description: str
    price: str
    per: str
    limits: tuple[Limit, ...]
    beyond: tuple[str, ...]
    features: tuple[str, ...]
    badge: Badge | None
    is_mine: bool
    actions: tuple[Action, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything on the page. intervals: chips to choose one; none where there is no choice."""

    cards: tuple[Card, ...]
    intervals: tuple[dict[str, Any], ...]
    news: tuple[News, ...]
    waiting: OrderWaiting | None


def page(workspace_id: UUID, *, may_change: bool, interval: str = "") -> Page:
    """Return the page of plans; interval: which prices are wanted, where there is a choice."""
    state = plan_state.read(workspace_id)
    offers = [one for one in state.editions if one.price]
    both = {one.interval for one in offers} == set(INTERVALS)
    wanted = interval if interval in INTERVALS else state.mine.interval
    waiting = waiting_of(state)
    return Page(
        cards=tuple(_cards(state, wanted if both else "", may_change=may_change)),
        intervals=_intervals(wanted) if both else (),
        news=tuple(news_of(state, may_change=may_change)),
        waiting=waiting,
    )


def _intervals(wanted: str) -> tuple[dict[str, Any], ...]:
    words = {MONTH: _("By the month"), YEAR: _("By the year")}
    return tuple(
        {"label": words[one], "href": f"?interval={one}", "on": one == wanted} for one in INTERVALS
    )


def _cards(state: State, wanted: str, *, may_change: bool) -> Iterator[Card]:
    """Yield the plans in their order; one without such an interval with the one it has."""
    chosen: dict[str, PlanVersion] = {}
    for version in state.editions:
        if version.plan_id not in chosen or version.interval == wanted:
            chosen[version.plan_id] = version
    has_primary = state.waiting is not None or not may_change
    for version in chosen.values():
        actions = _actions(state, version) if may_change else ()
        if has_primary:
            actions = tuple(_quiet(one) for one in actions)
        has_primary = has_primary or any(one.is_primary for one in actions)
        yield _card(state, version, actions)


def _quiet(action: Action) -> Action:
    return Action(action.label, tries=action.tries, ask=action.ask, ask_more=action.ask_more)


def _card(state: State, version: PlanVersion, actions: tuple[Action, ...]) -> Card:
    return Card(
        version=version,
        name=name_of(version.plan),
        description=description_of(version.plan),
        price=plan_words.price_of(version),
        per=plan_words.per(version),
        limits=plan_words.limits_of(version),
        beyond=plan_words.beyond(version),
        features=tuple(features.named(version.features)),
        badge=_badge(state, version),
        is_mine=_is_mine(state, version),
        actions=actions,
        note=_note(state, version, tries=any(one.tries for one in actions)),
    )


def _is_mine(state: State, version: PlanVersion) -> bool:
    if version.plan.is_default:
        return state.held is None
    return version.pk == state.mine.pk


def _badge(state: State, version: PlanVersion) -> Badge | None:
    if state.waiting is not None and state.waiting.plan_version_id == version.pk:
        return Badge(_("Waits for payment"), "clock", "warn")
    if _is_mine(state, version):
        if state.is_trial:
            return Badge(_("On trial"), "clock", "run")
        return Badge(_("Your plan"), "check", "ok")
    held = state.held
    if held is None:
        return None
    is_next = version.plan.is_default if state.is_ending else held.pending_version == version
    return _from(state, held.period_end) if is_next else None


def _from(state: State, at: datetime) -> Badge:
    return Badge(_("From %(day)s") % {"day": day(at, state.zone)}, "history", "line")


def _note(state: State, version: PlanVersion, *, tries: bool) -> str:
    if version.plan_id == state.mine.plan_id and not _is_mine(state, version):
        if version.plan.is_default:
            return ""
        if version.interval == state.mine.interval:
            return _("You have an earlier edition: %(price)s.") % {
                "price": plan_words.price_sentence(state.mine)
            }
    if tries:
        return ngettext(
            "The trial takes %(days)d day and needs no card.",
            "The trial takes %(days)d days and needs no card.",
            version.trial_days,
        ) % {"days": version.trial_days}
    return ""


def _actions(state: State, version: PlanVersion) -> tuple[Action, ...]:
    """Return what may be done about a plan, with a word that says what will happen."""
    said = {"plan": name_of(version.plan)}
    if state.waiting is not None and state.waiting.plan_version_id == version.pk:
        return ()
    if state.held is None:
        return () if version.plan.is_default or not version.price else _first(state, version)
    if version.plan.is_default:
        words = _("Cancel at the end of the period")
        return () if state.is_ending else (Action(words),)
    if state.is_trial:
        if version.pk == state.mine.pk:
            return (Action(_("Keep %(plan)s") % said, is_primary=True),)
        return (Action(_("Choose %(plan)s") % said),) if version.price else ()
    if version.pk in (state.mine.pk, state.held.pending_version_id):
        return ()
    return (_change(state, version),)


def _first(state: State, version: PlanVersion) -> tuple[Action, ...]:
    said = {"plan": name_of(version.plan), "days": version.trial_days}
    if not version.trial_days or state.had_trial:
        return (Action(_("Choose %(plan)s") % said, is_primary=True),)
    start = ngettext("Start %(days)d-day trial", "Start %(days)d-day trial", version.trial_days)
    trial = Action(
        start % said,
        is_primary=True,
        tries=True,
        ask=_("Try %(plan)s?") % said,
        ask_more=_(
            "All its limits hold at once. Nothing is charged: when the trial is over, the plan you "
            "have now begins again unless you order. There is one trial for a workspace."
        ),
    )
    return trial, Action(_("Order %(plan)s") % said)


def _change(state: State, version: PlanVersion) -> Action:
    when = proration.when(terms_of(state.mine), terms_of(version))
    if when == proration.When.AT_PERIOD_END:
        return Action(_("Change at the end of the period"))
    said = {"plan": name_of(version.plan)}
    if version.plan_id == state.mine.plan_id and version.interval != state.mine.interval:
        return Action(_("Pay %(plan)s by the year") % said)
    return Action(_("Change to %(plan)s") % said, is_primary=True)
