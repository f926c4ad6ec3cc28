"""Addresses and keys are looked at before the first call: a typing error is a sentence, not a bill."""

from __future__ import annotations

import pytest

from invoice_llm.errors import ConfigurationError
from invoice_llm.settings import Settings


def settings(url: str | None = None, key: str = "sk-planted") -> Settings:
    return Settings.from_env({"AIRFLOW_HOME": "/af"}, openai_base_url=url, openai_api_key=key)


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8081/v1",
        "localhost/v1",
        "ftp://here/v1",
        "http://",
        "http:///v1",
        "http://here:port/v1",
        "http://here:99999/v1",
        "http://here/v1#x",
        "http://here /v1",
        "http://hëre/v1",
    ],
)
def test_an_address_that_is_none_is_refused_by_the_name_of_its_variable(url: str) -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_BASE_URL"):
        settings(url)


def test_a_password_in_an_address_is_not_told() -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings("ftp://me:hunter2@here/v1")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("key", ["sk-planted\n", "sk-pl anted", "sk-plänted", "sk-planted\x00"])
def test_a_key_that_no_header_can_carry_is_refused_without_telling_it(key: str) -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY") as caught:
        settings(key=key)
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "http://127.0.0.1:8081/v1",
        "https://me:secret@llm.example/openai/v1/",
        "https://mine.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
    ],
)
def test_good_ones_pass(url: str | None) -> None:
    assert settings(url).openai_base_url == url
