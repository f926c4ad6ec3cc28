"""Signs that part a name from what stands beside it in a line: ``Acme GmbH · Weg 1 · 12345 Stadt``."""

from __future__ import annotations

BULLETS = "|•●·∙◦⋅‧∘▪■"
"""Each parts, with blanks around it or without; none stands in a name."""
