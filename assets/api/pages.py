"""The library page by page for programs, in each of the orders it has."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from assets.screens.library import NEWEST, SORTS
from assets.screens.lists import Mark, Order

ONWARD, BACK = "n", "p"


class SortedPages(CursorPagination):
    """By cursor in the order that `sort` names: a row that arrives never shifts another."""

    # As of every list (`config.pagination`, which stands above).
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page that was asked for."""
        sort = request.query_params.get("sort") or NEWEST
        if sort not in SORTS:
            raise ValidationError({"sort": [_("Choose one of %s.") % ", ".join(SORTS)]})
        self.order = SORTS[sort]
        size = self.get_page_size(request) or self.page_size
        self.way, mark = self._asked(request, self.order)
        order = self.order if self.way == ONWARD else self.order.reversed
        rows: list[Any] = list(order.page(queryset, after=mark, size=size + 1))
        has_more = len(rows) > size
        self.page = rows[:size] if self.way == ONWARD else rows[:size][::-1]
        self.has_next = has_more if self.way == ONWARD else mark is not None
        self.has_previous = mark is not None if self.way == ONWARD else has_more
        self.address = request.build_absolute_uri()
        return self.page

    def get_next_link(self) -> str | None:
        """Return the address of the next page."""
        return self._link(ONWARD, self.page[-1]) if self.has_next and self.page else None

    def get_previous_link(self) -> str | None:
        """Return the address of the page before."""
        return self._link(BACK, self.page[0]) if self.has_previous and self.page else None

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe `sort` beside `cursor` and `limit`."""
        sort = {
            "name": "sort",
            "required": False,
            "in": "query",
            "description": "The order; newest first without it.",
            "schema": {"type": "string", "enum": list(SORTS)},
        }
        return [*super().get_schema_operation_parameters(view), sort]

    def _link(self, way: str, row: Any) -> str:
        told = urlsafe_b64encode(f"{way}{self.order.cursor(row)}".encode()).decode()
        return str(replace_query_param(self.address, self.cursor_query_param, told))

    def _asked(self, request: Request, order: Order) -> tuple[str, Mark | None]:
        told = request.query_params.get(self.cursor_query_param)
        if not told:
            return ONWARD, None
        try:
            text = urlsafe_b64decode(told.encode()).decode()
        except ValueError as error:
            raise NotFound(self.invalid_cursor_message) from error
        mark = order.mark(text[1:])
        if text[:1] not in (ONWARD, BACK) or mark is None:
            raise NotFound(self.invalid_cursor_message)
        return text[0], mark
