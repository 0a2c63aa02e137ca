"""Pictures made by a vendor of OpenAI's API: edits, streams, and what servers have instead."""

import io
import json
import time
from collections.abc import Iterator

import pytest
from PIL import Image

from generation.pipelines.image import make
from generation.providers.base import ImageRequest, ImageResult, ProviderError
from generation.providers.openai import client
from generation.providers.openai.client import Patience
from generation.providers.openai.image import OpenAIImageProvider
from tests.factories import files, openai_answers
from tests.factories import openai_server as server
from tests.factories.listeners import StopAsked, Told
from tests.factories.openai_exchange import Exchange
from tests.factories.openai_server import StandIn

pytestmark = pytest.mark.contract
EDITS, GENERATIONS = "/v1/images/edits", "/v1/images/generations"


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    client.forget_all()
    with server.running() as running:
        yield running


def provider(
    stand_in: StandIn, *, model: str = "gpt-image-2", **patience: float
) -> OpenAIImageProvider:
    return OpenAIImageProvider(
        key=server.KEY, base_url=stand_in.url, model=model, patience=Patience(**patience)
    )


def asked(**changed: object) -> ImageRequest:
    said = {"photo": files.photo(), "style": "kitchen", "width_px": 640, "height_px": 640}
    return ImageRequest(**said | changed)


def made(stand_in: StandIn, *, model: str = "gpt-image-2", **changed: object) -> ImageResult:
    return provider(stand_in, model=model).generate(asked(**changed), report=Told())


def failure(stand_in: StandIn, **patience: float) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        provider(stand_in, **patience).generate(asked(), report=Told())
    assert server.KEY not in str(raised.value)
    return raised.value


def picture_of(result: ImageResult) -> Image.Image:
    picture = Image.open(io.BytesIO(result.content))
    assert Image.MIME[str(picture.format)] == result.content_type
    assert picture.size == (result.width_px, result.height_px)
    return picture


def answering(**said: object) -> server.Step:
    """Answer whole, with this as the one picture."""
    return lambda exchange: exchange.json({"created": 1, "data": [said]})


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(640, 640, "1024x1024"), (720, 1280, "1024x1536"), (1280, 720, "1536x1024")],
)
def test_the_photo_is_edited_and_the_picture_has_exactly_the_size_asked_for(
    stand_in: StandIn, width: int, height: int, size: str
) -> None:
    told = Told()
    request = asked(width_px=width, height_px=height)

    result = make(request, provider=provider(stand_in), report=told)

    assert picture_of(result).size == (width, height)
    (sent,) = stand_in.asked
    assert sent.path == EDITS
    assert sent.files["image"] == request.photo
    assert sent.body["size"] == size
    assert "kitchen" in sent.body["prompt"]
    assert "response_format" not in sent.body  # these models refuse to be asked for it
    assert (result.provider, result.model, result.made_offline) == ("openai", "gpt-image-2", False)
    assert result.facts == {"placed_here": 0.0, "input_tokens": 200.0, "output_tokens": 1000.0}


def test_half_finished_pictures_are_shown_where_the_server_sends_them(stand_in: StandIn) -> None:
    told = Told()

    provider(stand_in).generate(asked(), report=told)

    assert stand_in.asked[0].body["stream"] == "true"
    assert len(told.previews) == 2
    assert all(Image.open(io.BytesIO(shown)).format == "WEBP" for shown in told.previews)


def test_a_server_that_ignores_the_stream_answers_whole(stand_in: StandIn) -> None:
    stand_in.script = [answering(b64_json=openai_answers.picture("1024x1024"))]

    assert picture_of(made(stand_in)).size == (640, 640)


def test_what_a_server_refuses_is_given_up_and_remembered(stand_in: StandIn) -> None:
    def strict(exchange: Exchange) -> None:
        for name in ("response_format", "partial_images", "stream", "size"):
            if name in exchange.asked.body:
                server.fails(400, f"Unknown parameter: '{name}'.", param=name)(exchange)
                return
        exchange.json(openai_answers.images("800x800"))

    stand_in.script = [strict] * 9

    made(stand_in, model="other-painter")
    tries = len(stand_in.asked)
    made(stand_in, model="other-painter")

    assert tries == 4
    assert len(stand_in.asked) == tries + 1
    assert set(stand_in.asked[-1].body) == {"model", "prompt", "n"}


@pytest.mark.parametrize(
    "step",
    [
        server.fails(404, "Not Found"),
        server.says("<h1>405</h1>", status=405),
        server.fails(400, "Image editing is not supported by this model"),
        server.fails(400, "Value must be 'painter-2'", param="model", code="invalid_value"),
        server.says('{"detail": "no form"}', kind="application/json", status=415),
    ],
)
def test_without_edits_the_scene_is_made_and_the_real_product_placed_in_it(
    stand_in: StandIn, step: server.Step
) -> None:
    stand_in.script = [step]

    result = made(stand_in, photo=files.photo(colour=(10, 200, 30)))
    again = made(stand_in)

    assert [sent.path for sent in stand_in.asked] == [EDITS, GENERATIONS, GENERATIONS]
    assert "not there yet" in stand_in.asked[1].body["prompt"]
    assert result.facts["placed_here"] == again.facts["placed_here"] == 1.0
    # The photo, not a product the model made up, stands in the middle.
    red, green, blue = picture_of(result).convert("RGB").getpixel((320, 320))
    assert green > red + 60
    assert green > blue + 60


