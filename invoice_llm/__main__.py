"""``python -m invoice_llm``: the console command."""

import sys

from invoice_llm.cli import main

sys.exit(main())
