"""Which page stands in the frame: built from what the presenters show, once per turn of the event loop.

Most pages are built anew each time. The search and the verification live on while they are shown, because what is typed
in the one and the lists of the other are worth keeping. Only the door is loaded at the start; a page behind it is
imported where it is first built.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.presenters.door import Aside
from app.presenters.window import Page, WindowPresenter
from app.views.door import DoorPage
from app.views.workbench import Bench, Button, press

if TYPE_CHECKING:
    from app.views.closing import ClosingPage
    from app.views.search import SearchPage
    from app.views.sheets import SheetsPage
    from app.views.verify import VerifyPage


class Pages:
    """``kind`` is a word for the page, ``primary`` its filled button, ``first`` what takes the focus.

    ``buttons`` are others that have a key of their own. ``was_sent``: the page before waited for an answer.
    """

    def __init__(self, window: WindowPresenter) -> None:
        self.kind = ""
        self.was_sent = False
        self.primary: Button | None = None
        self.first: QWidget | None = None
        self.buttons: dict[str, Button] = {}
        self.search: SearchPage | None = None
        self.verify: VerifyPage | None = None
        self.closing: ClosingPage | None = None
        self.sheets: SheetsPage | None = None
        self._window = window
        self._door_page: DoorPage | None = None

    def forget(self) -> None:
        """Another look: no page that was built in the old one is shown again."""
        self.search = self.verify = self.closing = self.sheets = None

    def lives_on(self, page: QWidget) -> bool:
        closing = self.closing.page if self.closing is not None else None
        return page in (self.search, self.verify, closing, self.sheets)

    def build(self, bench: Bench) -> QWidget | None:
        """The page to show now; None for the pickup's own."""
        window = self._window
        self.was_sent = self.primary is not None and not self.primary.isEnabled()
        self.primary = self.first = None
        self.buttons = {}
        if not window.inside:
            return self._door(bench)
        self._door_page = None
        if window.preview.screen.paper is not None:
            from app.views.preview import PreviewPage

            preview = PreviewPage(bench, window.preview, bench.look.width)
            page = preview.draw()
            return self._is("preview", page, preview.primary)
        if window.search.screen.open:
            return self._search(bench)
        self.search = None
        if not window.closing.screen.open:
            self.closing = None
        match window.screen.page:
            case Page.TODAY:
                return self._today(bench)
            case Page.QUEUE:
                from app.views.queue import QueuePage

                queue = QueuePage(bench, window.queue, window.go if window.supervises else None)
                page = queue.draw()
                self.buttons = queue.buttons
                return self._is(queue.kind, page, queue.primary, queue.first)
            case Page.VERIFY:
                return self._verify(bench)
            case Page.SHEETS:
                return self._sheets(bench)
            case Page.DECISIONS:
                from app.views.decisions import DecisionsPage

                decisions = DecisionsPage(bench, window.decisions)
                page = decisions.draw()
                return self._is(decisions.kind, page, decisions.primary, decisions.first)
            case Page.LAYOUT:
                from app.views.layouts import LayoutsPage

                layouts = LayoutsPage(bench, window.layouts)
                page = layouts.draw()
                return self._is("layout", page, layouts.primary, layouts.first)
            case Page.COLLEAGUES:
                from app.views.colleagues import ColleaguesPage

                colleagues = ColleaguesPage(bench, window.colleagues)
                page = colleagues.draw()
                self.buttons = colleagues.buttons
                return self._is(colleagues.kind, page, colleagues.primary, colleagues.first)
            case _:
                return self._counter(bench)

    def beside(self) -> None:
        """F7: what a page offers beside its one next thing."""
        press(self.buttons.get("F7"))
        self._window.close_days()

    def proxy(self) -> None:
        """F4 while nobody is at the desk: a proxy who brings no card."""
        if self.kind == "waiting":
            from app.desk.slips import Mode

            self._window.look_up(Mode.PROXY)

    def redraw_verify(self) -> None:
        if self.verify is not None:
            self.verify.draw()
            self.primary = self.verify.primary

    def _is(self, kind: str, page: QWidget, primary: Button | None, first: QWidget | None = None) -> QWidget:
        self.kind, self.primary, self.first = kind, primary, first or primary
        return page

    def _door(self, bench: Bench) -> QWidget:
        window = self._window
        door = DoorPage(bench, window.door, bench.look.width, window.print_recovery, self._printing(bench))
        page = door.draw()
        if self._door_page is not None:
            door.take_over(self._door_page)
        self._door_page = door
        self.kind, self.primary, self.first = f"door-{window.door.screen.stage}", door.primary, door.first
        return page

    def _printing(self, bench: Bench) -> list[QWidget]:
        """How the paper of no case stands, told where there is no frame to tell it."""
        say, screen = bench.say, self._window.screen
        if screen.trouble is not None:
            return [bench.problem(screen.trouble)]
        told = {
            Aside.PRINTING: (say("The paper is printing"), "wait"),
            Aside.PRINTED: (say("The spooler has taken it."), "go"),
        }.get(screen.aside)
        return [] if told is None else [bench.told(*told)]

    def _today(self, bench: Bench) -> QWidget:
        window = self._window
        if window.closing.screen.open:
            return self._closing(bench)
        from app.dates import local
        from app.views.today import TodayPage

        hour = local(window.now()).hour
        colleagues = partial(window.go, Page.COLLEAGUES) if window.supervises else None
        today = TodayPage(bench, window.today, hour, window.sign_day, window.close_days, window.open_case, colleagues)
        page = today.draw()
        return self._is("today", page, today.primary)

    def _closing(self, bench: Bench) -> QWidget:
        """A page on which much is typed: built anew only when something else has changed."""
        from app.presenters.closing import untyped
        from app.views.closing import ClosingPage

        screen = self._window.closing.screen
        key = untyped(screen)
        if self.closing is None or self.closing.key != key:
            self.closing = ClosingPage(bench, self._window.closing, key)
        page = self.closing
        return self._is(f"closing-{screen.opening or screen.slip is None}", page.page, page.primary, page.first)

    def _counter(self, bench: Bench) -> QWidget | None:
        from app.presenters.pickup import Stage

        window = self._window
        refused = window.screen.refused or window.unregistered
        if refused is not None:
            from app.views.card_refused import CardRefusedPage

            card = CardRefusedPage(bench, refused, bench.look.width, window.look_up, window.dismiss)
            page = card.draw()
            return self._is(f"refused-{refused.at}", page, card.primary)
        if window.pickup.screen.stage is Stage.WAITING:
            from app.views.waiting import WaitingPage

            page = WaitingPage(bench, window.screen, window.look_up, self.proxy).draw()
            return self._is("waiting", page, None, page.widget())
        self.kind = "pickup"
        return None

    def _search(self, bench: Bench) -> QWidget:
        if self.search is None:
            from app.views.search import SearchPage

            self.search = SearchPage(bench, self._window.search)
        return self._is("search", self.search, self.search.primary, self.search.field)

    def _verify(self, bench: Bench) -> QWidget:
        if self.verify is None:
            from app.views.verify import VerifyPage

            self.verify = VerifyPage(bench, self._window.verify)
        else:
            self.verify.draw()
        return self._is("verify", self.verify, self.verify.primary)

    def _sheets(self, bench: Bench) -> QWidget:
        """What is typed and the place in the list stay while the same thing is being done."""
        from app.views.sheets import SheetsPage

        sheets = self._window.sheets
        if self.sheets is None or self.sheets.doing is not sheets.screen.doing:
            self.sheets = SheetsPage(bench, sheets)
        else:
            self.sheets.draw()
        self.buttons = self.sheets.buttons
        return self._is(f"sheets-{sheets.screen.doing}", self.sheets, self.sheets.primary, self.sheets)
