"""A document's payment codes held against what was read off its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, PaymentAccount
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.parties.accounts import PrintedAccount
from invoice_llm.label_reader.parties.likeness import alike
from invoice_llm.label_reader.parties.names import has_form
from invoice_llm.reading.evidence.payment_codes import PaymentCode


def with_code(
    invoice: Invoice, evidence: Mapping[str, Evidence], codes: Sequence[PaymentCode]
) -> tuple[Invoice, Mapping[str, Evidence]]:
    """The invoice with the account and the reference of its one code, where the page has none of its own."""
    if len(codes) != 1:
        return invoice, evidence
    code, accounts = codes[0], invoice.payment_accounts
    if not accounts:
        made = PaymentAccount(iban=code.iban, account_name=code.name, reference=code.reference)
        told = {"payment_accounts[0].iban": Evidence(source="derived", quote=code.iban)}
        return invoice.model_copy(update={"payment_accounts": (made,)}), {**evidence, **told}
    if accounts[0].iban == code.iban and accounts[0].reference is None and code.reference:
        first = accounts[0].model_copy(update={"reference": code.reference})
        return invoice.model_copy(update={"payment_accounts": (first, *accounts[1:])}), evidence
    return invoice, evidence


def code_concerns(
    invoice: Invoice, codes: Sequence[PaymentCode], printed: Sequence[PrintedAccount]
) -> Iterator[Concern]:
    """Values of a code that are not those of the page, with both of them."""
    for code in codes:
        yield from _account(invoice, code, {one.plain for one in printed})
        yield from _amount(invoice, code)
        yield from _holder(invoice, code)
        if code.currency and invoice.currency and code.currency != invoice.currency:
            yield _differs("currency", code.currency, invoice.currency)


def _account(invoice: Invoice, code: PaymentCode, printed: set[str]) -> Iterator[Concern]:
    """A page may print several accounts, of which the code names one."""
    read = [account.iban for account in invoice.payment_accounts if account.iban]
    if read and code.iban not in read and code.iban not in printed:
        yield _differs("payment_accounts[0].iban", code.iban, read[0])


def _amount(invoice: Invoice, code: PaymentCode) -> Iterator[Concern]:
    """A code asks for what is due; nothing is due of what is paid."""
    read = [amount for amount in (invoice.amount_due, invoice.total_gross) if amount is not None]
    if code.amount is not None and read and code.amount not in read:
        yield _differs(
            "amount_due" if invoice.amount_due is not None else "total_gross", f"{code.amount:f}", f"{read[0]:f}"
        )


def _holder(invoice: Invoice, code: PaymentCode) -> Iterator[Concern]:
    """Another company than the supplier; a person may hold the account of the business that is his own."""
    seller = invoice.seller
    names = [name for name in (seller.name, seller.trading_name) if name]
    if code.name and has_form(code.name) and names and not any(alike(code.name, name) for name in names):
        values = {"ends": code.iban[-4:], "holder": code.name}
        yield Concern.saying(Reason.PAYEE_UNCLEAR, Statement.ACCOUNT_OF_OTHER, "payment_accounts[0].iban", **values)


def _differs(field: str, code: str, page: str) -> Concern:
    return Concern.saying(Reason.CODE_DISAGREES, Statement.CODE_SAYS, field, code=code, page=page, field=field)
