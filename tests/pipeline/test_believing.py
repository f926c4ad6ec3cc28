"""How often a model is right is estimated from what it reads, night by night, without anybody's decision."""

from __future__ import annotations

import asyncio
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from invoice_llm import app
from invoice_llm.invoice.answers.short_answer import ShortAnswer
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.pipeline import RunParams
from invoice_llm.pipeline.believing import CERTAIN
from invoice_llm.review import Person
from invoice_llm.store import DocumentPlace, open_store
from tests.llm.scripted_endpoint import Endpoint, Reply, completion
from tests.pipeline.inboxes import fill, invoice, run
from tests.pipeline.test_hybrids import SAME, hybrid
from tests.pipeline.test_with_endpoint import TEXT, all_correct, endpoint, read_as, with_key

MODEL = "gpt-6-luna"
READ = read_invoice(TEXT)
CLERK = Person(who="clerk", note="as the page shows it")
NUMBERS = ("AF-2026-00123", "AF-2", "AF-3", "AF-4", "AF-5")


def counted(home: Path, model: str) -> dict[tuple[str, str], tuple[float, float]]:
    with open_store(f"sqlite:///{home / 'invoice_llm.db'}") as store:
        return store.reader_counts.of([model])


def test_a_model_that_says_the_same_number_of_every_page_loses_its_word_on_numbers_alone(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {f"{number}.pdf": invoice(number) for number in NUMBERS})
    with (
        endpoint(read_as()) as server,
        app.open_pipeline(with_key(tmp_path, inbox, server.base_url)) as pipeline,
    ):
        pipeline.discover("night", RunParams(model_tier="basic"))
        asyncio.run(pipeline.process("night", 0))
        told = counted(tmp_path, MODEL)
        asyncio.run(pipeline.extract("night", 0))
        assert counted(tmp_path, MODEL) == told
    assert told[MODEL, "invoice_number"][1] == told[MODEL, "total_gross"][1] == len(NUMBERS)
    assert told[MODEL, "invoice_number"][0] < 2
    assert told[MODEL, "total_gross"][0] > len(NUMBERS) - 0.5


