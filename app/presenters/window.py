"""The window: which page is shown, which devices are well, who is at the desk, what the waiting screen's foot says.

Card events come here first: an accepted card goes to the pickup, a refused one has a page of its own, and a reader that
went away has a banner that stays until it is back. At a locked or empty desk a card opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.dates import Clock
from app.errors import NO_FACTS, Fact, Obstacle, Trouble
from app.presenters.door import Aside, DoorPresenter, DoorScreen, DoorStage
from app.presenters.window_pages import Counter as Counter
from app.presenters.window_pages import Page as Page
from app.presenters.window_pages import Reader as Reader
from app.presenters.window_pages import RefusedCard as RefusedCard
from app.presenters.window_pages import WindowPages
from app.presenters.window_pages import WindowScreen as WindowScreen

if TYPE_CHECKING:
    from app.desk.paper_slips import PaperSlip
    from app.desk.window_slips import CounterSlip, SignedOnSlip
    from app.devices.events import CardEvent, CardTapped, CardUnreadable
    from app.presenters.ports import PrintOutcome
    from app.threads.desk_line import Line, Reply

REFRESH_MS = 30_000
HELD_MS = 6_000


class WindowPresenter(WindowPages):
    """Everything around the pickup. A desk that was ``founded`` shows its sign-on while the records are opened."""

    def __init__(
        self,
        line: Line,
        furnish: Callable[[], Counter],
        clock: Clock,
        parent: QObject | None = None,
        *,
        founded: bool = False,
    ) -> None:
        super().__init__(line, lambda: self._watch(furnish()), clock, parent)
        self.door = DoorPresenter(line, self._entered, self._left, self, founded=founded)
        self.door.changed.connect(self._door_moved)
        self._aside: PaperSlip | None = None  # kept until it is on paper, or the clerk has read that it is not
        self._away: Trouble | None = None  # why the counter's figures could not be read
        self._lies: RefusedCard | None = None  # beside an open case: it has its page when that is left
        self._refresh = QTimer(self)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self.refresh)
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(HELD_MS)
        self._held.timeout.connect(self._held_no_more)

    # ------------------------------------------------------------------ coming and going
    def _entered(self, slip: SignedOnSlip) -> None:
        self._show(signed_on=slip, page=Page.COUNTER, refused=None)
        for each in (self.pickup.voiding, self.pickup.evidence):
            each.know_supervisor(self._own_login)
        self._refresh.start()
        self.refresh()

    def _left(self) -> None:
        self._lies = None
        self._refresh.stop()
        self.search.close()
        self.preview.close()
        self.verify.clear()
        self.queue.forget()
        self.closing.leave()
        self.today.forget()
        self.pickup.give_up()
        self.pickup.proxy.forget_earlier()
        for each in (self.pickup.voiding, self.pickup.evidence):
            each.know_supervisor("")
        self._leave_supervision()
        if "sheets" in self.__dict__:
            self.sheets.forget()
        if self.owed_papers:
            self.unprinted.forget()
        self._show(signed_on=None, counter=None, refused=None)

    def _door_moved(self, door: DoorScreen) -> None:
        """Behind the lock nothing stays open that a supervisor opened."""
        if door.stage is DoorStage.LOCKED:
            self.preview.close_evidence()
            self.pickup.evidence.cover()

    def refresh(self) -> None:
        """The foot of the waiting screen, and the queue when it is open."""
        if not self.inside:
            return
        from app.desk import asks

        self._line.ask(asks.counter(), self._counted)
        if self.screen.page is Page.QUEUE:
            self.queue.refresh()
        elif self.screen.page is Page.DECISIONS:
            self.decisions.refresh()
        elif self.inside and self.screen.page is Page.COUNTER:
            self.pickup.mailbox.look()
        elif self.screen.page is Page.TODAY and not self.today.screen.signing:
            self.today.refresh()
        elif self.screen.page is Page.SHEETS:
            self.sheets.refresh()
        elif self.screen.page is Page.COLLEAGUES:
            self.colleagues.refresh()

    def _counted(self, reply: Reply[CounterSlip]) -> None:
        if reply.slip is not None:
            answered = self.screen.trouble is self._away
            self._show(counter=reply.slip, trouble=None if answered else self.screen.trouble)
        elif reply.trouble is not None:
            self._away = reply.trouble
            self._show(trouble=reply.trouble)

    def heard(self) -> None:
        """The clerk has read what failed."""
        self._aside = None
        self._show(trouble=None, aside=Aside.NONE, aside_paper=None)

    def mistaken(self) -> None:
        """The window itself made a mistake: whatever was open is asked for again, nothing on it can be trusted."""
        self._show(trouble=Trouble("window.fault"))

    def _watch(self, counter: Counter) -> Counter:
        """From now on the window moves with the pickup."""
        self._stage = counter.pickup.screen.stage
        counter.pickup.changed.connect(self._pickup_moved)
        counter.pickup.evidence.paper_wanted.connect(self._preview)
        counter.pickup.missed.connect(self._missed)
        return counter

    def _pickup_moved(self, screen: object) -> None:
        from app.presenters.pickup import Stage

        stage = self.pickup.screen.stage
        if stage is self._stage:
            return
        self._stage = stage
        if stage is Stage.WAITING:
            self.refresh()
        self._turned_away = self._clock.now()
        if stage is Stage.WAITING and self._lies is not None and self.inside:
            lies, self._lies = self._lies, None
            self._show(refused=lies)
        elif stage is not Stage.WAITING and self.screen.refused is not None:
            self._show(refused=None)
        else:
            self.changed.emit(self.screen)

    def queue_moved(self) -> None:
        """The issuance lane has done a step."""
        if self._sees_queue:
            self.queue.moved()
        elif self.inside and self.screen.page is Page.DECISIONS:
            self.decisions.refresh()

    def queue_held(self, why: tuple[Obstacle, ...]) -> None:
        """The issuance lane found why nothing goes on, or that it does."""
        self.queue.held(why, seen=self._sees_queue)

    @property
    def _sees_queue(self) -> bool:
        return self.inside and self.screen.page is Page.QUEUE and self.preview.screen.paper is None

    # ------------------------------------------------------------------ pages
    def go(self, page: Page) -> None:
        self.preview.close()
        self.search.close()
        self.queue.leave()
        self._show(page=page, refused=None)
        self._leave_supervision(page)
        self.closing.leave()
        self.today.leave_signing()
        if page is Page.VERIFY:
            self.verify.enter()
        elif page is Page.TODAY:
            self.today.begin()
        elif page is Page.SHEETS:
            self.sheets.enter(self.supervises)
        elif page is Page.DECISIONS:
            self.decisions.enter()
        elif page is Page.LAYOUT:
            self.layouts.enter()
        elif page is Page.COLLEAGUES:
            self.colleagues.enter(self._own_login)
        self.refresh()

    def back(self) -> bool:
        """One step back on a page that has several; False where there is none."""
        if self.screen.page is Page.SHEETS:
            return self.sheets.back()
        if self.screen.page is Page.QUEUE:
            return self.queue.show_all()
        if self.screen.page is Page.DECISIONS and self.decisions.back():
            return True
        if self.screen.page in (Page.DECISIONS, Page.LAYOUT):
            self.go(Page.QUEUE)
            return True
        if self.screen.page is Page.COLLEAGUES:
            if not self.colleagues.back():
                self.go(Page.TODAY)
            return True
        return False

    def preview_paper(self) -> None:
        """The paper that the case or the done screen has just made."""
        from app.presenters.pickup import Stage

        slot = self.pickup.done.screen.receipt if self.pickup.screen.stage is Stage.DONE else self.pickup.screen.paper
        if slot.paper is not None:
            self.preview.open(slot.paper)

    def print_recovery(self) -> None:
        """The recovery sheet, while its code is shown."""
        slip = self.door.screen.first_run
        if slip is not None:
            self.print_aside(slip.recovery_sheet)

    def print_aside(self, paper: PaperSlip) -> None:
        """A paper that belongs to no case, such as the recovery sheet."""
        self._aside = paper
        self._show(aside=Aside.PRINTING, trouble=None, aside_paper=None)
        self._counter.printing.print_paper(paper, self._printed_aside)

    def _printed_aside(self, outcome: PrintOutcome) -> None:
        if outcome.printed:
            self._aside = None
            self._show(aside=Aside.PRINTED)
        else:
            from app.presenters.errands import not_printed

            self._show(aside=Aside.FAILED, trouble=not_printed(outcome.detail), aside_paper=self._aside)

    def print_again(self) -> None:
        """F6 beside a case: the paper on screen, or the one of no case that did not print."""
        if self.preview.screen.paper is not None:
            self.preview.print()
        elif self._aside is not None and self.screen.aside is Aside.FAILED:
            self.print_aside(self._aside)
        elif self.owed_papers:
            self.unprinted.again()

    def dismiss(self) -> None:
        """Back from a refused card to waiting."""
        if self.unregistered is not None:
            self.pickup.close()
        self._show(refused=None)

    # ------------------------------------------------------------------ the supervisor's day
    def close_days(self) -> None:
        """F7 on the day's page: close a window or the school, open it again."""
        if self.inside and self.screen.page is Page.TODAY:
            self.closing.begin(self._own_login)

    def sign_day(self) -> None:
        self.today.begin_signing(self._own_login)

    def print_shown(self) -> None:
        """Ctrl+P: the paper that is shown, or that of the page: the report of the day, the outcome of a count."""
        if self.preview.screen.paper is not None:
            self.preview.print()
        elif self._shows(Page.TODAY):
            self.today.print_report()
        elif self._shows(Page.SHEETS):
            self.sheets.print_paper()

    def turn_shown(self, by: int) -> None:
        """A page of the paper, or a day of the board."""
        if self.preview.screen.paper is not None:
            self.preview.turn(by)
        elif self._shows(Page.TODAY):
            self.today.turn(by)

    def _shows(self, page: Page) -> bool:
        elsewhere = self.search.screen.open or self.closing.screen.open
        return self.inside and self.screen.page is page and not elsewhere

    # ------------------------------------------------------------------ devices
    def printers_are(self, names: tuple[str, ...]) -> None:
        self._show(printers=names)

    def card_event(self, event: CardEvent) -> None:
        """What a reader saw."""
        from app.devices import events

        match event:
            case events.ReaderArrived():
                names = tuple(dict.fromkeys((*self.screen.readers, event.reader)))
                self._show(readers=names, reader=Reader.READY)
            case events.ReaderLeft():
                names = tuple(name for name in self.screen.readers if name != event.reader)
                self._show(readers=names, reader=Reader.READY if names else Reader.MISSING)
            case events.ServiceLost():
                self._show(readers=(), reader=Reader.SERVICE_LOST)
            case events.ServiceBack():
                self._show(reader=Reader.READY if self.screen.readers else Reader.MISSING)
            case events.ReaderHeld():
                self._held.start()
                self._show(reader=Reader.HELD)
            case events.CardTapped():
                self._tapped(event)
            case events.CardUnreadable():
                self._unreadable(event)
            case events.CardRemoved():
                self._lies = None
                self._held_no_more()

    def _tapped(self, event: CardTapped) -> None:
        self._lies = None
        self._held_no_more()
        if not self.inside:
            return
        self.search.close()
        self.preview.close()
        self.closing.leave()
        if self.screen.page is not Page.COUNTER or self.screen.refused is not None:
            self._leave_supervision()
            self._show(page=Page.COUNTER, refused=None)
        self.pickup.card_tapped(event.uid, event.reader)

    def _unreadable(self, event: CardUnreadable) -> None:
        """Where nothing is open the card has a page of its own; an open case is told of it and goes on."""
        from app.presenters.pickup import Stage

        self._held_no_more()
        if not self.inside:
            return
        refused = RefusedCard(event.code, event.reader, self._clock.now(), self._facts(event))
        if self.pickup.screen.stage not in (Stage.WAITING, Stage.REFUSED):
            self._lies = refused
            self.pickup.card_beside(refused.trouble)
            return
        self.pickup.give_up()
        self._show(page=Page.COUNTER, refused=refused)

    def _facts(self, event: CardUnreadable) -> Mapping[str, Fact]:
        """What the reader knows, and the school's own words: which cards it takes, what another's holder does (A38)."""
        signed_on = self.screen.signed_on
        told: Mapping[str, Fact] = NO_FACTS
        if signed_on is not None:
            told = {"way": signed_on.old_card_way, "taken": signed_on.card_names}
        return {**told, **event.facts}

    def _held_no_more(self) -> None:
        self._held.stop()
        if self.screen.reader is Reader.HELD:
            self.screen = replace(self.screen, reader=Reader.READY if self.screen.readers else Reader.MISSING)
            self.changed.emit(self.screen)
