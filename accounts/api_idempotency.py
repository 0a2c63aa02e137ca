"""The `Idempotency-Key` header: the same request again gets the first answer again."""

import hashlib
import re
from functools import partial
from typing import Any, ClassVar, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import idempotency
from accounts.idempotency import Answer, Ask, Made

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEY = re.compile(r"^[\x21-\x7e]{1,255}$")


class _Replay(Exception):
    """The request was answered before."""

    def __init__(self, response: HttpResponseBase) -> None:
        super().__init__()
        self.response = response


class IdempotentApi(APIView):
    """A view whose creating POSTs can be sent again without a second effect.

    Its gate calls `begin_once` when it knows who asks, and for which workspace.
    creates: the actions that take part. Whatever else is posted has no second effect by itself.
    told_anew: those of them whose answers open something for a while (a signed address, say) or
    show what may change hands: only what they made is kept, and `made_again` answers.
    unkept_fields: secrets in an answer, which are told once and left out when it is told again.
    """

    creates: ClassVar[frozenset[str]] = frozenset()
    told_anew: ClassVar[frozenset[str]] = frozenset()
    unkept_fields: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def takes_keys(cls, method: str | None, action: str | None) -> bool:
        """Return whether a request to this action may be sent with a key."""
        return method == "POST" and action in cls.creates

    def begin_once(self, request: Request, *, workspace_id: UUID | None = None) -> None:
        """Answer at once what was answered before; else let this request do the work."""
        key = request.headers.get(HEADER, "")
        if not key or not self.takes_keys(request.method, self._action):
            return
        if not KEY.fullmatch(key):
            raise ValidationError({HEADER: [_("Send 1 to 255 visible ASCII characters.")]})
        ask = Ask(
            user_id=UUID(str(request.user.pk)),
            key=key,
            fingerprint=_fingerprint(request),
            workspace_id=workspace_id or idempotency.NO_WORKSPACE,
        )
        before = idempotency.begin(ask)
        if before is not None:
            again = self.made_again(before.id) if isinstance(before, Made) else _replayed(before)
            again.headers[REPLAYED] = "true"
            raise _Replay(again)

    def made_again(self, made: str) -> Response:
        """Return the answer of a POST whose first answer is not there: what it made, as it is now."""
        view: Any = self
        view.action, view.kwargs = "retrieve", {getattr(view, "lookup_field", "pk"): UUID(made)}
        shown: Response = view.retrieve(self.request, **view.kwargs)
        shown.status_code = status.HTTP_201_CREATED
        return shown

    def handle_exception(self, exc: Exception) -> Response:
        """Answer a replay; everything else as ever."""
        if isinstance(exc, _Replay):
            return exc.response  # type: ignore[return-value]  # dispatch takes any answer
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep the answer of what was done, and forget what was refused."""
        final: Any = super().finalize_response(request, response, *args, **kwargs)
        if final.status_code >= 300 or final.streaming:
            # What is streamed was only read.
            idempotency.drop()
        elif isinstance(final, Response):
            # A replay shows what is there by another action; this one began nothing.
            tell_anew = self._action in self.told_anew
            final.add_post_render_callback(
                _keep_made if tell_anew else partial(_keep, leaving_out=self.unkept_fields)
            )
        else:
            _keep(final)
        return final

    @property
    def _action(self) -> str:
        """A viewset's action; a plain view has none."""
        return getattr(self, "action", None) or ""


def _keep(response: Any, *, leaving_out: frozenset[str] = frozenset()) -> None:
    body = bytes(response.content)
    if leaving_out and isinstance(response.data, dict):
        shown = {name: value for name, value in response.data.items() if name not in leaving_out}
        body = JSONRenderer().render(shown)
    idempotency.finish(
        Answer(
            response.status_code,
            body,
            response.headers.get("Content-Type", ""),
            response.headers.get("Location", ""),
        )
    )


def _keep_made(response: Any) -> None:
    idempotency.finish(Answer(response.status_code, b"", ""))


def _replayed(answer: Answer) -> HttpResponse:
    headers = {"Location": answer.location} if answer.location else {}
    return HttpResponse(
        answer.body, status=answer.status, content_type=answer.content_type, headers=headers
    )


def _fingerprint(request: Request) -> str:
    """Return a hash of where the request goes and what it says.

    A form's parts are hashed one by one: its boundary differs every time.
    """
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\0".encode())
    if not request.content_type.startswith("multipart/"):
        digest.update(request._request.body)
        return digest.hexdigest()
    for name, values in sorted(cast("QueryDict", request.data).lists()):
        for value in cast("list[Any]", values):
            digest.update(f"\0{name}\0{getattr(value, 'name', '')}\0".encode())
            if hasattr(value, "chunks"):
                for chunk in value.chunks():
                    digest.update(chunk)
                value.seek(0)
            else:
                digest.update(str(value).encode())
    return digest.hexdigest()
