"""Rows of fields below a step's own: a limit for each meter, a price for each line."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and how it is called."""

    title: str | Promise
    form: forms.Form


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading. help: what is good to know of them."""

    title: str | Promise
    rows: Sequence[Row]
    help: str | Promise = ""
    errors: Sequence[str] = field(default=())
