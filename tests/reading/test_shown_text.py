"""Rows of a table that is not asked for are not sent; all else is."""

from __future__ import annotations

import asyncio

from invoice_llm.reading.asking import Asked
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.extraction import ExtractionConfig, LLMExtractor
from invoice_llm.reading.sheet import Sheet, text_page
from invoice_llm.reading.shown_text import LEFT_OUT, without_table
from tests.reading.printed_invoice import MODEL, RIGHT, TEXT, Scripted
from tests.reading.test_asking import SHORT, TODAY

WRAPPED = TEXT.replace("Slippers", "with a border\nSlippers")


def reading(text: str) -> PageReading:
    return PageReading.of((text_page(text),))


def prompt_for(asked: Asked) -> str:
    client, read = Scripted(SHORT if not asked.lines else RIGHT), reading(TEXT)
    config = ExtractionConfig(sheet=Sheet(read, TODAY), asked=asked, today=TODAY)
    asyncio.run(LLMExtractor(client, MODEL).extract_structured_data(read.text, config))
    return str(client.asked[-1][2])


def test_a_table_goes_with_its_head_and_its_wrapped_descriptions_and_nothing_else() -> None:
    read = reading(WRAPPED)
    shown = without_table(read.text, read)
    gone = [line for line in read.text.splitlines() if line not in shown.splitlines()]
    assert [line.split()[0] for line in gone] == ["Description", "Bath", "with", "Slippers,"]
    assert shown.count(LEFT_OUT) == 1


def test_a_text_that_is_not_the_pages_own_is_sent_as_it_is() -> None:
    other = TEXT + "\nbrought by somebody else"
    assert without_table(other, reading(TEXT)) == other


def test_a_page_without_a_table_is_sent_as_it_is() -> None:
    read = reading("Dear Sirs,\n\nplease find our answer enclosed.")
    assert without_table(read.text, read) == read.text


def test_the_table_is_sent_where_its_lines_are_asked_for() -> None:
    assert "Bath towel, white" in prompt_for(Asked(("doc_type",), lines=True)).split("<document>")[-1]
    assert "Bath towel, white" not in prompt_for(Asked(("doc_type",), lines=False)).split("<document>")[-1]
