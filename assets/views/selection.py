"""What is done to a selection of files, or to all that an address lets through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from assets import services
from assets.forms import SelectionForm
from assets.models import Product
from assets.screens import chosen
from assets.screens.asked import grouped
from assets.screens.chosen import Batch
from assets.services import TagRefused
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. said: how many, in a sentence; label and href: what a toast leads on to."""

    said: Callable[[int], str]
    label: str = ""
    href: str = ""


@require_POST
@member(Permission.ASSET_DELETE)
def delete(request: WorkspaceRequest) -> HttpResponse:
    """Put the selected files into the bin."""
    form = SelectionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    batch = _batch(form)
    moved = services.delete_assets(batch.ids, actor=request.user)
    said = Done(
        lambda n: ngettext("%(n)s file is in the bin.", "%(n)s files are in the bin.", n),
        label=_("Open the bin"),
        href=reverse("assets:bin", args=[request.workspace.slug]),
    )
    return _answer(request, form, batch, moved, said)


@require_POST
@member(Permission.PRODUCT_EDIT)
def attach(request: WorkspaceRequest) -> HttpResponse:
    """Give the selected files to a product."""
    form = SelectionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["product"] is None:
        return HttpResponseBadRequest()
    product_id, batch = form.cleaned_data["product"], _batch(form)
    try:
        moved = services.attach_photos(product_id, asset_ids=batch.ids, actor=request.user)
    except Product.DoesNotExist as error:
        raise Http404 from error
    said = Done(
        lambda n: ngettext("%(n)s file was added.", "%(n)s files were added.", n),
        label=_("Open the product"),
        href=reverse("assets:product", args=[request.workspace.slug, product_id]),
    )
    return _answer(request, form, batch, moved, said)


@require_POST
@member(Permission.ASSET_UPLOAD)
def tag(request: WorkspaceRequest) -> HttpResponse:
    """Put tags on the selected files, and take others off."""
    form = SelectionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    add, remove, batch = form.cleaned_data["add"], form.cleaned_data["remove"], _batch(form)
    if not add and not remove:
        return HttpResponseBadRequest()
    try:
        moved = services.set_tags(batch.ids, add=add or [], remove=remove or [], actor=request.user)
    except TagRefused as refused:
        return trigger_client_event(HttpResponse(), "tags:refused", {"text": str(refused)})
    said = Done(
        lambda n: ngettext(
            "The tags of %(n)s file were changed.", "The tags of %(n)s files were changed.", n
        )
    )
    return _answer(request, form, batch, moved, said)


@require_POST
@member(Permission.ASSET_DELETE)
def restore(request: WorkspaceRequest) -> HttpResponse:
    """Take the selected files out of the bin again."""
    form = SelectionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    given = form.cleaned_data
    batch = (
        chosen.of_bin(until=given["until"], after=given["after"])
        if given["everything"]
        else Batch(given["selected"])
    )
    moved = services.restore_assets(batch.ids, actor=request.user)
    said = Done(
        lambda n: ngettext(
            "%(n)s file is back in the library.", "%(n)s files are back in the library.", n
        ),
        label=_("Open the library"),
        href=reverse("assets:library", args=[request.workspace.slug]),
    )
    return _answer(request, form, batch, moved, said)


def _batch(form: SelectionForm) -> Batch:
    given = form.cleaned_data
    if not given["everything"]:
        return Batch(given["selected"])
    return chosen.of_library(given["asked"], until=given["until"], after=given["after"])


def _answer(
    request: WorkspaceRequest,
    form: SelectionForm,
    batch: Batch,
    moved: Sequence[UUID],
    done: Done,
) -> HttpResponse:
    """Answer htmx how to go on: with the rest of what was chosen, or with a toast that leads on."""
    count = (form.cleaned_data["so_far"] or 0) + len(moved)
    text = done.said(count) % {"n": grouped(count)}
    if not request.htmx and batch.after is None:
        messages.success(request, text)
        return redirect("assets:library", request.workspace.slug)
    if batch.after is not None:
        more = {"url": request.path, "after": str(batch.after), "so_far": count}
        return trigger_client_event(HttpResponse(), "library:more", more)
    return changed(text, label=done.label, href=done.href)


def changed(text: str, *, label: str = "", href: str = "") -> HttpResponse:
    """Answer htmx that the library is another now, with a toast that leads on."""
    toast: dict[str, object] = {"text": text}
    if href:
        toast["action"] = {"label": label, "href": href}
    response = trigger_client_event(HttpResponse(), "toast", toast)
    return trigger_client_event(response, "library:changed", {})
