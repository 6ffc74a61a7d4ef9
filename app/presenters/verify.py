"""Verification (查驗): files are handed in, and one after another goes through the same four steps to its answer.

One file is on its way at a time, so that a list of a thousand never stands between a graduate and the desk: each step
is one ask, and a tap's look-up goes in between. What the desk could not answer stops the list where it is; the next
press goes on from there. Names of files may name people, so that leaving the desk empties the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject

from app.desk import asks
from app.desk.verify_slips import CodeSlip, FileSlip, LedgerSlip, Outcome, Seen, VerdictSlip, WhereSlip
from app.presenters.errands import reasons
from app.presenters.form import Form, Problem
from app.presenters.ports import Examining
from app.threads.desk_line import Line, Reply


class Step(IntEnum):
    """What is asked of each file, in this order."""

    FILE = 0
    LEDGER = 1
    SIGNATURE = 2
    ANSWER = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One file on its way. ``step`` is the one it stands at; facts of the steps behind it are there."""

    name: str
    step: Step = Step.FILE
    file: FileSlip | None = None
    known: bool | None = None
    by_platform: bool = False
    seen: Seen | None = None
    verdict: VerdictSlip | None = None

    @property
    def turned_away(self) -> bool:
        """Nothing behind the first look was asked."""
        return self.file is not None and bool(self.file.problem)


@dataclass(frozen=True, slots=True)
class VerifyScreen:
    """``current`` is the file on its way, ``chosen`` the one whose steps and cause are shown."""

    entries: tuple[Entry, ...] = ()
    current: int | None = None
    chosen: int = 0
    gathering: bool = False
    nothing: bool = False  # what was handed in held no file at all
    problems: tuple[Problem, ...] = ()
    code: CodeSlip | None = None  # what was scanned last
    code_problems: tuple[Problem, ...] = ()
    where: WhereSlip | None = None  # whoever asks is sent there

    @property
    def entry(self) -> Entry | None:
        return self.entries[self.chosen] if self.chosen < len(self.entries) else None

    @property
    def done(self) -> int:
        return sum(each.verdict is not None for each in self.entries)

    @property
    def running(self) -> bool:
        return self.gathering or self.current is not None

    def count(self, outcome: Outcome) -> int:
        return sum(each.verdict is not None and each.verdict.outcome is outcome for each in self.entries)


@dataclass(slots=True)
class _Run:
    """The files of one list, as the examiner's lane knows them."""

    handed: list[Any] = field(default_factory=list)


