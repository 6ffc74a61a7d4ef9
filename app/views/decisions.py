"""A supervisor's page: revoke, supersede, reissue; the form, what would happen, and the decision carried out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QLineEdit, QPlainTextEdit, QTableView, QWidget

from app.dates import local, roc_date
from app.desk.decision_slips import AheadSlip, DecisionSlip
from app.presenters.decisions import DecisionsPresenter, DecisionsScreen
from app.views import decision_words as words
from app.views.choice import Choice
from app.views.tables import Cell, Table
from app.views.workbench import Bench, Button, Item, sleep, style
from app.wording import ZH


class DecisionsPage:
    """``kind`` names the stage, so that the focus settles anew when it turns."""

    def __init__(self, bench: Bench, decisions: DecisionsPresenter) -> None:
        self.bench = bench
        self._decisions = decisions
        self.kind = "decisions"
        self.primary: Button | None = None
        self.first: QWidget | None = None
        self._page = QWidget()

    def draw(self) -> QWidget:
        screen = self._decisions.screen
        if screen.decision is not None:
            self.kind, body, bar = "decision", self._watched(screen, screen.decision), self._watch_bar(screen)
        elif screen.ahead is not None:
            self.kind = "decision-ahead"
            body = self._ahead(screen, screen.ahead)
            bar = self._ahead_bar(screen, screen.ahead)
        else:
            body, bar = self._form(screen), self._form_bar(screen)
        b = self.bench
        self._page = b.holder(b.col(body, b.hline(), bar, gap=0))
        self._page.setStyleSheet(style(b.look))
        return self._page

    def _scrolled(self, *items: Item) -> QWidget:
        b = self.bench
        margins = (16, 12, 12, 12) if b.narrow else (32, 20, 24, 16)
        return b.scroll(b.holder(b.col(*items, None, gap=12, margins=margins)))

    def _bar(self, *items: Item) -> QWidget:
        b = self.bench
        return b.holder(b.row(*items, gap=12, margins=(16, 8, 12, 8) if b.narrow else (32, 10, 24, 10)), "bar")

    # ------------------------------------------------------------------ the form
    def _form(self, screen: DecisionsScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        if screen.overview is None:
            return self._scrolled(*[b.problem(each) for each in screen.problems])
        acts = [(act, words.act_word(say, act)) for act in words.ACTS]
        reasons = [(each, words.reason_word(say, each)) for each in screen.reasons]
        acting = b.choices(acts, screen.act, self._decisions.pick_act, 1 if b.narrow else 3)
        about = b.label(words.act_about(say, screen.act), "body", "text2")
        why = b.choices(reasons, screen.reason, self._decisions.pick_reason, 1 if b.narrow else 2)
        left: list[Item] = [
            *[b.problem(each) for each in screen.problems],
            b.field(say("What is decided"), b.holder(b.col(acting, about, gap=4))),
            b.field(say("Reason"), why),
            self._set(screen),
        ]
        if b.narrow:
            return self._scrolled(*left, *self._earlier(screen))
        column = b.holder(b.col(*left, None, gap=14), fills=True)
        aside = b.holder(b.col(*self._earlier(screen), None, gap=10))
        aside.setFixedWidth(b.px(340))
        return self._scrolled(b.row(column, 24, aside, gap=0))

    def _set(self, screen: DecisionsScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        assert screen.overview is not None
        numbers = QPlainTextEdit(screen.field_of("numbers"))
        numbers.setAccessibleName(say("Certificate numbers, one a line"))
        numbers.setObjectName("decision-numbers")
        numbers.setPlaceholderText(say("e.g. 000312, 000320-000340, or the whole number"))
        numbers.setTabChangesFocus(True)
        numbers.setFixedHeight(b.px(84))
        numbers.textChanged.connect(lambda: self._decisions.write("numbers", numbers.toPlainText()))
        self.first = numbers
        programmes = [("", say("any")), *[(code, say.of(name)) for code, name in screen.overview.programmes]]
        cohorts = [("", say("any")), *[(each, each) for each in screen.overview.cohorts]]
        pair = b.col if b.narrow else b.row
        common = pair(
            b.field(say("Programme"), self._choice("programme", programmes, say("Programme"))),
            b.field(say("Semester of graduation"), self._choice("cohort", cohorts, say("Semester of graduation"))),
            gap=12,
        )
        days = pair(
            b.field(say("Issued from"), self._edit("issued_from", say("Issued from"), "114/07/03")),
            b.field(say("Issued until"), self._edit("issued_to", say("Issued until"), "114/07/31")),
            b.field(say("Signing key"), self._edit("key", say("Signing key"), say("its fingerprint begins with"))),
            gap=12,
        )
        hint = say("Numbers go first. Left empty, those that everything below fits are meant.")
        items = (b.field(say("Certificate numbers, one a line"), numbers, hint=hint), b.holder(common), b.holder(days))
        return b.holder(b.col(*items, gap=12))

    def _choice(self, name: str, options: list[tuple[str, str]], spoken: str) -> Choice:
        chosen = self._decisions.screen.field_of(name)
        choice = Choice(self.bench, options, chosen, partial(self._decisions.write, name), spoken)
        choice.setObjectName(f"decision-{name}")
        return choice

    def _edit(self, name: str, spoken: str, placeholder: str = "") -> QLineEdit:
        edit = self.bench.edit(self._decisions.screen.field_of(name), spoken, placeholder)
        edit.setObjectName(f"decision-{name}")
        edit.textEdited.connect(partial(self._decisions.write, name))
        return edit

    def _earlier(self, screen: DecisionsScreen) -> list[Item]:
        """The last decisions, those under way first."""
        b, say = self.bench, self.bench.say
        assert screen.overview is not None
        items: list[Item] = [b.label(say("Earlier decisions"), "heading")]
        for number, each in enumerate(screen.overview.decisions[:8]):
            text = f"{words.act_word(say, each.act)} {each.settled:,}/{each.total:,}"
            icon = {"open": "hourglass", "paused": "clock", "settled": "circle-check"}[each.state]
            button = b.button(text, "", "plain", icon, self._opens(each), 44)
            button.setObjectName(f"decision-{number}")
            below = f"{self._day(each)}  {words.reason_word(say, each.reason)}"
            items += [button, b.label(below, "small", "text2")]
        if not screen.overview.decisions:
            items.append(b.label(say("There is none yet."), "body", "text2"))
        return items

    def _opens(self, decision: DecisionSlip) -> Callable[[], None]:
        return lambda: self._decisions.open(decision)

    def _day(self, decision: DecisionSlip) -> str:
        there = local(decision.decided_at).date()
        return roc_date(there) if self.bench.say.language == ZH else there.isoformat()

    def _form_bar(self, screen: DecisionsScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        self.primary = b.button(say("Show what would happen"), "F9", "primary", "search", self._decisions.look_ahead)
        sleep(self.primary, screen.sending or screen.overview is None)
        text = say("Nothing is written before you confirm.")
        if screen.looked is not None:
            facts = {"done": f"{screen.looked.total:,}", "meant": f"{screen.looked.meant:,}"}
            text = say("{done} of {meant} certificates looked at …", **facts)
        told = b.label(text, "body", "text2")
        return self._bar(*([] if b.narrow and screen.looked is None else [told]), None, self.primary)

    # ------------------------------------------------------------------ what would happen
    def _ahead(self, screen: DecisionsScreen, ahead: AheadSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        facts = {"act": words.act_word(say, screen.act), "number": f"{ahead.possible:,}", "total": f"{ahead.total:,}"}
        title = say("{act}: {number} of {total} certificates", **facts)
        band = b.band("warn" if ahead.possible else "stop", title, words.reason_word(say, screen.reason))
        counts = [
            b.status(f"{number:,}  {words.outcome_word(say, code)}", words.outcome_tone(code))
            for code, number in ahead.outcomes
            if code != "digital.can_be_decided"
        ]
        problems = [b.problem(each) for each in screen.problems]
        table = self._table(ahead)
        sign = self._signing() if ahead.possible else None
        margins = (16, 12, 12, 12) if b.narrow else (32, 20, 24, 16)
        items: list[Item] = [band, *counts, *problems, table, *([sign] if sign is not None else [])]
        return b.scroll(b.holder(b.col(*items, gap=10, margins=margins)))

    def _table(self, ahead: AheadSlip) -> QTableView:
        b, say = self.bench, self.bench.say
        table = QTableView()
        table.setObjectName("decision-table")
        table.setAccessibleName(say("The first certificates"))
        rows = [
            [
                Cell(each.short),
                Cell(each.name_masked or "—"),
                Cell(words.outcome_word(say, each.outcome), words.outcome_tone(each.outcome)),
            ]
            for each in ahead.first
        ]
        model = Table(b, [say("Certificate"), say("Name"), say("Outcome")], rows)
        table.setModel(model)
        model.setParent(table)
        table.setShowGrid(False)
        table.setIconSize(QSize(b.px(20), b.px(20)))
        table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(b.px(44))
        table.setMinimumHeight(b.px(150))
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((150, 120)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            table.setColumnWidth(column, b.px(width))
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        table.setProperty("grows", True)
        return table

    def _signing(self) -> QWidget:
        b, say = self.bench, self.bench.say
        self._login = b.edit("", say("Supervisor's login"))
        self._password = b.edit("", say("Password"), secret=True)
        self._remark = self._edit("note", say("Remark for the record"))
        self._login.setObjectName("decision-login")
        self._password.setObjectName("decision-password")
        self.first = self._login
        fields = (
            b.field(say("Remark for the record"), self._remark),
            b.field(say("Supervisor's login"), self._login),
            b.field(say("Password"), self._password),
        )
        return b.holder((b.col if b.narrow else b.row)(*fields, gap=12))

    def _ahead_bar(self, screen: DecisionsScreen, ahead: AheadSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        back = b.button(say("Back"), "Esc", "plain", "undo-2", self._decisions.back, 60)
        if not ahead.possible:
            self.primary = None
            return self._bar(None, back)
        text = say("{act} {number}", act=words.act_word(say, screen.act), number=f"{ahead.possible:,}")
        self.primary = b.button(text, "F9", "primary", "check", self._decide)
        sleep(self.primary, screen.sending)
        return self._bar(None, back, self.primary)

    def _decide(self) -> None:
        self._decisions.decide(self._login.text(), self._password.text(), self._remark.text())

    # ------------------------------------------------------------------ carried out
    def _watched(self, screen: DecisionsScreen, slip: DecisionSlip) -> QWidget:
        b, say = self.bench, self.bench.say
        tone, title, text = words.state_words(say, screen)
        facts = [
            (say("Decision"), words.act_word(say, slip.act)),
            (say("Reason"), words.reason_word(say, slip.reason)),
            (say("Decided on"), self._day(slip)),
        ]
        counted = b.told if b.narrow else b.status  # very large text needs more than a line
        counts = [
            counted(f"{number:,}  {words.outcome_word(say, code)}", words.outcome_tone(code))
            for code, number in slip.outcomes
        ]
        told = []
        if screen.reported is not None:
            told = [b.status(say("The report of {number} certificates is written.", number=screen.reported), "go")]
        problems = [b.problem(each) for each in screen.problems]
        return self._scrolled(b.band(tone, title, text), *problems, b.facts(facts), *counts, *told)

    def _watch_bar(self, screen: DecisionsScreen) -> QWidget:
        b, say = self.bench, self.bench.say
        slip = screen.decision
        assert slip is not None
        back = b.button(say("Back"), "Esc", "plain", "undo-2", self._decisions.back, 60)
        items: list[Item] = [None, back]
        report = b.button(say("Write the report"), "", "plain", "file-text", self._ask_for_report, 60)
        report.setObjectName("decision-report")
        items.append(report)
        over = slip.state == "settled" and slip.jobs_done + slip.jobs_stopped >= slip.jobs
        if not over:
            paused = slip.state == "paused"
            text, icon = (say("Go on"), "arrow-right") if paused else (say("Pause"), "clock")
            self.primary = b.button(text, "F9", "primary", icon, self._decisions.pause_or_resume)
            items.append(self.primary)
            if b.narrow:
                lines = b.col(b.row(None, back, report, gap=12), self.primary, gap=8, margins=(16, 8, 12, 8))
                return b.holder(lines, "bar")
        return self._bar(*items)

    def _ask_for_report(self) -> None:
        """The system's own dialog, without a second event loop."""
        say = self.bench.say
        dialog = QFileDialog(self._page.window(), say("Write the report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Excel (*.xlsx)", "CSV (*.csv)"])
        dialog.setDefaultSuffix("xlsx")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        language = say.language
        dialog.fileSelected.connect(lambda file: self._decisions.write_report(file, language))
        dialog.open()
