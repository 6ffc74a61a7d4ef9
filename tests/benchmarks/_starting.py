"""Starting the program, and a bare Qt window with the same font, as processes of their own: what two benchmarks share.

Run as a file it is one of the two: ``_starting.py program|bare BEGUN stay|leave``. It prints, in ms since BEGUN (this
computer's monotonic clock), when its window was first painted, and then leaves or stays.
"""

from __future__ import annotations

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
            "QT_QPA_PLATFORM": "offscreen",
            "DESK_SETTINGS": str(settings),
        }


def start(which: str, surroundings: dict[str, str], then: str) -> tuple[subprocess.Popen[str], float]:
    """The process, and the ms from its start to its first paint."""
    command = [sys.executable, "-P", __file__, which, repr(time.monotonic()), then]
    process = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, float(process.stdout.readline())


def _tell(begun: float, then: str) -> None:
    print((time.monotonic() - begun) * 1000, flush=True)
    if then == "leave":
        os._exit(0)


def _program(begun: float, then: str) -> None:
    """``python -m app run``, told apart only by what happens at the first paint of its window."""
    from app import program
    from app.views.main_window import MainWindow

    told: list[bool] = []
    plain = MainWindow.paintEvent

    def painted(self: MainWindow, event: object) -> None:
        plain(self, event)  # type: ignore[arg-type]
        if not told:
            told.append(True)
            _tell(begun, then)

    MainWindow.paintEvent = painted  # type: ignore[method-assign]
    program.main(["run"])


def _bare(begun: float, then: str) -> None:
    from PySide6.QtGui import QFont, QFontDatabase
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        told = False

        def paintEvent(self, event: object) -> None:
            super().paintEvent(event)  # type: ignore[arg-type]
            if not self.told:
                self.told = True
                _tell(begun, then)

    application = QApplication(["bare"])
    application.setStyle("Fusion")
    for each in sorted((ROOT / "resources" / "fonts").glob("NotoSansTC_*.ttf")):
        QFontDatabase.addApplicationFont(str(each))
    application.setFont(QFont(["Noto Sans TC"]))
    window = Window()
    window.resize(1280, 800)
    window.show()
    application.exec()


if __name__ == "__main__":
    {"program": _program, "bare": _bare}[sys.argv[1]](float(sys.argv[2]), sys.argv[3])
