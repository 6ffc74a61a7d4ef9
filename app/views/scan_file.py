"""Picking a scanner's file in the system's own dialog, without a second event loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.presenters.proxy import MAX_SCAN
from app.wording import Wording

Take = Callable[[str, bytes], object]


def choose_scan(say: Wording, title: str, take: Take, unreadable: Callable[[str], object]) -> None:
    """``take`` the chosen file's name and content, or tell by ``unreadable`` that it cannot be read."""
    dialog = QFileDialog(QApplication.activeWindow(), title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(say("Scans") + " (*.pdf *.jpg *.jpeg *.png)")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(hand_over_file, take, unreadable))
    dialog.open()


def hand_over_file(take: Take, unreadable: Callable[[str], object], chosen: str) -> None:
    """Anything beyond 10 MB is not read to its end."""
    file = Path(chosen)
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_SCAN + 1)
    except OSError:
        unreadable(file.name)
    else:
        take(file.name, content)
