"""Readers' records: the share of right values by field, and the weight of a claim.

Nothing here pushes a record above what was confirmed: the shipped prior counts as some answers, and a record has a
ceiling.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log

PRIOR_RIGHT, PRIOR_SAID = 9.0, 10.0
"""A reader that nothing is known of: nine of ten values right."""
MOST, LEAST = 0.99, 0.05
STRONG = 0.93
"""Mean share of right values of a reader that is hardly ever wrong; one that errs in a tenth of them has 0.88, as what
the page does not confirm counts as well."""
WEAK = 0.85
"""Below this mean share a reader is often wrong: its word counts for nothing where the page itself says another."""
FEWEST_SAID = 8.0
"""Values of a field from which on a record says that much of its reader."""
_MOST_ALTERNATIVES = 15
"""A wrong answer is seldom any token of the page: the plausible ones are few."""


@dataclass(frozen=True, slots=True)
class ReaderRecord:
    """Count of values of one field: of ``said``, ``right`` were right; both may be expected counts. The prior comes on
    top."""

    right: float = 0.0
    said: float = 0.0

    @property
    def share(self) -> float:
        """The probability that what the reader says is right."""
        raw = (self.right + PRIOR_RIGHT) / (self.said + PRIOR_SAID)
        return min(MOST, max(LEAST, raw))

    def plus(self, right: float, said: float) -> ReaderRecord:
        return ReaderRecord(self.right + right, self.said + said)


Records = Mapping[tuple[str, str], ReaderRecord]
"""By reader and field path; a reader that is not there has the prior alone."""


def is_strong(records: Records, reader: str, paths: Collection[str]) -> bool:
    """True of a reader whose record is known for all these fields and says that it is hardly ever wrong: its word
    counts where nothing on the page tells."""
    shares = _known_shares(records, reader, paths)
    return len(shares) == len(paths) and sum(shares) >= STRONG * len(paths)


def is_weak(records: Records, reader: str, paths: Collection[str]) -> bool:
    """True of a reader whose record is known for most of these fields and says that it is often wrong."""
    shares = _known_shares(records, reader, paths)
    return len(shares) * 2 > len(paths) and sum(shares) < WEAK * len(shares)


def _known_shares(records: Records, reader: str, paths: Collection[str]) -> list[float]:
    """Shares of right values in the fields of which enough is known."""
    known = (records[reader, path] for path in paths if (reader, path) in records)
    return [record.share for record in known if record.said >= FEWEST_SAID]


def claim_score(share: float, size: int) -> float:
    """Weight of a claim for a candidate over any other one: the logarithm of the ratio of both probabilities."""
    alternatives = min(max(3, size), _MOST_ALTERNATIVES) - 1
    return log(share * alternatives / (1 - share))
