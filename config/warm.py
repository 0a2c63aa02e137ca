"""What a web worker loads before it serves, so that nobody's first page waits a second for it."""

import logging
from pathlib import Path

from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import get_resolver

log = logging.getLogger(__name__)


def warm() -> int:
    """Load every view's module and compile our pages; return how many pages that were.

    A page that is broken breaks when it is asked for, and keeps no other from being served.
    """
    list(get_resolver().reverse_dict.keys())
    count = 0
    for folder in Engine.get_default().dirs:
        for page in sorted(Path(folder).rglob("*.html")):
            try:
                get_template(str(page.relative_to(folder)))
                count += 1
            except (TemplateSyntaxError, TemplateDoesNotExist):
                log.exception("a page cannot be compiled", extra={"page": str(page)})
    return count
