"""Products by the sheet: choose one, name its columns, look through its rows, import."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from assets import services
from assets.forms import ImportOptionsForm
from assets.models import Asset, CatalogueImport
from assets.screens import import_columns, import_rows
from assets.screens import imports as screen
from workspaces.gate import WorkspaceRequest, member
from workspaces.models import Workspace
from workspaces.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.PRODUCT_EDIT)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Show the sheets there are to choose from, or begin with the one that was chosen."""
    if request.method != "POST":
        return _start(request)
    place = Workspace.objects.only("currency").get(pk=request.workspace.workspace_id)
    try:
        run = services.begin_import(
            UUID(request.POST.get("sheet_id", "")),
            schema_name=request.workspace.schema_name,
            actor=request.user,
            options={"currency": place.currency},
        )
    except (ValueError, Asset.DoesNotExist) as error:
        raise Http404 from error
    except services.ImportRefused as refused:
        return _start(request, error=str(refused))
    return redirect("assets:import", request.workspace.slug, run.pk)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def page(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Show an import at its step; to htmx with a cursor, only its next rows."""
    desk = screen.desk(_found(run_id), request.GET.dict())
    is_rest = request.htmx and "cursor" in request.GET
    name = "assets/_import_rows.html" if is_rest else "assets/import.html"
    return render(request, name, {"desk": desk})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def progress(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Show how far the step is; when it is over, the page is loaded anew."""
    desk = screen.desk(_found(run_id), {})
    if not desk.is_busy:
        return HttpResponseClientRefresh()
    return render(request, "assets/_import_progress.html", {"desk": desk})


@require_POST
@member(Permission.PRODUCT_EDIT)
def columns(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Keep what the columns mean and how to import, and have every row checked."""
    form = ImportOptionsForm(request.POST)
    if not form.is_valid():
        raise Http404
    return _doing(
        request,
        run_id,
        lambda: services.change_import(
            run_id,
            version=form.cleaned_data["version"],
            actor=request.user,
            mapping=_mapping(request.POST),
            options=form.options(),
            then_check=request.workspace.schema_name,
        ),
    )


@require_POST
@member(Permission.PRODUCT_EDIT)
def sheet(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Read another sheet of the file, or take another row for its headings."""
    row = _number(request.POST.get("header_row", ""), digits=5)
    version = _number(request.POST.get("version", ""), digits=9)
    if version is None:
        raise Http404
    return _doing(
        request,
        run_id,
        lambda: services.read_import_again(
            run_id,
            version=version,
            schema_name=request.workspace.schema_name,
            actor=request.user,
            sheet=_kept(request.POST.get("sheet", ""), 80),
            header_row=row,
        ),
    )


@require_POST
@member(Permission.PRODUCT_EDIT)
def back(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Go back from the review to the naming of columns."""
    version = _found(run_id).version
    return _doing(
        request,
        run_id,
        lambda: services.change_import(run_id, version=version, actor=request.user),
    )


@require_POST
@member(Permission.PRODUCT_EDIT)
def check(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Check once more what was not imported."""
    return _doing(request, run_id, lambda: services.check_import(run_id, **_by(request)))


@require_POST
@member(Permission.PRODUCT_EDIT)
def run(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Import what was checked."""
    return _doing(request, run_id, lambda: services.confirm_import(run_id, **_by(request)))


@require_POST
@member(Permission.PRODUCT_EDIT)
def again(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Do the step again that failed."""
    return _doing(request, run_id, lambda: services.try_import_again(run_id, **_by(request)))


@require_POST
@member(Permission.PRODUCT_EDIT)
def cancel(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Stop the import; what was imported stays."""
    return _doing(request, run_id, lambda: services.cancel_import(run_id, actor=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.PRODUCT_EDIT)
def row(request: WorkspaceRequest, run_id: UUID, number: int) -> HttpResponse:
    """Show all cells of a row to be written over, or keep what was written."""
    if request.method == "POST":
        cells = dict(
            zip(request.POST.getlist("column"), request.POST.getlist("cell"), strict=False)
        )
        return _mend(request, run_id, number, cells=cells)
    run = _found(run_id)
    found = run.rows.filter(number=number).first()
    if found is None:
        raise Http404
    if request.GET.get("show") == "row":
        return _row(request, run, number)
    context = {"run": run, "row": found, "fields": import_rows.cell_fields(found, run)}
    name = "assets/_import_row_form.html" if request.htmx else "assets/import_row.html"
    return render(request, name, context)


@require_POST
@member(Permission.PRODUCT_EDIT)
def leave_out(request: WorkspaceRequest, run_id: UUID, number: int) -> HttpResponse:
    """Leave a row out, or (with `back`) take it in again."""
    return _mend(request, run_id, number, skip=not request.POST.get("back"))


@require_POST
@member(Permission.PRODUCT_EDIT)
def leave_all_out(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Leave out every row of a state."""
    states = [request.POST.get("state", "")]
    try:
        count = services.skip_rows(run_id, states=states, actor=request.user)
    except CatalogueImport.DoesNotExist as error:
        raise Http404 from error
    except services.ImportRefused as refused:
        return _again(request, run_id, str(refused))
    words = ngettext("%(n)s row is left out.", "%(n)s rows are left out.", count)
    messages.success(request, words % {"n": count})
    return redirect("assets:import", request.workspace.slug, run_id)


@require_POST
@member(Permission.PRODUCT_EDIT)
def left(request: WorkspaceRequest, run_id: UUID) -> HttpResponse:
    """Have the rows that were not imported written into a sheet."""
    try:
        export = services.ask_for_failed(run_id, **_by(request))
    except CatalogueImport.DoesNotExist as error:
        raise Http404 from error
    except services.ImportRefused as refused:
        return _again(request, run_id, str(refused))
    return redirect("assets:export", request.workspace.slug, export.pk)


def _by(request: WorkspaceRequest) -> dict[str, Any]:
    return {"schema_name": request.workspace.schema_name, "actor": request.user}


def _found(run_id: UUID) -> CatalogueImport:
    found = services.imports().filter(pk=run_id).first()
    if found is None:
        raise Http404
    return found


def _start(request: WorkspaceRequest, *, error: str = "") -> HttpResponse:
    context = {
        "steps": screen.steps(None),
        "sheets": screen.sheets(),
        "earlier": screen.earlier(),
        "understood": import_columns.understood(),
        "error": error,
    }
    return render(request, "assets/import_new.html", context, status=422 if error else 200)


def _doing(
    request: WorkspaceRequest, run_id: UUID, work: Callable[[], CatalogueImport]
) -> HttpResponse:
    """Do it and show the import; what is refused is said on its page."""
    try:
        work()
    except CatalogueImport.DoesNotExist as error:
        raise Http404 from error
    except services.ImportRefused as refused:
        return _again(request, run_id, str(refused))
    except services.ImportChanged as changed:
        return _again(request, run_id, str(changed), status=409)
    return redirect("assets:import", request.workspace.slug, run_id)


def _again(
    request: WorkspaceRequest, run_id: UUID, error: str, *, status: int = 422
) -> HttpResponse:
    run = _found(run_id)
    if run.stage == CatalogueImport.Stage.MAPPING and "column" in request.POST:
        # What was chosen stands there still.
        run.mapping = _mapping(request.POST)
    desk = screen.desk(run, {}, error=error)
    return render(request, "assets/import.html", {"desk": desk}, status=status)


def _kept(text: str, most: int) -> str:
    # NUL cannot be kept.
    return text.replace("\0", "").strip()[:most]


def _number(text: str, *, digits: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _mapping(given: QueryDict) -> dict[str, dict[str, str]]:
    names = ("column", "means", "attribute", "unit", "language")
    rows = zip(*(given.getlist(name) for name in names), strict=False)
    found = {}
    for column, means, attribute, unit, language in rows:
        told = {"means": means}
        if means == "fact":
            told |= {
                "attribute": _kept(attribute, 80),
                "unit": _kept(unit, 16),
                "language": _kept(language, 10),
            }
        elif means == "price":
            told["unit"] = _kept(unit, 16)
        found[column] = told
    return found


def _mend(request: WorkspaceRequest, run_id: UUID, number: int, **change: Any) -> HttpResponse:
    try:
        services.edit_row(run_id, number, actor=request.user, **change)
    except CatalogueImport.DoesNotExist as error:
        raise Http404 from error
    except services.ImportRefused as refused:
        return _again(request, run_id, str(refused))
    if not request.htmx:
        return redirect("assets:import", request.workspace.slug, run_id)
    return _row(request, _found(run_id), number)


def _row(request: WorkspaceRequest, run: CatalogueImport, number: int) -> HttpResponse:
    """Answer one row, with the counts it changed."""
    shown = import_rows.shown(run.rows.get(number=number), run)
    desk = screen.desk(run, {"state": request.POST.get("state", request.GET.get("state", ""))})
    return render(request, "assets/_import_mended.html", {"shown": shown, "desk": desk})
