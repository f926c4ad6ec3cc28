"""Checks of the bank account: its number can exist, and is one that this supplier had before."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence

from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.checks.finding import Finding, undecided
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement

_SHOWN = 4


def ibans_are_right(invoice: Invoice) -> Finding:
    """Country, length, structure and check digits of ISO 13616."""
    return _judged(invoice, "X-IBAN", _problem)


def banks_digits_are_right(invoice: Invoice) -> Finding:
    """The check digits that the banks of a country have inside the account number, besides those of the IBAN."""
    return _judged(invoice, "X-BBAN", _problem_inside)


def _judged(invoice: Invoice, rule: str, problem: Callable[[str], str | None]) -> Finding:
    ibans = {f"payment_accounts[{at}].iban": a.iban for at, a in enumerate(invoice.payment_accounts) if a.iban}
    if not ibans:
        return undecided(rule, Reason.BAD_CHECK_DIGIT, "payment_accounts", severity="warning")
    wrong = {path: found for path, number in ibans.items() if (found := problem(number))}
    if not wrong:
        paths, ends = tuple(ibans), _ends(ibans.values())
        says = Statement.IBAN_RIGHT
        return Finding(rule, Reason.BAD_CHECK_DIGIT, paths, says, True, "warning", paths, {"ends": ends})
    values = {"ends": _ends(ibans[path] for path in wrong), "problem": tuple(wrong.values())}
    says = Statement.IBAN_WRONG
    return Finding(rule, Reason.BAD_CHECK_DIGIT, tuple(wrong), says, False, "warning", values=values)


def _problem(number: str) -> str | None:
    """The code of what is wrong with an IBAN. The library is loaded when first used: it reads a register of banks."""
    from schwifty import IBAN
    from schwifty import exceptions as odd

    try:
        IBAN(number)
    except odd.InvalidCountryCode:
        return "iban_country"
    except odd.InvalidLength:
        return "iban_length"
    except odd.InvalidChecksumDigits:
        return "iban_checksum"
    except odd.SchwiftyException:
        return "iban_structure"
    return None


def _problem_inside(number: str) -> str | None:
    """The code of what is wrong within the account; of a country whose rule the library does not know, nothing."""
    from schwifty import IBAN
    from schwifty import exceptions as odd

    warnings.filterwarnings("ignore", category=odd.NationalChecksumNotVerified)
    try:
        IBAN(number, validate_bban=True)
    except odd.InvalidBBANChecksum:
        return "iban_bank"
    except odd.SchwiftyException:
        return None  # what else is wrong with it is another rule's matter
    return None


def are_the_known_ones(invoice: Invoice, known: Sequence[str]) -> Finding:
    """No account that this supplier did not have before: the commonest fraud is a letter with new bank details."""
    before = {folded_id(number) for number in known} - {""}
    printed = [(path, number) for path, number in _numbers(invoice) if folded_id(number)]
    if not before or not printed:
        return undecided("X-ACCOUNT", Reason.ACCOUNT_CHANGED, "payment_accounts", severity="warning")
    new = [(path, number) for path, number in printed if folded_id(number) not in before]
    fields = tuple(path for path, _ in new or printed)
    if not new:
        return Finding("X-ACCOUNT", Reason.ACCOUNT_CHANGED, fields, Statement.ACCOUNT_KNOWN, True, "warning")
    values = {"new": _ends(number for _, number in new), "known": _ends(sorted(before))}
    says = Statement.ACCOUNT_NEW
    return Finding("X-ACCOUNT", Reason.ACCOUNT_CHANGED, fields, says, False, "warning", values=values)


def _numbers(invoice: Invoice) -> Iterator[tuple[str, str]]:
    for at, account in enumerate(invoice.payment_accounts):
        if account.iban:
            yield f"payment_accounts[{at}].iban", account.iban
        elif account.account_number:
            yield f"payment_accounts[{at}].account_number", account.account_number


def _ends(numbers: Iterable[str]) -> tuple[str, ...]:
    """Only the last digits: enough to tell accounts apart, too little to use one."""
    return tuple(folded_id(number)[-_SHOWN:] for number in numbers)
