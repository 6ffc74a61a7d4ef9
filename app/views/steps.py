"""The step column (發給流程): one step open at a time, done ones ticked with their time, one obvious next act."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from app.desk.slips import CardAct, CaseSlip, Mode, Verdict
from app.errors import Obstacle, Trouble
from app.presenters.errands import PaperSlot, PaperState
from app.presenters.hand_over import StepsScreen
from app.presenters.hand_over_steps import (
    EXCEPTION,
    PAPER,
    PHOTO,
    Progress,
    Step,
    identity_choices,
    planned_act,
    to_decide,
)
from app.presenters.mending import is_held
from app.presenters.pickup import Pane, PickupPresenter, PickupScreen
from app.views import case_words as words
from app.views.paper_words import did_not_print
from app.views.signature_pad import SignaturePad
from app.views.signed_receipt import choose_signed_receipt, scan_lines
from app.views.workbench import Bench, Button, Item, sleep


class StepMark(QWidget):
    """A numbered disc with the line to the next step, the title, and a body while it is open."""

    def __init__(
        self, bench: Bench, mark: str, title: str, state: str, note: str = "", body: QWidget | None = None,
        last: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._bench, self._mark, self._state, self._last = bench, mark, state, last
        self.setObjectName(f"step-{state}")
        role = {"now": "heading", "todo": "strong"}.get(state, "body")
        head: list[Item] = [bench.label(title, role, "" if state in ("now", "todo") else "text2")]
        if note:
            head.append(bench.word(note, "small", "text2"))
        items: list[Item] = [bench.row(*head, gap=8)]
        if body is not None:
            items.append(body)
        bottom = 4 if last else 16 if state == "now" else 9
        self.setLayout(bench.col(*items, gap=6, margins=(44, 3, 0, bottom)))
        self.setMinimumHeight(bench.px(34))
        say = bench.say
        spoken = {"done": say("done"), "now": say("open"), "next": say("to come"), "auto": say("by itself")}
        self.setAccessibleName(f"{mark}. {title}: {spoken.get(state, '')}")

    def paintEvent(self, event: QPaintEvent) -> None:
        b = self._bench
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = b.px(30)
        disc = QRectF(1, 1, size - 2, size - 2)
        if not self._last:
            painter.setPen(QPen(b.colour("go" if self._state == "done" else "line"), 2))
            painter.drawLine(QPointF(size / 2, size + b.px(3)), QPointF(size / 2, self.height() - b.px(1)))
        self._outline(painter, disc)
        if self._state == "done":
            at = (size - b.px(18)) / 2
            painter.drawPixmap(QPointF(at, at), b.pixmap("check", 18, "go"))
            return
        font = QFont(self.font())
        font.setPixelSize(b.px(15))
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(b.colour("on_go" if self._state == "now" else "text2"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, self._mark)

    def _outline(self, painter: QPainter, disc: QRectF) -> None:
        b = self._bench
        if self._state == "now":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(b.colour("go"))
        else:
            pen = QPen(b.colour("go" if self._state == "done" else "edge"), 1.6)
            if self._state == "auto":
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)


class Column(NamedTuple):
    """What the frame around a case needs: the heading, its steps, the open step's body, and the buttons.

    ``primary`` is pressed by F9, ``stop`` by F8; both lie in ``buttons``, the primary first.
    """

    title: str
    progress: str
    steps: list[QWidget]
    now: str
    following: str
    body: QWidget | None
    buttons: list[Button]
    primary: Button | None
    stop: Button | None = None
    typed: QLineEdit | None = None
    pad: SignaturePad | None = None


class StepsColumn:
    """Draws the column of a ready case."""

    def __init__(
        self, bench: Bench, pickup: PickupPresenter, screen: PickupScreen, case: CaseSlip, steps: StepsScreen
    ) -> None:
        self.bench, self.say = bench, bench.say
        self.pickup, self.screen, self.case, self.state = pickup, screen, case, steps
        self.typed: QLineEdit | None = None
        self.pad: SignaturePad | None = None

    def column(self, progress: Progress) -> Column:
        b, say, now = self.bench, self.say, progress.step
        body = self._body(progress)
        made: list[QWidget] = []
        for index, step in enumerate(progress.steps):
            state = "now" if step is now else "done" if index < len(progress.times) else "next"
            inside = body if step is now and not b.narrow else None
            note = words.step_time(progress, index) if state == "done" else ""
            title = self._title(step, progress)
            made.append(StepMark(b, str(index + 1), title, state, note, inside))
        made.append(self._automatic())
        after = progress.steps[progress.number] if progress.number < len(progress.steps) else None
        primary = self._primary(now)
        stop = self._stop(now)
        return Column(
            title=say("Proxy pickup") if progress.mode is Mode.PROXY else say("Hand-over"),
            progress=say("step {n} of {all}", n=progress.number, all=len(progress.steps)),
            steps=made,
            now=self._title(now, progress),
            following=self._title(after, progress) if after else "",
            body=body if b.narrow else None,
            buttons=[primary, *([stop] if stop else [])],
            primary=primary,
            stop=stop if now in (Step.REVIEW, Step.FACE, Step.PROOF, Step.CARD) else None,
            typed=self.typed,
            pad=self.pad,
        )

    def _title(self, step: Step, progress: Progress) -> str:
        if step is Step.CARD and (progress.card_act == EXCEPTION or (progress.step is step and self.state.excepted)):
            return self.say("Say why no card is stamped")
        if step is Step.TOGETHER and self._no_card(progress):
            return self.say("Hand the certificate over")
        return words.step_title(self.say, step, self.case, progress.mode)

    def _no_card(self, progress: Progress) -> bool:
        """No card goes over with the certificate."""
        return EXCEPTION in (planned_act(self.case), progress.card_act)

    def _automatic(self) -> QWidget:
        say = self.say
        queued = say("Receipt prints, digital certificate is queued")
        title = queued if self.case.digital_due is not None else say("Receipt prints by itself")
        return StepMark(self.bench, "＋", title, "auto", last=True)

    # -------------------------------------------------------------- buttons
    def _primary(self, now: Step) -> Button:
        text = words.primary_text(self.say, now)
        if now is Step.CARD and self.state.excepted:
            text = self._excepted_text()
        progress = self.state.progress
        if now is Step.TOGETHER and progress is not None and self._no_card(progress):
            text = self.say("Hand the certificate over")
        if now is Step.SIGNATURE and self.state.on_paper:
            text = self.say("Sign on paper")
        if self.state.outcome_unknown and not self.state.sending:
            text = self.say("Send the same deed again")
        button = self.bench.button(text, "F9", "primary", act=self._next)
        sleep(button, self.state.sending or self.state.checking or self.screen.asking_again)
        return button

    def _excepted_text(self) -> str:
        """What the chosen reason needs next: the loss on record, a supervisor, or to be recorded itself."""
        remedies = {
            Pane.LOSS: self.say("Record the loss report"),
            Pane.RELEASE: self.say("Supervisor's release"),
        }
        return remedies.get(self.pickup.remedy, self.say("Record the reason"))

    def _next(self) -> None:
        self.pickup.next(self.typed.text() if self.typed is not None else "")

    def _stop(self, now: Step) -> Button | None:
        """The one other act of this step; everything else lies in the menu (F10)."""
        b, say = self.bench, self.say
        if now is Step.PROOF:
            wrong = say("Wrong") if b.narrow else say("Something is wrong: stop")
            return second(b, wrong, "F8", "octagon-x", self._correct)
        if now is Step.REVIEW:
            return second(b, say("Not passed"), "F8", "octagon-x", self._not_passed)
        if now is Step.FACE:
            return second(b, say("No fit") if b.narrow else say("It does not fit"), "F8", "octagon-x", self._unlike)
        if now is Step.CARD and not self.state.excepted:
            return second(b, say("Cannot be stamped"), "F8", "credit-card", self._except)
        if now is Step.SIGNATURE and not self.state.on_paper:
            paper = say("On paper") if b.narrow else say("Sign on paper instead")
            return second(b, paper, "Ctrl+P", "pen-line", self._on_paper)
        if now is Step.SHEET and self.screen.mode is Mode.SELF:
            proxy = say("Proxy pickup") if b.narrow else say("Somebody else collects")
            return second(b, proxy, "F4", "users", self.pickup.begin_proxy)
        return None

    def _correct(self) -> None:
        self.pickup.open_pane(Pane.CORRECTION)

    def _not_passed(self) -> None:
        """The registrar's answer of this moment, with who gave it and why, as any other unit's (C08, RULES I10)."""
        self.pickup.open_pane(Pane.PHONE)

    def _unlike(self) -> None:
        """Somebody else holds this card: the case is left, after the question that any begun case is left with."""
        self.pickup.close()

    def _except(self) -> None:
        self.pickup.steps.except_card()

    def _on_paper(self) -> None:
        self.pickup.steps.sign_on_paper()

    # -------------------------------------------------------------- the open step
    def _body(self, progress: Progress) -> QWidget:
        b = self.bench
        bodies: dict[Step, Callable[[Progress], list[Item]]] = {
            Step.SHEET: self._sheet,
            Step.REVIEW: self._review,
            Step.ADVISORIES: self._advisories,
            Step.FACE: self._face,
            Step.PROOF: self._proof,
            Step.SIGNATURE: self._signature,
            Step.CARD: self._card,
            Step.TOGETHER: self._together,
        }
        items = bodies[progress.step](progress) if progress.step in bodies else []
        if not self.state.outcome_unknown:  # its own sentence says it: what the trouble says of itself would mislead
            items += [b.problem(each) for each in self.state.problems]
        items += paper_lines(b, self.screen.paper)
        return b.holder(b.col(*items, gap=8))

    def _sheet(self, progress: Progress) -> list[Item]:
        b, say, certificate = self.bench, self.say, self.case.certificate
        sheet = certificate.sheet if certificate else None
        place = (sheet.place or sheet.custodian) if sheet else "—"
        self.typed = b.edit("", say("Certificate no. or serial"), say("e.g. {number}", number="000000"))
        self.typed.setObjectName("sheet-number")
        if self.state.checking:
            return [b.told(say("Comparing the sheet with the case"), "wait")]
        return [
            b.label(say("Take it from {place} and scan its barcode.", place=place)),
            b.field(say("No barcode? Type the number"), self.typed),
        ]

    def _review(self, progress: Progress) -> list[Item]:
        """What the registrar decides at this window, on this day (C09); the clerk's decision, recorded as such."""
        b, say, made = self.bench, self.say, list[Item]()
        for each in to_decide(self.case):
            title = say.of(each.unit) + say(": ") + say.of(each.item)
            made.append(b.beside(b.icon("circle-dot", 20, "text2", line=24), b.label(title, "strong")))
        made.append(
            b.label(say("You decide it here, now. It is recorded with your name when the certificate goes over."))
        )
        return made

    def _advisories(self, progress: Progress) -> list[Item]:
        b, made = self.bench, list[Item]()
        for each in self.case.advisories:
            sentence = words.tell_sentence(self.say, each, progress.mode)
            made.append(b.label(sentence))
            if where := words.door(self.say, each, told=sentence):
                made.append(b.beside(b.icon("map-pin", 18, line=22), b.label(where, "small", "text2")))
        return made

    def _face(self, progress: Progress) -> list[Item]:
        b, say = self.bench, self.say
        options = [(kind, words.document_word(say, self.case, kind)) for kind in identity_choices(self.case, progress)]
        if progress.mode is Mode.PROXY:
            told = say("Does the face fit the document that was shown? Then hand it back.")
        elif any(kind == PHOTO for kind, _ in options):
            told = say("The card proves no person. Does the face fit the photograph, or a document?")
        else:
            told = say("The card proves no person. Ask for a document with a photograph and compare the face.")
        choose = self.pickup.steps.choose_identity
        columns = 2 if len(options) > 3 and not b.narrow else 1
        unlike = say("It does not fit? Ask for another document first. F8 leaves the case; nothing is recorded.")
        return [
            b.label(told),
            b.choices(options, self.state.choice, choose, columns),
            b.label(unlike, "small", "text2"),
        ]

    def _proof(self, progress: Progress) -> list[Item]:
        b, say = self.bench, self.say
        told = say("Give the sheet to read, line by line. It stays on this side until the card is stamped.")
        if not b.narrow or self.case.certificate is None:
            return [b.label(told), b.label(say("Every line stands at the left, as it is printed."), "body", "text2")]
        return [b.label(told), b.facts(words.certificate_facts(say, self.case.certificate), gap=4)]

    def _signature(self, progress: Progress) -> list[Item]:
        b, say = self.bench, self.say
        if self.state.on_paper:
            told = say("The receipt prints after the hand-over: have it signed before anything leaves the window.")
            return [b.label(told)]
        self.pad = SignaturePad(b.colour("edge"), b.px(120))
        self.pad.setAccessibleName(say("Signature pad"))
        self.pad.inked.connect(self.pickup.steps.ink)
        wipe = b.button(say("Wipe"), "Del", "plain", "rotate-ccw", self.pad.wipe, 36)
        wipe.setShortcut("Del")
        return [b.row(b.label(say("For the receipt of the certificate.")), wipe), self.pad]

    def _card(self, progress: Progress) -> list[Item]:
        b, say = self.bench, self.say
        if self.state.excepted:
            return self._exception()
        made: list[Item] = [b.label(say("Stamp it clearly, on the front. It goes back together with the certificate."))]
        if words.has_chip(self.case):
            told = say("Then lay the card on the reader and leave it there: the chip is written after the hand-over.")
            made.append(b.told(told, "info"))
        return made

    def _exception(self) -> list[Item]:
        """Why no card is stamped, and at once what that reason still needs (RULES I9)."""
        b, say = self.bench, self.say
        options = [(each.code, say.of(each.name)) for each in self.case.card_exceptions]
        needs = [b.problem(each.obstacle, "warn") for each in self.state.standing]
        made: list[Item] = [
            b.label(say("No card is stamped. Why?")),
            *(needs if b.narrow else []),  # where the reasons fill the screen, what the chosen one needs stands above
            b.choices(options, self.state.exception, self.pickup.steps.choose_exception),
            *([] if b.narrow else needs),
        ]
        if self.state.asks_document and not self.state.standing:
            documents = [(code, say.of(name)) for code, name in self.case.id_kinds]
            made.append(b.label(say("Compare the face with an identity document now. Which?")))
            made.append(
                b.choices(documents, self.state.choice, self.pickup.steps.choose_identity, 1 if b.narrow else 2)
            )
        return made

    def _together(self, progress: Progress) -> list[Item]:
        b, say = self.bench, self.say
        if self.state.sending:
            again = say("The connection broke. The very same deed is being sent again; it cannot be recorded twice.")
            return [b.told(again if self.state.sent_again else say("Recording the hand-over"), "wait")]
        if self.state.outcome_unknown:
            told = say("Whether it was recorded is not known. Keep card and certificate on this side.")
            more = say("F9 sends the very same deed again; it cannot be recorded twice.")
            return [b.told(told, "stop", more=more)]
        proxy = say("the {proxy}", proxy=words.proxy_word(say, self.case))
        whom = proxy if progress.mode is Mode.PROXY else say("the graduate")
        what = say("Give the certificate to {whom}.", whom=whom)
        if not self._no_card(progress):
            what = say("Give the stamped card and the certificate to {whom} at once.", whom=whom)
        made: list[Item] = []
        if progress.card_act == CardAct.CHIP:
            made.append(b.told(say("First F9: the chip is written. Leave the card on the reader until then."), "info"))
        if progress.signature_kind == PAPER:
            made.append(b.told(say("First F9: the receipt prints. Have it signed before anything is given."), "info"))
        made.append(b.label(what))
        if self.state.asks_reason:
            reason = b.edit(self.state.reason, say("Reason"), say("e.g. leaves the country tonight"))
            reason.textEdited.connect(self.pickup.steps.write_reason)
            made.append(b.field(say("The window is closed now. Why is it handed over?"), reason))
        return made


