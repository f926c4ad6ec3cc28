"""Pages that OCR read, sent as pictures to a model that takes images."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from invoice_llm.calls import CallContext
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.tokens import TokenCounter
from invoice_llm.llm.questions import Questions
from invoice_llm.reading.extraction import with_pictures
from invoice_llm.settings import Settings
from invoice_llm.store.blobs.texts import TextStore
from tests.pipeline.inboxes import fill, invoice, run, settings
from tests.pipeline.test_with_endpoint import all_correct, endpoint, read_as, with_key


def read_by_ocr(home: Path, inbox: Path) -> None:
    """Read the inbox once, and keep its pages as if an engine had read them; no engine is needed to send a picture."""
    run(settings(home, inbox), "sunday")
    texts = TextStore(str(home / "invoice_llm" / "texts"))
    for path in inbox.iterdir():
        key = hashlib.sha256(path.read_bytes()).hexdigest()
        kept = texts.get(key)
        assert kept
        texts.put(key, {**kept, "pages": [{**one, "source": "ocr"} for one in kept["pages"]]})


def with_models(home: Path, inbox: Path, url: str, *, vision: str) -> Settings:
    models = home / "models.yaml"
    models.write_text(f"models:\n  gpt-6-luna: {{vision: {vision}}}\n")
    return replace(with_key(home, inbox, url), models_file=models, ocr="off")


def contents(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    content = request["messages"][-1]["content"]
    return content if isinstance(content, list) else [{"type": "text", "text": content}]


@pytest.mark.parametrize("scanned", [True, False])
def test_a_page_that_ocr_read_is_shown_and_one_with_a_text_is_not(tmp_path: Path, scanned: bool) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    if scanned:
        read_by_ocr(tmp_path, inbox)
    with endpoint(read_as(), all_correct()) as server:
        record = run(with_models(tmp_path, inbox, server.base_url, vision="true"), "monday", force=True)["a.pdf"]
        shown, *pictures = contents(server.requests[0])
    assert "AF-2026-00123" in shown["text"], "what was read of it goes with the picture"
    assert record["invoice"]["invoice_number"] == "AF-2026-00123"
    assert len(pictures) == int(scanned)
    for picture in pictures:
        address = picture["image_url"]["url"]
        assert address.startswith(("data:image/png;base64,", "data:image/jpeg;base64,"))
        assert Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))).size == (910, 1287)


def test_a_model_without_eyes_is_sent_the_text_alone(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    read_by_ocr(tmp_path, inbox)
    with endpoint(read_as(), all_correct()) as server:
        run(with_models(tmp_path, inbox, server.base_url, vision="false"), "monday", force=True)
        assert isinstance(server.requests[0]["messages"][-1]["content"], str)


def test_a_picture_counts_its_most_in_what_the_budget_holds() -> None:
    spec = Catalog.load()["gpt-6-luna"].model_copy(update={"picture_tokens": 30_000})
    questions = Questions(TokenCounter(), {})
    told: list[dict[str, Any]] = [{"role": "user", "content": "an invoice"}]
    context = CallContext(operation="extract", document="d" * 64)
    shown = with_pictures(told, ["data:image/png;base64,AAAA", "data:image/png;base64,BBBB"])
    without, withal = (questions.ask(spec, messages, context) for messages in (told, shown))
    assert withal.input_tokens - without.input_tokens == 60_000
    assert withal.key != without.key
