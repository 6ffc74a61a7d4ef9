"""The words that Qt brings itself: a field's menu (cut, paste), and the file dialog where the system has none."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from app.wording import ZH

NAME = "qt-words"


def speak(application: QCoreApplication, language: str) -> None:
    """From now on in this language; English is what Qt speaks without a translation."""
    former = application.findChild(QTranslator, NAME)
    if (language == ZH) == (former is not None):
        return
    if former is not None:
        application.removeTranslator(former)
        former.setObjectName("")
        former.deleteLater()
        return
    translator = QTranslator(application)
    translator.setObjectName(NAME)
    if translator.load("qtbase_zh_TW", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
