"""Facts of a product, written in place: each answer is the row that changed."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from assets import services
from assets.forms import FactForm
from assets.models import Fact, Product
from assets.screens import known
from assets.services import FactRepeated
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.PRODUCT_EDIT)
def new(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Show an empty row to write in, or add what was written."""
    product = get_object_or_404(Product, pk=product_id)
    if request.method != "POST":
        given = {"attribute": request.GET.get("attribute", "")}
        return _row_form(request, product, FactForm(initial=given))
    return _save(request, product, None)


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.PRODUCT_EDIT)
def edit(request: WorkspaceRequest, product_id: UUID, fact_id: UUID) -> HttpResponse:
    """Show a fact to be written over, or keep what was written."""
    product = get_object_or_404(Product, pk=product_id)
    fact = get_object_or_404(Fact, pk=fact_id, product=product)
    if request.method != "POST":
        initial = {"attribute": fact.attribute, "value": fact.value, "unit": fact.unit}
        return _row_form(request, product, FactForm(initial=initial), fact=fact)
    return _save(request, product, fact)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def facts(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Show all facts of a product."""
    product = get_object_or_404(Product, pk=product_id)
    return _list(request, product)


@require_POST
@member(Permission.PRODUCT_EDIT)
def remove(request: WorkspaceRequest, product_id: UUID, fact_id: UUID) -> HttpResponse:
    """Forget a fact."""
    product = get_object_or_404(Product, pk=product_id)
    try:
        services.remove_fact(product_id, fact_id, actor=request.user)
    except Fact.DoesNotExist as error:
        raise Http404 from error
    return _list(request, product)


def _save(request: WorkspaceRequest, product: Product, fact: Fact | None) -> HttpResponse:
    form = FactForm(request.POST)
    if not form.is_valid():
        return _row_form(request, product, form, fact=fact, status=422)
    value = form.fact(language=fact.language if fact else "")
    try:
        services.save_fact(product.pk, value, actor=request.user, fact_id=fact.pk if fact else None)
    except FactRepeated as repeated:
        form.add_error("attribute", str(repeated))
        return _row_form(request, product, form, fact=fact, status=422)
    return _list(request, product)


def _list(request: WorkspaceRequest, product: Product) -> HttpResponse:
    if not request.htmx:
        return redirect("assets:product", request.workspace.slug, product.pk)
    context = {"product": product, "known": known.facts(product), "is_all": True}
    response = render(request, "assets/_facts.html", context)
    # A refused form stands again where it was; what was saved changes the whole list.
    return reswap(retarget(response, "#facts"), "outerHTML")


def _row_form(
    request: WorkspaceRequest,
    product: Product,
    form: FactForm,
    *,
    fact: Fact | None = None,
    status: int = 200,
) -> HttpResponse:
    name = "assets/_fact_form.html" if request.htmx else "assets/fact_page.html"
    context = {"product": product, "form": form, "fact": fact}
    return render(request, name, context, status=status)
