"""What the console command loads before it begins."""

from pathlib import Path

from tests.processes import json_printed_by


def test_the_client_with_aiohttp_is_not_loaded(tmp_path: Path) -> None:
    code = (
        "import json, sys; from invoice_llm.cli import main; main(['spend']); "
        "print(json.dumps(['openai' in sys.modules, 'aiohttp' in sys.modules]))"
    )
    assert json_printed_by(code, env={"INVOICE_LLM_DATABASE_URL": f"sqlite:///{tmp_path}/store.db"}) == [True, False]
