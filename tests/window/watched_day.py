"""``desk demo --headless``, watched: which files are written, which programs started, which titles the windows have.

``python -m tests.window.watched_day FOLDER`` plays the day into ``FOLDER/out``, notes what it sees in ``FOLDER/seen``
and keeps the demo's folder, which goes when the day ends, as ``FOLDER/demo``. Worker processes import this module when
they begin, so that they are watched as well.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

FOLDER = "DESK_WATCHED_FOLDER"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def note(kind: str, what: object) -> None:
    line = json.dumps([kind, str(what)]) + "\n"
    place = os.open(os.environ[FOLDER] + f"/seen/{os.getpid()}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(place, line.encode())
    finally:
        os.close(place)


def watch(event: str, words: tuple[Any, ...]) -> None:
    match event:
        case "open" if isinstance(words[0], str | bytes) and words[2] & WRITING:
            if f"{os.sep}seen{os.sep}" not in os.fsdecode(words[0]):
                note("wrote", os.fsdecode(words[0]))
        case "os.rename":
            note("wrote", words[1])
        case "tempfile.mkstemp" | "tempfile.mkdtemp":
            note("temporary", f"{_asker()} {words[0]}")
        case "subprocess.Popen" | "os.exec" | "os.system":
            note("started", words[:2])
        case "shutil.rmtree" if Path(words[0]).name.startswith("registry-desk-demo-"):
            shutil.copytree(words[0], Path(os.environ[FOLDER]) / "demo")


def _asker() -> str:
    """The module that wanted a temporary file."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_globals.get("__name__") == "tempfile":
        frame = frame.f_back
    return str(frame.f_globals.get("__name__"))


class Told:
    """Standard output as the day tells its steps: a good moment to read the titles of all windows."""

    def write(self, text: str) -> int:
        from PySide6.QtWidgets import QApplication

        for each in QApplication.topLevelWidgets():
            note("title", each.windowTitle())
        return sys.__stdout__.write(text) if sys.__stdout__ else 0

    def flush(self) -> None: ...


if __name__ == "__main__":
    os.environ[FOLDER] = sys.argv[1]
    (Path(sys.argv[1]) / "seen").mkdir(parents=True)

if FOLDER in os.environ:
    note("process", __name__)
    sys.addaudithook(watch)

if __name__ == "__main__":
    from app.program import main

    sys.stdout = Told()  # type: ignore[assignment]
    raise SystemExit(main(["demo", "--headless", "--out", str(Path(sys.argv[1]) / "out")]))
