"""What staff do to rows: each act says what it does, asks for a reason, and calls a service.

An act stands as a button on the row's page and, where it may be done to many, in the list. Neither
does anything before the reason is given: both lead to one page that asks for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextInputWidget

from audit.actions import Action
from audit.staff import ReadOnlyAdmin

SHOWN = 20
# So many buttons stand beside each other; with more, the others stand in a menu.
DIRECT = 3


class ActRefused(Exception):
    """It cannot be done to this row; the text says why."""


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True}),
        help_text=_("It stands in the audit trail."),
    )

    def clean_reason(self) -> str:
        """Return it in one line."""
        return " ".join(self.cleaned_data["reason"].split())


@dataclass(frozen=True, slots=True)
class Act:
    """Something staff do. label: the button; says: what becomes of a row; done: afterwards.

    says: a sentence, or a function of the row. name: of the method, and in the address. action:
    what the trail says. run: does it to one row with what the form holds (`reason` at least), and
    returns whether there was anything to do; it may raise ActRefused. is_offered: whether it means
    anything for a row. many: whether it stands in the list, too.

    Of a list itself (`list_acts`): says is a sentence, or a function of the request; run is given no
    row, and may return where to go afterwards.
    """

    name: str
    label: str | Promise
    says: str | Promise | Callable[[Any], str]
    done: str | Promise
    action: Action
    run: Callable[[HttpRequest, Any, dict[str, Any]], object]
    is_offered: Callable[[Any], bool] = lambda _row: True
    many: bool = False
    icon: str = "edit"
    form: type[ReasonForm] = ReasonForm


class ActingAdmin(ReadOnlyAdmin):
    """Rows that are read, and changed by `acts` alone. Who may act says `has_act_permission`."""

    acts: tuple[Act, ...] = ()
    # Done to no row that is there: what begins something, above the list.
    list_acts: tuple[Act, ...] = ()
    # Where an act on one row leads: to its page, or to the list where looking is on the record.
    after_act = "change"

    def __init_subclass__(cls, **more: Any) -> None:
        """Make each act what the admin knows: an action of its page, and of its list."""
        super().__init_subclass__(**more)
        if "list_acts" in cls.__dict__:
            for act in cls.list_acts:
                setattr(cls, act.name, _as_list_action(act))
            cls.actions_list = tuple(act.name for act in cls.list_acts)
        if "acts" not in cls.__dict__:
            return
        for act in cls.acts:
            setattr(cls, act.name, _as_action(act))
        names = tuple(act.name for act in cls.acts)
        rest = {"title": _("More"), "icon": "more_horiz", "items": names[DIRECT:]}
        cls.actions_detail = (*names[:DIRECT], rest) if len(names) > DIRECT + 1 else names
        cls.actions = tuple(act.name for act in cls.acts if act.many) or None

    def has_act_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Who has every right acts, unless a class says otherwise."""
        del object_id
        return bool(getattr(request.user, "is_superuser", False))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what means something for this row."""
        found: list[Any] = super().get_actions_detail(request, object_id)
        if not found:
            return found
        row = self._find(request, str(object_id))
        offered = {act.name for act in self.acts if act.is_offered(row)}
        return [one for one in found if one.method.original_function_name in offered]

    def act(self, request: HttpRequest, act: Act, on: Any) -> HttpResponse:
        """Ask for the reason, and do it once that is given. on: a row's id, or rows of the list."""
        if not (self.has_view_permission(request) and self.has_act_permission(request)):
            raise PermissionDenied
        is_one = isinstance(on, str)
        rows = [self._find(request, on)] if is_one else list(on)
        # The list sends its own form first, without a reason.
        is_given = request.method == "POST" and (is_one or "reason" in request.POST)
        form = act.form(request.POST if is_given else None)
        if is_given and form.is_valid():
            self._run(request, act, rows, form)
            page = self.after_act if is_one else "changelist"
            args = [rows[0].pk] if page == "change" else []
            return redirect(reverse(f"admin:{self._name}_{page}", args=args))
        return self._ask(request, act, rows, form, is_one=is_one)

    def act_on_list(self, request: HttpRequest, act: Act) -> HttpResponse:
        """Ask for the reason of what begins something, and do it once that is given."""
        if not (self.has_view_permission(request) and self.has_act_permission(request)):
            raise PermissionDenied
        is_given = request.method == "POST"
        form = act.form(request.POST if is_given else None, initial=request.GET.dict())
        if not (is_given and form.is_valid()):
            return self._ask(request, act, [], form, is_one=True)
        try:
            done = act.run(request, None, form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
            return self._ask(request, act, [], form, is_one=True)
        messages.success(request, str(act.done))
        return done if isinstance(done, HttpResponse) else redirect(self._list)

    @property
    def _list(self) -> str:
        return reverse(f"admin:{self._name}_changelist")

    @property
    def _name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _find(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row: by itself, for what is opened on the record is not opened by this."""
        try:
            key = self.opts.pk.to_python(unquote(object_id))
            return self.get_queryset(request).get(pk=key)
        except (ObjectDoesNotExist, ValidationError, ValueError) as error:
            raise Http404 from error

    def _run(self, request: HttpRequest, act: Act, rows: Iterable[Any], form: ReasonForm) -> None:
        done = 0
        for row in rows:
            if not act.is_offered(row):
                continue
            try:
                done += bool(act.run(request, row, form.cleaned_data))
            except ActRefused as refusal:
                messages.error(request, f"{row}: {refusal}")
        if done:
            messages.success(request, f"{act.done} ({done})" if done > 1 else str(act.done))
        else:
            messages.warning(request, _("Nothing was changed."))

    def _ask(
        self, request: HttpRequest, act: Act, rows: list[Any], form: ReasonForm, *, is_one: bool
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "opts": self.opts,
            "says": act.says(rows[0] if rows else request) if callable(act.says) else act.says,
            "rows": [str(row) for row in rows[:SHOWN]],
            "more": max(0, len(rows) - SHOWN),
            "form": form,
            "chosen": [] if is_one else [str(row.pk) for row in rows],
            "chosen_name": ACTION_CHECKBOX_NAME,
            "act": act.name,
            "back_url": self._back(request, rows) if is_one else request.path,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/acts/reason.html", context, status=status)

    def _back(self, request: HttpRequest, rows: list[Any]) -> str:
        if rows:
            return reverse(f"admin:{self._name}_change", args=[rows[0].pk])
        asked = request.GET.urlencode()
        return f"{self._list}?{asked}" if asked else self._list


def _as_action(act: Act) -> Any:
    """Return what unfold makes a button and an entry of the list's menu of."""

    def do(self: ActingAdmin, request: HttpRequest, object_id: Any) -> HttpResponse:
        return self.act(request, act, object_id)

    return _named(act, do)


def _as_list_action(act: Act) -> Any:
    """Return what unfold makes a button above the list of."""

    def do(self: ActingAdmin, request: HttpRequest) -> HttpResponse:
        return self.act_on_list(request, act)

    return _named(act, do)


def _named(act: Act, do: Any) -> Any:
    do.__name__ = act.name
    do.__qualname__ = act.name
    path = act.name.replace("_", "-")
    return action(description=act.label, url_path=path, permissions=["act"], icon=act.icon)(do)
