"""A setting that is wrong is one sentence that names it, before anything else happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.configuration_page import configuration_page
from invoice_llm.airflow_settings import airflow_variables
from invoice_llm.errors import ConfigurationError
from invoice_llm.settings import Settings, known_names, setting_variables

VARIABLES = {variable.name: variable for variable in (*setting_variables(), *airflow_variables())}
_PLACES = ["/etc/hostname", "/etc/hostname/below", "s4://bucket/in", "gs://bucket/in", "gopher://host/in"]
_FILES = ["/nowhere", "/", "/etc", "no such file.yaml", "/etc/hostname/x"]
_FOLDERS = ["/nowhere", "/etc/hostname", "no/such/folder", "/etc/hostname/x", "~nobody-of-this-name/x"]
_COUNTS = ["many", "0", "-1", "1e22", "nan"]
_SECONDS = ["soon", "0", "-1", "inf", "1e22"]
_AMOUNTS = ["much", "-0.01", "nan", "Infinity", "1e22"]
_YES_OR_NO = ["maybe", "2", "ja", "TRUE!", "None"]
BAD = {
    "INVOICE_LLM_DATABASE_URL": [
        "invoices.db",
        "mysql://localhost/x",
        "postgresql://host:port/x",
        "postgresql://host",
        "sqlite:////a b.db",
    ],
    "INVOICE_LLM_STORAGE": _PLACES,
    "INVOICE_LLM_INBOX": _PLACES,
    "INVOICE_LLM_OUTPUT": ["s4://bucket/out", "gs://bucket/out", "memory://", "a\x07b", "gopher://host/out"],
    "INVOICE_LLM_SUPPLIERS_FILE": ["s4://bucket/out", "gs://bucket/out", "memory://", "a\x07b", "gopher://host/out"],
    "INVOICE_LLM_ORDERS_FILE": ["s4://bucket/out", "gs://bucket/out", "memory://", "a\x07b", "gopher://host/out"],
    "INVOICE_LLM_EXPORTS": ["a b", "ubl;facturx", "ubl,fac turx", "a\x07b", "<ubl>"],
    "INVOICE_LLM_INBOX_ROOTS": [f"/tmp:{place}" for place in _PLACES],
    "INVOICE_LLM_OWN_NAMES": ["12", "Acme;--", "a\x07b", "\x1b[31mAcme", "1;2"],
    "INVOICE_LLM_OWN_VAT_IDS": ["none", "DE", "DE129273398 and those of all others of us", "DE129273398;?", "a\x07b1"],
    "INVOICE_LLM_PROVIDER": ["other", "OpenAI", "open ai", "gpt", "auto,openai"],
    "OPENAI_API_KEY": ["sk-pl anted", "sk-pl\nanted", "sk-plänted", "sk-pl\x00anted", "“sk-planted”"],
    "OPENAI_BASE_URL": ["127.0.0.1:8081/v1", "ftp://here/v1", "http://", "http://here:99999/v1", "http://hëre/v1"],
    "INVOICE_LLM_MODELS_FILE": _FILES,
    "INVOICE_LLM_PROMPTS_DIR": _FOLDERS,
    "INVOICE_LLM_TOKENIZER_DIR": _FOLDERS,
    "INVOICE_LLM_CALIBRATION_FILE": _FILES,
    "INVOICE_LLM_DAILY_BUDGET_USD": _AMOUNTS,
    "INVOICE_LLM_RUN_BUDGET_USD": _AMOUNTS,
    "INVOICE_LLM_INVOICE_MODEL_BUDGETS_USD": ["5", "acme_v1=much", "=5", "acme_v1=1,acme_v1=2", "acme_v1=1e22"],
    "INVOICE_LLM_HYBRID_SAMPLE_FRACTION": ["some", "-0.1", "1.1", "nan", "5%"],
    "INVOICE_LLM_BUDGET_ALERT_FRACTION": ["most", "80", "0", "0.5;0.8", "nan"],
    "INVOICE_LLM_BREAKER_FAILURES": _COUNTS,
    "INVOICE_LLM_BREAKER_OPEN_S": _SECONDS,
    "INVOICE_LLM_TIMEZONE": ["Europe", "Nowhere", "../UTC", "UTC+25:00", "/etc/localtime"],
    "INVOICE_LLM_CONCURRENCY": _COUNTS,
    "INVOICE_LLM_CHUNK_SIZE": ["25.5", "1_000", "٢٥", "1001", "0"],
    "INVOICE_LLM_SETTLE_S": ["soon", "-1", "nan", "1e22", "3601"],
    "INVOICE_LLM_BATCH_POLL_S": [*_SECONDS[:4], "3601"],
    "INVOICE_LLM_REQUEST_TIMEOUT_S": _SECONDS,
    "INVOICE_LLM_PARSE_TIMEOUT_S": _SECONDS,
    "INVOICE_LLM_PARSE_MEMORY_MB": ["1", "1 GB", "-1024", "1e22", "nan"],
    "INVOICE_LLM_MAX_PAGES": _COUNTS,
    "INVOICE_LLM_MAX_FILE_MB": _COUNTS,
    "INVOICE_LLM_OCR": ["on", "Tesseract", "paddle", "auto off", "1"],
    "INVOICE_LLM_OCR_PROCESSES": _COUNTS,
    "INVOICE_LLM_ALERT_CONNECTIONS": ["a b", "mail; slack", "mail,sl ack", "a\x07b", "<mail>"],
    "INVOICE_LLM_LATE_AFTER_HOURS": _SECONDS,
    "INVOICE_LLM_ASK_BEFORE_RELEASE": _YES_OR_NO,
    "INVOICE_LLM_ASK_FOR_BUDGET": _YES_OR_NO,
}
GOOD = {
    "INVOICE_LLM_DATABASE_URL": "postgresql://me:secret@host:5432/invoices?sslmode=require",
    "INVOICE_LLM_STORAGE": "memory://storage",
    "INVOICE_LLM_EXPORTS": "ubl, originals",
    "INVOICE_LLM_INBOX_ROOTS": "/a:memory://b:file:///c",
    "INVOICE_LLM_OWN_NAMES": "Müller & Söhne GmbH; 3M",
    "INVOICE_LLM_OWN_VAT_IDS": "DE 129 273 398;CHE-123.456.789 MWST;51 824 753 556",
    "INVOICE_LLM_DAILY_BUDGET_USD": "12.50",
    "INVOICE_LLM_INVOICE_MODEL_BUDGETS_USD": "acme_v1=5, generic_fallback=20",
    "INVOICE_LLM_BUDGET_ALERT_FRACTION": "1,0.5",
    "INVOICE_LLM_BREAKER_OPEN_S": "6e1",
    "INVOICE_LLM_TIMEZONE": "America/Argentina/Ushuaia",
    "INVOICE_LLM_SETTLE_S": "0",
    "INVOICE_LLM_ALERT_CONNECTIONS": "mail, slack.ops",
    "INVOICE_LLM_ASK_FOR_BUDGET": "Yes",
    "INVOICE_LLM_VERSION": "0.1.0",
    "INVOICE_LLM_RUN_BUDGET_USD": "  ",
}


def read(**env: str) -> Settings:
    return Settings.from_env({"AIRFLOW_HOME": "/af", **env})


def test_five_bad_values_of_every_setting_are_tried() -> None:
    assert BAD.keys() == VARIABLES.keys()
    assert {len(set(values)) for values in BAD.values()} == {5}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_one_sentence_that_names_the_variable_and_what_it_takes(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(**{name: value})
    told = str(caught.value)
    assert told.startswith(name)
    assert "; it takes " in told
    assert told.isprintable()
    assert len(told) < 400
    if VARIABLES[name].about.secret:
        assert "anted" not in told


def test_good_values_are_taken() -> None:
    settings = read(**GOOD)
    assert settings.inbox_roots == ("/a", "memory://b", "file:///c")
    assert settings.budget_alert_fraction == (0.5, 1.0)
    assert settings.run_budget_usd is None
    assert settings.invoice_model_budgets_micros == {"acme_v1": 5_000_000, "generic_fallback": 20_000_000}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("INVOICE_LLM_DAILY_BUGET_USD", "did you mean INVOICE_LLM_DAILY_BUDGET_USD?"),
        ("INVOICE_LLM_TIME_ZONE", "did you mean INVOICE_LLM_TIMEZONE?"),
        ("INVOICE_LLM_ALERT_CONNECTION", "did you mean INVOICE_LLM_ALERT_CONNECTIONS?"),
        ("INVOICE_LLM_OPENAI_API_KEY", "did you mean OPENAI_API_KEY?"),
        ("invoice_llm_inbox", "did you mean INVOICE_LLM_INBOX?"),
        ("INVOICE_LLM_ZZZZZZZZZZ", "known are INVOICE_LLM_ALERT_CONNECTIONS, "),
    ],
)
def test_a_name_that_nobody_reads_is_refused_with_the_nearest_known_one(name: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is unknown; ") as caught:
        read(**{name: "5"})
    assert told in str(caught.value)


def test_names_of_other_programs_are_left_alone() -> None:
    assert read(INVOICE_LLMS="x", AIRFLOW_CONN_INVOICE_LLM_DB="y", OPENAI_ORG_ID="z").timezone == "UTC"


def test_a_package_that_a_uri_needs_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"INVOICE_LLM_STORAGE='gs://bucket' needs a package .*gcsfs"):
        read(INVOICE_LLM_STORAGE="gs://bucket")


def test_the_password_of_an_address_is_not_told() -> None:
    for name in ("OPENAI_BASE_URL", "INVOICE_LLM_DATABASE_URL"):
        for url in ("ftp://me:hunter2@here/v1", "http://me:hunter2/x@here/v1", "postgresql://me:hunter2@here:port/x"):
            with pytest.raises(ConfigurationError) as caught:
                read(**{name: url})
            assert "hunter2" not in str(caught.value)


def test_a_value_that_is_given_in_code_is_held_to_the_same_range(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="INVOICE_LLM_CONCURRENCY='0' is out of range"):
        Settings(database_url=f"sqlite:///{tmp_path}/i.db", storage=str(tmp_path), concurrency=0)


def test_every_name_stands_on_the_page_of_the_settings() -> None:
    page = configuration_page()
    assert [name for name in known_names() if f"`{name}`" not in page] == ["INVOICE_LLM_VERSION"]
