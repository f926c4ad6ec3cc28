"""Words in stamps and notes that are pictures, read by the engine that is installed."""

from __future__ import annotations

import pytest
from PIL import Image

from invoice_llm.documents.ocr.engine import OcrEngine
from invoice_llm.documents.ocr.installed import installed_engine, loaded_engine
from invoice_llm.documents.ocr.pictured import read_words
from tests.documents.pdf.made_pictures import stamp, words

ENGINE = installed_engine("auto")


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    if ENGINE is None:
        pytest.skip("no OCR engine is installed")
    return loaded_engine(ENGINE)


@pytest.mark.parametrize("degrees", [0, 18, -30, 90])
def test_a_stamp_is_read_whichever_way_it_is_turned(engine: OcrEngine, degrees: float) -> None:
    made = stamp("CANCELLED", degrees)
    read = read_words(Image.alpha_composite(Image.new("RGBA", made.size, "white"), made).convert("L"), engine)
    assert read.lines == ("CANCELLED",)
    assert read.slant == pytest.approx(abs(degrees) % 90, abs=2)


def test_so_is_light_print_on_a_dark_field_and_a_note(engine: OcrEngine) -> None:
    assert read_words(words("NOT FOR PAYMENT", ink="white", ground="maroon").convert("L"), engine).lines == (
        "NOT FOR PAYMENT",
    )
    (line,) = read_words(words("Please pay to our new account", size=30).convert("L"), engine).lines
    assert line.split() == ["Please", "pay", "to", "our", "new", "account"]
