"""``python -m invoice_llm.cli``."""

import sys

from invoice_llm.cli import main

sys.exit(main())
