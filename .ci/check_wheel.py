"""Does the built wheel hold everything an installation needs? Takes the folder into which it was unpacked."""

from __future__ import annotations

import sys
from importlib.metadata import distributions
from pathlib import Path

site = Path(sys.argv[1]).resolve()
sys.path.insert(0, str(site))

import invoice_llm  # noqa: E402
import invoice_llm_airflow  # noqa: E402

for module in (invoice_llm, invoice_llm_airflow):
    assert Path(str(module.__file__)).is_relative_to(site), f"{module.__name__} does not come from the wheel"

(wheel,) = distributions(path=[str(site)], name="invoice-llm")
points = {(point.group, point.name): point for point in wheel.entry_points}
assert points["airflow.plugins", "invoice_llm"].load().name == "invoice_llm"
assert callable(points["console_scripts", "invoice-llm"].load())

from invoice_llm.prompt_pack import PromptPack  # noqa: E402

pack = PromptPack.load(site / "invoice_llm" / "_prompts")
assert {"vendor_a_v2", "vendor_b_v1", "generic_fallback"} <= set(pack.models), sorted(pack.models)
from invoice_llm.vocabulary.loading import languages  # noqa: E402

sources = {path.stem for path in (Path(__file__).resolve().parents[1] / "invoice_llm" / "vocabulary").glob("*.yaml")}
assert set(languages()) == sources != set(), sorted(languages())
print(  # noqa: T201
    f"{wheel.name} {wheel.version}: library, command, plugin, {len(pack.models)} invoice models "
    f"and {len(sources)} languages"
)
