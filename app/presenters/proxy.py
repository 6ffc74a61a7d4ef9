"""Proxy pickup (代領, A31 to A33): the evidence a proxy must show, and no more than the profile asks.

The ID is shown, not kept: what is recorded is that it was seen, its kind and the proxy's name. Number, relation and
scans exist only where the school's rules name them. Reasons of outstanding items are never shown here (RULES I5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.dates import Clock, today
from app.desk import asks
from app.desk.asks import ProxyEvidence
from app.desk.slips import CaseSlip, EvidenceSet, OpenedBy, ScanSlip
from app.errors import Obstacle
from app.presenters.errands import NO_PAPER, PaperErrand, PaperSlot, reasons
from app.presenters.form import Form, Problem
from app.presenters.ports import Printing
from app.presenters.turns import Turns
from app.threads.desk_line import Reply

CARD, LOSS, PROXY_ID = "card", "loss_report", "proxy_id"
_TAKEN = ("name", "id_kind", "id_number", PROXY_ID)
MAX_SCAN = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class EarlierProxy:
    """Who collected last at this window today (RULES I8): what the profile has recorded of a proxy, and no more.

    It lives in this window's memory until the day or the sitting ends, and is written nowhere.
    """

    name: str = field(repr=False)
    id_kind: str
    id_number: str = field(repr=False)
    day: date


@dataclass(frozen=True, slots=True)
class ProxyScreen:
    """``problems`` are (field, problem); a field is a piece's code, ``name``, ``id_kind`` and so on.

    ``earlier`` is offered while nothing has been written about this graduate's proxy.
    """

    case: CaseSlip | None = None
    evidence_set: str = ""
    seen: tuple[str, ...] = ()
    name: str = field(default="", repr=False)
    id_kind: str = ""
    id_number: str = field(default="", repr=False)
    relation: str = ""
    scans: tuple[ScanSlip, ...] = ()
    checking: bool = False
    problems: tuple[tuple[str, Problem], ...] = ()
    letter: PaperSlot = NO_PAPER
    earlier: EarlierProxy | None = None

    @property
    def offers_earlier(self) -> bool:
        return self.earlier is not None and not self.name

    @property
    def chosen_set(self) -> EvidenceSet | None:
        sets = self.case.proxy_rules.evidence_sets if self.case else ()
        return next((each for each in sets if each.code == self.evidence_set), None)

    @property
    def pieces(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.chosen_set.pieces) if self.chosen_set else ()

    @property
    def kept(self) -> tuple[str, ...]:
        """The pieces of which a scan is kept; none where the profile asks for no scans."""
        asked = self.case is not None and self.case.proxy_rules.asks_scans
        return self.chosen_set.kept if asked and self.chosen_set else ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The pieces of the chosen set that nobody has seen yet."""
        return tuple(code for code in self.pieces if code not in self.seen)

    def problem_at(self, name: str) -> Problem | None:
        return next((problem for where, problem in self.problems if where == name), None)


