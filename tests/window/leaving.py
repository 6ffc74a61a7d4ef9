"""A window in a process of its own that is closed while its smart-card service does not answer; it prints how it ended.

``python -m tests.window.leaving SCHOOL FOLDER MOMENT``: it prints ``open`` when somebody is signed on and ``case`` when
the first card's case is shown, and waits for a line; then, at the moment ``writing``, it hands over and waits until the
window says that the reader is held; then it closes, prints one JSON line and ends as the program does.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.presenters.pickup import Stage
from app.presenters.window import Reader
from app.views import theme
from tests.window.counter import Counter


def main(school: Path, folder: Path, moment: str) -> int:
    application = QApplication([])
    application.setStyle("Fusion")
    theme.load_fonts(application)
    counter = Counter(school, folder).open()
    print("open", flush=True)
    counter.until(lambda: counter.pickup.screen.stage is Stage.CASE)
    print("case", flush=True)
    sys.stdin.readline()
    if moment == "writing":
        counter.walk()
        counter.until(lambda: counter.presenter.screen.reader is Reader.HELD)
    ended = counter.program.close()
    left = sorted(each.name for each in threading.enumerate() if each is not threading.main_thread())
    print(json.dumps({"ended": ended, "left": left}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
