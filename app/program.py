"""The composition root: the only file that knows every room. Builds, connects, starts, closes.

``python -m app run`` opens the window with this computer's settings; ``python -m app demo`` opens it for the fictional
school, on a simulated reader with a tray of made-up cards, in a database marked demo at birth. Heavy rooms are imported
on the lanes that need them, so that the sign-on screen is painted first. It lies beside ``__main__`` and not in it,
because every worker process imports ``__main__``.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app import log
from app import settings as settings_room
from app.arguments import arguments, has_display, language_of
from app.dates import TAIPEI, Clock, OffsetClock, SystemClock
from app.errors import Obstacle, Trouble
from app.presenters.window import Counter, WindowPresenter, WindowScreen
from app.settings import Settings
from app.threads.desk_line import DeskLine
from app.threads.tidying import Tidying
from app.views import theme
from app.views.ahead import Ahead
from app.views.main_window import Choices, MainWindow
from app.wording import Bilingual, in_language

if TYPE_CHECKING:
    from app.desk.demo_cohort import TrayCard
    from app.desk.desk import Desk, Place
    from app.devices.printer import PrintOrder, Queued
    from app.devices.session import Readers
    from app.devices.simulated import CardTray
    from app.devices.virtual_card import VirtualCard
    from app.issuance.office import Office
    from app.issuance.orders import Progress, Worker
    from app.presenters.cues import Cue, Cues
    from app.presenters.pickup import PickupPresenter
    from app.threads.issuance_line import IssuanceLine
    from app.threads.lanes import Lanes
    from app.views.sounds import Sounds
    from app.views.workbench import Bench, Look

TITLE = Bilingual("學位證書領取櫃檯", "Registry Desk")
DEMO_TITLE = Bilingual("學位證書領取櫃檯（示範）", "Registry Desk (demonstration)")
DEMO_MORNING = datetime(2025, 7, 3, 10, 0, tzinfo=TAIPEI)
DEMO_PRINTER = "示範印表機"
UNSEEN_MS = 1_000  # a window that starts minimised is painted much later
FAILED = 3  # the exit code when the world failed, as at the command line
TEMPORARY_ENDS = (signal.SIGINT, signal.SIGTERM)


class Program(QObject):
    """Everything that runs while the window is open.

    ``readers`` opens the card readers; left out, the computer's own, or in a demo the simulated one with its card tray.
    A demo that is not ``begun`` stands before its first run: nobody works there yet. ``shut``: why the settings
    themselves cannot be used; the window then says so, no lane begins and nothing is kept. ``read_again`` gives the
    settings as they are now: the office of issuance opens by them whenever a person may have put something right.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        readers: Callable[[], Readers] | None = None,
        *,
        begun: bool = True,
        shut: Trouble | None = None,
        read_again: Callable[[], Settings] | None = None,
    ) -> None:
        super().__init__()
        self._read_again = read_again or (lambda: settings)
        self._begun = begun
        self._shut = shut
        self.settings = settings
        self.clock = clock
        self._given_readers = readers
        self.tray: CardTray | None = None
        self.tray_cards: tuple[TrayCard, ...] = ()
        self.tray_on: int | None = None
        self._strip: QWidget | None = None
        self._strip_shows: tuple[Look, int | None] | None = None
        self._cards: dict[int, VirtualCard] = {}
        self.printed: list[Path] = []
        self._tidying = Tidying(self)
        self._started = shut is not None
        self.desk_line = DeskLine(self._open_desk)
        self._issuance: IssuanceLine | None = None
        self._fill_tray()
        self.window_presenter = WindowPresenter(
            self.desk_line, self._furnish, clock, self, founded=settings.is_founded and not settings.demo
        )
        choices = Choices(settings.language, settings.theme, settings.text_scale / 100, settings.sound)
        self.window = MainWindow(
            self.window_presenter,
            choices,
            self._remember,
            DEMO_TITLE if settings.demo else TITLE,
            self._tray_strip if self.tray is not None else None,
        )
        self._ahead = Ahead(self._build_ahead, self)
        self.desk_line.opened.connect(self._desk_opened, Qt.ConnectionType.QueuedConnection)
        self.desk_line.shut_out.connect(self.window_presenter.door.shut_out)
        self.window_presenter.changed.connect(self._window_changed)
        self.window_presenter.changed.connect(self._tidying.stirred)
        self.window_presenter.queued.connect(self._queued)

    # ------------------------------------------------------------------ what stands behind the door
    @cached_property
    def lanes(self) -> Lanes:
        from app.threads.lanes import Lanes

        settings = self.settings
        lanes = Lanes(self._readers(), settings.printer, self._demo_print if settings.demo else None)
        lanes.feed.card_event.connect(self.window_presenter.card_event)
        lanes.feed.card_event.connect(self.cues.card_event)
        lanes.feed.card_event.connect(self._tidying.stirred)
        return lanes

    @property
    def pickup(self) -> PickupPresenter:
        return self.window_presenter.pickup

    def _furnish(self) -> Counter:
        from app.presenters.pickup import PickupPresenter

        lanes = self.lanes
        pickup = PickupPresenter(self.desk_line, lanes.feed, lanes.print_line, self.clock, self)
        pickup.done.changed.connect(self._handed_over)
        pickup.queued.connect(self._queued)
        self.cues.watch(pickup)
        for each in (pickup, pickup.steps):
            each.changed.connect(self._tidying.stirred)
        return Counter(pickup, lanes.print_line, lanes.examiner_line)

    def _build_ahead(self) -> None:
        self.window.furnish()
        self.window.pickup_view  # noqa: B018  built by being asked for
        self._tidying.settle()

    # ------------------------------------------------------------------ starting and closing
    def start(self) -> None:
        """Show the window first; the lanes begin once it is on the glass, or soon, should it be shown to nobody."""
        self._tidying.begin()
        if self._shut is not None:
            self.window_presenter.door.opened(self._shut)
        self.window.on_glass.connect(self._start_lanes)
        self.window.show()
        QTimer.singleShot(UNSEEN_MS, self, self._start_lanes)

    def _start_lanes(self) -> None:
        if self._started:
            return
        self._started = True
        from app.threads.limits import leave_no_core

        leave_no_core()  # before the first key is opened
        log.begin(self.settings.data_folder / "log")
        lanes = self.lanes
        self.desk_line.start()
        lanes.start()
        if self.settings.demo:
            self.window_presenter.printers_are((DEMO_PRINTER,))
        else:
            lanes.print_line.find_printers(self.window_presenter.printers_are)

    def close(self) -> bool:
        """End every lane within two seconds each; True when all ended in time."""
        self._started = True
        self._ahead.end()
        ended = [self.lanes.stop()]
        if self._issuance is not None:
            ended.append(self._issuance.stop())
        ended.append(self.desk_line.stop())
        self.window.close()
        self._tidying.end()
        return all(ended)

    def _desk_opened(self, trouble: Any) -> None:
        self.window_presenter.door.opened(trouble)
        self._ahead.begin()
        if trouble is None:
            self._start_issuance()

    def _window_changed(self, screen: WindowScreen) -> None:
        """Once somebody is signed on, the reader is told which kinds of card the school takes, which sector it owns."""
        signed_on = screen.signed_on
        if signed_on is None:
            self.lanes.feed.owned = None
            return
        from app.devices.apdu import KeyType
        from app.devices.cards.mifare_classic import SectorKey
        from app.devices.events import CardKind

        self.lanes.feed.accepted = frozenset(CardKind(each) for each in signed_on.card_kinds)
        owned = signed_on.owned_sector
        self.lanes.feed.owned = None if owned is None else SectorKey(owned.sector, owned.key, KeyType[owned.key_type])

    def _queued(self) -> None:
        if self._issuance is not None:
            self._issuance.nudge()

    def _handed_over(self, _screen: object) -> None:
        if self._issuance is not None:
            self._issuance.nudge()

    @cached_property
    def cues(self) -> Cues:
        from app.presenters.cues import Cues

        cues = Cues(self.window_presenter, self)
        cues.heard.connect(self._sound)
        return cues

    @cached_property
    def _sounds(self) -> Sounds:
        from app.views.sounds import Sounds

        return Sounds(parent=self)

    def _sound(self, cue: Cue) -> None:
        if QApplication.platformName() != "offscreen":  # nobody is there to hear it
            self._sounds.play(cue, self.window.choices.sound)

    def _remember(self, choices: Choices) -> None:
        if self._shut is not None:
            return
        with contextlib.suppress(Trouble):  # a read-only disk: the choice holds until the program ends
            settings_room.remember(
                self.settings,
                language=choices.language,
                theme=choices.theme,
                text_scale=round(choices.scale * 100),
                sound=choices.sound,
            )

    # ------------------------------------------------------------------ the desk, on its lane
    def _place(self) -> Place:
        from app.desk.place import place_of

        return replace(place_of(self.settings, self.clock), press=self.lanes.press)

    def _open_desk(self) -> Desk:
        from app.desk.desk import Desk

        if self.settings.demo:
            return self._open_demo_desk()
        return Desk.open(self._place())

    def _open_demo_desk(self) -> Desk:
        from app.desk.demo_cohort.making import make_demo
        from app.desk.desk import Desk
        from app.models.migration import migrate

        migrate(self.settings.database_url)
        desk = Desk.open(self._place())
        if self._begun:
            make_demo(desk)
        return desk

    # ------------------------------------------------------------------ issuance, on its lane
    def _start_issuance(self) -> None:
        from app.threads.issuance_line import IssuanceLine

        if self._issuance is None:
            self._issuance = IssuanceLine(self._open_office, self)
            self._issuance.progressed.connect(self._progressed)
            self._issuance.held.connect(self._held)
            self._issuance.start()

    def _open_office(self, worker: Worker) -> Office:
        from app.desk.desk import Desk
        from app.issuance.opening import open_office

        settings = replace(self._read_again(), station=self.settings.station)
        demo_key = None
        if self.settings.demo:
            from app.issuance.demo_authority import lasting_beside, make_demo_key

            key = make_demo_key(self.settings.keys_folder / "demo-ca", self.clock.now(), demo_database=True)
            demo_key = (key, lasting_beside(key))
        desk = Desk.open(self._place())
        try:
            return open_office(settings, desk.store, self.clock, worker, demo_key)
        except BaseException:  # not founded yet: asked again every half minute
            desk.close()
            raise

    def _held(self, why: tuple[Progress, ...]) -> None:
        self.window_presenter.queue_held(tuple(Obstacle(each.code, dict(each.facts)) for each in why))

    def _progressed(self, _progress: object) -> None:
        self.window_presenter.queue_moved()

    # ------------------------------------------------------------------ the demo's reader, tray and printer
    def _readers(self) -> Callable[[], Readers]:
        tray = self.tray
        if tray is not None:
            return lambda: tray
        if self._given_readers is not None:
            return self._given_readers
        from app.devices.pcsc import PcscReaders

        return PcscReaders

    def _fill_tray(self) -> None:
        if self.settings.demo and self._given_readers is None:
            from app.desk.demo_cohort import tray
            from app.devices.simulated import CardTray

            self.tray = CardTray()
            self.tray_cards = tray()

    def lay_card(self, index: int) -> None:
        """Take away what lies on the simulated reader and lay this card on it."""
        from app.desk.key_store import DEMO_SECTOR_KEY
        from app.devices.events import CardKind
        from app.devices.virtual_card import VirtualCard

        assert self.tray is not None
        self.lift_card()
        chosen = self.tray_cards[index]
        kind = CardKind(chosen.kind)
        card = self._cards.get(index)
        owned = self.lanes.feed.owned
        if card is None:
            card = VirtualCard(chosen.uid, kind)
            if kind is CardKind.CLASSIC_4K and owned is not None:
                card.give_keys(owned.sector, DEMO_SECTOR_KEY, DEMO_SECTOR_KEY)
                self._cards[index] = card  # what is written on it stays on it until the demo ends
        self.tray.put_on(card)
        self.tray_on = index
        self.window.draw()

    def lift_card(self) -> None:
        assert self.tray is not None
        if self.tray_on is not None:
            self.tray.take_off()
            self.tray_on = None
            self.window.draw()

    def _tray_strip(self, bench: Bench) -> QWidget:
        """The tray; the one that stands there while it shows the same, since it is half of all that is drawn."""
        from shiboken6 import isValid

        from app.desk.demo_cohort import PASSWORD, SUPERVISOR
        from app.views.tray import tray_strip

        shown = (bench.look, self.tray_on)
        if self._strip is None or self._strip_shows != shown or not isValid(self._strip):
            known = (SUPERVISOR, PASSWORD)
            self._strip = tray_strip(bench, self.tray_cards, self.tray_on, self.lay_card, self.lift_card, known)
            self._strip_shows = shown
        return self._strip

    def _demo_print(self, order: PrintOrder) -> Queued:
        """The demo's printer writes the PDF into the demo's own folder and says so."""
        from app.devices.printer import Queued

        folder = self.settings.data_folder / "printed"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{len(self.printed) + 1:03d}-{order.title}.pdf"
        file.write_bytes(order.pdf)
        self.printed.append(file)
        return Queued(DEMO_PRINTER, file.name)


