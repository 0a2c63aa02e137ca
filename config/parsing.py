"""Reads the bodies of API requests: JSON of a bounded size, and only text a database can hold."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer


class LimitedJSONParser(BaseParser):
    """JSON up to DATA_UPLOAD_MAX_MEMORY_SIZE.

    DRF's own parser reads a body of any size, fails on deep nesting, and lets through lone
    surrogates and NUL, which PostgreSQL refuses.
    """

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return what the body says.

        Raises:
            RequestDataTooBig: the body is larger than the limit.
            ParseError: it is no JSON, or holds text that cannot be kept.
        """
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(limit + 1)
        if len(content) > limit:
            raise RequestDataTooBig
        try:
            found = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("The body is no JSON: %(reason)s.") % {"reason": error}) from error
        if b"\\u0000" in content and _has_nul(found):
            raise ParseError(_("The body holds a NUL character, which cannot be kept."))
        return found


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_has_nul(item) for item in value)
