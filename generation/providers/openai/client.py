"""One vendor that speaks OpenAI's API: where it is, how long it may take, what it understands."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2
import openai  # noqa: TID251 - this package is the adapter

from generation.providers.openai.errors import problem, said_by

JSON_SCHEMA, JSON_OBJECT, PROMPT_ONLY = "json_schema", "json_object", "prompt"
# A picture model of OpenAI's refuses to be asked for base64; others answer an address unasked.
BASE64_LEFT_OUT, BASE64_ASKED, BASE64_REFUSED = "left out", "asked", "refused"
_LOWER = {JSON_SCHEMA: JSON_OBJECT, JSON_OBJECT: PROMPT_ONLY}
OPENAI_URL = "https://api.openai.com/v1"
# A server that lacks a parameter says so with one of these.
COMPLAINTS = (400, 415, 422, 501)
_VAGUE = ("unsupported", "not supported", "unknown", "unrecognized", "extra", "unexpected")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may take, in seconds.

    silence: between two pieces of an answer. whole: from the first byte asked to the last heard;
        it ends before a worker's task does.
    """

    connect: float = 10.0
    silence: float = 120.0
    whole: float = 240.0


@dataclass(slots=True)
class Dialect:
    """What a server understood so far. Learnt from its refusals, kept for the process's life."""

    structure: str = JSON_SCHEMA
    counts_usage: bool = True
    token_limits: list[str] = field(default_factory=list)
    base64: str = BASE64_LEFT_OUT
    streams_pictures: bool = True
    sizes_pictures: bool = True
    edits_pictures: bool = True

    def learn(self, error: openai.APIStatusError) -> bool:
        """Give up what the server refuses; return whether asking again can now help."""
        if error.status_code not in COMPLAINTS:
            return False
        words = said_by(error).lower()
        for names, give_up in (
            (("stream_options", "include_usage"), self._no_usage),
            (("response_format", "json_schema", "json_object"), self._simpler),
            (("max_completion_tokens", "max_tokens"), self._other_limit),
        ):
            if any(name in words for name in names):
                return give_up()
        # Some name nothing: the least common goes first.
        is_vague = any(word in words for word in _VAGUE)
        return is_vague and (self._simpler() or self._no_usage() or self._other_limit())

    def learn_picture(self, error: openai.APIStatusError) -> bool:
        """Give up what the server refuses of a picture's parameters; return whether it did."""
        if error.status_code not in COMPLAINTS:
            return False
        words = said_by(error).lower()
        is_vague = any(word in words for word in _VAGUE)
        if "response_format" in words and self.base64 == BASE64_ASKED:
            self.base64 = BASE64_REFUSED
        elif self.streams_pictures and (is_vague or "stream" in words or "partial" in words):
            self.streams_pictures = False
        elif self.sizes_pictures and "size" in words:
            self.sizes_pictures = False
        else:
            return False
        return True

    def simpler(self, *, than: str) -> bool:
        """Ask for less structure from now on; return whether there is less to ask for."""
        return self.structure == than and self._simpler()

    def _simpler(self) -> bool:
        if self.structure not in _LOWER:
            return False
        self.structure = _LOWER[self.structure]
        return True

    def _no_usage(self) -> bool:
        had, self.counts_usage = self.counts_usage, False
        return had

    def _other_limit(self) -> bool:
        if not self.token_limits:
            return False
        self.token_limits.pop(0)
        return True


_DIALECTS: dict[tuple[str, str], Dialect] = {}


def forget_all() -> None:
    """Forget what was learnt of every server, as a new process does."""
    _DIALECTS.clear()


@dataclass(frozen=True, slots=True)
class Vendor:
    """Where a model is asked. An empty base_url is OpenAI's own; local servers need no key."""

    key: str
    base_url: str
    model: str
    patience: Patience = Patience()

    @property
    def url(self) -> str:
        return self.base_url or OPENAI_URL

    def dialect(self) -> Dialect:
        """Return what this server is known to understand for this model."""
        known = _DIALECTS.get((self.url, self.model))
        return known or _DIALECTS.setdefault((self.url, self.model), self._first_guess())

    def connect(self) -> openai.AsyncOpenAI:
        """Return a client to use in one event loop and close there.

        Raises:
            ProviderError: the key, or the address, is none.
        """
        if not _is_address(self.url):
            raise problem("provider.url_invalid", self.url, retryable=False, key=self.key)
        if not self.key.isascii() or not self.key.isprintable():
            raise problem("provider.key_refused", "the key holds odd characters", retryable=False)
        patience = self.patience
        return openai.AsyncOpenAI(
            api_key=self.key or "none",
            base_url=self.url,
            # The job engine tries again: it knows of limits, leases and what a call costs.
            max_retries=0,
            timeout=httpx2.Timeout(patience.silence, connect=patience.connect),
            # Who answers in a vendor's place could send us to an address inside this network.
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
        )

    def _first_guess(self) -> Dialect:
        # OpenAI refuses the old name of the limit for its newer models; others know only that one.
        limits = ["max_completion_tokens", "max_tokens"]
        is_openai = self.url.startswith(OPENAI_URL)
        # Its picture models always answer in base64 and refuse to be asked for it.
        is_gpt_image = self.model.startswith(("gpt-image", "chatgpt-image"))
        return Dialect(
            token_limits=limits if is_openai else limits[::-1],
            base64=BASE64_LEFT_OUT if is_gpt_image else BASE64_ASKED,
        )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        # Reading the port is what finds it wrong.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
