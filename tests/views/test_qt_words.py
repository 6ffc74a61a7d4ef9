"""What Qt says by itself follows the window's language, too."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.views.qt_words import speak
from app.wording import EN, ZH


def said(qtbot: QtBot) -> tuple[str, str]:
    """The first word of a field's menu, and a dialog's word for leaving it."""
    field, box = QLineEdit("41047025S"), QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(field)
    qtbot.addWidget(box)
    menu = field.createStandardContextMenu()
    qtbot.addWidget(menu)
    words = [action.text().partition("\t")[0].replace("&", "") for action in menu.actions() if action.text()]
    return words[0], box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "")


def test_a_field_s_menu_and_a_dialog_speak_the_window_s_language(qtbot: QtBot, qapp: QApplication) -> None:
    speak(qapp, EN)  # whatever a window spoke before
    english = said(qtbot)
    speak(qapp, ZH)
    speak(qapp, ZH)
    chinese = said(qtbot)
    assert english == ("Undo", "Cancel")
    assert all(not word.isascii() for word in chinese)
    speak(qapp, EN)
    assert said(qtbot) == english
