"""Confidence of a value: a calibrated probability from evidence that anyone can look at on the page.

A field without evidence has no confidence, and a value that stands nowhere on the page has 0, whatever speaks for it.
"""

from invoice_llm.reading.confidence.model import Calibration
from invoice_llm.reading.confidence.signals import SIGNALS, Evident, Signals, is_odd, kind_of, signals_of
from invoice_llm.reading.confidence.weighing import Weighed, weigh

__all__ = ["SIGNALS", "Calibration", "Evident", "Signals", "Weighed", "is_odd", "kind_of", "signals_of", "weigh"]