def test_what_a_person_decides_counts_for_and_against_the_models_that_read_it(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(read_as(seller={**READ.seller.model_dump(), "name": "Nobody at all Ltd"})) as server:
        settings = with_key(tmp_path, inbox, server.base_url)
        run(settings, "monday", model_tier="basic", confidence_threshold=1.0)
    before, place = counted(tmp_path, MODEL), DocumentPlace("monday", 0)
    with app.open_review(settings) as service:
        seen = service.store.documents.get(*place)
        assert seen is not None
        service.decisions.accept(place, seen.row.version, CLERK, despite=True)
        after = counted(tmp_path, MODEL)
        assert after[MODEL, "total_gross"] == pytest.approx([n + CERTAIN for n in before[MODEL, "total_gross"]])
        right, said = before[MODEL, "seller.name"]
        assert after[MODEL, "seller.name"] == pytest.approx((right, said + CERTAIN))
        service.decisions.undo(place, seen.row.version + 1, CLERK)
    assert counted(tmp_path, MODEL) == before


@pytest.mark.parametrize(("fraction", "calls"), [(0.0, 0), (0.5, 1), (0.000001, 0)])
def test_pages_whose_data_are_known_count_for_the_model_within_a_share_of_the_budget(
    tmp_path: Path, fraction: float, calls: int
) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": hybrid(SAME)})
    with endpoint(read_as(invoice_number="AF-2026-00123", total_gross="340.00")) as server:
        settings = with_key(tmp_path, inbox, server.base_url, hybrid_sample_fraction=fraction)
        record = run(settings, "monday", model_tier="basic")["a.pdf"]
        assert (record["outcome"], len(server.requests)) == ("accepted", calls)
    told = counted(tmp_path, MODEL)
    assert told.get((MODEL, "invoice_number")) == ((CERTAIN, CERTAIN) if calls else None)
    assert told.get((MODEL, "total_gross")) == ((0.0, CERTAIN) if calls else None)


def test_a_sample_with_an_answer_of_no_use_harms_no_document(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": hybrid(SAME)})
    with endpoint(completion("no answer"), completion("none either")) as server:
        settings = with_key(tmp_path, inbox, server.base_url, hybrid_sample_fraction=0.5)
        assert run(settings, "monday", model_tier="basic")["a.pdf"]["outcome"] == "accepted"
    assert counted(tmp_path, MODEL) == {}


def test_the_label_reader_alone_has_no_record(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    settings = with_key(tmp_path, inbox, "http://127.0.0.1:9/v1")
    record = run(settings, "monday", model_tier="embedded")["a.pdf"]
    assert record["outcome"] == "accepted"
    assert counted(tmp_path, record["llm_model"]) == {}


def test_a_second_look_that_cannot_change_the_outcome_is_not_asked_for(tmp_path: Path) -> None:
    """Nothing is dated in the future without a person, whatever a second look says."""
    late = invoice(date="2 March 2099")
    inbox = fill(tmp_path / "inbox", {"a.pdf": late})
    with endpoint(read_as(issue_date="2 March 2099", due_date=None), all_correct()) as server:
        settings = with_key(tmp_path, inbox, server.base_url)
        record = run(settings, "monday", model_tier="basic", validation_threshold=1.0)["a.pdf"]
        assert (record["outcome"], len(server.requests)) == ("review", 1)


def test_a_second_look_that_can_change_the_outcome_is_asked_for(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(read_as(), all_correct()) as server:
        settings = with_key(tmp_path, inbox, server.base_url)
        record = run(settings, "monday", model_tier="basic", validation_threshold=1.0)["a.pdf"]
        assert (record["outcome"], len(server.requests)) == ("accepted", 2)


TITLE = "Billing pack"
SUMS = ("net=", "tax=", "total=", "currency=")


class ReadsEach(Endpoint):
    """Answers with the label reader's reading of each page, the sums that the question leaves out included, and its own
    word for what the paper is."""

    kind: str | None = None

    def reply(self, request: dict[str, Any], head: str) -> Reply:
        shown = re.search(r"<document>\s*(.*?)\s*</document>", request["messages"][-1]["content"], re.DOTALL)
        assert shown is not None
        said = ShortAnswer.model_validate(read_invoice(shown[1]))
        keys = {value.partition("=")[0] for value in said.v}
        sums = [value for value in ShortAnswer.model_validate(read_invoice(TEXT)).v if value.startswith(SUMS)]
        unseen = [value for value in sums if value.partition("=")[0] not in keys]
        values = [self.told(value) for value in (*said.v, *unseen) if not value.startswith("kind=")]
        own = [f"kind={self.kind}"] if self.kind else []
        fields = request["response_format"]["json_schema"]["schema"]["properties"]
        body = {"v": [*own, *values], **({"rows": said.rows} if "rows" in fields else {})}
        return completion(json.dumps(body))

    def told(self, value: str) -> str:
        """One ``key=value`` of the answer, of what was read."""
        return value


def titled(number: str) -> bytes:
    """The invoice under a large title that is none of an invoice, with no word for one on the page."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    canvas.setFont("Courier-Bold", 22)
    canvas.drawString(330, 800, TITLE)
    drawn = canvas.beginText(40, 770)
    drawn.setFont("Courier", 9)
    plain = TEXT.replace("INVOICE", "       ").replace("2 March", "30 April").replace("1 May", "30 May")
    drawn.textLines(plain.replace("AF-2026-00123", number))
    canvas.drawText(drawn)
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize(("said", "outcome"), [("invoice", "accepted"), ("other", "review"), (None, "review")])
def test_a_strong_readers_word_for_what_a_paper_is_outweighs_a_title_nobody_knows(
    said: str | None, outcome: str, tmp_path: Path
) -> None:
    numbers = [f"AF-2026-{number:05d}" for number in range(123, 136)]
    known, new = numbers[:-1], numbers[-1]
    fill(tmp_path / "first", {f"{number}.pdf": invoice(number) for number in known})
    fill(tmp_path / "second", {"new.pdf": titled(new)})
    reader = ReadsEach([])
    reader.kind = said
    with endpoint(served=reader) as server:
        for night in ("first", "second"):
            settings = with_key(tmp_path, tmp_path / night, server.base_url)
            records = run(settings, night, model_tier="basic")
    assert records["new.pdf"]["outcome"] == outcome, records["new.pdf"]["reasons"]
    assert ("UNKNOWN_WORDS" in records["new.pdf"]["reasons"]) is (outcome == "review")


class ErrsOften(ReadsEach):
    """The same with a number of the page for the invoice's, its day, its total and its currency."""

    def told(self, value: str) -> str:
        key, equals, printed = value.partition("=")
        return f"{key}={'7' if key in ('number', 'date', 'total', 'currency') else printed}" if equals else value


@pytest.mark.parametrize(("reader", "outcome"), [(ReadsEach, "review"), (ErrsOften, "accepted")])
def test_a_word_against_the_title_of_a_page_is_a_doubt_unless_the_reader_errs_often(
    reader: type[ReadsEach], outcome: str, tmp_path: Path
) -> None:
    numbers = [f"AF-2026-{number:05d}" for number in range(123, 136)]
    for night, names in (("first", numbers[:-1]), ("second", numbers[-1:])):
        fill(tmp_path / night, {f"{number}.pdf": invoice(number) for number in names})
    served = reader([])
    with endpoint(served=served) as server:
        for night, kind in (("first", "invoice"), ("second", "statement")):
            served.kind = kind
            records = run(with_key(tmp_path, tmp_path / night, server.base_url), night, model_tier="basic")
    last = records[f"{numbers[-1]}.pdf"]
    assert (last["outcome"], last["invoice"]["doc_type"]) == (
        outcome,
        "statement" if outcome == "review" else "invoice",
    ), last["reasons"]