class ProxyPresenter(Form[ProxyScreen]):
    """Collects the evidence; when it is whole, hands it to the steps of the hand-over.

    ``missed``: a letter did not print, and its form is gone.
    """

    missed = Signal(object, object)

    def __init__(self, turns: Turns, printing: Printing, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(ProxyScreen(), parent)
        self._clock = clock
        self._earlier: EarlierProxy | None = None
        self._turns = turns
        self._letter = PaperErrand(turns.line, printing, self._letter_moved, self.missed.emit)
        self._checked: tuple[str, ...] = ()

    @property
    def touched(self) -> bool:
        screen = self.screen
        own = set(_already_seen(screen.case)) if screen.case else set()
        return bool(set(screen.seen) - own or screen.name or screen.id_number or screen.scans)

    def begin(self, case: CaseSlip) -> None:
        """Start with the set that fits: the card that was tapped, else the loss that was reported."""
        self._letter.forget()
        seen = _already_seen(case)
        sets = case.proxy_rules.evidence_sets
        fitting = (each for each in sets if any(code in seen for code, _ in each.pieces))
        chosen = next(fitting, sets[0] if sets else None)
        kinds = case.proxy_rules.id_kinds
        self.screen = ProxyScreen(
            case,
            chosen.code if chosen else "",
            seen,
            id_kind=kinds[0][0] if len(kinds) == 1 else "",
            earlier=self._earlier_today(),
        )
        self.changed.emit(self.screen)

    # -------------------------------------------------------------- one proxy, several principals (RULES I8)
    def remember(self, evidence: ProxyEvidence) -> None:
        """This proxy has just collected: the next graduate's form offers the same person."""
        day = today(self._clock)
        self._earlier = EarlierProxy(evidence.name, evidence.id_kind, evidence.id_number, day)

    def forget_earlier(self) -> None:
        """The sitting ends: nobody's proxy is remembered."""
        self._earlier = None
        self._show(earlier=None)

    def take_earlier(self) -> None:
        """The same proxy as before: the person, and the document that was shown. Each graduate's letter is a new one.

        What the profile does not ask stays out, and the relation is this graduate's own.
        """
        earlier, case = self.screen.earlier, self.screen.case
        if earlier is None or case is None:
            return
        rules = case.proxy_rules
        known = earlier.id_kind in {code for code, _ in rules.id_kinds}
        self._show(
            name=earlier.name,
            id_kind=earlier.id_kind if known else "",
            id_number=earlier.id_number if rules.asks_id_number else "",
            seen=tuple(dict.fromkeys((*self.screen.seen, PROXY_ID))),
            problems=tuple(each for each in self.screen.problems if each[0] not in _TAKEN),
        )

    def _earlier_today(self) -> EarlierProxy | None:
        """Yesterday's proxy is nobody's today."""
        if self._earlier is not None and self._earlier.day != today(self._clock):
            self._earlier = None
        return self._earlier

    def keep(self, case: CaseSlip) -> None:
        """The case was opened anew: what was collected stays, what the case itself proves is added."""
        proved = _already_seen(case)
        problems = tuple(each for each in self.screen.problems if each[0] not in proved)
        self._show(case=case, seen=tuple(dict.fromkeys((*self.screen.seen, *proved))), problems=problems)

    # -------------------------------------------------------------- the clerk's acts
    def choose_set(self, code: str) -> None:
        self._show(evidence_set=code, problems=())

    def see(self, piece: str, seen: bool) -> None:
        """A piece lies on the desk and was looked at."""
        have = (*self.screen.seen, piece) if seen else tuple(each for each in self.screen.seen if each != piece)
        self._show(seen=tuple(dict.fromkeys(have)), problems=self._without(piece))

    def write(self, name: str, text: str) -> None:
        """``name``, ``id_number`` as they are typed; a told problem leaves with the first change."""
        self._note(**{name: text}, problems=self._without(name))

    def choose(self, name: str, code: str) -> None:
        """``id_kind`` or ``relation`` from the profile's list."""
        self._show(**{name: code}, problems=self._without(name))

    def print_letter(self, prefilled: bool = True) -> None:
        """The 委託書: prefilled for this graduate, or blank."""
        case = self.screen.case
        if case is None or not prefilled:
            self._letter.run(asks.letter_of_authorization())
            return
        about = case.certificate.id if case.certificate else None
        self._letter.run(asks.letter_of_authorization(case.graduate_id, about))

    def print_again(self) -> None:
        """F6: the letter once more."""
        self._letter.again()

    def attach_scan(self, piece: str, name: str, content: bytes) -> None:
        """A scan of one piece, where the profile asks for it: PDF, JPEG or PNG of at most 10 MB."""
        case = self.screen.case
        if case is None or self._turns.deed_in_flight:
            return
        if len(content) > MAX_SCAN:
            self._show(problems=(*self._without(piece), (piece, Obstacle("scan.too_large", {"name": name}))))
            return
        self._turns.do(asks.keep_scan(case.graduate_id, piece, name, content), self._scan_kept)

    def cannot_read(self, piece: str, name: str) -> None:
        """The chosen file could not be opened: a stick that was pulled, a folder nobody may read."""
        self._show(problems=(*self._without(piece), (piece, Obstacle("scan.unreadable", {"name": name}))))

    # -------------------------------------------------------------- whole?
    def evidence(self) -> ProxyEvidence | None:
        """The evidence when it is whole; otherwise every gap is told at its place and the answer is none."""
        problems = tuple(self._gaps())
        self._show(problems=problems)
        if problems:
            return None
        screen = self.screen
        rules = screen.case.proxy_rules if screen.case else None
        return ProxyEvidence(
            evidence_set=screen.evidence_set,
            pieces=screen.pieces,
            name=screen.name.strip(),
            id_kind=screen.id_kind,
            id_number=screen.id_number.strip().upper() if rules and rules.asks_id_number else "",
            relation=screen.relation if rules and rules.asks_relation else "",
            scan_ids=tuple(scan.id for scan in screen.scans if scan.piece in screen.pieces),
        )

    def refuse(self, problems: tuple[Problem, ...]) -> None:
        """The desk found fault with the evidence: told at the field it is about."""
        self._show(checking=False, problems=tuple((_field_of(problem), problem) for problem in problems))

    def wait(self) -> None:
        self._show(checking=True, problems=())

    def accept(self) -> None:
        self._show(checking=False, problems=())

    def _gaps(self) -> list[tuple[str, Problem]]:
        screen = self.screen
        rules = screen.case.proxy_rules if screen.case else None
        gaps: list[tuple[str, Problem]] = [(piece, Obstacle("proxy.piece_missing")) for piece in screen.missing]
        if not screen.name.strip():
            gaps.append(("name", Obstacle("proxy.name_missing")))
        if not screen.id_kind:
            gaps.append(("id_kind", Obstacle("proxy.id_kind_missing")))
        if rules and rules.asks_id_number and not screen.id_number.strip():
            gaps.append(("id_number", Obstacle("proxy.id_number_missing")))
        if rules and rules.asks_relation and not screen.relation:
            gaps.append(("relation", Obstacle("proxy.relation_missing")))
        if rules and rules.asks_scans:
            have = {scan.piece for scan in screen.scans}
            owed = (piece for piece in screen.kept if piece not in have and piece not in screen.missing)
            gaps += [(piece, Obstacle("proxy.scan_missing")) for piece in owed]
        return gaps

    def _scan_kept(self, reply: Reply[ScanSlip]) -> None:
        self._turns.done(reply)
        piece = str(reply.ask.facts["piece"])
        if reply.slip is None:
            self._show(problems=(*self._without(piece), *((piece, why) for why in reasons(reply))))
            return
        kept = tuple(scan for scan in self.screen.scans if scan.piece != piece)
        seen = tuple(dict.fromkeys((*self.screen.seen, piece)))
        self._show(scans=(*kept, reply.slip), seen=seen, problems=self._without(piece))

    def _letter_moved(self) -> None:
        self._show(letter=self._letter.slot)

    def _without(self, name: str) -> tuple[tuple[str, Problem], ...]:
        return tuple(each for each in self.screen.problems if each[0] != name)


def scan_of(screen: ProxyScreen, piece: str) -> UUID | None:
    return next((scan.id for scan in screen.scans if scan.piece == piece), None)


def _already_seen(case: CaseSlip) -> tuple[str, ...]:
    """What the case itself proves: the card was tapped, or its loss is on record."""
    card = (CARD,) if case.card is not None and case.opened_by is OpenedBy.CARD else ()
    return (*card, *((LOSS,) if case.loss.reported_at is not None else ()))


#: Where a refusal of the desk is told, when it does not name its ``field`` itself.
_FIELDS = {
    "authorization.missing": "letter",
    "card.loss_not_reported": LOSS,
    "authorization.piece_missing": "letter",
    "proxy.evidence_incomplete": "letter",
    "proxy.id_kind_missing": "id_kind",
    "proxy.id_number_wrong": "id_number",
    "proxy.relation_missing": "relation",
    "proxy.scan_missing": "letter",
}


def _field_of(problem: Problem) -> str:
    named = problem.facts.get("field")
    return named if isinstance(named, str) else _FIELDS.get(problem.code, "name")
