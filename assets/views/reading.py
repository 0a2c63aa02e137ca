"""A document beside the facts it states: confirmed, edited or rejected one by one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.client import origin_of
from assets import services
from assets.forms import FactForm
from assets.models import AssetVersion, Product, Proposal
from assets.screens import known
from assets.screens import proposals as screen
from assets.services import Conflict, FactRepeated, FactValue, NotWaiting
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

UNDO_SECONDS = 3600
_SALT = "assets.proposals.back"
Done = tuple[str, dict[str, Any] | None]


class _Wrong(Exception):
    """What was written of a fact cannot be kept. name: the field; given: all that was written."""

    def __init__(
        self, proposal_id: UUID, sentence: str, *, name: str, given: dict[str, str]
    ) -> None:
        super().__init__(sentence)
        self.told = {"id": proposal_id, "sentence": sentence, "name": name, "given": given}


@require_safe
@member(Permission.WORKSPACE_VIEW)
def proposals(request: WorkspaceRequest, product_id: UUID, version_id: UUID) -> HttpResponse:
    """Show a document of a product beside the facts it states."""
    name = "assets/_sheet.html" if request.htmx else "assets/sheet.html"
    return render(request, name, _desk(request, product_id, version_id))


@require_safe
@member(Permission.WORKSPACE_VIEW)
def documents(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Show anew how far a product's documents are, and what waits in them."""
    product = get_object_or_404(Product, pk=product_id)
    context = {"product": product, "documents": known.documents(product), "is_update": True}
    return render(request, "assets/_documents.html", context)


@require_POST
@member(Permission.PRODUCT_EDIT)
def decide(request: WorkspaceRequest, product_id: UUID, version_id: UUID) -> HttpResponse:
    """Do what was asked of one proposal, or of all that are sure."""
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        told, back = act(request, product_id, version_id)
    except (Product.DoesNotExist, AssetVersion.DoesNotExist, ValueError) as error:
        raise Http404 from error
    except _Wrong as wrong:
        return _answer(request, product_id, version_id, {"wrong": wrong.told}, status=422)
    except (NotWaiting, Conflict) as refused:
        # htmx shows what is answered 422.
        status = 422 if request.htmx else 409
        return _answer(request, product_id, version_id, {"refused": str(refused)}, status=status)
    if not request.htmx:
        messages.success(request, told)
        return redirect("assets:proposals", request.workspace.slug, product_id, version_id)
    undo = signing.dumps(back, salt=_SALT, compress=True) if back else ""
    return _answer(request, product_id, version_id, {"told": told, "undo": undo})


def _confirm(request: WorkspaceRequest, product_id: UUID, _version_id: UUID) -> Done:
    pk = UUID(request.POST.get("id", ""))
    proposal = Proposal.objects.filter(pk=pk, product=product_id).first()
    if proposal is None:
        raise NotWaiting
    value = _value(request.POST, proposal)
    try:
        done = services.confirm(
            product_id,
            [pk],
            actor=request.user,
            edits={pk: value},
            seen={pk: request.POST["seen"]} if "seen" in request.POST else None,
        )
    except FactRepeated as repeated:
        given = {"attribute": value.attribute, "value": value.value, "unit": value.unit}
        raise _Wrong(pk, str(repeated), name="attribute", given=given) from repeated
    back = {**done.back, "product": str(product_id)}
    return _("%(attribute)s is confirmed.") % {"attribute": value.attribute}, back


def _value(given: QueryDict, proposal: Proposal) -> FactValue:
    """Return what is confirmed: what is proposed, but for what was written instead."""
    names = ("attribute", "value", "unit")
    values = {name: given.get(name, getattr(proposal, name)) for name in names}
    form = FactForm(values)
    if not form.is_valid():
        name, sentences = next(iter(form.errors.items()))
        raise _Wrong(proposal.pk, str(sentences[0]), name=name, given=values)
    return form.fact(language=proposal.language)


def _reject(request: WorkspaceRequest, product_id: UUID, _version_id: UUID) -> Done:
    moved = services.reject(product_id, [UUID(request.POST.get("id", ""))], actor=request.user)
    back = {"product": str(product_id), "rejected": [str(pk) for pk in moved]}
    return _("Rejected. This sheet will not propose it again."), back


def _sure(request: WorkspaceRequest, product_id: UUID, version_id: UUID) -> Done:
    done = services.confirm_sure(product_id, version_id, actor=request.user)
    told = ngettext("%(n)s fact is confirmed.", "%(n)s facts are confirmed.", len(done.facts))
    back = {**done.back, "product": str(product_id)} if done.facts else None
    return told % {"n": len(done.facts)}, back


def _put_back(request: WorkspaceRequest, product_id: UUID, _version_id: UUID) -> Done:
    services.put_back(product_id, [UUID(request.POST.get("id", ""))], actor=request.user)
    return _("It waits for you again."), None


def _undo(request: WorkspaceRequest, product_id: UUID, _version_id: UUID) -> Done:
    try:
        back = signing.loads(request.POST.get("undo", ""), salt=_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise NotWaiting from error
    if back["product"] != str(product_id):
        raise NotWaiting
    if "rejected" in back:
        ids = [UUID(text) for text in back["rejected"]]
        services.put_back(product_id, ids, actor=request.user)
    else:
        services.take_back(product_id, back, actor=request.user)
    return _("Taken back."), None


def _again(request: WorkspaceRequest, _product_id: UUID, version_id: UUID) -> Done:
    services.read_again(version_id, actor=request.user)
    return _("The document is being read again."), None


_ACTS: dict[str, Callable[[WorkspaceRequest, UUID, UUID], Done]] = {
    "confirm": _confirm,
    "reject": _reject,
    "sure": _sure,
    "back": _put_back,
    "undo": _undo,
    "again": _again,
}


def _desk(request: WorkspaceRequest, product_id: UUID, version_id: UUID) -> dict[str, Any]:
    try:
        desk = screen.desk(product_id, version_id, reader=request.user, origin=origin_of(request))
    except (Product.DoesNotExist, AssetVersion.DoesNotExist) as error:
        raise Http404 from error
    return {"desk": desk, "product": desk.product}


def _answer(
    request: WorkspaceRequest,
    product_id: UUID,
    version_id: UUID,
    more: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    name = "assets/sheet.html"
    if request.htmx:
        is_again = request.POST.get("do") == "again"
        name = "assets/_sheet.html" if is_again else "assets/_sheet_facts.html"
    context = {**_desk(request, product_id, version_id), **more}
    return render(request, name, context, status=status)