def second(bench: Bench, text: str, key: str, icon: str, act: Callable[[], object]) -> Button:
    """The act beside the primary; very large text leaves no room for its picture."""
    return bench.button(text, key, "plain", "" if bench.narrow else icon, act)


def ending_column(bench: Bench, pickup: PickupPresenter, screen: PickupScreen, case: CaseSlip) -> Column:
    """The column of a case that ends here: its paper, what goes back, and the next graduate."""
    say = bench.say
    printed = screen.paper_given
    blocked = case.verdict is Verdict.BLOCKED
    title = say("Print the notice and say where to go") if blocked else say("Say when and where it was collected")
    told = [*paper_lines(bench, screen.paper), *scan_lines(bench, pickup, case)]
    body = bench.holder(bench.col(*_spoken(bench, screen, case), *told, gap=8))
    states = ("done", "now") if printed and blocked else ("now", "next")
    steps: list[QWidget] = [
        StepMark(bench, "1", title, states[0], body=None if bench.narrow or states[0] == "done" else body),
    ]
    if blocked:
        back = say("Give the card back, unstamped")
        given = bench.holder(bench.col(*paper_lines(bench, screen.paper))) if printed and not bench.narrow else None
        steps += [
            StepMark(bench, "2", back, states[1], body=given),
            StepMark(bench, "3", say("Leave the sheet in its place"), "next", last=True),
        ]
    else:
        steps.append(StepMark(bench, "2", say("Give the card back"), "next", last=True))
    primary = bench.button(
        _ending_text(bench, case, printed), "F9", "primary", "arrow-right" if printed else "printer", pickup.next
    )
    sleep(primary, screen.paper.busy or screen.asking_again)
    return Column(
        title=say("What to do now"),
        progress=say("step {n} of {all}", n=2 if printed and blocked else 1, all=len(steps)),
        steps=steps,
        now=title,
        following="",
        body=body if bench.narrow else None,
        buttons=[primary, *_ending_buttons(bench, pickup, case, printed)],
        primary=primary,
    )


