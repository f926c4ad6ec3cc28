"""Prices, the cost tracker and its alert, the catalog, the selector."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.calls import Usage
from invoice_llm.errors import ConfigurationError, ContextTooLong, PriceUnknown
from invoice_llm.llm.cost import BudgetAlert, CostTracker
from invoice_llm.llm.models.catalog import Catalog, ListPrice, ModelTier
from invoice_llm.llm.models.prices import cost_micros, worst_case_micros
from invoice_llm.llm.models.selector import ModelSelector, served_tiers
from invoice_llm.llm.wire.building import build_request
from tests.clock import Clock

CATALOG = Catalog.load()
DAY = date(2026, 11, 23)
MILLION = Usage(input=1_000_000, output=0)


@pytest.mark.parametrize(
    ("model", "usage", "tier", "micros"),
    [
        ("gpt-6-luna", Usage(input=10_000, output=1_000), None, 1_500),
        ("gpt-6-luna", Usage(input=10_000, output=0, cached=10_000), None, 100),
        ("gpt-6.1-terra", Usage(input=10_000, output=1_000), None, 15_000),
        ("gpt-6.1-terra", Usage(input=10_000, output=1_000), "flex", 7_500),
        ("gpt-6.1-sol", Usage(input=10_000, output=1_000), None, 30_000),
        ("gpt-6-luna", Usage(input=300_000, output=1_000), None, 60_750),
        ("gpt-4", Usage(input=1_000, output=1_000), None, 90_000),
        ("embedded-label-reader", Usage(input=10_000, output=1_000), None, 0),
    ],
)
def test_the_price_is_that_of_the_list(model: str, usage: Usage, tier: str | None, micros: int) -> None:
    assert cost_micros(CATALOG[model], usage, day=DAY, service_tier=tier) == micros


@given(
    model=st.sampled_from(["gpt-6-luna", "gpt-6.1-terra", "gpt-6.1-sol"]),
    counted=st.integers(1, 400_000),
    cap=st.integers(1, 16_000),
    share=st.floats(0, 1),
    tier=st.sampled_from([None, "default", "flex"]),
)
def test_no_answer_costs_more_than_its_worst_case(
    model: str, counted: int, cap: int, share: float, tier: str | None
) -> None:
    usage = Usage(input=counted, output=int(cap * share), cached=int(counted * share))
    worst = worst_case_micros(CATALOG[model], input_tokens=counted, output_cap=cap, day=DAY)
    assert cost_micros(CATALOG[model], usage, day=DAY, service_tier=tier) <= worst


def test_a_price_of_ones_own_wins_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text(
        "models:\n"
        "  gpt-6-luna: {price: {input: 1, cached: 0.5, output: 2}}\n"
        "  mystery: {context: 1000, max_output: 100}\n"
    )
    catalog = Catalog.load(file)
    usage = Usage(input=1_000_000, output=500_000, cached=200_000)
    assert cost_micros(catalog["gpt-6-luna"], usage, day=DAY) == 1_900_000
    with pytest.raises(PriceUnknown, match="mystery"):
        cost_micros(catalog["mystery"], MILLION, day=DAY)


def test_a_cheaper_service_tier_is_asked_for_and_the_dearer_one_is_held(tmp_path: Path) -> None:
    """Nobody promises that the answer comes from the tier that was asked for."""
    file = tmp_path / "models.yaml"
    file.write_text("models:\n  gpt-6.1-terra: {service_tier: flex}\n")
    flex, listed = Catalog.load(file)["gpt-6.1-terra"], CATALOG["gpt-6.1-terra"]
    assert flex == listed.model_copy(update={"capabilities": flex.capabilities})
    assert build_request(flex, [], max_output_tokens=1_000)["service_tier"] == "flex"
    usage = Usage(input=10_000, output=1_000)
    assert 2 * cost_micros(flex, usage, day=DAY, service_tier="flex") == cost_micros(listed, usage, day=DAY)
    worst = [worst_case_micros(model, input_tokens=10_000, output_cap=1_000, day=DAY) for model in (flex, listed)]
    assert worst[0] == worst[1]


@given(cached=st.integers(0, 20_000), counted=st.integers(1, 10_000), price=st.sampled_from([0.5, 1, 3]))
def test_a_price_of_ones_own_is_bounded_too(cached: int, counted: int, price: float) -> None:
    listed = ListPrice(input=Decimal(1), cached=Decimal(str(price)), output=Decimal(2))
    model = CATALOG["gpt-6-luna"].model_copy(update={"price": listed})
    worst = worst_case_micros(model, input_tokens=counted, output_cap=100, day=DAY)
    assert cost_micros(model, Usage(input=counted, output=100, cached=cached), day=DAY) <= worst


def test_the_tracker_adds_up_what_each_form_of_tokens_costs() -> None:
    tracker = CostTracker(daily_budget=1.0)
    assert tracker.record_usage(Usage(input=10_000, output=1_000), "gpt-6-luna") == Decimal("0.0015")
    assert tracker.record_usage({"prompt_tokens": 10_000, "completion_tokens": 1_000}, "gpt-6-luna") == Decimal(
        "0.0015"
    )
    assert tracker.record_usage(10_000, "gpt-6-luna") == Decimal("0.001")
    assert tracker.spent_today == Decimal("0.004")
    assert tracker.remaining_today == Decimal("0.996")


def test_the_alert_comes_once_at_four_fifths_and_again_the_next_day() -> None:
    alerts: list[BudgetAlert] = []
    clock = Clock()
    tracker = CostTracker(daily_budget=0.10, on_alert=alerts.append, now=clock.now)
    for _ in range(79):
        tracker.record_usage(10_000, "gpt-6-luna")
    assert alerts == []
    for _ in range(10):
        tracker.record_usage(10_000, "gpt-6-luna")
    assert [(alert.fraction, alert.spent_micros) for alert in alerts] == [(0.8, 80_000)]
    assert "80%" in str(alerts[0])
    clock.advance(86_400)
    assert tracker.spent_today == 0
    for _ in range(90):
        tracker.record_usage(10_000, "gpt-6-luna")
    assert len(alerts) == 2


def test_a_day_ends_where_its_time_zone_says() -> None:
    clock = Clock(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    tracker = CostTracker(daily_budget=1.0, zone=ZoneInfo("Europe/Berlin"), now=clock.now)
    tracker.record_usage(10_000, "gpt-6-luna")
    clock.advance(hours=1)
    assert tracker.spent_today == 0


def test_a_spent_budget_is_exhausted() -> None:
    tracker = CostTracker(daily_budget=0.001)
    before = tracker.is_exhausted
    tracker.record_usage(20_000, "gpt-6-luna")
    assert (before, tracker.is_exhausted, str(tracker.remaining_today)) == (False, True, "0")


def test_wrong_tokens_and_unknown_models_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind of tokens: tokens"):
        CostTracker().record_usage({"tokens": 5}, "gpt-6-luna")
    with pytest.raises(ConfigurationError, match="cheap"):
        ModelSelector(CATALOG).of_tier("cheap")
    with pytest.raises(ValueError, match="negative"):
        CostTracker().record_usage(-1, "gpt-6-luna")
    with pytest.raises(ConfigurationError, match="gpt-99"):
        CostTracker().record_usage(1, "gpt-99")


def test_the_default_tiers_are_served_and_priced_and_the_specified_models_retired() -> None:
    for tier in ModelTier:
        model = CATALOG.tier(tier)
        assert model.is_served(DAY)
        assert cost_micros(model, MILLION, day=DAY) >= 0
    for name in ("gpt-3.5-turbo", "gpt-4", "gpt-4-turbo"):
        assert (CATALOG[name].retired, CATALOG[name].is_served(DAY)) == (True, False)
    assert CATALOG["gpt-5-mini"].is_served(DAY)
    assert not CATALOG["gpt-5-mini"].is_served(date(2026, 12, 11))


def test_capabilities_follow_the_longest_prefix() -> None:
    assert not CATALOG["gpt-5-mini"].capabilities.sampling
    assert CATALOG["gpt-5.4-mini"].capabilities.sampling
    assert CATALOG["gpt-4"].capabilities.max_tokens_param == "max_tokens"
    assert CATALOG["gpt-4.1-mini"].family == "gpt-4.1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("models: {x: {context: none, max_output: 5}}", "entry 'x', context"),
        ("models: {x: {context: 5, max_output: 5, colour: red}}", "colour"),
        ("prices: {}", "only have the keys"),
        ("models: [", "no YAML"),
        ("models: {5: {tier: basic}}", "5 is no name of a model"),
        ("models: {2026-01-01: {tier: basic}}", "no name of a model; put it in quotes"),
        ("models: {'': {tier: basic}}", "no name of a model"),
        ('models: {"a\\nb": {tier: basic}}', "no name of a model"),
        ("models: {x: 5}", "must map each name"),
        ("models: [a]", "must map each name"),
    ],
)
def test_a_wrong_models_file_says_where(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=told):
        Catalog.load(file)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Catalog.load(tmp_path / "none.yaml")


def test_a_file_of_ones_own_takes_a_tier_over(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {local: {tier: basic, context: 9000, max_output: 500, price: {input: 0, output: 0}}}")
    selector = ModelSelector(Catalog.load(file), today=lambda: DAY)
    assert selector.select_model("simple", 3_000) == "local"
    assert selector.select_model("simple", 30_000) == "gpt-6.1-terra"
    assert selector.escalate("local") == "gpt-6.1-terra"


@pytest.mark.parametrize(
    ("complexity", "length", "model"),
    [
        ("simple", 3_000, "gpt-6-luna"),
        (0.0, 3_000, "gpt-6-luna"),
        ("medium", 3_000, "gpt-6.1-terra"),
        (0.5, 3_000, "gpt-6.1-terra"),
        ("complex", 3_000, "gpt-6.1-sol"),
        ("simple", 100_000, "gpt-6.1-terra"),
        ("complex", 100_000, "gpt-6.1-sol"),
    ],
)
def test_the_tier_follows_complexity_and_length(complexity: str | float, length: int, model: str) -> None:
    assert ModelSelector(CATALOG, today=lambda: DAY).select_model(complexity, length) == model


def test_nothing_is_chosen_that_is_unknown_or_too_small() -> None:
    selector = ModelSelector(CATALOG, today=lambda: DAY)
    with pytest.raises(ConfigurationError, match="complexity"):
        selector.select_model("odd", 100)
    with pytest.raises(ContextTooLong, match="no model"):
        selector.select_model("simple", 10_000_000)


def test_a_model_that_is_switched_off_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {old: {tier: basic, context: 90000, max_output: 500, shutdown: 2026-11-01}}")
    selector = ModelSelector(Catalog.load(file), today=lambda: DAY)
    assert selector.select_model("simple", 3_000) == "gpt-6.1-terra"


def test_escalation_goes_up_one_step_and_ends_at_the_top() -> None:
    selector = ModelSelector(CATALOG, today=lambda: DAY)
    assert selector.escalate("gpt-6-luna") == "gpt-6.1-terra"
    assert selector.escalate("gpt-6.1-terra") == "gpt-6.1-sol"
    assert selector.escalate("gpt-6.1-sol") is None
    assert selector.escalate("embedded-label-reader") is None
    assert selector.of_tier("premium") == "gpt-6.1-sol"


def test_with_a_local_model_in_one_tier_there_is_one_tier(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {local: {tier: basic, context: 9000, max_output: 500, price: {input: 0, output: 0}}}")
    catalog = Catalog.load(file)
    selector = ModelSelector(catalog, tiers=served_tiers(catalog, "http://127.0.0.1:8081/v1"), today=lambda: DAY)
    assert selector.select_model("complex", 3_000) == "local"
    assert selector.escalate("local") is None
    with pytest.raises(ContextTooLong):
        selector.select_model("simple", 100_000)


@pytest.mark.parametrize(
    ("url", "tiers"),
    [
        (None, 3),
        ("https://api.openai.com/v1", 3),
        ("https://eu.api.openai.com/v1", 3),
        ("http://127.0.0.1:8081/v1", 1),
        ("https://notopenai.com/v1", 1),
        ("https://mine.openai.azure.com/openai/deployments/one?api-version=2024-10-21", 1),
    ],
)
def test_the_tiers_are_those_that_the_address_can_have(url: str | None, tiers: int, tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {local: {tier: premium, context: 9000, max_output: 500}}")
    assert len(served_tiers(Catalog.load(file), url)) == tiers
    assert len(served_tiers(CATALOG, "http://127.0.0.1:8081/v1")) == 3
