"""The installed wheel without Airflow: the samples are read by ``read`` and by the command. Takes their folder."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import invoice_llm

samples = Path(sys.argv[1])
assert importlib.util.find_spec("airflow") is None, "this environment is not bare"
assert Path(str(invoice_llm.__file__)).is_relative_to(sys.prefix), invoice_llm.__file__
assert (Path(invoice_llm.__file__).parent / "py.typed").is_file(), "the wheel has no typed marker"

read = invoice_llm.read(samples / "vendor-b-v1-plain.pdf", model_tier="embedded")
assert read.accepted, read.reasons
assert read.invoice is not None
truth = json.loads((samples / "vendor-b-v1-plain.truth.json").read_text("utf-8"))
assert (read.invoice.invoice_number, str(read.invoice.total_gross)) == (truth["invoice_number"], truth["total_gross"])

files = sorted(path for path in samples.iterdir() if path.suffix in (".pdf", ".xml"))
command = [sys.executable, "-m", "invoice_llm", "extract", "--json", "--model-tier", "embedded", *map(str, files)]
said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
outcomes = Counter(json.loads(line)["outcome"] for line in said.stdout.splitlines())
assert sum(outcomes.values()) == len(files), said.stderr
assert outcomes["accepted"] >= 13, outcomes
print(f"Python {sys.version.split()[0]} without Airflow: read() and {len(files)} samples, {dict(outcomes)}")  # noqa: T201
