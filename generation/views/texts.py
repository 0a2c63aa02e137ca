"""Texts: the list, one of them, its versions; edit, bring back, rewrite."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import push_url, trigger_client_event

from accounts.client import origin_of
from assets.models import Product
from billing.quotas import QuotaExceeded
from generation import services, ways_out, wording
from generation.given import words
from generation.models import Text, TextKind, TextVersion
from generation.pipelines.copy import LANGUAGES, LENGTHS, NETWORKS, TONES
from generation.screens import text as screen
from generation.screens import texts as list_screen
from generation.screens.pictures import Pictures
from generation.services import BadRequest, Conflict, RewriteOrder
from generation.text_forms import TextForm, filled, form_of
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def texts(request: WorkspaceRequest) -> HttpResponse:
    """Show the newest texts; with a cursor only the next ones."""
    only, cursor = _narrowed(request), request.GET.get("cursor", "")
    listing = list_screen.listing(only, pictures=Pictures(origin_of(request)), cursor=cursor)
    here = reverse("generation:texts", args=[request.workspace.slug])
    asked = _asked(only)
    context = {
        "listing": listing,
        "only": only,
        "filters": _filters(here, only),
        "clear_url": here,
        "more_url": f"{here}?{urlencode({**asked, 'cursor': listing.cursor})}"
        if listing.cursor
        else "",
    }
    name = "_text_rows" if cursor and request.htmx else "texts"
    return render(request, f"generation/{name}.html", context)


def _narrowed(request: WorkspaceRequest) -> list_screen.Narrowed:
    def one(name: str, known: Any) -> str:
        given = request.GET.get(name, "")
        return given if given in known else ""

    try:
        product_id = UUID(request.GET.get("product", ""))
    except ValueError:
        product_id = None
    return list_screen.Narrowed(
        kind=one("kind", TextKind.values),
        language=one("language", LANGUAGES),
        channel=one("channel", NETWORKS),
        search=" ".join(words(request.GET.get("q", "")).split())[:100],
        product_id=product_id,
    )


def _asked(only: list_screen.Narrowed, **changed: str) -> dict[str, str]:
    """Return what narrows the list as the query of an address."""
    asked = {
        "kind": only.kind,
        "language": only.language,
        "channel": only.channel,
        "q": only.search,
        "product": only.product_id.hex if only.product_id else "",
    }
    return {name: value for name, value in {**asked, **changed}.items() if value}


def _filters(here: str, only: list_screen.Narrowed) -> list[dict[str, Any]]:
    """Return the filters as menus: what each is called, what is chosen, what can be."""
    asked = (
        ("kind", _("Kind"), TextKind.values, wording.text_kind, only.kind),
        ("language", _("Language"), LANGUAGES, wording.language_name, only.language),
        ("channel", _("Network"), NETWORKS, wording.channel_name, only.channel),
    )
    return [
        {
            "id": name,
            "name": label,
            "value": word(chosen) if chosen else _("All"),
            "choices": [
                {
                    "label": word(value) if value else _("All"),
                    "href": f"{here}?{urlencode(_asked(only, **{name: value}))}",
                    "on": value == chosen,
                }
                for value in ("", *known)
            ],
        }
        for name, label, known, word, chosen in asked
    ]


@require_safe
@member(Permission.WORKSPACE_VIEW)
def text(request: WorkspaceRequest, text_id: UUID) -> HttpResponse:
    """Show a text as it is now; for htmx without the frame."""
    return _text(request, text_id)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def text_version(request: WorkspaceRequest, text_id: UUID, number: int) -> HttpResponse:
    """Show a text as it was."""
    return _text(request, text_id, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.TEXT_EDIT)
def text_edit(request: WorkspaceRequest, text_id: UUID) -> HttpResponse:
    """Show the words in a form; keep what comes back as the next version."""
    found = _found(text_id)
    if request.method != "POST":
        return _text(request, text_id, form=form_of(found))
    form = filled(found, request.POST)
    if form.problem:
        return _text(request, text_id, form=form, refusal=form.problem)
    try:
        services.change_text(
            request.workspace,
            text_id,
            version=form.version,
            content=form.content,
            by=request.user,
        )
    except BadRequest as refusal:
        return _text(request, text_id, form=form, refusal=str(refusal))
    except Conflict as conflict:
        return _text(request, text_id, form=form, conflict=str(conflict))
    return _saved(request, text_id, _("Saved"))


@require_POST
@member(Permission.TEXT_EDIT)
def text_restore(request: WorkspaceRequest, text_id: UUID) -> HttpResponse:
    """Make an older version's words the newest again."""
    try:
        version, number = int(request.POST["version"]), int(request.POST["number"])
    except (KeyError, ValueError) as error:
        raise Http404 from error
    try:
        services.restore_text(
            request.workspace, text_id, version=version, number=number, by=request.user
        )
    except (Text.DoesNotExist, TextVersion.DoesNotExist) as error:
        raise Http404 from error
    except Conflict as conflict:
        return _text(request, text_id, number=number, refusal=str(conflict))
    return _saved(request, text_id, _("Version %(n)d is back") % {"n": number})


