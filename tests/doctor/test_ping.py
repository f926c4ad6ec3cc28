"""``doctor --ping`` calls every model once, through everything that guards calls, and books what it costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoice_llm import lookups
from invoice_llm.cli import main
from invoice_llm.doctor.pinging import ping
from invoice_llm.settings import Settings
from tests.llm.picky_endpoint import LOCAL, PickyEndpoint
from tests.pipeline.test_dialects import settings
from tests.pipeline.test_with_endpoint import endpoint


def test_one_call_is_made_shown_and_booked_and_the_dialect_is_learned(tmp_path: Path) -> None:
    server = PickyEndpoint(wording="pydantic", keys=LOCAL, forms=frozenset({"json_object", None}))
    with endpoint(served=server):
        given = settings(tmp_path, server.base_url)
        (first,) = ping(given)
        refused = len(server.refused)
        (second,) = ping(given)
        assert (first["status"], second["status"]) == ("ok", "ok"), (first, second)
        assert len(server.refused) == refused > 0
        assert len(server.requests) == refused + 2
        spent = lookups.spend_report(given)
    assert float(spent["spent_usd"]) == server.billed_micros / 1_000_000
    assert first["message"].startswith("first-model answered in ")
    costs = [float(check["message"].rpartition("$")[2]) for check in (first, second)]
    assert sum(costs) == pytest.approx(server.billed_micros / 1_000_000)


def test_an_endpoint_that_is_away_is_a_sentence_and_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = settings(tmp_path, "http://127.0.0.1:1/v1")
    (check,) = ping(given)
    assert check["status"] == "error"
    assert check["message"].startswith("first-model: ")
    assert check["message"].isprintable()
    assert float(lookups.spend_report(given)["spent_usd"]) == 0
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("INVOICE_LLM_MODELS_FILE", str(given.models_file))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert main(["doctor", "--ping", "--json"]) == 1
    assert [one["status"] for one in json.loads(capsys.readouterr().out)["checks"] if one["name"] == "ping"] == [
        "error"
    ]


def test_without_a_key_nothing_is_called(tmp_path: Path) -> None:
    given = Settings.from_env({"AIRFLOW_HOME": str(tmp_path)})
    assert [check["status"] for check in ping(given)] == ["ok"]