class VerifyPresenter(Form[VerifyScreen]):
    """``hand_in`` takes what was dropped or chosen; everything else follows by itself."""

    def __init__(self, line: Line, examiner: Examining, parent: QObject | None = None) -> None:
        super().__init__(VerifyScreen(), parent)
        self._line = line
        self._examiner = examiner
        self._run = _Run()
        self._follow = True

    def enter(self) -> None:
        """The page is opened: have the examiner ready before the first file."""
        self._examiner.warm()
        self._line.ask(asks.where_to_verify(), self.placed)

    def placed(self, reply: Reply[WhereSlip]) -> None:
        if reply.slip is not None:
            self._show(where=reply.slip)

    def hand_in(self, paths: Sequence[str]) -> None:
        """Files, folders, archives. While a list is running they join it; a finished one makes room."""
        if not paths:
            return
        if not self.screen.running:
            self.clear()
        self._show(gathering=True, nothing=False, code=None, code_problems=())
        self._examiner.gather(tuple(paths), _Of(self, self._run).gathered)

    def scanned(self, read: str) -> None:
        """The scanner read the QR code of a certificate: its code, or the address with the code (B43)."""
        if read.strip():
            self._line.ask(asks.document_by_code(read.strip()), _Of(self, self._run).coded)

    def coded(self, reply: Reply[CodeSlip]) -> None:
        self._show(code=reply.slip, code_problems=reasons(reply))

    def choose(self, row: int) -> None:
        """Show this file's steps and cause; the list no longer follows the file on its way."""
        if 0 <= row < len(self.screen.entries):
            self._follow = False
            self._show(chosen=row)

    def go_on(self) -> None:
        """After a trouble: on from the file that was not answered."""
        if self.screen.problems and not self.screen.running:
            self._show(problems=())
            self._next()

    def clear(self) -> None:
        """Forget every name. Answers that are still on their way are dropped."""
        self._run = _Run()
        self._follow = True
        self.screen = VerifyScreen(where=self.screen.where)
        self.changed.emit(self.screen)

    # ------------------------------------------------------------------ one file after another
    def gathered(self, handed: tuple[Any, ...]) -> None:
        self._run.handed += handed
        entries = (*self.screen.entries, *(Entry(each.name) for each in handed))
        self._show(entries=entries, gathering=False, nothing=not entries)
        if self.screen.current is None:
            self._next()

    def _next(self) -> None:
        row = next((row for row, each in enumerate(self.screen.entries) if each.verdict is None), None)
        self._show(current=row, chosen=row if row is not None and self._follow else self.screen.chosen)
        if row is None:
            self._settle()
            return
        self._put(row, Entry(self.screen.entries[row].name))
        self._examiner.take(self._run.handed[row], _Of(self, self._run).taken)

    def _settle(self) -> None:
        """All are answered: show the first that needs a person, unless the clerk has chosen one."""
        if not self._follow or not self.screen.entries:
            return
        order = {Outcome.FAILURE: 0, Outcome.WARNING: 1, Outcome.SUCCESS: 2}
        outcomes = [each.verdict.outcome if each.verdict else Outcome.FAILURE for each in self.screen.entries]
        self._show(chosen=min(range(len(outcomes)), key=lambda row: (order[outcomes[row]], row)))

    def taken(self, file: FileSlip) -> None:
        row, entry = self._now()
        if file.problem:
            self._put(row, replace(entry, file=file, step=Step.ANSWER))
            self._line.ask(asks.conclude_verification(file), _Of(self, self._run).concluded)
        else:
            self._put(row, replace(entry, file=file, step=Step.LEDGER))
            self._line.ask(asks.ask_ledger(file.sha256), _Of(self, self._run).looked_up)

    def looked_up(self, reply: Reply[LedgerSlip]) -> None:
        row, entry = self._now()
        if reply.slip is None:
            self._stop(reply)
            return
        self._put(row, replace(entry, known=reply.slip.known, by_platform=reply.slip.by_platform, step=Step.SIGNATURE))
        self._examiner.examine(reply.slip, _Of(self, self._run).examined)

    def examined(self, seen: Seen) -> None:
        row, entry = self._now()
        assert entry.file is not None
        self._put(row, replace(entry, seen=seen, step=Step.ANSWER))
        self._line.ask(asks.conclude_verification(entry.file, seen), _Of(self, self._run).concluded)

    def concluded(self, reply: Reply[VerdictSlip]) -> None:
        row, entry = self._now()
        if reply.slip is None:
            self._stop(reply)
            return
        self._put(row, replace(entry, verdict=reply.slip))
        self._next()

    def _stop(self, reply: Reply[Any]) -> None:
        self._show(current=None, problems=reasons(reply))

    def _now(self) -> tuple[int, Entry]:
        row = self.screen.current
        assert row is not None
        return row, self.screen.entries[row]

    def _put(self, row: int, entry: Entry) -> None:
        entries = self.screen.entries
        self._show(entries=(*entries[:row], entry, *entries[row + 1 :]))


class _Of:
    """Ties an answer to the list it is about: a list that was cleared hears nothing more."""

    def __init__(self, presenter: VerifyPresenter, run: _Run) -> None:
        self._presenter, self._run = presenter, run

    @property
    def _due(self) -> bool:
        return self._presenter._run is self._run

    def gathered(self, handed: tuple[Any, ...]) -> None:
        if self._due:
            self._presenter.gathered(handed)

    def coded(self, reply: Reply[CodeSlip]) -> None:
        if self._due:
            self._presenter.coded(reply)

    def taken(self, file: FileSlip) -> None:
        if self._due:
            self._presenter.taken(file)

    def looked_up(self, reply: Reply[LedgerSlip]) -> None:
        if self._due:
            self._presenter.looked_up(reply)

    def examined(self, seen: Seen) -> None:
        if self._due:
            self._presenter.examined(seen)

    def concluded(self, reply: Reply[VerdictSlip]) -> None:
        if self._due:
            self._presenter.concluded(reply)
