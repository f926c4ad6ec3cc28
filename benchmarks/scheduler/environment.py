"""An environment with Airflow, this project's requirements and the rivals, built once by the benchmark itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RIVALS = (
    "apache-airflow-providers-common-ai==1.0.0",
    "apache-airflow-providers-celery==3.26.0",
    "apache-airflow-providers-postgres==7.1.1",
    "asyncpg==0.32.0",
    "celery[redis]==5.6.3",
    "moto[server]==5.2.5",
    "psycopg2-binary==2.9.13",
    "s3fs==2026.9.0",
)


def benchmark_python(folder: Path) -> Path:
    """Its Python, built unless it is there with the same pins. Needs uv and a package index. The rivals come after
    what is pinned, and may need other versions of it."""
    python, note = folder / "bin" / "python", folder / "pins.json"
    pins = json.dumps([(ROOT / "requirements" / "dev.txt").read_text(), RIVALS])
    if note.exists() and note.read_text() == pins:
        return python
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if uv is None:
        raise SystemExit("uv is needed to build the environment of the rivals")
    subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, str(folder)], check=True)
    requirements = str(ROOT / "requirements" / "dev.txt")
    install = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(python)]
    subprocess.run([*install, "-r", requirements], check=True)
    subprocess.run([*install, *RIVALS], check=True)
    note.write_text(pins)
    return python


def go_on_in(python: Path, module: str) -> None:
    """Start this module again with that Python, unless it runs in it."""
    if Path(sys.prefix) == python.parents[1]:
        return
    path = os.pathsep.join([str(ROOT), str(ROOT / "plugins")])
    os.execve(python, [str(python), "-m", module, *sys.argv[1:]], {**os.environ, "PYTHONPATH": path})
