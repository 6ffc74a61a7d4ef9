"""The pickup's page: draws whatever the pickup presenter shows, and turns the clerk's keys into intents.

``draw`` builds the page whole from the frozen screens, once per turn of the event loop; nothing else paints. What must
survive a redraw is carried over by name: the focus, the scroll position, what was typed, the ink on the pad.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from app.desk.slips import CaseSlip
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Pane, PickupPresenter, Stage
from app.views.buttons import REPEAT_MS
from app.views.carried import SECRET, bring_in_sight, carried
from app.views.case import CasePage
from app.views.dialogs import Sheet, sheet_for
from app.views.done import DonePage
from app.views.pickup_menu import menu_of
from app.views.pinned_bar import PinnedBar
from app.views.proxy import ProxyPage
from app.views.scan_catcher import ScanCatcher
from app.views.signed_receipt import choose_signed_receipt
from app.views.steps import Column, StepsColumn, ending_column
from app.views.workbench import Bench, Button, Item, Look, press, style

PATIENCE_MS = 120  # a case that is there within this time follows what stood before; nothing flashes between


class PickupView(QWidget):
    """One window's pickups on screen.

    ``drawn`` tells that the page is now what the presenter shows, ``paper_wanted`` that the clerk wants to look at the
    paper that was just made.
    """

    drawn = Signal()
    paper_wanted = Signal()

    def __init__(self, pickup: PickupPresenter, look: Look, repeat_ms: int = REPEAT_MS) -> None:
        super().__init__()
        self.pickup = pickup
        self.bench = Bench(look)
        self.setObjectName("page")
        self._repeat_ms = repeat_ms
        self._last_press = QElapsedTimer()
        self._root = QVBoxLayout(self)
        self._root.setContentsMargins(0, 0, 0, 0)
        self._root.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a page never widens the window
        self._page: QWidget | None = None
        self._veil: QWidget | None = None
        self._column: Column | None = None
        self._first: QWidget | None = None
        self._question: Sheet | None = None
        self._typed: dict[str, str] = {}
        self._pane = Pane.NONE
        self._of = ""
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.draw)
        self._in_sight = QTimer(self)
        self._in_sight.setSingleShot(True)
        self._in_sight.timeout.connect(self._show_open_step)
        questions = (
            pickup.correction,
            pickup.mending,
            pickup.release,
            pickup.withdrawal,
            pickup.phone,
            pickup.loss,
            pickup.voiding,
            pickup.evidence,
            pickup.signed_receipt,
            pickup.mailbox,
        )
        for each in (pickup, pickup.steps, pickup.proxy, *questions, pickup.done):
            each.changed.connect(self._changed)
        self.scans = ScanCatcher(self, self._scanned)
        self._keys()
        self.relook(look)

    # -------------------------------------------------------------- drawing
    def relook(self, look: Look) -> None:
        """Another theme, text size, width or language."""
        self.bench = Bench(look)
        self.setStyleSheet(style(look))
        self.draw()

    def _changed(self, screen: object) -> None:
        if self._looks_up:
            self._blank()
        self._due.start(PATIENCE_MS if self._looks_up else 0)

    @property
    def _looks_up(self) -> bool:
        return self.pickup.screen.stage is Stage.LOOKING

    @property
    def behind(self) -> bool:
        """A card is being looked up, and its case may be there at any moment: no page is put between."""
        return self._looks_up and self._due.isActive()

    def draw(self) -> None:
        """Paint the presenter's state."""
        self._due.stop()
        focus, scrolled, strokes = self._carried()
        self._column = self._first = None
        self._replace(self._build())
        self._lay_veil()
        self._restore(focus, scrolled, strokes)
        self.drawn.emit()

    def _build(self) -> QWidget:
        screen = self.pickup.screen
        match screen.stage:
            case Stage.LOOKING:
                return self._looking()
            case Stage.REFUSED:
                return self._refused()
            case Stage.DONE:
                return self._done()
            case Stage.CASE if screen.case is not None:
                return self._case(screen.case)
        return QWidget()

    def _replace(self, page: QWidget) -> None:
        old, self._page = self._page, page
        self._root.addWidget(page)
        page.show()
        if old is not None:
            self._root.removeWidget(old)
            self._take_off(old)
            old.deleteLater()  # from where it is: taken out of the window, all of it would be styled once more

    def _take_off(self, page: QWidget) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and page.isAncestorOf(focus):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # or Qt would hand it to the rail
        page.hide()

    def _blank(self) -> None:
        """The case of somebody else leaves the glass at once, not when the next one is there."""
        self._drop_veil()
        if self._page is not None:
            self._take_off(self._page)

    def _drop_veil(self) -> None:
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None

    def _lay_veil(self) -> None:
        """The question over the case, on a veil that nothing behind can be clicked through."""
        pane, before = self.pickup.screen.pane, None
        if self._veil is not None and self._question is not None:
            act = self._question.act
            before = carried(self._veil, same=pane is self._pane, sent=act is not None and not act.isEnabled())
        self._drop_veil()
        if pane is not self._pane:
            self._typed.clear()
            self._pane = pane
        if pane is Pane.NONE or self.pickup.screen.stage is not Stage.CASE:
            return
        sheet, question = sheet_for(self.bench, self.pickup, pane, self._typed)
        self._first = question.first or question.act
        self._column = Column("", "", [], "", "", None, [], question.act)
        middle = self.bench.row(None, sheet, None)
        self._veil = self.bench.holder(self.bench.col(None, middle, None, margins=(0, 12, 0, 12)), "veil")
        self._veil.setParent(self)
        self._veil.setGeometry(self.rect())
        if before is not None:
            before.give(self._veil)
        self._veil.show()
        self._question = question
        question.fit(self.height())
        if self._page is not None:
            self._page.setEnabled(False)

    # -------------------------------------------------------------- what a redraw carries over
    def _carried(self) -> tuple[str, int, list[list[QPointF]]]:
        focus = QApplication.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        area = self._page.findChild(QScrollArea, "case-area") if self._page is not None else None
        scrolled = area.verticalScrollBar().value() if area is not None else 0
        strokes = self._column.pad.strokes if self._column is not None and self._column.pad is not None else []
        if self._column is not None and self._column.typed is not None:
            self._typed["sheet"] = self._column.typed.text()
        return name, scrolled, strokes

    def _restore(self, focus: str, scrolled: int, strokes: list[list[QPointF]]) -> None:
        case = self.pickup.screen.case
        of = f"{case.graduate_id}/{self.pickup.steps.screen.step}" if case is not None else ""
        if of == self._of and self._column is not None:
            if self._column.pad is not None:
                self._column.pad.strokes = strokes
            if self._column.typed is not None:
                self._column.typed.setText(self._typed.get("sheet", ""))
                if self.pickup.steps.screen.problems:
                    self._column.typed.selectAll()  # it was no good: what is typed next takes its place
        elif of != self._of:
            self._typed.pop("sheet", None)
            focus, scrolled = "", 0
        self._of = of
        area = self._page.findChild(QScrollArea, "case-area") if self._page is not None else None
        if area is not None and scrolled:
            area.verticalScrollBar().setValue(scrolled)
        self._in_sight.start()
        over = self._veil or self._page
        wanted = over.findChild(QWidget, focus) if focus and over is not None else None
        self._focus(wanted or self._first or (self._column.primary if self._column else None))

    def _show_open_step(self) -> None:
        """What the open step says and asks stands in sight, once the page has its measures: the step itself where the
        steps before it fill the column, the pad where very large text fills the page."""
        if self._page is None or self._column is None:
            return
        steps = self._page.findChild(QScrollArea, "steps-area")
        now = self._page.findChild(QWidget, "step-now")
        if steps is not None and now is not None:
            bring_in_sight(steps, now)
        area = self._page.findChild(QScrollArea, "case-area")
        if area is not None and self.bench.narrow and self._column.pad is not None:
            bring_in_sight(area, self._column.pad)

    def take_focus(self) -> None:
        """Where the design says a case begins; for the moment after a sheet was over it."""
        self._focus(self._first or (self._column.primary if self._column else None))

    def _focus(self, wanted: QWidget | None) -> None:
        if wanted is not None and self.isVisible():
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._question is not None and self._veil is not None:
                self._question.show_part(wanted)

    # -------------------------------------------------------------- the pages
    def _looking(self) -> QWidget:
        b = self.bench
        told = b.row(None, b.icon("nfc", 48, "go"), b.word(b.say("Looking up the card"), "title"), None, gap=16)
        return b.holder(b.col(None, told, None))

    def _refused(self) -> QWidget:
        """A card or a look-up that opens no case: what is the matter and what to do, all of it at once."""
        b, say = self.bench, self.bench.say
        items: list[Item] = [None]
        for index, each in enumerate(self.pickup.screen.problems):
            told = say.explain(each)
            items += [b.band("warn", told.text, told.next_step), 12] if index == 0 else [b.problem(each), 12]
        primary = b.button(say("Try again"), "F9", "primary", "refresh-cw", self.pickup.next)
        close = b.button(say("Back to waiting"), "Esc", "plain", "x", self.pickup.close, 60)
        items += [12, (b.col if b.narrow else b.row)(primary, close, None, gap=12), None]
        self._column = Column("", "", [], "", "", None, [primary, close], primary)
        inner = b.holder(b.col(*items, gap=0))
        inner.setFixedWidth(min(b.px(780), self._width() - b.px(32)))
        return b.scroll(b.holder(b.row(None, inner, None)))

    def _done(self) -> QWidget:
        b, screen = self.bench, self.pickup.done.screen
        if screen.slip is None:
            return QWidget()
        page = DonePage(b, self.pickup, screen, screen.slip)
        primary, again = page.primary(), page.again()
        self._column = Column("", "", [], "", "", None, [primary, again], primary)
        foot = b.label(page.foot(), "body", "text2")
        foot.setObjectName("foot")
        if b.narrow:
            inner = b.holder(b.col(page.head(), 12, *page.lines(), 12, foot, None, gap=0, margins=(16, 8, 12, 16)))
            return self._under_banners(self._with_bar(inner, [primary, again]))
        primary.setMinimumWidth(b.px(300))
        buttons = b.row(primary, again, None, gap=12)
        inner = b.holder(b.col(None, page.head(), 20, *page.lines(), 24, buttons, 12, foot, None, gap=0))
        inner.setFixedWidth(min(b.px(760), self._width() - b.px(32)))
        return self._under_banners(b.scroll(b.holder(b.row(None, inner, None))))

    def _case(self, case: CaseSlip) -> QWidget:
        b, screen = self.bench, self.pickup.screen
        page = CasePage(b, self.pickup, screen, case)
        progress = self.pickup.steps.screen.progress
        if progress is not None and progress.step is Step.EVIDENCE:
            form = ProxyPage(b, self.pickup, self.pickup.proxy.screen, case)
            body = form.body()
            column = form.column(progress)
            top: list[Item] = [page.short_identity(), 14, *page.notices(), 6]
            self._first = form.first_empty
        elif progress is not None:
            column = StepsColumn(b, self.pickup, screen, case, self.pickup.steps.screen).column(progress)
            top, body = [], page.parts()
        else:
            column = ending_column(b, self.pickup, screen, case)
            top, body = [], page.parts()
        self._column = column
        inside = self._one_column(page, top + body, column) if b.narrow else self._two_columns(top + body, column)
        return self._under_banners(inside)

    def _under_banners(self, page: QWidget) -> QWidget:
        banners = [each for each in (self._banner(), self._beside()) if each is not None]
        return self.bench.holder(self.bench.col(*banners, page, gap=0)) if banners else page

    def _two_columns(self, body: list[Item], column: Column) -> QWidget:
        b, say = self.bench, self.bench.say
        text = b.holder(b.col(*body, None, gap=0, margins=(32, 24, 32, 12)))
        text.setMaximumWidth(b.px(1000))
        beside = b.row(text, *([None] if b.wide else []), gap=0)
        beside.setStretch(0, 1000)  # the text up to its measure first, then the empty rest
        left = b.scroll(b.holder(beside))
        left.setObjectName("case-area")
        words = b.col(b.label(column.title, "heading"), b.word(column.progress, "label", "text2"), gap=0)
        head = b.row(b.holder(words, fills=True), self._more_button(), gap=8)
        steps = b.scroll(b.holder(b.col(*column.steps, None, gap=0)))
        steps.setObjectName("steps-area")
        foot = b.col(*column.buttons, gap=8)
        right = b.holder(b.col(head, 10, steps, 10, foot, gap=0, margins=(24, 18, 24, 20)), "steps")
        right.setFixedWidth(b.px(480 if b.wide else 420))
        right.setAccessibleName(say("Steps"))
        page = b.holder(b.row(left, b.vline(), right, gap=0))
        page.setProperty("grows", True)
        return page

    def _one_column(self, page: CasePage, body: list[Item], column: Column) -> QWidget:
        """Very large text: name, verdict, the open step, then its data; the primary pinned below."""
        b, say = self.bench, self.bench.say
        following = say("next: {step}", step=column.following) if column.following else ""
        now: list[Item] = [b.label("　".join(part for part in (column.progress, following) if part), "label", "text2")]
        now += [b.label(column.now, "title"), *([column.body] if column.body else []), 12]
        head = body[:4]  # identity, gap, verdict, gap or notice
        rest = [*body[4:], *page.other_numbers()]
        inner = b.holder(b.col(*head, 8, *now, *rest, None, gap=0, margins=(16, 8, 12, 16)))
        return self._with_bar(inner, column.buttons)

    def _with_bar(self, inner: QWidget, buttons: list[Button]) -> QWidget:
        b = self.bench
        area = b.scroll(inner)
        area.setObjectName("case-area")
        for each in buttons[:2]:
            each.setMinimumHeight(b.px(60))
        buttons[0].setProperty("fills", True)
        bar = PinnedBar(b, [*buttons[:2], self._more_button(60)])
        page = b.holder(b.col(area, b.hline(), bar, gap=0))
        page.setProperty("grows", True)
        return page

    def _banner(self) -> QWidget | None:
        """Another card, another case, or a reading anew."""
        b, say, screen = self.bench, self.bench.say, self.pickup.screen
        if screen.asking_again:
            return b.banner(say("Reading the case again"), tone="wait")
        if not screen.waiting or screen.stage is not Stage.CASE:
            return None
        waits = say("Another card is on the reader.") if screen.waiting == "card" else say("Another case was chosen.")
        if self.pickup.must_wait:
            return b.banner(waits + " " + say("It is opened when this hand-over has been answered."))
        stay = b.button(say("Stay with this case"), "Esc", "plain", act=self.pickup.stay, height=40)
        go = b.button(say("Leave it, open the other"), "F2", "plain", act=self.pickup.leave_for_waiting, height=40)
        return b.banner(waits + " " + say("What was done here is not recorded yet."), stay, go)

    def _beside(self) -> QWidget | None:
        """A card that opens no case was laid down beside this one: why, what to do, and that the case goes on."""
        b, say, why = self.bench, self.bench.say, self.pickup.screen.beside
        if why is None:
            return None
        told = say.explain(why)
        text = say("A card was laid on the reader: {why} {next_step}", why=told.text, next_step=told.next_step)
        away = b.button(say("Put it away"), "Esc", "plain", act=self.pickup.forget_beside, height=40)
        away.setMaximumWidth(away.sizeHint().width())
        return b.banner(text, away)

    def _more_button(self, height: int = 40) -> Button:
        return self.bench.button(self.bench.say("More"), "F10", "plain", "", self._more, height)

    # -------------------------------------------------------------- keys
    def _keys(self) -> None:
        acts: dict[str, Callable[[], object]] = {
            "F9": self._go,
            "Return": self._enter,
            "Enter": self._enter,
            "F8": self._stop,
            "F7": self.pickup.ask_supervisor,
            "F6": self._print_again,
            "F5": self.pickup.ask_again,
            "F4": self.pickup.begin_proxy,
            "F2": self.pickup.leave_for_waiting,
            "F10": self._more,
            "Esc": self.pickup.back,
            "Ctrl+P": self._paper,
            "Ctrl+O": lambda: choose_signed_receipt(self.bench.say, self.pickup),
            "Ctrl+M": lambda: self.pickup.open_pane(Pane.MAILBOX),
        }
        for key, act in acts.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

    def _go(self) -> None:
        """F9, deaf for 300 ms after the last one."""
        if self._last_press.isValid() and self._last_press.elapsed() < self._repeat_ms:
            return
        self._last_press.start()
        self._flush()
        press(self._column.primary if self._column is not None else None)

    def _enter(self) -> None:
        """Enter presses the button that has the focus; anywhere else it is F9."""
        focus = QApplication.focusWidget()
        if isinstance(focus, Button) and focus.window() is self.window():
            self._last_press.start()
            press(focus)
        elif isinstance(focus, QPlainTextEdit):
            focus.insertPlainText("\n")
        else:
            self._go()

    def _stop(self) -> None:
        self._flush()
        column, screen = self._column, self.pickup.screen
        if column is not None and column.stop is not None and screen.pane is Pane.NONE:
            press(column.stop)
        elif self.pickup.may_correct:
            self.pickup.open_pane(Pane.CORRECTION)

    def _paper(self) -> None:
        self._flush()
        if self.pickup.steps.screen.step is Step.EVIDENCE:
            self.pickup.proxy.print_letter()
        else:
            self.pickup.steps.sign_on_paper()

    def _print_again(self) -> None:
        """The paper of this screen; before a proxy's evidence is whole, that is the letter."""
        by_proxy = self.pickup.steps.screen.step is Step.EVIDENCE
        (self.pickup.proxy.print_again if by_proxy else self.pickup.reprint)()

    def _flush(self) -> None:
        """A key acts on what is decided, not on what is still to be drawn."""
        if self._due.isActive():
            self.draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A number that is simply typed goes into the open step's field, wherever the focus is."""
        field = self._column.typed if self._column is not None else None
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        text = event.text().strip()
        if field is not None and self._veil is None and plain and text and text.isprintable():
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.insert(text)
            return
        super().keyPressEvent(event)

    def _scanned(self, text: str) -> None:
        typed = self._column.typed if self._column is not None else None
        if typed is not None:
            typed.clear()  # the scanner's own strokes
        self.pickup.scanned(text)

    def _more(self) -> None:
        menu = menu_of(self, self.bench.say, self.pickup, self.paper_wanted.emit)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        size = menu.sizeHint()
        below = self.rect().bottomRight() - QPoint(size.width() + self.bench.px(24), size.height() + self.bench.px(80))
        menu.popup(self.mapToGlobal(below))

    # -------------------------------------------------------------- the widget itself
    def _width(self) -> int:
        return self.width() if self.isVisible() else self.bench.look.width - self.bench.px(92)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._veil is not None:
            self._veil.setGeometry(self.rect())
            if self._question is not None:
                self._question.fit(self.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.scans.listen(True)
        self._focus(self._first or (self._column.primary if self._column else None))

    def hideEvent(self, event: QHideEvent) -> None:
        """A supervisor's password does not wait behind another page, or the lock, for whoever comes next."""
        self.scans.listen(False)
        for edit in self._veil.findChildren(QLineEdit) if self._veil is not None else ():
            if edit.echoMode() is SECRET:
                edit.clear()
        super().hideEvent(event)
