"""Starting the program, and a bare Qt window with the same font, as processes of their own: what two benchmarks share.

The program is started as ``python -m app run`` starts it, by ``_started.py program``; the bare window by
``_started.py bare``, which imports nothing it does not need. Each prints, in ms since it was started (this computer's
monotonic clock), when its first paint had reached the glass: in the first turn of the event loop after it. The
program's byte code is made beforehand, as Python makes it at an installed program's first start.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def a_desk_to_start() -> Iterator[dict[str, str]]:
    """The surroundings in which the program finds a founded database of the fictional school."""
    from tests.builders import a_founded_desk

    compileall.compile_dir(ROOT / "app", quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        settings = folder / "settings.toml"
        lines = ('profile = "sample"', 'counter = "main"', 'station = "main-1"')
        folders = ('data_folder = "data"', 'backup_folder = "backups"', 'keys_folder = "keys"')
        settings.write_text("\n".join((*lines, *folders)) + "\n", "utf-8")
        database = folder / "data" / "registry.sqlite3"
        a_founded_desk(f"sqlite:///{database.as_posix()}", folder / "data").close()
        yield {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "DESK_SETTINGS": str(settings),
        }


def start(which: str, surroundings: dict[str, str], then: str) -> tuple[subprocess.Popen[str], float]:
    """The process, and the ms from its start to its first paint; then it is to ``leave`` or ``stay``."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("_started.py")), which, repr(time.monotonic()), then]
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, float(process.stdout.readline())