def test_an_answer_in_a_data_address_is_read(stand_in: StandIn) -> None:
    address = "data:image/png;base64," + openai_answers.picture("512x512")
    stand_in.script = [answering(url=address)]

    assert picture_of(made(stand_in)).size == (640, 640)


def test_an_address_is_never_fetched_but_base64_asked_for_the_next_time(stand_in: StandIn) -> None:
    inside = stand_in.url.removesuffix("/v1") + "/secret"
    stand_in.script = [answering(url=inside)]

    error = failure(stand_in)

    assert (error.code, error.retryable) == ("image.unreadable", True)
    assert "not fetched" in error.detail
    assert [sent.path for sent in stand_in.asked] == [EDITS]
    made(stand_in)
    assert stand_in.asked[-1].body["response_format"] == "b64_json"


def test_a_server_that_sends_addresses_in_spite_of_being_asked_is_not_asked_again(
    stand_in: StandIn,
) -> None:
    stand_in.script = [answering(url="https://pictures.test/1.png")] * 2

    assert failure(stand_in).retryable
    assert not failure(stand_in).retryable


@pytest.mark.parametrize(
    ("step", "code", "retryable"),
    [
        (server.fails(401), "provider.key_refused", False),
        (server.fails(404, code="model_not_found"), "provider.model_unknown", False),
        (server.fails(400, code="moderation_blocked"), "provider.refused", False),
        (server.fails(400, "billing hard limit", code="x"), "provider.request_refused", False),
        (server.fails(429), "provider.rate_limited", True),
        (server.fails(500), "provider.unavailable", True),
        (lambda exchange: exchange.cut(), "provider.unknown_outcome", False),
        (server.says("<html>hello</html>"), "image.unreadable", True),
        (server.says("oops", kind="application/json"), "image.unreadable", True),
        (answering(), "image.unreadable", True),
        (answering(b64_json="!!!"), "image.unreadable", True),
        (answering(b64_json="PHN2Zz48L3N2Zz4="), "image.unreadable", True),
        (answering(b64_json=openai_answers.picture("64x64", kind="GIF")), "image.unreadable", True),
        (server.says('{"data": 5}', kind="application/json"), "image.unreadable", True),
        (
            server.says(
                b'data: {"type": "image_edit.partial_image"}\n\n', kind="text/event-stream"
            ),
            "image.unreadable",
            True,
        ),
    ],
)
def test_what_goes_wrong_has_a_code(
    stand_in: StandIn, step: server.Step, code: str, retryable: bool
) -> None:
    stand_in.script = [step]

    error = failure(stand_in)

    assert (error.code, error.retryable) == (code, retryable)
    assert len(stand_in.asked) == 1


def test_a_vendor_that_accepts_and_says_nothing_has_an_unknown_outcome(stand_in: StandIn) -> None:
    stand_in.script = [server.hangs]

    assert failure(stand_in, silence=0.4).code == "provider.unknown_outcome"


def test_an_error_inside_the_stream_is_told_by_its_words(stand_in: StandIn) -> None:
    document = {"type": "error", "error": {"code": "moderation_blocked", "message": "no"}}
    content = f"event: error\ndata: {json.dumps(document)}\n\n".encode()
    stand_in.script = [server.says(content, kind="text/event-stream")]

    error = failure(stand_in)

    assert (error.code, error.retryable) == ("provider.refused", False)


def test_what_a_report_raises_ends_the_request_at_once(stand_in: StandIn) -> None:
    stand_in.script = [server.hangs]
    began = time.monotonic()

    with pytest.raises(StopAsked):
        provider(stand_in).generate(asked(), report=Told(stop_after=0.3))

    assert time.monotonic() - began < 3


@pytest.mark.slow
def test_progress_is_told_while_the_picture_is_drawn(stand_in: StandIn) -> None:
    def late(exchange: Exchange) -> None:
        time.sleep(1.6)
        exchange.well()

    stand_in.script = [late]
    told = Told()

    provider(stand_in).generate(asked(), report=told)

    assert told.longest_silence < 1.0
    assert len(told.heard) > 4


def test_an_unknown_look_is_refused_unasked(stand_in: StandIn) -> None:
    with pytest.raises(ProviderError) as refusal:
        made(stand_in, style="no-such-look")

    assert (refusal.value.code, refusal.value.retryable) == ("image.style_unknown", False)
    assert not stand_in.asked
