import pytest

from generation.providers.base import ProviderError
from generation.providers.openai.client import (
    BASE64_ASKED,
    BASE64_LEFT_OUT,
    BASE64_REFUSED,
    JSON_OBJECT,
    JSON_SCHEMA,
    PROMPT_ONLY,
    Vendor,
    forget_all,
)
from tests.unit.providers.test_errors import fault, refused


@pytest.fixture(autouse=True)
def _nothing_learnt() -> None:
    forget_all()


def vendor(url: str = "http://127.0.0.1:1/v1", model: str = "m") -> Vendor:
    return Vendor("k", url, model)


def test_what_was_learnt_is_kept_for_this_server_and_model_alone() -> None:
    vendor().dialect().learn(refused(400, fault("response_format is not supported")))

    assert vendor().dialect().structure == JSON_OBJECT
    assert vendor(model="other").dialect().structure == JSON_SCHEMA
    assert vendor("http://127.0.0.1:2/v1").dialect().structure == JSON_SCHEMA


def test_structure_is_given_up_step_by_step_and_then_no_more() -> None:
    dialect = vendor().dialect()
    error = refused(400, fault("This response_format type is unavailable now"))

    assert [dialect.learn(error), dialect.structure] == [True, JSON_OBJECT]
    assert [dialect.learn(error), dialect.structure] == [True, PROMPT_ONLY]
    assert not dialect.learn(error)


def test_the_limit_of_tokens_is_asked_by_its_other_name_then_not_at_all() -> None:
    error = refused(400, fault("Unsupported parameter", param="max_tokens"))
    dialect = vendor().dialect()

    assert dialect.token_limits == ["max_tokens", "max_completion_tokens"]
    assert dialect.learn(error)
    assert dialect.token_limits == ["max_completion_tokens"]
    assert dialect.learn(error)
    assert not dialect.token_limits
    assert not dialect.learn(error)


def test_openai_itself_is_asked_by_the_new_name_first() -> None:
    assert vendor("").dialect().token_limits[0] == "max_completion_tokens"


def test_usage_is_given_up_where_it_is_refused() -> None:
    dialect = vendor().dialect()

    assert dialect.learn(refused(422, {"detail": [{"loc": ["body", "stream_options"]}]}))
    assert not dialect.counts_usage


def test_a_refusal_that_names_nothing_costs_the_least_common_first() -> None:
    dialect = vendor().dialect()
    error = refused(400, fault("Unrecognized request argument supplied"))

    learnt = 0
    while dialect.learn(error):
        learnt += 1

    assert learnt == 5
    assert (dialect.structure, dialect.counts_usage, dialect.token_limits) == (
        PROMPT_ONLY,
        False,
        [],
    )


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_other_errors_teach_nothing(status: int) -> None:
    error = refused(status, fault("response_format size stream"))

    assert not vendor().dialect().learn(error)
    assert not vendor().dialect().learn_picture(error)


def test_a_pictures_parameters_are_given_up_by_name() -> None:
    dialect = vendor(model="other-painter").dialect()
    assert dialect.base64 == BASE64_ASKED

    assert dialect.learn_picture(refused(400, fault("Unknown parameter: 'response_format'.")))
    assert dialect.base64 == BASE64_REFUSED
    assert dialect.learn_picture(refused(400, fault("partial_images is unknown")))
    assert not dialect.streams_pictures
    assert dialect.learn_picture(refused(400, fault("invalid size")))
    assert not dialect.sizes_pictures
    assert not dialect.learn_picture(refused(400, fault("invalid size")))


def test_openais_picture_models_are_not_asked_for_base64() -> None:
    assert vendor(model="gpt-image-2").dialect().base64 == BASE64_LEFT_OUT


@pytest.mark.parametrize("key", ["sk-\nx", "sk-中"])
def test_a_key_that_no_header_can_carry_is_refused_unsent(key: str) -> None:
    with pytest.raises(ProviderError) as refusal:
        Vendor(key, "", "m").connect()

    assert (refusal.value.code, refusal.value.retryable) == ("provider.key_refused", False)
