"""The door is painted before anything else is loaded or begun. What may be loaded by then is listed here.

A start that grows by a page, a lane or a library is felt every morning at every counter; whoever needs a new name in
this list says why the door cannot do without it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOOR = {
    "app",
    "app.arguments",
    "app.dates",
    "app.desk",
    "app.desk.ask",
    "app.desk.door_asks",
    "app.errors",
    "app.log",
    "app.presenters",
    "app.presenters.door",
    "app.presenters.form",
    "app.presenters.window",
    "app.presenters.window_pages",
    "app.program",
    "app.settings",
    "app.threads",
    "app.threads.desk_line",
    "app.threads.tidying",
    "app.views",
    "app.views.ahead",
    "app.views.buttons",
    "app.views.composing",
    "app.views.door",
    "app.views.ground",
    "app.views.main_window",
    "app.views.pages",
    "app.views.skeleton",
    "app.views.theme",
    "app.views.window_keys",
    "app.views.workbench",
    "app.wording",
}
LIBRARIES = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap"}
SURROUNDINGS = {"app", "org", "sitecustomize", "usercustomize"}  # names that are nobody's library
START = """
import json, sys, threading
from app import program, settings
from app.views.main_window import MainWindow
plain, drawn = MainWindow.draw, []
def draw(self):
    drawn.append(self)
    plain(self)
MainWindow.draw = draw
def told():
    from PySide6.QtWidgets import QLineEdit
    fields = [each.objectName() for each in drawn[0].findChildren(QLineEdit) if each.isVisible()]
    print(json.dumps([sorted(sys.modules), threading.active_count(), len(drawn), fields]))
    sys.stdout.flush()
    import os
    os._exit(0)
made = MainWindow.__init__
def make(self, *parts):
    made(self, *parts)
    self.on_glass.connect(told)
MainWindow.__init__ = make
program.main(["run"])
"""


class AtFirstPaint(NamedTuple):
    modules: set[str]
    threads: int
    drawn: int
    fields: list[str]


@pytest.fixture(scope="module")
def at_first_paint(tmp_path_factory: pytest.TempPathFactory) -> AtFirstPaint:
    """What there is when the first paint of ``desk run``, with records to open, has reached the glass."""
    folder = tmp_path_factory.mktemp("start")
    (folder / "d").mkdir()
    (folder / "d" / "registry.sqlite3").touch()
    settings = folder / "settings.toml"
    settings.write_text('profile = "sample"\ndata_folder = "d"\nbackup_folder = "b"\nkeys_folder = "k"\n', "utf-8")
    surroundings = {"PYTHONPATH": str(ROOT), "DESK_SETTINGS": str(settings), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", START],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    modules, threads, drawn, fields = json.loads(done.stdout)
    return AtFirstPaint(set(modules), threads, drawn, fields)


def test_the_door_is_all_of_the_program_that_is_loaded(at_first_paint: AtFirstPaint) -> None:
    ours = {name for name in at_first_paint.modules if name.partition(".")[0] == "app"}
    assert ours <= DOOR, sorted(ours - DOOR)
    assert ours >= DOOR, "no longer loaded: take it off the list"


def test_the_door_needs_no_library_but_qt(at_first_paint: AtFirstPaint) -> None:
    tops = {name.partition(".")[0] for name in at_first_paint.modules}
    foreign = {name for name in tops if not name.startswith("_")} - set(sys.stdlib_module_names) - SURROUNDINGS
    assert foreign <= LIBRARIES, sorted(foreign - LIBRARIES)


def test_no_lane_is_begun_before_the_door_is_on_the_glass(at_first_paint: AtFirstPaint) -> None:
    assert at_first_paint.threads == 1


def test_the_door_is_drawn_once(at_first_paint: AtFirstPaint) -> None:
    assert at_first_paint.drawn == 1


def test_the_first_paint_shows_the_sign_on(at_first_paint: AtFirstPaint) -> None:
    assert at_first_paint.fields == ["door-login", "door-password"]
