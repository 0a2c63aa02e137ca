"""Whether a vendor answers, takes the key and has the models: what staff ask before they save."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import openai  # noqa: TID251 - this package is the adapter

from generation.providers import errand
from generation.providers.base import ProviderError
from generation.providers.openai import wire
from generation.providers.openai.client import Patience, Vendor
from generation.providers.openai.errors import FAILURES, names_no_model, problem, translated

QUICK = Patience(connect=5.0, silence=15.0, whole=20.0)
MAX_BODY = 8 * 2**20
UNREADABLE = "provider.unreadable"


@dataclass(frozen=True, slots=True)
class ConnectionCheck:
    """How a vendor answered. found, missing: the uses whose model it has, and has not.

    code: empty when all is well. detail: for staff; never holds the key.
    """

    ok: bool
    milliseconds: int
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    code: str = ""
    detail: str = ""


def check_connection(
    key: str, base_url: str, *, models: Mapping[str, str], patience: Patience = QUICK
) -> ConnectionCheck:
    """Ask a vendor for its models; where it lists none, for one token of the first model.

    models: use → model, such as {"copy": …, "image": …}; empty names are left out. No picture and
    no sound is asked for: those cost.
    """
    wanted = {use: model for use, model in models.items() if model}
    vendor = Vendor(key, base_url, next(iter(wanted.values()), ""), patience)
    began = time.monotonic()
    try:
        outcome = errand.run(lambda _say: _asked(vendor, wanted), heed=lambda _silence: None)
    except ProviderError as error:
        outcome = ConnectionCheck(False, 0, code=error.code, detail=error.detail)  # noqa: FBT003
    return replace(outcome, milliseconds=round((time.monotonic() - began) * 1000))


async def _asked(vendor: Vendor, wanted: dict[str, str]) -> ConnectionCheck:
    try:
        async with vendor.connect() as client, asyncio.timeout(vendor.patience.whole):
            try:
                known = await _listed(client, vendor.key)
            except openai.APIStatusError as error:
                if error.status_code not in (404, 405, 501) or names_no_model(error):
                    raise
                return await _tried(client, vendor, wanted)
    except FAILURES as error:
        raise translated(error, key=vendor.key, unreadable=UNREADABLE) from error
    found = tuple(use for use, model in wanted.items() if _has(known, model))
    missing = tuple(use for use in wanted if use not in found)
    detail = ", ".join(wanted[use] for use in missing)
    code = "provider.model_unknown" if missing else ""
    return ConnectionCheck(not missing, 0, found=found, missing=missing, code=code, detail=detail)


async def _listed(client: openai.AsyncOpenAI, key: str) -> set[str]:
    # Read as plain JSON: on an answer of another shape the SDK's own pages stumble.
    async with client.models.with_streaming_response.list() as response:
        page = await wire.document_of(response, most=MAX_BODY, unreadable=UNREADABLE, key=key)
    if not isinstance(page.get("data"), list):
        raise problem(UNREADABLE, "the answer to /models holds no list", key=key)
    return {wire.text_of(model, "id") for model in page["data"]}


async def _tried(
    client: openai.AsyncOpenAI, vendor: Vendor, wanted: dict[str, str]
) -> ConnectionCheck:
    call = client.chat.completions.with_streaming_response.create(
        model=vendor.model, messages=[{"role": "user", "content": "Say: ok"}], max_tokens=1
    )
    async with call as response:
        answer = await wire.document_of(
            response, most=MAX_BODY, unreadable=UNREADABLE, key=vendor.key
        )
    if not wire.first_of(answer, "choices"):
        raise problem(UNREADABLE, "the answer holds no choices", key=vendor.key)
    first = next(iter(wanted), "")
    return ConnectionCheck(
        ok=True,
        milliseconds=0,
        found=(first,) if first else (),
        detail="the server lists no models; one token was asked for instead",
    )


def _has(known: set[str], model: str) -> bool:
    """Return whether a list names a model; some prefix a path, and some a tag."""
    return any(
        name == model or name.endswith(f"/{model}") or name == f"{model}:latest" for name in known
    )
