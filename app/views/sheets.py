"""The sheets at this counter (證書存放): the shelf, what is taken over, the count and its outcome.

The page lives on while the same thing is being done, so that a scan, a typed number and a password are never torn; what
was scanned is drawn anew under them. A number that is simply typed goes into the field, wherever the focus is.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget

from app.desk import sheet_words
from app.desk.sheet_slips import LyingSlip, MovedSlip, ScannedSlip, StockTakeSlip, UnexpectedSlip
from app.presenters.sheets import Doing, SheetsPresenter, SheetsScreen
from app.views.scan_catcher import ENDS, ScanCatcher
from app.views.tables import Cell, Shape, a_list
from app.views.workbench import Bench, Button, Item, sleep

SHOWN = 60  # of a long list of scans, the newest


class SheetsPage(QWidget):
    """``primary`` is pressed by F9, ``buttons`` by keys of their own; ``draw`` paints, and nothing else does."""

    def __init__(self, bench: Bench, sheets: SheetsPresenter) -> None:
        super().__init__()
        self.bench = bench
        self._sheets = sheets
        self.doing = sheets.screen.doing
        self.primary: Button | None = None
        self.buttons: dict[str, Button] = {}
        self._field = self._made_field()
        self._password = QLineEdit()
        self._signing = QWidget()
        self._middle, self._bar = self._slot(), self._slot()
        self._middle.setProperty("grows", True)
        self.setObjectName("sheets-page")
        self.setAccessibleName(bench.say("Sheets"))
        self.setLayout(self._laid())
        self.scans = ScanCatcher(self, self._scanned)
        self.draw()

    def _slot(self) -> QWidget:
        slot = QWidget()
        QVBoxLayout(slot).setContentsMargins(0, 0, 0, 0)
        return slot

    def _laid(self) -> QVBoxLayout:
        b = self.bench
        items: list[Item] = [] if self.doing is Doing.COUNTED else [self._labelled_field(), 8]
        items.append(self._middle)
        if self.doing is Doing.TAKING:
            items += [8, self._taking_fields()]
        margins = (16, 8, 12, 8) if b.narrow else (32, 18, 24, 12)
        inner = b.holder(b.col(*items, *([None] if b.narrow else []), gap=0, margins=margins))
        inner.setProperty("grows", True)
        area = b.scroll(inner) if self._scrolls else inner
        page = QVBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(area, 1)
        page.addWidget(b.hline())
        page.addWidget(self._bar)
        return page

    @property
    def _scrolls(self) -> bool:
        """Where there is more than a list, or the text is very large, the page scrolls and the bar stays."""
        return self.bench.narrow or self.doing is Doing.TAKING

    # ------------------------------------------------------------------ what is typed
    def _made_field(self) -> QLineEdit:
        b, say = self.bench, self.bench.say
        shelf = self.doing is Doing.SHELF
        word = say("Narrow the list") if shelf else say("Scan, or type a number and Enter")
        hint = say("Part of a shelf mark, serial or number") if shelf else say("Barcode, printing serial or number")
        field = b.edit(self._sheets.screen.wanted if shelf else "", word, hint)
        field.setObjectName("sheets-field")
        field.textEdited.connect(self._edited)
        field.installEventFilter(self)
        return field

    def _labelled_field(self) -> QWidget:
        field = self.bench.field(self._field.accessibleName(), self._field)
        if not self.bench.narrow:
            field.setMaximumWidth(self.bench.px(520))
        return field

    def _taking_fields(self) -> QWidget:
        """Where the sheets are laid, and a supervisor's sign-on where one of them comes from another counter."""
        b, say, screen = self.bench, self.bench.say, self._sheets.screen
        place = self._kept("place", screen.place, say("Shelf mark here"))
        login = self._kept("login", screen.login, say("Supervisor's login"))
        self._password = b.edit("", say("Password"), secret=True)
        self._password.setObjectName("sheets-password")
        pair = (b.col if b.narrow else b.row)(
            b.field(say("Supervisor's login"), login), b.field(say("Password"), self._password), gap=12
        )
        told = b.told(say("A sheet comes from another counter: a supervisor decides it."), "info")
        self._signing = b.holder(b.col(told, b.holder(pair), gap=4))
        fields = b.holder(b.col(b.field(say("Shelf mark here"), place), self._signing, gap=8))
        if not b.narrow:
            fields.setMaximumWidth(b.px(760))
        return fields

    def _kept(self, name: str, text: str, word: str) -> QLineEdit:
        edit = self.bench.edit(text, word)
        edit.setObjectName(f"sheets-{name}")
        edit.textEdited.connect(lambda typed: self._sheets.write(name, typed))
        return edit

    def _edited(self, text: str) -> None:
        if self.doing is Doing.SHELF:
            self._sheets.typed(text)

    def _entered(self) -> None:
        """Enter in the field: look at once, or take what was typed for a scan."""
        if self.doing is Doing.SHELF:
            self._sheets.refresh()
            return
        text = self._field.text()
        self._field.clear()
        self._sheets.scanned(text)

    def _scanned(self, text: str) -> None:
        """The scanner's first stroke may have gone to the page, the others into the field: they leave it again."""
        if self._field.text().endswith(text):
            self._field.setText(self._field.text().removesuffix(text))
            self._edited(self._field.text())
        self._sheets.scanned(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the field is the field's own: it never starts what F9 does."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.key() in ENDS[:2]:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._entered()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        text = event.text().strip()
        if self.doing is not Doing.COUNTED and plain and text and text.isprintable():
            self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._field.insert(text)
            self._edited(self._field.text())
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.scans.listen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.scans.listen(False)
        self._password.clear()  # it does not lie ready for whoever comes back to the page, or unlocks the window
        super().hideEvent(event)

    # ------------------------------------------------------------------ drawing
    def draw(self) -> None:
        """Paint what the presenter shows; the focus and the place in the list stay."""
        screen, focus = self._sheets.screen, QApplication.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        before = self.findChild(QTableView)
        scrolled = before.verticalScrollBar().value() if before is not None else 0
        self._signing.setVisible(screen.asks_supervisor)
        self.buttons = {}
        for slot, made in ((self._middle, self._content(screen)), (self._bar, self._drawn_bar(screen))):
            _put(slot, made)
        table = self._middle.findChild(QTableView)
        if table is not None:
            table.setMinimumHeight(self.bench.px(160) if self._scrolls else 0)
            table.verticalScrollBar().setValue(scrolled)
        again = self.findChild(QWidget, name) if name else None
        if again is not None and not again.hasFocus():
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _content(self, screen: SheetsScreen) -> QWidget:
        b = self.bench
        items: list[Item] = []
        for each in screen.problems:
            items += [b.problem(each), 8]
        match self.doing:
            case Doing.SHELF:
                items += self._shelf(screen)
            case Doing.COUNTED if screen.taken is not None:
                items += self._outcome(screen.taken)
            case _:
                items += self._list(screen)
        content = b.holder(b.col(*items, gap=0))
        content.setProperty("grows", True)
        return content

    def _shelf(self, screen: SheetsScreen) -> list[Item]:
        b, say, stock = self.bench, self.bench.say, screen.stock
        items: list[Item] = []
        if screen.moved is not None:
            items += [b.told(self._moved_words(screen.moved), "go"), 8]
        if stock is None:
            return [*items, b.label(say("The shelf is being read."), "body", "text2"), None]
        facts = {"where": say.of(stock.name), "total": f"{stock.total:,}", "held": f"{stock.held:,}"}
        told = say("{where}: {total} sheets, of them {held} held for a correction.", **facts)
        items += [b.label(told, "strong"), 4]
        if stock.fitting > len(stock.lying):
            more = say("The first {shown} of {number} are shown: type more of the mark.", shown=len(stock.lying),
                       number=f"{stock.fitting:,}")  # fmt: skip
            items += [b.label(more, "label", "text2"), 4]
        if not stock.lying:
            nothing = say("No sheet fits.") if stock.total else say("No sheet lies here.")
            return [*items, 16, b.label(nothing, "body", "text2"), None]
        heads = [say("State"), say("Shelf mark"), say("Printing serial"), say("Certificate")]
        rows = [self._lying(each) for each in stock.lying]
        return [*items, a_list(b, "sheets-table", say("Sheets"), heads, rows, _SHELF)]

    def _lying(self, each: LyingSlip) -> list[Cell]:
        say = self.bench.say
        tone = "warn" if each.held else "stop" if each.to_be_voided else "go"
        state = sheet_words.mark(say, each) or say("in stock")
        return [Cell(state, tone), Cell(each.place or "—"), Cell(each.serial), Cell(each.number)]

    def _moved_words(self, moved: MovedSlip) -> str:
        say = self.bench.say
        count = say.count(
            "{number} sheet is taken over; it is in this counter's custody.",
            "{number} sheets are taken over; they are in this counter's custody.",
            len(moved.moved),
        )
        return count if moved.moved else say("The sheets lay here already.")

    def _list(self, screen: SheetsScreen) -> list[Item]:
        """What was scanned, the newest first."""
        b, say = self.bench, self.bench.say
        taking = self.doing is Doing.TAKING
        items: list[Item] = [b.label(self._head(screen), "heading"), 4]
        if screen.asked:
            items += [b.label(say("The last scan is being looked up."), "label", "text2"), 4]
        if not screen.scanned:
            hint = say("Scan the label of each sleeve on the shelf, in any order.")
            return [*items, 16, b.label(hint, "body", "text2"), None]
        if len(screen.scanned) > SHOWN:
            items += [b.label(say("The last {number} scans are shown.", number=SHOWN), "label", "text2"), 4]
        heads = [say("What it is"), say("Printing serial"), say("Certificate"), say("Shelf mark")]
        rows = [self._scan(each, taking) for each in screen.scanned[:SHOWN]]
        return [*items, a_list(b, "sheets-table", say("Scanned sheets"), heads, rows, _SCANS)]

    def _head(self, screen: SheetsScreen) -> str:
        say = self.bench.say
        if self.doing is Doing.TAKING:
            return say("To be taken over: {number}", number=len(screen.coming))
        right = sum(each.on_this_shelf for each in screen.found)
        total = f"{screen.stock.total:,}" if screen.stock is not None else "—"
        return say("Counted: {number} of {total}", number=f"{right:,}", total=total)

    def _scan(self, each: ScannedSlip, taking: bool) -> list[Cell]:
        tone, words = self._scan_words(each, taking)
        return [Cell(words, tone), Cell(each.serial or each.scanned), Cell(each.short or "—"), Cell(each.place or "—")]

    def _scan_words(self, each: ScannedSlip, taking: bool) -> tuple[str, str]:
        say = self.bench.say
        held = each.code == "sheet.held"
        if each.code in ("sheet.unknown", "sheet.several", "sheet.not_in_stock"):
            return "stop", sheet_words.why(say, UnexpectedSlip(each.scanned, each.code))
        if each.code and not held:
            return "warn", say("not looked up; it is compared at the end")
        if taking:
            if held:
                return "stop", say("held for a correction: it stays where it is")
            at = say.of(each.where)
            return ("info", say("lies here already")) if each.own else ("go", say("comes from {where}", where=at))
        if not each.here:
            return "warn", sheet_words.why(say, UnexpectedSlip(each.scanned, "sheet.elsewhere", where=each.where))
        return "go", say("found; held for a correction") if held else say("found")

    def _outcome(self, taken: StockTakeSlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        facts = {"where": say.of(taken.name), "expected": f"{taken.expected:,}", "found": f"{taken.found:,}"}
        text = say("{where}: {expected} sheets should lie here, {found} were found.", **facts)
        title = say("The shelf agrees") if taken.agrees else say("The shelf does not agree")
        items: list[Item] = [b.band("go" if taken.agrees else "warn", title, text), 12]
        if taken.agrees:
            return [*items, b.label(say("The count is recorded."), "body", "text2"), None]
        wrong = say("Missing: {missing}. Not of this stock: {other}. The count is recorded; nothing was moved.",
                    missing=len(taken.missing), other=len(taken.unexpected))  # fmt: skip
        heads = [say("What it is"), say("Printing serial"), say("Certificate"), say("Shelf mark")]
        rows = [
            [Cell(say("missing"), "stop"), Cell(each.serial), Cell(each.short), Cell(each.place or "—")]
            for each in taken.missing
        ]
        for other in taken.unexpected:
            tone = "warn" if other.code == "sheet.elsewhere" else "stop"
            words = Cell(sheet_words.why(say, other), tone)
            rows.append([words, Cell(other.serial or other.scanned), Cell("—"), Cell("—")])
        return [*items, b.label(wrong), 8, a_list(b, "sheets-table", say("What does not agree"), heads, rows, _SCANS)]

    # ------------------------------------------------------------------ the bar
    def _drawn_bar(self, screen: SheetsScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        aside: list[Item] = []
        told = ""
        match self.doing:
            case Doing.SHELF:
                told = say("Scan a sheet to take it over.")
                labels = b.button(
                    say("Sleeve labels"), "Ctrl+P", "plain", "printer", self._sheets.print_paper, self._high
                )
                labels.setObjectName("sheets-labels")
                sleep(labels, screen.making or screen.stock is None or not screen.stock.total)
                aside = [labels]
                begun = len(screen.found)
                text = say("Go on counting ({number})", number=begun) if begun else say("Count the shelf")
                self._primary(text, "scan-barcode", False)
            case Doing.TAKING:
                aside = [self._cancel(say("Cancel")), self._take_back(screen)]
                text = say.count("Take {number} sheet over", "Take {number} sheets over", len(screen.coming))
                self._primary(text, "archive", screen.sending or bool(screen.asked) or not screen.coming)
            case Doing.COUNTING:
                icon = "" if b.narrow else "rotate-ccw"
                afresh = b.button(say("Start afresh"), "", "plain", icon, self._sheets.start_afresh, self._high)
                afresh.setObjectName("sheets-afresh")
                sleep(afresh, not screen.found)
                aside = [self._cancel(say("To the shelf")), afresh, self._take_back(screen)]
                self._primary(say("Finish the count"), "check", screen.sending or bool(screen.asked))
            case Doing.COUNTED:
                aside = [self._cancel(say("To the shelf"))]
                self._primary(say("List of the count"), "printer", screen.making)
        assert self.primary is not None
        margins = (16, 8, 12, 8) if b.narrow else (32, 12, 24, 12)
        if b.narrow:
            self.primary.setProperty("fills", True)
            above = [b.row(None, *aside, gap=8)] if aside else []
            return b.holder(b.col(*above, b.row(self.primary), gap=8, margins=margins), "bar")
        self.primary.setMinimumWidth(b.px(280))
        return b.holder(b.row(b.label(told, "body", "text2"), *aside, self.primary, gap=12, margins=margins), "bar")

    @property
    def _high(self) -> int:
        """As high as the filled button, where they stand side by side."""
        return 44 if self.bench.narrow else 60

    def _primary(self, text: str, icon: str, asleep: bool) -> None:
        self.primary = self.bench.button(text, "F9", "primary", icon, self._next)
        self.primary.setObjectName("sheets-primary")
        sleep(self.primary, asleep)

    def _next(self) -> None:
        self._sheets.next(self._password.text())
        if self._sheets.screen.sending:
            self._password.clear()  # one that was refused is typed again

    def _cancel(self, text: str) -> Button:
        cancel = self.bench.button(text, "Esc", "plain", "", self._sheets.back, self._high)
        cancel.setObjectName("sheets-back")
        return cancel

    def _take_back(self, screen: SheetsScreen) -> Button:
        say, act = self.bench.say, self._sheets.take_back
        button = self.bench.button(say("Undo scan"), "F8", "plain", "", act, self._high)
        button.setObjectName("sheets-take-back")
        sleep(button, not screen.scanned or screen.sending)
        self.buttons["F8"] = button
        return button


def _put(slot: QWidget, widget: QWidget) -> None:
    """In the place of what stood there, which leaves the page at once: nothing of it is found by its name any more."""
    layout = slot.layout()
    item = layout.takeAt(0) if layout is not None else None
    old = item.widget() if item is not None else None
    if old is not None:
        old.hide()
        old.setParent(None)
        old.deleteLater()
    if layout is not None:
        layout.addWidget(widget)
    widget.show()


_SHELF = Shape((170, 0, 200, 300), narrow=(170, 0, 160, 0), hidden_when_narrow=(3,))
_SCANS = Shape((0, 200, 140, 220), narrow=(0, 170, 0, 0), hidden_when_narrow=(2, 3))
