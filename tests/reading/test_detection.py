"""Which invoice model a document follows, and whether that had to be asked."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from invoice_llm.invoice.answers import DetectionAnswer
from invoice_llm.prompt_pack import Hints, PromptPack
from invoice_llm.prompt_pack.pack import own_prompts
from invoice_llm.reading.detection import InvoiceModel, Match, ModelDetectionResult, ModelDetector, decide, match
from tests.reading.printed_invoice import MODEL, Scripted, embedded_client

ALDER_ID = "VAT Reg No GB 823 4471 81"
ALDER_NAME = "Alder & Finch Trading Ltd"
PACK = PromptPack.load()


def detect(
    text: str, answer: str = "generic_fallback", confidence: float = 0.9, pack: PromptPack = PACK
) -> tuple[ModelDetectionResult, Scripted]:
    client = Scripted(DetectionAnswer(model_type=answer, confidence=confidence, reasoning="its look"))
    return asyncio.run(ModelDetector(client, pack, MODEL).detect_model(text)), client


@pytest.mark.parametrize("text", [ALDER_ID, "vat gb823447181", "IBAN GB33BUKB20201555555555"])
def test_a_vat_id_or_iban_decides_without_a_call(text: str) -> None:
    result, client = detect(text)
    assert (result.model_type, client.asked) == (InvoiceModel.VENDOR_A_V2, [])
    assert result.confidence == pytest.approx(0.99)


def test_name_and_phrase_together_decide_without_a_call() -> None:
    result, client = detect(f"{ALDER_NAME}\nInvoice layout 2.0")
    assert (result.model_type, client.asked) == ("vendor_a_v2", [])


HEADS = Hints(names=("Nordlicht",), columns=("Pos", "Artikel", "Menge"))


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("Pos.   Artikel          Menge     Preis", True),
        ("POS    artikel-Nr.   Bezeichnung   Menge", True),
        ("Artikel   Pos   Menge", False),
        ("Pos   Artikel\nMenge", False),
        ("Position   Artikel   Menge", False),
    ],
)
def test_the_heads_of_the_table_are_one_hint_if_they_stand_in_their_order(row: str, found: bool) -> None:
    hit = match(HEADS, f"Nordlicht GmbH\n{row}")
    assert hit == Match((), ("Nordlicht", "Pos | Artikel | Menge") if found else ("Nordlicht",))
    decided = decide({"nordlicht": hit})
    assert (decided is not None and decided.model_type == "nordlicht") is found


def test_no_hint_is_the_fallback_without_a_call() -> None:
    result, client = detect("Unknown Ltd\nInvoice 7")
    assert (result.model_type, client.asked) == (InvoiceModel.GENERIC_FALLBACK, [])


def test_a_name_alone_is_asked_about() -> None:
    result, client = detect(ALDER_NAME, "vendor_a_v2")
    assert (result.model_type, result.reasoning) == ("vendor_a_v2", "its look")
    ((schema, context, prompt),) = client.asked
    assert (schema, context.operation) == ("detect_invoice_model", "detect")
    assert context.prompt_version
    assert ALDER_NAME in prompt


@pytest.mark.parametrize(("answer", "confidence"), [("vendor_a_v2", 0.59), ("no_such_model", 0.99)])
def test_an_unsure_or_unknown_answer_is_the_fallback(answer: str, confidence: float) -> None:
    result, _ = detect(ALDER_NAME, answer, confidence)
    assert (result.model_type, result.reasoning) == ("generic_fallback", "unsure: its look")


def test_an_answer_that_was_no_candidate_is_the_fallback() -> None:
    assert detect(ALDER_NAME, "vendor_b_v1")[0].model_type == "generic_fallback"


@pytest.mark.parametrize(("told", "kept"), [(7.0, 1.0), (-1.0, 0.0)])
def test_a_confidence_outside_of_0_to_1_is_cut(told: float, kept: float) -> None:
    assert detect(ALDER_NAME, "vendor_a_v2", told)[0].confidence == kept


def test_only_the_beginning_of_a_long_document_is_shown() -> None:
    _, client = detect(ALDER_NAME + "\n" + "x" * 10_000 + "\nTHE-END")
    assert "THE-END" not in client.asked[0][2]


def test_two_proofs_for_two_models_are_asked_about() -> None:
    proven: dict[str, Match | None] = {"a": Match(("1",), ()), "b": Match(("2",), ())}
    assert decide(proven) is None


def test_a_folder_without_hints_leaves_the_choice_open() -> None:
    assert match(Hints(), "text") is None
    assert decide({"new": None, "generic_fallback": None}) is None


def test_a_proof_is_stronger_than_names() -> None:
    result = decide({"a": Match(("1",), ()), "b": Match((), ("x", "y"))})
    assert result is not None
    assert result.model_type == "a"


def test_a_vat_id_inside_a_longer_number_proves_nothing() -> None:
    found = match(Hints(vat_ids=("GB823447181",)), "Consignment 77GB8234471810099")
    assert found == Match((), ())


def test_a_document_with_two_ids_in_dispute_offers_both_to_the_model(tmp_path: Path) -> None:
    pack = with_folder(tmp_path, 'vat_ids: ["DE136695976"]')
    _, client = detect(f"{ALDER_ID}\nDE136695976", pack=pack)
    assert "vendor_a_v2" in client.asked[0][2]
    assert "vendor_new" in client.asked[0][2]


def with_folder(tmp_path: Path, hints: str) -> PromptPack:
    """The project's prompts and one folder more, as someone would add it."""
    shutil.copytree(own_prompts(), tmp_path / "prompts")
    folder = tmp_path / "prompts" / "vendor_new"
    folder.mkdir()
    (folder / "model.yaml").write_text(f"title: New\ndescription: A new supplier\nhints: {{{hints}}}\n")
    return PromptPack.load(tmp_path / "prompts")


def test_a_new_folder_is_a_candidate(tmp_path: Path) -> None:
    pack = with_folder(tmp_path, 'names: ["Neu GmbH"]')
    result, client = detect("Neu GmbH", "vendor_new", pack=pack)
    assert result.model_type == "vendor_new"
    assert "vendor_new" in client.asked[0][2]


def test_the_embedded_endpoint_answers_with_a_candidate() -> None:
    result = asyncio.run(ModelDetector(embedded_client(), PACK, MODEL).detect_model(f"{ALDER_NAME}\nInvoice"))
    assert result.model_type in ("vendor_a_v2", "generic_fallback")