def _ending_text(bench: Bench, case: CaseSlip, printed: bool) -> str:
    say = bench.say
    if printed:
        return say("Next graduate")
    return say("Print the notice") if case.verdict is Verdict.BLOCKED else say("Reprint the receipt")


def _ending_buttons(bench: Bench, pickup: PickupPresenter, case: CaseSlip, printed: bool) -> list[Button]:
    say = bench.say
    if case.verdict is not Verdict.BLOCKED:
        voiding = second(bench, say("Void this hand-over"), "F7", "undo-2", pickup.ask_supervisor)
        if case.collected is not None and case.collected.awaits_signed_sheet:
            attach = partial(choose_signed_receipt, say, pickup)
            return [second(bench, say("Attach the signed receipt"), "Ctrl+O", "paperclip", attach), voiding]
        mailbox = second(bench, say("Correct the mailbox"), "Ctrl+M", "mail", lambda: pickup.open_pane(Pane.MAILBOX))
        return [voiding, mailbox, second(bench, say("Close the case"), "Esc", "x", pickup.close)]
    made = []
    if is_held(case):
        made.append(second(bench, say("End the correction"), "F7", "user-round", pickup.ask_supervisor))
    elif any(each.obstacle.overridable and not each.released for each in case.obstacles):
        made.append(
            second(bench, say("Supervisor's release"), "F7", "user-round", lambda: pickup.open_pane(Pane.RELEASE))
        )
    made.append(second(bench, say("Ask the units again"), "F5", "refresh-cw", pickup.ask_again))
    return made


