"""What is started by ``_starting``: ``_started.py program|bare BEGUN stay|leave``."""

import os
import sys
import time

WHICH, BEGUN, THEN = sys.argv[1:]


def tell() -> None:
    print((time.monotonic() - float(BEGUN)) * 1000, flush=True)
    if THEN == "leave":
        os._exit(0)


def program() -> None:
    """``python -m app run``, told apart only by what is said when its first paint has reached the glass."""
    import runpy

    from app.views.main_window import MainWindow

    plain = MainWindow.__init__

    def made(self: MainWindow, *parts: object) -> None:
        plain(self, *parts)  # type: ignore[arg-type]
        self.on_glass.connect(tell)

    MainWindow.__init__ = made  # type: ignore[method-assign, assignment]
    sys.argv[1:] = ["run"]
    runpy.run_module("app", run_name="__main__")


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QFont, QFontDatabase
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        told = False

        def paintEvent(self, event: object) -> None:
            super().paintEvent(event)  # type: ignore[arg-type]
            if not self.told:
                self.told = True
                QTimer.singleShot(0, tell)

    application = QApplication(["bare"])
    application.setStyle("Fusion")
    for name in ("400Regular", "500Medium", "700Bold"):
        QFontDatabase.addApplicationFont(f"{os.environ['PYTHONPATH']}/resources/fonts/NotoSansTC_{name}.ttf")
    application.setFont(QFont(["Noto Sans TC"]))
    window = Window()
    window.resize(1280, 800)
    window.show()
    application.exec()


if __name__ == "__main__":
    {"program": program, "bare": bare}[WHICH]()
