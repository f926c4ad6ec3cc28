"""What a screen would obey is shown instead."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.invoice.visible import visible


def test_controls_overrides_of_direction_and_bytes_that_are_no_text_are_shown() -> None:
    assert visible("\x1b[31mred\x00\x07\x7f") == "␛[31mred␀␇␡"
    assert visible("\x9b31m") == "\\x9b31m"
    assert visible("invoice\u202efdp.exe") == "invoice\\u202efdp.exe"
    assert visible("caf\udce9 \ud800") == "caf\\xe9 \\ud800"


def test_what_people_write_stays_as_it_is() -> None:
    for text in ("Müller & Söhne", "חשבונית מס\u200f 5", "فاتورة ١٢", "a\tb\nc", "\U0001f9fe", "—…“”"):
        assert visible(text) == text


@given(st.text(alphabet=st.characters()))
def test_every_encoding_takes_what_is_shown_and_nothing_in_it_is_a_control(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not [sign for sign in shown if ord(sign) < 32 and sign not in "\t\n"]
    assert visible(shown) == shown
