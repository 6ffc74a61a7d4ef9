"""The program's own door: what a computer that cannot open it is told, and by which exit code a script knows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from app import program
from app.arguments import arguments
from app.dates import SystemClock
from app.errors import Trouble
from app.presenters.door import DoorStage
from app.views import theme
from tests.views.window_text import dump

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def started(*words: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """``python -m app`` in a process of its own, offscreen unless ``settings`` of its surroundings say otherwise."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "QT_QPA_PLATFORM": "offscreen"}
    surroundings |= settings
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "app", *words],
        cwd=ROOT,
        env={name: value for name, value in surroundings.items() if value},
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="ended by a signal")
@pytest.mark.parametrize(
    ("text", "told"),
    [('printr = "x"\n', "printr"), (None, "settings.toml"), ("profile = \n", "settings.toml")],
    ids=["a line nobody knows", "no file", "no TOML"],
)
def test_settings_that_cannot_be_used_are_told_in_the_window_and_on_standard_error(
    tmp_path: Path, text: str | None, told: str
) -> None:
    file = tmp_path / "settings.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    with started("run", "--language", "en", DESK_SETTINGS=str(file)) as process:
        assert process.stderr is not None
        said = process.stderr.readline() + process.stderr.readline()
        assert told in said
        assert "Traceback" not in said
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == program.FAILED
        assert "Traceback" not in process.stderr.read()
    assert sorted(tmp_path.iterdir()) == ([file] if text is not None else [])


def test_at_a_shut_door_every_key_is_safe_and_no_lane_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.load_fonts(application)
    words = arguments(["run", "--language", "en"])
    made = program.Program(
        program._no_settings(words),
        SystemClock(),
        shut=Trouble("settings.unknown_key", file="s.toml", key="printr", known="printer"),
    )
    made.start()
    for shortcut in made.window.findChildren(QShortcut):
        shortcut.activated.emit()
        application.processEvents()
    assert made.window_presenter.door.screen.stage is DoorStage.SHUT
    made.window.choose("language", "en")
    assert "printr" in dump(made.window.centralWidget())
    assert made.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a window can always be shown there")
def test_without_a_display_the_program_says_so_and_ends(tmp_path: Path) -> None:
    """A window on no screen would hold the database's lanes and never be closed."""
    nowhere = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    file = tmp_path / "settings.toml"
    file.write_text('profile = "sample"\nlanguage = "en"\ndata_folder = "data"\n', "utf-8")
    for words, told in (((), "Sign on to"), (("--language", "zh_TW"), "請登入")):
        with started("run", *words, DESK_SETTINGS=str(file), **nowhere) as process:
            _, said = process.communicate(timeout=60)
        assert process.returncode == program.FAILED
        assert told in said
        assert "--headless" in said
        assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == [file]


def test_a_scripted_day_that_cannot_leave_its_papers_says_so_before_it_begins(tmp_path: Path) -> None:
    taken = tmp_path / "out"
    taken.write_text("somebody's file", "utf-8")
    for folder in (taken, taken / "deeper"):
        with started("demo", "--headless", "--language", "en", "--out", str(folder)) as process:
            _, said = process.communicate(timeout=100)
        assert process.returncode == program.FAILED
        assert str(folder) in said
        assert "Traceback" not in said
    assert taken.read_text("utf-8") == "somebody's file"
