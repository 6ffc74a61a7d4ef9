"""A supervisor's page: the certificate's layout drawn with made-up graduates while its file is being edited."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.dates import roc_date
from app.desk.layout_slips import LayoutVersionSlip
from app.presenters.layouts import LayoutsPresenter, LayoutsScreen
from app.views.workbench import Bench, Button, Item, sleep, style
from app.wording import ZH

COLUMN = 400


class LayoutsPage:
    def __init__(self, bench: Bench, layouts: LayoutsPresenter) -> None:
        self.bench = bench
        self._layouts = layouts
        self.primary: Button | None = None
        self.first: QWidget | None = None
        self._page = QWidget()

    def draw(self) -> QWidget:
        b, screen = self.bench, self._layouts.screen
        if screen.overview is None:
            told: list[Item] = [b.problem(each) for each in screen.problems]
            return b.scroll(b.holder(b.col(*told, None, margins=(32, 24, 32, 20))))
        parts = [*self._choosing(screen), *self._wrong(screen)]
        if b.narrow and (screen.problems or screen.faults):  # what is wrong is not scrolled to
            parts = [*self._wrong(screen), *self._choosing(screen)]
        column = b.holder(b.col(*parts, None, gap=12, margins=(32, 16, 16, 12)))
        picture = b.holder(b.col(b.row(None, self._picture(screen), None), None, margins=(8, 12, 8, 12)))
        if b.narrow:
            body: QWidget = b.scroll(b.holder(b.col(column, picture, gap=0)))
        else:
            column.setFixedWidth(b.px(COLUMN))
            left = b.scroll(column)
            left.setFixedWidth(b.px(COLUMN) + 16)
            left.setProperty("fills", False)
            body = b.holder(b.row(left, b.vline(), b.scroll(picture), gap=0))
        body.setProperty("grows", True)
        self._page = b.holder(b.col(body, b.hline(), self._bar(screen), gap=0))
        self._page.setStyleSheet(style(b.look))
        return self._page

    def _choosing(self, screen: LayoutsScreen) -> list[Item]:
        b, say = self.bench, self.bench.say
        assert screen.overview is not None
        known = [(each.name, self._layout_word(each)) for each in screen.overview.layouts]
        samples = [(each.code, say.of(each.about)) for each in screen.overview.samples]
        file = screen.file.replace("\\", "/").rpartition("/")[2] or say("as it is in force")
        choose = b.button(say("Open a file"), "", "plain", "upload", self._ask_for_file, 44)
        choose.setObjectName("layout-file")
        return [
            b.field(say("Layout"), b.choices(known, screen.layout, self._layouts.pick_layout)),
            b.field(say("File"), b.holder(b.col(b.label(file, "strong"), choose, gap=6))),
            b.field(say("Made-up graduate"), b.choices(samples, screen.sample, self._layouts.pick_sample)),
        ]

    def _layout_word(self, each: LayoutVersionSlip) -> str:
        say = self.bench.say
        if not each.cohorts_from:
            return each.name
        return say("{name}, cohorts from {cohort}", name=each.name, cohort=each.cohorts_from)

    def _wrong(self, screen: LayoutsScreen) -> list[Item]:
        b, say = self.bench, self.bench.say
        items: list[Item] = [b.problem(each) for each in screen.problems]
        items += [b.problem(each.obstacle) for each in screen.faults]
        items += [b.problem(each, "warn") for each in screen.warnings]
        if screen.in_force is not None:
            since = screen.in_force.since
            day = "" if since is None else roc_date(since) if say.language == ZH else since.isoformat()
            items.append(b.told(say("In force since {day}.", day=day), "go"))
        if not items and screen.page is not None:
            items.append(b.told(say("Nothing overlaps, overflows or leaves the margin."), "go"))
        return items

    def _picture(self, screen: LayoutsScreen) -> QLabel:
        b, say = self.bench, self.bench.say
        if screen.page is None:
            return b.word(say("The page is being drawn."), "body", "text2")
        label = QLabel()
        pixmap = QPixmap()
        pixmap.loadFromData(screen.page.png)
        room = b.look.width - b.px(60) if b.narrow else b.look.width - b.px(COLUMN) - b.px(180)
        width = max(240, min(room, round(screen.page.width * 1.2)))
        label.setPixmap(pixmap.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation))
        label.setAccessibleName(say("The certificate with a made-up graduate"))
        label.setObjectName("photo")
        return label

    def _bar(self, screen: LayoutsScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        margins = (16, 8, 12, 8) if b.narrow else (32, 10, 24, 10)
        if not screen.file:
            self.primary = None
            told = say("The page is drawn anew whenever the file is saved.")
            return b.holder(b.row(b.icon("info", 20), b.label(told, "body", "text2"), gap=12, margins=margins), "bar")
        self._login = b.edit("", say("Supervisor's login"), say("Supervisor's login"))
        self._password = b.edit("", say("Password"), say("Password"), secret=True)
        self._login.setObjectName("layout-login")
        self._password.setObjectName("layout-password")
        self.primary = b.button(say("Put in force"), "F9", "primary", "check", self._put)
        sleep(self.primary, screen.sending or bool(screen.faults) or screen.page is None)
        fields = b.row(self._login, self._password, gap=12)
        if b.narrow:
            return b.holder(b.col(fields, b.row(None, self.primary), gap=8, margins=margins), "bar")
        return b.holder(b.row(fields, None, self.primary, gap=12, margins=margins), "bar")

    def _put(self) -> None:
        self._layouts.put_in_force(self._login.text(), self._password.text())

    def _ask_for_file(self) -> None:
        """The system's own dialog, without a second event loop."""
        dialog = QFileDialog(self._page.window(), self.bench.say("Open a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("TOML (*.toml)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._layouts.pick_file)
        dialog.open()
