"""The window: the frame, the page in it, the sheets over it, and the keys that work everywhere.

Pages are drawn whole from frozen screens once per turn of the event loop. The pickup's page lives on beside the others,
because ink on its pad and its scroll position are worth keeping; the rest is built anew. The title never holds a name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.dates import local, roc_date, wall_time
from app.presenters.door import Aside
from app.presenters.window import Reader, WindowPresenter
from app.views import theme
from app.views.composing import composing
from app.views.ground import Choices as Choices
from app.views.pages import Pages
from app.views.skeleton import Skeleton
from app.views.window_keys import Looks, WindowKeys
from app.views.workbench import Bench, Look, style
from app.wording import EN, ZH, Bilingual, in_language

if TYPE_CHECKING:
    from app.views.carried import Carried
    from app.views.overlay import Overlay
    from app.views.pickup import PickupView

SMALLEST = (1024, 700)
BY_ITSELF_MS = 20_000
COMPOSING_MS = 120
VERIFY_MS = 30  # a long list is drawn a few times a second, not at each of its steps
_T = QEvent.Type
ACTIVITY = (_T.KeyPress, _T.MouseButtonPress, _T.Wheel, _T.TouchBegin, _T.TabletPress)


class MainWindow(QMainWindow):
    """One clerk's window. ``on_glass`` is told once, when it has been painted for the first time."""

    on_glass = Signal()

    def __init__(
        self,
        window: WindowPresenter,
        choices: Choices,
        remember: Callable[[Choices], None],
        title: Bilingual,
        side: Callable[[Bench], QWidget] | None = None,
    ) -> None:
        super().__init__()
        self.window_presenter = window
        self.choices = choices
        self._remember = remember
        self._title = title
        self._side = side
        self._pages = Pages(window)
        self._over: Overlay | None = None
        self._shown = ""
        self._carried: Carried | None = None  # what the page that is drawn takes over from the one before
        self._framed_for: tuple[object, ...] = ()
        self._aside: QWidget | None = None
        self.setMinimumSize(*SMALLEST)
        self.resize(1280, 800)
        self._painted = False
        self._drawn_for = 0  # the window's width
        self._pickup_view: PickupView | None = None
        self._plain = QWidget()
        self._plain_layout = QVBoxLayout(self._plain)
        self._plain_layout.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._plain)
        self._skeleton = Skeleton(self._stack)
        self.setCentralWidget(self._skeleton)
        self._clock_label = QLabel()
        self._due = self._timer(0, self._draw_between, once=True)
        self._later = self._timer(COMPOSING_MS, self._draw_between, once=True)
        self._drawn_page = window.screen.page
        self._redraw_verify = self._timer(VERIFY_MS, self._pages.redraw_verify, once=True)
        self._tick = self._timer(5_000, self._tell_time)
        self._tick.start()
        self._idle = self._timer(5 * 60_000, self._lock_idle, once=True)
        self._listens = False
        for each in (window, window.door):
            each.changed.connect(self._changed)
        looks = Looks(self._help, self._settings, self._leave_sheets, self._other_language, self._zoom)
        self.keys = WindowKeys(self, self._plain, window, self._pages, looks)
        self.relook()

    @property
    def pickup_view(self) -> PickupView:
        """The pickup's page: built when it is first asked for, and kept."""
        if self._pickup_view is None:
            from app.views.pickup import PickupView

            self._pickup_view = PickupView(self.window_presenter.pickup, self.look)
            self._pickup_view.drawn.connect(self._pickup_drawn)
            self._pickup_view.paper_wanted.connect(self.window_presenter.preview_paper)
            self._stack.addWidget(self._pickup_view)
        return self._pickup_view

    def furnish(self) -> None:
        """Build what stands behind the door: before somebody is signed on, or at the latest then."""
        if self._listens:
            return
        self._listens = True
        self._speak_qt()
        window = self.window_presenter
        for each in (window.preview, window.queue, window.today, window.closing):
            each.changed.connect(self._changed)
        window.search.changed.connect(self._search_changed)
        window.verify.changed.connect(self._verify_changed)

    def _timer(self, milliseconds: int, act: Callable[[], object], *, once: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(once)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    # ------------------------------------------------------------------ the look
    @property
    def look(self) -> Look:
        colours = theme.THEMES[self.choices.theme]
        width = max(self.width() - self._aside_width(), 640)
        return Look(colours, self.choices.scale, width, in_language(self.choices.language))

    def _aside_width(self) -> int:
        if self._side is None:
            return 0
        from app.views.tray import room

        return room(self.choices.scale)

    def relook(self) -> None:
        """Another language, theme or text size: the same screens, drawn anew."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setPalette(theme.palette(self.choices.theme))
        self.setStyleSheet(theme.stylesheet(self.choices.theme, self.choices.scale) + style(self.look))
        self.setWindowTitle(self._title.within(self.choices.language))
        self._pages.forget()
        self._framed_for = ()
        self._relook_pickup()
        if self._listens:
            self._speak_qt()
        self.draw()

    def _speak_qt(self) -> None:
        from app.views.qt_words import speak

        application = QApplication.instance()
        assert application is not None
        speak(application, self.choices.language)

    def _relook_pickup(self) -> None:
        if self._pickup_view is not None:
            self._pickup_view.relook(self.look)

    def choose(self, what: str, value: str) -> None:
        """``language``, ``theme``, ``scale`` or ``sound``."""
        facts: dict[str, str | float] = {what: float(value) if what == "scale" else value}
        self.choices = replace(self.choices, **facts)  # type: ignore[arg-type]
        self._remember(self.choices)
        self.relook()

    def _zoom(self, by: float) -> None:
        wanted = 1.0 if by == 0 else min(2.0, max(1.0, self.choices.scale + by))
        self.choose("scale", str(wanted))

    # ------------------------------------------------------------------ drawing
    def _changed(self, screen: object) -> None:
        self._due.start()

    def _pickup_drawn(self) -> None:
        if self._stack.currentWidget() is not self._pickup_view:
            self._due.start()

    def _search_changed(self, screen: object) -> None:
        page = self._pages.search
        if page is not None and self.window_presenter.search.screen.open:
            page.draw(self.window_presenter.search.screen)
        else:
            self._due.start()

    def _verify_changed(self, screen: object) -> None:
        if self._pages.verify is not None and self._shown == "verify":
            self._redraw_verify.start()

    def _draw_between(self) -> None:
        """Not while a character is put together on the page that is only drawn anew."""
        window = self.window_presenter
        if composing(self._plain) and window.inside and window.screen.page is self._drawn_page:
            self._later.start()
        else:
            self.draw()

    def draw(self) -> None:
        """Paint what the presenters show."""
        self._due.stop()
        self._later.stop()
        self._drawn_for, self._drawn_page = self.width(), self.window_presenter.screen.page
        bench = Bench(self.look)
        inside = self.window_presenter.inside
        if inside:
            self.furnish()
        page = self._pages.build(bench)
        if page is None and self.pickup_view.behind:
            return
        self._put(page)
        self._stack.setCurrentWidget(self._plain if page is not None else self.pickup_view)
        self._frame(bench, inside=inside)
        self._lay_sheet(bench, inside=inside)
        self._settle_focus(self._pages.kind)
        self._tell_time()
        if inside:
            self._restart_idle()

    def _frame(self, bench: Bench, *, inside: bool) -> None:
        """The frame is built anew only when what it shows has changed: most turns of a page leave it as it is."""
        shown = self._in_frame() if inside else ()
        if not inside:
            self._bare(bench)
        elif shown != self._framed_for:
            self._framed(bench)
        self._framed_for = shown
        strip = self._side(bench) if inside and self._side is not None else None  # it may be the one that stands there
        if strip is not self._aside:
            self._skeleton.put_side([bench.vline(), strip] if strip is not None else [])
        self._aside = strip

    def _in_frame(self) -> tuple[object, ...]:
        from app.views.frame import shows

        screen, owed = self.window_presenter.screen, self.window_presenter.owed_papers
        at_case = self._pages.kind == "pickup"
        told = bool(owed) or screen.aside is Aside.FAILED
        return *shows(screen), owed, told and (at_case, self._key_again), at_case and screen.reader is not Reader.READY

    @property
    def _key_again(self) -> str:
        """F6 for a paper that is told over the page, where the page itself has no use for it."""
        own = self._pages.kind in ("pickup", "preview") or "F6" in self._pages.buttons
        return "" if own else "F6"

    def _put(self, page: QWidget | None) -> None:
        self._carried = None
        while (item := self._plain_layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not page:
                from app.views.carried import carried

                self._carried = carried(widget, same=self._pages.kind == self._shown, sent=self._pages.was_sent)
                widget.hide()
                widget.setParent(None)
                if not self._pages.lives_on(widget):
                    widget.deleteLater()
        if page is not None:
            self._plain_layout.addWidget(page)
            page.show()
            if self._carried is not None:
                self._carried.give(page)

    def _framed(self, bench: Bench) -> None:
        from app.views.frame import Frame

        window = self.window_presenter
        frame = Frame(
            bench, window.screen, go=window.go, look_up=window.look_up, lock=window.door.lock, settings=self._settings
        )
        self._clock_label = bench.word("", "label")  # the last one went with its frame; a narrow frame shows none
        key = self._key_again
        top = [frame.header(), bench.hline(), *frame.trouble(window.heard, window.print_again, key)]
        at_case = self._pages.kind == "pickup"
        if window.owed_papers:
            left = window.unprinted
            top += frame.owed(
                window.owed_papers, left.again, left.let_go, "" if window.screen.aside is Aside.FAILED else key
            )
        if at_case:
            top += frame.reader_lost()
        foot = [] if bench.narrow else [bench.hline(), frame.status_bar(self._clock_label)]
        self._skeleton.put([frame.rail(), bench.vline()], top, foot)

    def _bare(self, bench: Bench) -> None:
        say = bench.say
        self._clock_label = bench.word("", "label")
        language = bench.button(
            "English" if say.language == ZH else "中文", "Ctrl+Shift+E", "plain", "languages", self._other_language, 36
        )
        row = bench.row(
            bench.word(self._title.within(say.language), "small", "text2"),
            None,
            language,
            16,
            self._clock_label,
            margins=(32, 2, 24, 2),
        )
        self._skeleton.put([], [], [bench.hline(), bench.holder(row, "status")])

    def _settle_focus(self, kind: str) -> None:
        """The focus goes where the design says when the page turns, or when what held it was taken away.

        Qt would hand an orphaned focus to the next control beside the page; Enter there would leave the page.
        """
        turned = kind != self._shown or (self._carried is not None and self._carried.orphaned)
        self._shown = kind
        if kind == "pickup":
            return
        item = self._plain_layout.itemAt(0)
        page = item.widget() if item is not None else None
        first = self._pages.first
        wanted = first if first is not None and first.isEnabled() else page
        if page is not None and self._carried is not None:
            wanted = self._carried.focused(page) or wanted
        if wanted is not None and (turned or QApplication.focusWidget() is None) and not self._covered:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_time(self) -> None:
        now = self.window_presenter.now()
        there = local(now).date()
        day = roc_date(there) if self.choices.language == ZH else there.isoformat()
        self._clock_label.setText(f"{day}  {wall_time(now)}")

    # ------------------------------------------------------------------ sheets over the page
    def _lay_sheet(self, bench: Bench, *, inside: bool) -> None:
        today = self.window_presenter.today if inside else None
        wanted = self._over is not None or (today is not None and today.screen.signing)
        if not wanted or not self._overlay.lay(bench, self.choices, today):
            return
        if self._pages.kind == "pickup" and QApplication.focusWidget() is None:
            self.pickup_view.take_focus()

    @property
    def _overlay(self) -> Overlay:
        if self._over is None:
            from app.views.overlay import Overlay

            self._over = Overlay(self, self.choose, self.draw)
        return self._over

    @property
    def _covered(self) -> bool:
        return self._over is not None and self._over.up

    def _settings(self) -> None:
        self._overlay.ask("settings")

    def _help(self) -> None:
        self._overlay.ask("help")

    def _leave_sheets(self) -> None:
        """Another page is turned to: whoever turns it draws."""
        if self._over is not None:
            self._over.forget()

    def _close_sheets(self) -> None:
        if self._over is not None:
            self._over.close()

    def _other_language(self) -> None:
        self.choose("language", EN if self.choices.language == ZH else ZH)

    # ------------------------------------------------------------------ on the glass, idle lock, size, end
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.on_glass.emit)  # when this paint has reached the glass

    def showEvent(self, event: QShowEvent) -> None:
        """Keys, clicks and touches reach the system's window before any widget; a filter on the whole program would
        be asked about every event of every widget."""
        super().showEvent(event)
        self.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTIVITY and self.window_presenter.inside:
            self._idle.start()
        return False

    def _restart_idle(self) -> None:
        slip = self.window_presenter.screen.signed_on
        if slip is not None:
            self._idle.setInterval(slip.idle_minutes * 60_000)
            if not self._idle.isActive():
                self._idle.start()

    def _lock_idle(self) -> None:
        """Nobody has touched the window: lock it, unless a deed is in flight; then a little later."""
        if self.window_presenter.pickup.must_wait:
            self._idle.setInterval(BY_ITSELF_MS)
            self._idle.start()
        else:
            self._close_sheets()
            self.window_presenter.door.lock()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._over is not None:
            self._over.fit()
        if event.size().width() != self._drawn_for:
            self._pages.forget()
            self._framed_for = ()
            self._relook_pickup()
            self._due.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        for each in (self._tick, self._idle, self._later):
            each.stop()
        super().closeEvent(event)
