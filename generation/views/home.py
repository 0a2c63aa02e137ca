"""Home, and the parts of it that stay fresh."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from generation.screens import home as screen
from generation.screens import samples
from generation.screens.pictures import Pictures
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def home(request: WorkspaceRequest) -> HttpResponse:
    """Show what to start, what runs, what waits and what is new; a first page when all is empty."""
    found = screen.home(Pictures(origin_of(request)))
    if found.is_first_run:
        return render(request, "generation/first_run.html", {"samples": samples.shown()})
    return render(request, "generation/home.html", {"home": found})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def board(request: WorkspaceRequest) -> HttpResponse:
    """Show what runs and what waits, as they are now."""
    found = screen.board(Pictures(origin_of(request)))
    return render(request, "generation/_board.html", {"board": found, "is_live": True})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def fresh(request: WorkspaceRequest) -> HttpResponse:
    """Show the newest images as they are now."""
    found = screen.fresh(Pictures(origin_of(request)))
    return render(request, "generation/_fresh.html", {"fresh": found})
