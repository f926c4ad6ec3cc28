import pytest

from invoice_llm.errors import ConfigurationError
from invoice_llm.pipeline.params import RunParams


def test_the_defaults_are_the_specified_ones() -> None:
    params = RunParams.from_mapping({})
    assert (params.confidence_threshold, params.validation_threshold, params.min_fields) == (0.75, 0.9, 5)
    assert (params.mode, params.model_tier, params.limit, params.force) == ("realtime", "auto", None, False)


def test_an_unknown_key_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown param treshold; known are .*confidence_threshold"):
        RunParams.from_mapping({"treshold": 0.5})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("confidence_threshold", 1.5),
        ("confidence_threshold", "0.5"),
        ("confidence_threshold", True),
        ("validation_threshold", -0.1),
        ("min_fields", -1),
        ("min_fields", 2.5),
        ("limit", 0),
        ("mode", "fast"),
        ("model_tier", "gpt-4"),
        ("force", "yes"),
        ("inbox", 7),
    ],
)
def test_a_value_of_the_wrong_kind_or_range_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"param {name} must be"):
        RunParams.from_mapping({name: value})


def test_params_survive_the_way_through_a_database() -> None:
    params = RunParams(confidence_threshold=0.95, limit=3)
    assert RunParams.from_mapping(params.to_mapping()) == params