def demo_settings(folder: Path, words: argparse.Namespace) -> Settings:
    """Settings of a demo that lives in ``folder`` and nowhere else."""
    return Settings(
        profile="sample",
        station="main-1",
        counter="main",
        data_folder=folder / "data",
        backup_folder=folder / "backups",
        keys_folder=folder / "keys",
        demo=True,
        language=words.language or "zh_TW",
        theme=words.theme or "light",
        text_scale=words.scale or 100,
        file=folder / "settings.toml",
    )


def main(given: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if given is None else given
    words = arguments(given)
    if sys.stderr is not None:  # a program without a console has none
        faulthandler.enable()
    headless = words.what == "demo" and (words.headless or not has_display())
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        _tell(Trouble("window.no_display"), language_of(given))
        return FAILED
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    application.setApplicationName("registry-desk")
    theme.load_fonts(application)
    if words.what == "demo":
        import tempfile

        with tempfile.TemporaryDirectory(prefix="registry-desk-demo-", ignore_cleanup_errors=True) as folder:
            program = Program(demo_settings(Path(folder), words), OffsetClock(DEMO_MORNING))
            if headless:
                return _play(program, words.out, language_of(given))
            return _run(application, program)
    try:
        program = Program(_settings(words), SystemClock(), read_again=settings_room.load)
    except Trouble as trouble:
        QTimer.singleShot(0, partial(_tell, trouble, language_of(given)))
        _run(application, Program(_no_settings(words), SystemClock(), shut=trouble))
        return FAILED
    return _run(application, program)


def _play(program: Program, folder: Path, language: str) -> int:
    from app.story import play

    try:
        return play(program, folder)
    except Trouble as trouble:
        _tell(trouble, language)
        return FAILED


def _tell(trouble: Trouble, language: str) -> None:
    told = in_language(language).explain(trouble)
    print(f"{told.text}\n  {told.next_step}", file=sys.stderr)


def _tell_mistakes(program: Program) -> None:
    """The GUI lane's edge: a mistake in a slot is logged without values, and one honest sentence is shown."""

    def told(kind: type[BaseException], failure: BaseException, trace: Any) -> None:
        log.uncaught(kind, failure, trace)
        if issubclass(kind, Exception):
            sys.excepthook = log.uncaught  # a mistake while this one is shown is not shown as well
            program.window_presenter.mistaken()
            sys.excepthook = told

    sys.excepthook = told
    threading.excepthook = lambda seen: log.uncaught(seen.exc_type, seen.exc_value, seen.exc_traceback)


def _settings(words: argparse.Namespace) -> Settings:
    return _as_asked(settings_room.load(), words)


def _as_asked(settings: Settings, words: argparse.Namespace) -> Settings:
    changes = {"language": words.language, "theme": words.theme, "text_scale": words.scale}
    return replace(settings, **{name: value for name, value in changes.items() if value})


def _no_settings(words: argparse.Namespace) -> Settings:
    """How a window looks that only says what is wrong with the settings; nothing is read or written by them."""
    here = Path()
    look = Settings(data_folder=here, backup_folder=here, keys_folder=here, file=here)
    return _as_asked(look, words)


def _run(application: QApplication, program: Program) -> int:
    for each in TEMPORARY_ENDS:
        signal.signal(each, lambda *_: application.quit())
    _tell_mistakes(program)
    program.start()
    pulse = QTimer()
    pulse.timeout.connect(lambda: None)  # lets Python see a signal while Qt waits
    pulse.start(500)
    code = application.exec()
    program.close()
    return code
