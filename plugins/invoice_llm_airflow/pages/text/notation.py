"""Numbers, money and days in the notation of the reader: by the language that the browser asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_decimal_symbol

from invoice_llm_airflow.pages.text.language import t

MICROS = 1_000_000
_DEFAULT = Locale("en")
_MOST_TAGS = 8
_SHORTEST_S = 0.1
_JUST_NOW_S = 90
_QUOTED = re.compile("(“[^”]*”)")
_ISO_DAY = re.compile(r"(?<![\w-])[12]\d{3}-\d\d-\d\d(?![\w-])")
_RULE = re.compile(r" \((?:BR|X)-[A-Z0-9-]+\)")
_DECIMAL = re.compile(r"(?<![\w.,-])\d+\.(\d+)(?!\w|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Notation:
    """Months have names where the page's language has them; elsewhere days are written in figures."""

    locale: Locale
    zone: ZoneInfo

    def day(self, value: date | None, *, year: bool = True) -> str:
        if value is None:
            return ""
        if self.locale.language == "en" and year:
            return format_date(value, "medium", locale=self.locale)
        skeleton = "MMMd" if self.locale.language == "en" else "yMd" if year else "Md"
        return format_skeleton(skeleton, value, locale=self.locale)

    def month(self, value: date) -> str:
        return format_skeleton("yMMMM", value, locale=self.locale)

    def clock(self, value: datetime | None, *, seconds: bool = False) -> str:
        form = "medium" if seconds else "short"
        return "" if value is None else format_time(value.astimezone(self.zone), form, locale=self.locale)

    def moment(self, value: datetime | None, *, seconds: bool = False) -> str:
        if value is None:
            return ""
        return f"{self.day(value.astimezone(self.zone).date())}, {self.clock(value, seconds=seconds)}"

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self.locale)

    def share(self, value: float | None, *, places: int = 1) -> str:
        """Per cent of a part of one; nothing where there is nothing to have a share in."""
        if value is None:
            return "–"
        pattern = f"#,##0.{'0' * places}" if places else "#,##0"
        return f"{format_decimal(100 * value, pattern, locale=self.locale)} %"

    def points(self, value: float) -> str:
        """A difference of two shares in percentage points, with its sign."""
        return f"{'+' if value >= 0 else '−'}{format_decimal(abs(100 * value), '#,##0.0', locale=self.locale)}"

    def amount(self, micros: int | None, currency: str | None) -> str:
        """An invoice's amount with its currency behind it."""
        if micros is None:
            return ""
        return f"{self.decimal(Decimal(micros) / MICROS, currency)} {currency or ''}".rstrip()

    def decimal(self, value: Decimal, currency: str | None = None, *, least: int | None = None) -> str:
        """With the decimals that the currency has, and more where they are there."""
        places = get_currency_precision(currency or "EUR") if least is None else least
        return str(format_decimal(value, f"#,##0.{'0' * places}########", locale=self.locale))

    def usd(self, micros: float | None) -> str:
        """Cost of calls in USD: two decimals, and for less than a cent two digits that count."""
        if micros is None:
            return "–"
        dollars = Decimal(micros) / MICROS
        places = 2 if dollars == 0 or abs(dollars) >= Decimal("0.01") else 1 - dollars.adjusted()
        shown = round(dollars, min(places, 6))
        return str(
            format_currency(shown, "USD", locale=self.locale, decimal_quantization=False, format=self._money(shown))
        )

    def _money(self, value: Decimal) -> str:
        """With the dollar's own sign, also where people have another dollar: it is said once what calls cost."""
        places = max(-int(value.normalize().as_tuple().exponent), 2)
        pattern = str(self.locale.currency_formats["standard"].pattern)
        return pattern.replace("0.00", f"0.{'0' * places}").replace("¤", "'$'")

    def duration(self, seconds: float | None) -> str:
        """In words as short as they get: ``21 s``, ``4 min``, ``3 h``."""
        if seconds is None:
            return ""
        if seconds < _SHORTEST_S:
            return f"< {format_decimal(_SHORTEST_S, locale=self.locale)} s"
        for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
            if seconds >= 1.5 * size:
                return f"{round(seconds / size)} {unit}"
        return f"{format_decimal(round(seconds, 1 if seconds < 10 else 0), locale=self.locale)} s"

    def ago(self, then: datetime | None, now: datetime) -> str:
        if then is None:
            return ""
        seconds = (now - then) / timedelta(seconds=1)
        return t("just now") if seconds < _JUST_NOW_S else t("{time} ago", time=self.duration(seconds))

    def span(self, began: datetime, ended: datetime | None, now: datetime) -> str:
        """``today, 02:00 to 02:11``; the day where it is neither today nor yesterday."""
        back = (now.astimezone(self.zone).date() - began.astimezone(self.zone).date()).days
        day = {0: t("today"), 1: t("yesterday")}.get(back) or self.day(began.astimezone(self.zone).date())
        first = self.clock(began)
        if ended is None:
            return f"{day}, {first}, {t('still running')}"
        last = self.clock(ended)
        return f"{day}, {first}" if first == last else t("{first} to {last}", first=f"{day}, {first}", last=last)

    def said(self, sentence: str) -> str:
        """A sentence of ours with days and decimals as the reader writes them, without the numbers of rules.

        Quotations stay as they are.
        """
        sentence = _RULE.sub("", sentence)
        parts = _QUOTED.split(sentence[:1].upper() + sentence[1:])
        return "".join(part if part.startswith("“") else self._said(part) for part in parts)

    def _said(self, text: str) -> str:
        text = _ISO_DAY.sub(self._said_day, text)
        return _DECIMAL.sub(lambda found: self.decimal(Decimal(found[0]), least=len(found[1])), text)

    def _said_day(self, found: re.Match[str]) -> str:
        try:
            return self.day(date.fromisoformat(found[0]))
        except ValueError:
            return found[0]

    @property
    def decimal_mark(self) -> str:
        return str(get_decimal_symbol(self.locale))

    @property
    def day_order(self) -> str:
        """``dmy``, ``mdy`` or ``ymd``."""
        pattern = str(self.locale.date_formats["short"].pattern).lower()
        return "".join(sorted("dmy", key=pattern.find))


def locale_of(accept_language: str | None) -> Locale:
    """The first language of the header that is known; English where none is."""
    weighed = sorted(map(_weighed, (accept_language or "").split(",")[:_MOST_TAGS]), key=lambda pair: -pair[1])
    for tag, weight in weighed:
        if weight > 0 and (locale := _known(tag)):
            return locale
    return _DEFAULT


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.partition(";q=")
    try:
        return tag.strip(), float(weight) if weight else 1.0
    except ValueError:
        return tag.strip(), 0.0


def _known(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag[:20], sep="-")
    except (UnknownLocaleError, ValueError):
        return None
