"""Numbers, days and runs in sentences, as the reader of a page writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.run_names import run_name


@dataclass(frozen=True, slots=True)
class PageSpelling:
    """The spelling of a page. Numbers of rules are left out: nobody who pays invoices knows them."""

    notation: Notation

    def amount(self, value: str) -> str:
        decimals = value.partition(".")[2]
        return self.notation.decimal(Decimal(value), least=len(decimals)) if decimals else value

    def date(self, value: str) -> str:
        return self.notation.day(date.fromisoformat(value))

    def run(self, run_id: str) -> str:
        name = run_name(run_id, self.notation)
        return t("the run “{name}”", name=name) if name != run_id else t("run {name}", name=run_id)

    def rule(self, _rule: str) -> str:
        return ""

    def own(self, text: str) -> str:
        return t(text)

    def words(self, text: str) -> str:
        return self.notation.said(text)
