"""Our own mistakes, wherever they happen: logged without the values in them, and told in one honest sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

IN_THE_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app import arguments, program
from app.dates import OffsetClock
from app.views import theme

application = QApplication([])
theme.load_fonts(application)
words = arguments.arguments(["demo"])
made = program.Program(program.demo_settings(Path(sys.argv[1]), words), OffsetClock(program.DEMO_MORNING))
QTimer.singleShot(0, lambda: {}["林晴嵐 Z299900015"])
QTimer.singleShot(400, lambda: print(made.window_presenter.screen.trouble.code, flush=True))
QTimer.singleShot(500, application.quit)
program._run(application, made)
"""

IN_A_LANE = """
import sys, threading, time
from pathlib import Path
from app import log, program

log.begin(Path(sys.argv[1]) / "data" / "log")
program._tell_mistakes(None)
def lane(): raise ValueError("林晴嵐 Z299900015")
thread = threading.Thread(target=lane)
thread.start()
thread.join()
print("went on", flush=True)
"""

IN_A_WORKER = """
import sys
from pathlib import Path
from app.threads.press import WorkerPress

if __name__ == "__main__":
    press = WorkerPress()
    try:
        press.run("fonts", "missing_glyphs", {"林晴嵐 Z299900015"}, "林晴嵐 Z299900015")
    except BaseException as fault:
        print(fault.code, flush=True)
    press.stop()
"""


def run(script: str, folder: Path) -> tuple[str, str]:
    """What it printed, and what lies in its log and on standard error."""
    file = folder / "script.py"
    file.write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, str(file), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    logged = [each.read_text("utf-8") for each in folder.rglob("desk.log")]
    return done.stdout, done.stderr + "".join(logged)


def nobody_named(logged: str) -> None:
    assert "Z299900015" not in logged
    assert "林晴嵐" not in logged
    assert "\\u6797" not in logged


def test_a_mistake_in_the_window_is_logged_without_values_and_shown(tmp_path: Path) -> None:
    said, logged = run(IN_THE_WINDOW, tmp_path)
    assert said.split() == ["window.fault"]
    nobody_named(logged)
    (line,) = [json.loads(each) for each in logged.splitlines() if '"uncaught"' in each]
    assert line["exception"] == "KeyError"
    assert any("script.py" in each for each in line["where"])


def test_a_mistake_in_a_lane_is_logged_without_values(tmp_path: Path) -> None:
    said, logged = run(IN_A_LANE, tmp_path)
    assert said.split() == ["went", "on"]
    nobody_named(logged)
    assert '"ValueError"' in logged


def test_a_mistake_in_a_worker_is_logged_without_values(tmp_path: Path) -> None:
    said, logged = run(IN_A_WORKER, tmp_path)
    assert said.split() == ["program.fault"]
    nobody_named(logged)
    assert '"press failed"' in logged


def test_a_crash_leaves_no_image_of_the_memory(tmp_path: Path) -> None:
    """Neither the program nor a worker nor a command."""
    script = """
import resource, sys
from app.cli.__main__ import main
main(["--help"])
print(resource.getrlimit(resource.RLIMIT_CORE))
"""
    if sys.platform != "win32":
        said, _ = run(script, tmp_path)
        assert said.splitlines()[-1] == "(0, 0)"
