"""An order after it was placed: going on to pay, giving it up, and coming back from paying."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_of
from billing.models import Order
from billing.money import looking, orders
from billing.money.terms import NotWaiting
from billing.payments.base import PaymentError
from billing.views.choosing import places
from billing.views.leading import lead
from billing.views.papers import number
from billing.wording import name_of
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.views.sections import tabs

# News of a payment is waited for so often, a little longer each time: about two minutes.
MOST_TRIES = 20
State = Order.State


@require_POST
@member(Permission.BILLING_MANAGE)
def pay(request: WorkspaceRequest, order_id: UUID) -> HttpResponse:
    """Lead on to where an order is paid; without such a place, to how it is paid."""
    here = reverse("billing:plans", args=[request.workspace.slug])
    url = ""
    try:
        placed = orders.resume(
            order_id,
            workspace_id=request.workspace.workspace_id,
            places=places(request),
            actor=actor_of(request.user),
        )
        url = placed.url
    except Order.DoesNotExist as error:
        raise Http404 from error
    except NotWaiting:
        messages.info(request, _("The order is settled: it is paid, cancelled or too old."))
    except PaymentError:
        messages.error(request, _("The payment provider does not answer. Try again in a moment."))
    return lead(request, url or here)


@require_POST
@member(Permission.BILLING_MANAGE)
def cancel(request: WorkspaceRequest, order_id: UUID) -> HttpResponse:
    """Give up an order that waits; asked again, it is given up."""
    try:
        order = orders.cancel(
            order_id,
            workspace_id=request.workspace.workspace_id,
            actor=actor_of(request.user),
        )
    except Order.DoesNotExist as error:
        raise Http404 from error
    except NotWaiting:
        messages.info(request, _("The order is settled: it is paid, cancelled or too old."))
    else:
        text = _("The order of %(plan)s is cancelled. Nothing is to be paid.")
        messages.success(request, text % {"plan": name_of(order.plan_version.plan)})
    return redirect("billing:plans", request.workspace.slug)


@require_safe
@member(Permission.BILLING_MANAGE)
def paid(request: WorkspaceRequest) -> HttpResponse:
    """Tell who comes from paying what became of it: the page asks again until the news has come."""
    order = looking.orders_of(request.workspace.workspace_id).first()
    if order is None:
        return redirect("billing:plans", request.workspace.slug)
    tries = number(request.GET.get("tries", ""), most=MOST_TRIES)
    here = reverse("billing:paid", args=[request.workspace.slug])
    context: dict[str, Any] = {
        "plan": name_of(order.plan_version.plan),
        "is_paid": order.state == State.PAID,
        "is_over": order.state in (State.CANCELLED, State.EXPIRED),
        "waits": order.state == State.WAITING and tries < MOST_TRIES,
        "tries": tries,
        "delay": 2 + tries // 2,
        "again_url": f"{here}?tries={tries + 1}",
    }
    if request.htmx:
        return render(request, "billing/_paid.html", context)
    return render(request, "billing/paid.html", {"tabs": tabs(request), **context})