@require_POST
@member(Permission.JOB_SUBMIT)
def text_rewrite(request: WorkspaceRequest, text_id: UUID) -> HttpResponse:
    """Order the text to be written anew, and go to the job."""
    tone, length = request.POST.get("tone", ""), request.POST.get("length", "")
    order = RewriteOrder(
        text_id,
        tone=tone if tone in TONES else "",
        length=length if length in LENGTHS else "",
        brief=words(request.POST.get("brief", "")).strip(),
    )
    try:
        job = services.submit(request.workspace, order, by=request.user)
    except Text.DoesNotExist as error:
        raise Http404 from error
    except BadRequest as refusal:
        return _text(request, text_id, refusal=str(refusal))
    except QuotaExceeded as refusal:
        return _text(request, text_id, refusal=ways_out.over_quota(refusal, request.workspace))
    return redirect("generation:job", request.workspace.slug, job.pk)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def product_made(request: WorkspaceRequest, product_id: UUID) -> HttpResponse:
    """Show the texts and videos of a product, for its page."""
    try:
        made = list_screen.made_of(product_id, pictures=Pictures(origin_of(request)))
    except Product.DoesNotExist as error:
        raise Http404 from error
    return render(request, "generation/_product_made.html", {"made": made})


def _found(text_id: UUID) -> Text:
    try:
        return services.texts().get(pk=text_id)
    except Text.DoesNotExist as error:
        raise Http404 from error


def _text(
    request: WorkspaceRequest,
    text_id: UUID,
    *,
    number: int | None = None,
    form: TextForm | None = None,
    refusal: str = "",
    conflict: str = "",
) -> HttpResponse:
    """Show a text, or its form; a refusal stands above as a sentence."""
    try:
        page = screen.page(
            text_id,
            pictures=Pictures(origin_of(request)),
            number=number,
            access=request.workspace,
        )
    except (Text.DoesNotExist, TextVersion.DoesNotExist) as error:
        raise Http404 from error
    context = {
        "page": page,
        "text": page.text,
        "form": form,
        "refusal": refusal,
        "conflict": conflict,
        "is_live": bool(request.htmx),
    }
    name = "_text_page" if request.htmx else "text"
    is_refused = bool(refusal or conflict)
    return render(request, f"generation/{name}.html", context, status=422 if is_refused else 200)


def _saved(request: WorkspaceRequest, text_id: UUID, said: str) -> HttpResponse:
    """Show the text as it is now, and say what happened."""
    if not request.htmx:
        return redirect("generation:text", request.workspace.slug, text_id)
    here = reverse("generation:text", args=[request.workspace.slug, text_id])
    answer = push_url(_text(request, text_id), here)
    return trigger_client_event(answer, "toast", {"text": said})
