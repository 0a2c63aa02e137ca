"""Products: the form, the page of one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.client import origin_of
from assets import forms, money, services
from assets.forms import ProductForm
from assets.models import Asset, Product
from assets.screens import known
from assets.screens import products as screen
from assets.services import Conflict, SkuTaken
from workspaces.gate import WorkspaceRequest, member
from workspaces.models import Workspace
from workspaces.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.PRODUCT_EDIT)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Add a product."""
    if request.method != "POST":
        place = Workspace.objects.only("currency").get(pk=request.workspace.workspace_id)
        return _form(request, ProductForm(initial={"currency": place.currency}))
    form = ProductForm(request.POST)
    if not form.is_valid():
        _tell_taken(form)
        return _form(request, form, status=422)
    try:
        product = services.create_product(form.values(), actor=request.user)
    except SkuTaken as taken:
        form.add_error("sku", str(taken))
        return _form(request, form, status=422)
    return redirect("assets:product", request.workspace.slug, product.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.PRODUCT_EDIT)
def edit(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Change a product; what somebody else changed meanwhile is shown, not overwritten."""
    product = get_object_or_404(Product, pk=product_id)
    if request.method != "POST":
        return _form(request, ProductForm.of(product), product=product)
    form = ProductForm(request.POST)
    if not form.is_valid():
        _tell_taken(form, but=product_id)
        return _form(request, form, product=product, status=422)
    values = form.values()
    try:
        services.change_product(
            product_id,
            version=form.cleaned_data["version"] or 0,
            changes={name: getattr(values, name) for name in values.__slots__},
            actor=request.user,
        )
    except SkuTaken as taken:
        form.add_error("sku", str(taken))
        return _form(request, form, product=product, status=422)
    except Conflict as conflict:
        return _conflict(request, product_id, conflict)
    messages.success(request, _("Saved."))
    return redirect("assets:product", request.workspace.slug, product_id)


@require_POST
@member(Permission.PRODUCT_EDIT)
def delete(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Delete a product; its pictures stay."""
    try:
        services.delete_product(product_id, actor=request.user)
    except Product.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The product is deleted. Its pictures are still in the library."))
    return redirect("assets:products", request.workspace.slug)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def product(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Show a product: its photos and facts, and what was made of them."""
    return render(request, "assets/product.html", _sheet(request, product_id))


@require_safe
@member(Permission.WORKSPACE_VIEW)
def photos(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Show a product's photos anew."""
    return _fresh_photos(request, product_id)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def images(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Show anew what was made of a product."""
    return render(request, "assets/_images.html", _sheet(request, product_id))


@require_POST
@member(Permission.PRODUCT_EDIT)
def main_photo(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Make one of the photos the main one."""
    try:
        asset_id = UUID(request.POST.get("asset", ""))
        services.choose_main_photo(product_id, asset_id=asset_id, actor=request.user)
    except (ValueError, Product.DoesNotExist, Asset.DoesNotExist) as error:
        raise Http404 from error
    if not request.htmx:
        return redirect("assets:product", request.workspace.slug, product_id)
    return _fresh_photos(request, product_id)


def _fresh_photos(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Answer the photos with what depends on them: the images and the page's next step."""
    context = {**_sheet(request, product_id), "is_update": True}
    return render(request, "assets/_photos.html", context)


def _sheet(request: WorkspaceRequest, product_id: UUID) -> dict[str, Any]:
    try:
        sheet = screen.sheet(product_id, origin=origin_of(request))
    except Product.DoesNotExist as error:
        raise Http404 from error
    return {
        "sheet": sheet,
        "product": sheet.product,
        "known": known.facts(sheet.product),
        "documents": known.documents(sheet.product),
        "suggested": forms.suggested_attributes(),
    }


def _tell_taken(form: ProductForm, *, but: UUID | None = None) -> None:
    """Tell of a SKU that is taken beside whatever else is wrong, so that both are mended at once."""
    sku = form.cleaned_data.get("sku")
    others = Product.objects.exclude(pk=but) if but else Product.objects.all()
    if sku and others.filter(sku__iexact=sku).exists():
        form.add_error("sku", str(SkuTaken(sku)))


def _form(
    request: WorkspaceRequest,
    form: ProductForm,
    *,
    product: Product | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "product": product}
    return render(request, "assets/product_form.html", context, status=status)


def _conflict(request: WorkspaceRequest, product_id: UUID, conflict: Conflict) -> HttpResponse:
    """Show what was written beside what the product says now, to be saved on top of that."""
    product = get_object_or_404(Product, pk=product_id)
    again = ProductForm({**request.POST.dict(), "version": str(product.version)})
    again.is_valid()
    now = ProductForm.of(product).initial
    now["price"] = money.shown(product.price_minor, product.currency)
    for name in ("name", "sku", "name_zh", "brand", "category"):
        if (now[name] or "") != (again.cleaned_data.get(name) or ""):
            again.add_error(name, _("It says now: %(value)s") % {"value": now[name] or "–"})
    context = {"form": again, "product": product, "conflict": str(conflict)}
    return render(request, "assets/product_form.html", context, status=409)
