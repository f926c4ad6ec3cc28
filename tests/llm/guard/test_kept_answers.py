"""What is kept of answers, and when one is bought again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from invoice_llm import errors
from invoice_llm.calls import CallContext
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.wire import connect
from tests.llm.playing import COST, play
from tests.llm.scripted_client import EXTRACT, KEY, Scene
from tests.llm.scripted_endpoint import completion

IN_A_RUN = replace(EXTRACT, run_id="monday")


def test_a_kept_answer_is_used_without_a_call() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        again = await stage.ask()
        assert (again.value.number, again.from_store) == ("A-1", True)

    assert len(play(test, completion()).endpoint.requests) == 1


def test_another_document_or_another_text_is_another_answer() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        await stage.ask("another text")
        await stage.ask(context=CallContext(operation="extract", document="e" * 64))

    assert len(play(test, completion()).endpoint.requests) == 3


def test_a_useless_answer_that_was_kept_is_bought_again_by_no_later_run() -> None:
    async def test(stage: Scene) -> None:
        for night in ("monday", "tuesday", "wednesday"):
            with pytest.raises(errors.AnswerOffSchema):
                await stage.ask(context=replace(IN_A_RUN, run_id=night))

    stage = play(test, completion("[]"))
    assert len(stage.endpoint.requests) == 2
    assert stage.costs == [COST, COST]


def test_a_useless_answer_that_was_kept_is_asked_for_anew_by_a_run_with_force() -> None:
    async def test(stage: Scene) -> None:
        with pytest.raises(errors.AnswerOffSchema):
            await stage.ask(context=IN_A_RUN)
        stage.endpoint.replies[:] = [completion()]
        answer = await stage.ask(context=replace(IN_A_RUN, run_id="forced", force=True))
        assert (answer.value.number, answer.from_store) == ("A-1", False)
        assert (await stage.ask(context=replace(IN_A_RUN, run_id="later"))).from_store

    stage = play(test, completion("[]"))
    assert len(stage.endpoint.requests) == 3
    assert stage.costs == [COST, COST, COST]


def test_a_useless_answer_is_asked_for_anew_once_the_models_entry_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {gpt-6-luna: {requests_per_minute: 500}}")

    async def test(stage: Scene) -> None:
        with pytest.raises(errors.AnswerOffSchema):
            await stage.ask(context=IN_A_RUN)
        stage.endpoint.replies[:] = [completion()]
        async with connect(base_url=stage.endpoint.base_url, api_key=KEY, concurrency=1, timeout_s=5) as connection:
            client = ResilientLLMClient(
                connection, ledger=stage.ledger, now=stage.clock.now, catalog=Catalog.load(file)
            )
            answer = await Scene(client, stage.ledger, stage.endpoint, stage.clock).ask(context=IN_A_RUN)
        assert (answer.value.number, answer.from_store) == ("A-1", False)

    assert len(play(test, completion("[]")).endpoint.requests) == 3
