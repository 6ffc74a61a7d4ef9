"""What the window shows, and the presenters of its pages: those behind the door are made when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from app.dates import Clock
from app.errors import NO_FACTS, Fact, Obstacle, Trouble
from app.presenters.door import Aside, DoorPresenter, DoorStage
from app.presenters.form import Form

if TYPE_CHECKING:
    from uuid import UUID

    from app.desk.paper_slips import PaperSlip
    from app.desk.slips import Mode, OpenedBy
    from app.desk.window_slips import CounterSlip, SignedOnSlip
    from app.presenters.closing import ClosingPresenter
    from app.presenters.colleagues import ColleaguesPresenter
    from app.presenters.decisions import DecisionsPresenter
    from app.presenters.layouts import LayoutsPresenter
    from app.presenters.pickup import PickupPresenter
    from app.presenters.ports import Examining, Printing
    from app.presenters.preview import PreviewPresenter
    from app.presenters.queue import QueuePresenter
    from app.presenters.search import SearchPresenter
    from app.presenters.sheets import SheetsPresenter
    from app.presenters.today import TodayPresenter
    from app.presenters.unprinted import Unprinted, UnprintedPresenter
    from app.presenters.verify import VerifyPresenter
    from app.threads.desk_line import Line
F = TypeVar("F", bound=Form[Any])


class Page(StrEnum):
    COUNTER = "counter"
    TODAY = "today"
    QUEUE = "queue"
    VERIFY = "verify"
    SHEETS = "sheets"
    DECISIONS = "decisions"
    LAYOUT = "layout"
    COLLEAGUES = "colleagues"


class Reader(StrEnum):
    READY = "ready"
    MISSING = "missing"
    SERVICE_LOST = "service_lost"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class RefusedCard:
    """A card that opens no case, and why; nothing personal was read from it."""

    code: str
    reader: str
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS, repr=False, hash=False)

    @property
    def trouble(self) -> Trouble:
        trouble = Trouble(self.code)
        trouble.facts = self.facts
        return trouble


@dataclass(frozen=True, slots=True)
class WindowScreen:
    page: Page = Page.COUNTER
    readers: tuple[str, ...] = ()
    reader: Reader = Reader.MISSING
    printers: tuple[str, ...] = ()
    signed_on: SignedOnSlip | None = None
    counter: CounterSlip | None = None
    refused: RefusedCard | None = None
    trouble: Trouble | None = None
    aside: Aside = Aside.NONE
    aside_paper: PaperSlip | None = None  # the paper of no case that did not print


class Counter(NamedTuple):
    """What stands behind the door: the pickups, the printer, the lane that examines files."""

    pickup: PickupPresenter
    printing: Printing
    examining: Examining


class WindowPages(Form[WindowScreen]):
    """Owns the other presenters.

    ``furnish`` makes the counter; it is called once, when somebody has signed on or a little ahead of that. ``queued``
    tells that there is something to send.
    """

    queued = Signal()

    door: DoorPresenter  # made with the window itself

    def __init__(self, line: Line, furnish: Callable[[], Counter], clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(WindowScreen(), parent)
        self._line = line
        self._furnish = furnish
        self._clock = clock
        self._turned_away = clock.now()
        self._lay_there = ""  # the code of the refused card from whose page the search was opened

    @cached_property
    def _counter(self) -> Counter:
        return self._furnish()

    @property
    def pickup(self) -> PickupPresenter:
        return self._counter.pickup

    @cached_property
    def search(self) -> SearchPresenter:
        from app.presenters.search import SearchPresenter

        return SearchPresenter(self._line, self._chosen, self)

    @cached_property
    def preview(self) -> PreviewPresenter:
        from app.presenters.preview import PreviewPresenter

        preview = PreviewPresenter(self._line, self._counter.printing, self)
        preview.missed.connect(self._missed)
        return preview

    @cached_property
    def unprinted(self) -> UnprintedPresenter:
        from app.presenters.unprinted import UnprintedPresenter

        return self._drawn(UnprintedPresenter(self._line, self._counter.printing, self))

    @property
    def owed_papers(self) -> tuple[Unprinted, ...]:
        """What did not print after its screen was left; the presenter of it is made with the first."""
        return self.unprinted.screen.papers if "unprinted" in self.__dict__ else ()

    def _missed(self, paper: PaperSlip, why: Obstacle | Trouble) -> None:
        if self.door.screen.stage in (DoorStage.INSIDE, DoorStage.LOCKED):
            self.unprinted.take(paper, why)

    @cached_property
    def queue(self) -> QueuePresenter:
        from app.presenters.queue import QueuePresenter

        return QueuePresenter(self._line, self._preview, self.queued.emit, self._clock, self)

    @cached_property
    def verify(self) -> VerifyPresenter:
        from app.presenters.verify import VerifyPresenter

        return VerifyPresenter(self._line, self._counter.examining, self)

    @cached_property
    def today(self) -> TodayPresenter:
        from app.presenters.today import TodayPresenter

        return TodayPresenter(self._line, self._preview, self)

    @cached_property
    def sheets(self) -> SheetsPresenter:
        from app.presenters.sheets import SheetsPresenter

        return self._drawn(SheetsPresenter(self._line, self._preview, self))

    @property
    def wrong_scans(self) -> int:
        """How many scans on the page of the sheets did not belong there; none before it was opened."""
        return self.sheets.screen.wrong if "sheets" in self.__dict__ else 0

    @cached_property
    def closing(self) -> ClosingPresenter:
        from app.presenters.closing import ClosingPresenter

        return ClosingPresenter(self._line, self._preview, self)

    @cached_property
    def decisions(self) -> DecisionsPresenter:
        from app.presenters.decisions import DecisionsPresenter

        return self._drawn(DecisionsPresenter(self._line, self.queued.emit, self._clock, self))

    @cached_property
    def layouts(self) -> LayoutsPresenter:
        from app.presenters.layouts import LayoutsPresenter

        return self._drawn(LayoutsPresenter(self._line, self))

    @cached_property
    def colleagues(self) -> ColleaguesPresenter:
        from app.presenters.colleagues import ColleaguesPresenter

        return self._drawn(ColleaguesPresenter(self._line, self))

    def _drawn(self, form: F) -> F:
        """A page that is drawn with the window, and made when it is first opened."""
        form.changed.connect(self._page_moved)
        return form

    def _page_moved(self, _screen: object) -> None:
        self.changed.emit(self.screen)

    @property
    def supervises(self) -> bool:
        """Whether a supervisor is signed on: only then are their pages offered."""
        return self.screen.signed_on is not None and self.screen.signed_on.staff.role == "supervisor"

    @property
    def unregistered(self) -> RefusedCard | None:
        """The card on the reader that the register turns away: it opened no case, so it is a refused card as well."""
        from app.presenters.pickup import Stage

        pickup = self.pickup.screen
        why = next((each for each in pickup.problems if each.code.startswith("card.")), None)
        if pickup.stage is not Stage.REFUSED or why is None:
            return None
        return RefusedCard(why.code, str(why.facts.get("reader") or ""), self._turned_away, why.facts)

    @property
    def inside(self) -> bool:
        return self.door.screen.stage is DoorStage.INSIDE

    def now(self) -> datetime:
        return self._clock.now()

    # ------------------------------------------------------------------ looking up, leaving
    def look_up(self, mode: Mode | None = None) -> None:
        """F3, or F4 for a proxy who brings no card."""
        from app.desk.slips import Mode

        if self.inside and not self.pickup.must_wait:
            turned_away = self.screen.refused or self.unregistered
            self._lay_there = turned_away.code if turned_away is not None else ""
            self._leave_supervision()
            self._show(page=Page.COUNTER, refused=None)
            self.search.begin(mode or Mode.SELF)

    def _chosen(self, graduate_id: UUID, opened_by: OpenedBy, mode: Mode, certificate_id: UUID | None = None) -> None:
        from app.desk.slips import Laid

        lay_there = self.screen.refused.code if self.screen.refused is not None else self._lay_there
        self._show(page=Page.COUNTER, refused=None)
        self.pickup.open(graduate_id, opened_by, mode, Laid.by_code(lay_there), certificate_id)

    def open_case(self, graduate_id: UUID, certificate_id: UUID | None) -> None:
        """The case that a list leads to."""
        from app.desk.slips import Mode, OpenedBy

        if self.inside and not self.pickup.must_wait:
            self._lay_there = ""  # no card has to do with it
            self._chosen(graduate_id, OpenedBy.NUMBER, Mode.SELF, certificate_id)

    def _preview(self, paper: PaperSlip) -> None:
        self.preview.open(paper)

    @property
    def _own_login(self) -> str:
        """A supervisor who is signed on need not type the login again, only the password."""
        staff = self.screen.signed_on.staff if self.screen.signed_on else None
        return staff.login if staff is not None and staff.role == "supervisor" else ""

    def _leave_supervision(self, to: Page | None = None) -> None:
        """What a supervisor chose and looked at does not stay behind on a page that is left."""
        if to is not Page.DECISIONS and "decisions" in self.__dict__:
            self.decisions.leave()
        if to is not Page.LAYOUT and "layouts" in self.__dict__:
            self.layouts.leave()
        if to is not Page.COLLEAGUES and "colleagues" in self.__dict__:
            self.colleagues.leave()
