"""Products as a sheet to take home."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assets import services
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_POST
@member(Permission.ASSET_DOWNLOAD)
def export(request: WorkspaceRequest) -> HttpResponse:
    """Have products written into a sheet: those selected, else those the list is narrowed to."""
    given = {name: request.POST.get(name, "") for name in ("q", "brand", "category", "missing")}
    try:
        chosen = services.Chosen(
            [UUID(one) for one in request.POST.getlist("product_ids")],
            # NUL cannot be kept, so nothing holds it.
            {name: text.replace("\0", "") for name, text in given.items()},
        )
        made = services.ask_for_products(
            chosen,
            file_format=request.POST.get("format", "xlsx"),
            actor=request.user,
            schema_name=request.workspace.schema_name,
        )
    except ValueError as error:
        raise Http404 from error
    except services.ImportRefused as refused:
        messages.error(request, str(refused))
        return redirect("assets:products", request.workspace.slug)
    return redirect("assets:export", request.workspace.slug, made.pk)