def _spoken(bench: Bench, screen: PickupScreen, case: CaseSlip) -> list[Item]:
    """The ready sentence for the person at the window."""
    say = bench.say
    if case.verdict is not Verdict.BLOCKED:
        return [bench.label(say("“Your certificate has been collected already; the receipt shows when and where.”"))]
    if screen.mode is Mode.PROXY:
        return [bench.label(say("“Some matters are still open. The notice says where; the graduate can ask there.”"))]
    if not words.waits_for_units(case):
        return [bench.label(say("“The certificate cannot be handed over yet. The notice says why and where to ask.”"))]
    told = say("“Some matters are still open. The notice says where. Once they are done, come back and tap your card.”")
    return [bench.label(told)]


def paper_lines(bench: Bench, paper: PaperSlot) -> list[Item]:
    """How the paper stands."""
    say = bench.say
    match paper.state:
        case PaperState.NONE:
            return []
        case PaperState.MAKING:
            return [bench.told(say("The paper is being made"), "wait")]
        case PaperState.PRINTING:
            return [bench.told(say("The paper is printing"), "wait")]
        case PaperState.PRINTED:
            return [bench.told(say("Printed. Give it to the person."), "go")]
        case PaperState.FAILED:
            return [_not_printed(bench, paper, each) for each in paper.why]


def _not_printed(bench: Bench, slot: PaperSlot, why: Obstacle | Trouble) -> QWidget:
    """Which paper it was; one that could not even be made has no name yet."""
    paper = slot.paper
    if paper is None:
        return bench.problem(why)
    told, step = did_not_print(bench.say, bench.say.of(paper.title), paper.reference, paper.about, why)
    return bench.told(told, "stop", more=step)
