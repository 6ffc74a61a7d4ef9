"""The proxy's evidence (代領): each piece ticked as seen, the proxy's name and document, and no more than is asked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.dates import wall_time
from app.desk.slips import CaseSlip, Mode
from app.presenters.hand_over_steps import Progress, Step
from app.presenters.pickup import PickupPresenter
from app.presenters.proxy import ProxyScreen
from app.views import case_words as words
from app.views.choice import Choice
from app.views.scan_file import choose_scan
from app.views.steps import Column, StepMark, paper_lines, second
from app.views.workbench import Bench, Item, sleep


class ProxyPage:
    """Draws the evidence form in place of the case's own body."""

    def __init__(self, bench: Bench, pickup: PickupPresenter, screen: ProxyScreen, case: CaseSlip) -> None:
        self.bench, self.say = bench, bench.say
        self.pickup, self.proxy, self.screen, self.case = pickup, pickup.proxy, screen, case
        self.first_empty: QWidget | None = None

    def band(self) -> QWidget:
        say, missing = self.say, len(self.screen.missing)
        word = words.proxy_word(say, self.case)
        if missing:
            title = say.count("{number} document is missing", "{number} documents are missing", missing)
            text = say("Look at each piece and mark it as seen. The ID is shown, not kept.")
            return self.bench.band("warn", title, text, "Evidence is missing" if say.language != "en" else "")
        text = say("Write down the {proxy} below; F9 then leads to the sheet.", proxy=word)
        return self.bench.band("go", say("Every document was seen"), text)

    def body(self) -> list[Item]:
        b = self.bench
        return [
            self.band(),
            18,
            *self._sets(),
            *self._pieces(),
            18,
            *self._person(),
            *paper_lines(b, self.screen.letter),
        ]

    # -------------------------------------------------------------- the pieces
    def _sets(self) -> list[Item]:
        """Which sufficient set: only asked where the school knows more than one."""
        sets = self.case.proxy_rules.evidence_sets
        if len(sets) < 2:
            return []
        options = [(each.code, self._set_word(index)) for index, each in enumerate(sets)]
        b = self.bench
        choice = Choice(b, options, self.screen.evidence_set, self.proxy.choose_set, self.say("Which documents"))
        return [b.field(self.say("Which documents"), choice), 12]

    def _set_word(self, index: int) -> str:
        """A set without a name is named by what the other sets do not ask."""
        sets = self.case.proxy_rules.evidence_sets
        if given := self.say.of(sets[index].name):
            return given
        others = {code for i, each in enumerate(sets) if i != index for code, _ in each.pieces}
        own = [self.say.of(name) for code, name in sets[index].pieces if code not in others]
        names = own or [self.say.of(name) for _, name in sets[index].pieces]
        return self.say(", ").join(names)

    def _pieces(self) -> list[Item]:
        b, chosen = self.bench, self.screen.chosen_set
        made: list[Item] = [b.label(self.say("Documents"), "heading")]
        for code, name in chosen.pieces if chosen else ():
            made += [4, self._piece(code, self.say.of(name)), 4, b.hline()]
        return made

    def _piece(self, code: str, name: str) -> QWidget:
        b, say = self.bench, self.say
        seen = code in self.screen.seen
        tick = b.tick(name, seen, lambda on: self.proxy.see(code, on))
        tick.setObjectName(f"piece-{code}")
        if not seen:
            self.first_empty = self.first_empty or tick
        state = b.status(say("seen"), "go") if seen else b.status(say("not seen"), "warn")
        items: list[Item] = [tick, None]
        scan = next((each for each in self.screen.scans if each.piece == code), None)
        if code in self.screen.kept:
            if scan is not None:
                note = say.count("{number} page", "{number} pages", scan.pages) + f"・{wall_time(scan.at)}"
                items.append(b.word(note, "body", "text2"))
            text = say("Scan again") if scan else say("Attach the scan")
            items.append(b.button(text, "", "plain", "paperclip", lambda: self._attach(code), 40))
        row = b.row(*items, *([] if b.narrow else [state]), gap=12)
        problem = self.screen.problem_at(code)
        return b.holder(b.col(row, *([b.problem(problem)] if problem else []), gap=4))

    def _attach(self, piece: str) -> None:
        take, unreadable = partial(self.proxy.attach_scan, piece), partial(self.proxy.cannot_read, piece)
        choose_scan(self.say, self.say("Attach the scan"), take, unreadable)

    # -------------------------------------------------------------- the person
    def _person(self) -> list[Item]:
        b, say, rules, screen = self.bench, self.say, self.case.proxy_rules, self.screen
        fields = [self._text("name", say("Name"), screen.name)]
        kinds = [(code, say.of(name)) for code, name in rules.id_kinds]
        fields.append(self._pick("id_kind", say("Kind of document"), kinds, screen.id_kind))
        if rules.asks_id_number:
            hint = say("Sealed; later only its ends are shown.")
            fields.append(self._text("id_number", say("Number of the document"), screen.id_number, hint))
        if rules.asks_relation:
            relations = [(code, say.of(name)) for code, name in rules.relations]
            fields.append(self._pick("relation", say("Relation to the graduate"), relations, screen.relation))
        again: list[Item] = []
        if screen.earlier is not None and screen.offers_earlier:
            text = say("Same proxy as before: {name}", name=screen.earlier.name)
            button = b.button(text, "Ctrl+R", "plain", "users", self.proxy.take_earlier, 40)
            button.setShortcut("Ctrl+R")
            again = [b.holder(b.row(button, None)), 6]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(b.px(20))
        grid.setVerticalSpacing(b.px(10))
        columns = 1 if b.narrow else 2
        for index, field in enumerate(fields):
            grid.addWidget(field, index // columns, index % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        return [b.label(say.of(rules.word), "heading"), *again, b.holder(grid)]

    def _text(self, code: str, name: str, value: str, hint: str = "") -> QWidget:
        edit = self.bench.edit(value, name)
        edit.setObjectName(f"proxy-{code}")
        edit.textEdited.connect(lambda text: self.proxy.write(code, text))
        self._note_empty(edit, value)
        return self.bench.field(name, edit, self.screen.problem_at(code), hint)

    def _pick(self, code: str, name: str, options: list[tuple[str, str]], value: str) -> QWidget:
        choice = Choice(self.bench, options, value, lambda chosen: self.proxy.choose(code, chosen), name)
        choice.setObjectName(f"proxy-{code}")
        self._note_empty(choice, value)
        return self.bench.field(name, choice, self.screen.problem_at(code))

    def _note_empty(self, control: QWidget, value: str) -> None:
        if self.first_empty is None and not value:
            self.first_empty = control

    # -------------------------------------------------------------- the column
    def column(self, progress: Progress) -> Column:
        b, say = self.bench, self.say
        body = self._step_body()
        steps: list[QWidget] = []
        for index, step in enumerate(progress.steps):
            now = step is Step.EVIDENCE
            title = words.step_title(say, step, self.case, Mode.PROXY)
            inside = body if now and not b.narrow else None
            last = index == len(progress.steps) - 1
            steps.append(StepMark(b, str(index + 1), title, "now" if now else "next", body=inside, last=last))
        primary = b.button(words.primary_text(say, Step.EVIDENCE), "F9", "primary", act=self.pickup.next)
        sleep(primary, self.screen.checking)
        print_it = say("Letter") if b.narrow else say("Print the letter of authorization")
        letter = second(b, print_it, "Ctrl+P", "printer", self.proxy.print_letter)
        back = b.button(say("The graduate collects in person"), "Esc", "plain", "undo-2", self.pickup.back)
        return Column(
            title=say("Proxy pickup"),
            progress=say("step {n} of {all}", n=1, all=len(progress.steps)),
            steps=steps,
            now=words.step_title(say, Step.EVIDENCE, self.case, Mode.PROXY),
            following=words.step_title(say, progress.steps[1], self.case, Mode.PROXY),
            body=body if b.narrow else None,
            buttons=[primary, letter, back],
            primary=primary,
        )

    def _step_body(self) -> QWidget:
        b, say = self.bench, self.say
        told = say("The letter is signed and dated by both. The face fits the document; then hand it back.")
        items: list[Item] = [b.label(told)]
        if self.screen.checking:
            items.append(b.told(say("Comparing the evidence with the school's rules"), "wait"))
        return b.holder(b.col(*items, gap=8))


def is_text(control: QWidget | None) -> bool:
    return isinstance(control, QLineEdit)
