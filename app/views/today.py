"""Today (今日): the supervisor's board. What was handed over, by the hour; what is still open; what was not as usual.

At the right the digital certificates, and the day itself: closed or not, its paper, and the days that are to be closed.
Names are masked; a photograph is never here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from app.dates import WEEKDAYS_ZH, roc_date, roc_date_long, wall_time
from app.desk import day_words
from app.desk.day_slips import ExceptionSlip, OpenMatterSlip, TodaySlip
from app.presenters.today import TodayPresenter, TodayScreen
from app.views.case_words import moment
from app.views.hours_chart import HoursChart
from app.views.workbench import Bench, Button, Item, sleep
from app.wording import ZH, Wording


def day_word(say: Wording, day: date) -> str:
    """民國 114 年 7 月 3 日（四）, or Thursday, 2025-07-03."""
    if say.language == ZH:
        return f"{roc_date_long(day)}（{WEEKDAYS_ZH[day.weekday()]}）"
    return f"{day:%A}, {day.isoformat()}"


class TodayPage:
    """``hour`` is the one that runs; ``close_days``, ``open_case``, ``colleagues`` lead to other pages."""

    def __init__(
        self,
        bench: Bench,
        today: TodayPresenter,
        hour: int,
        sign: Callable[[], object],
        close_days: Callable[[], object],
        open_case: Callable[[UUID, UUID | None], object],
        colleagues: Callable[[], object] | None = None,
    ) -> None:
        self.bench = bench
        self._today = today
        self._hour = hour
        self._sign = sign
        self._close_days = close_days
        self._open_case = open_case
        self._colleagues = colleagues
        self.primary: Button | None = None

    def draw(self) -> QWidget:
        b, screen = self.bench, self._today.screen
        problems: list[Item] = [] if screen.signing else [b.problem(each) for each in screen.problems]
        slip = screen.slip
        if slip is None:
            told = problems or [b.label(b.say("The day is being read."), "body", "text2")]
            return b.scroll(b.holder(b.col(*told, None, margins=(32, 24, 32, 20))))
        body: list[Item] = [self._head(slip), *problems, *self._closed(slip), 14, self._figures(slip)]
        body += [18, b.hline(), 12, self._chart(slip), 12, *self._open(slip), 18, *self._exceptions(slip)]
        buttons = self._buttons(screen, slip)
        if b.narrow:
            inner = b.holder(
                b.col(
                    *body,
                    *(18, *self._digital(slip), 18, *self._state(slip), *self._people(), 18),
                    *(item for each in buttons[1:] for item in (each, 8)),
                    None,
                    gap=0,
                    margins=(16, 10, 12, 16),
                )
            )
            bar = b.holder(b.col(buttons[0], margins=(16, 8, 12, 8)), "bar")
            return b.holder(b.col(b.scroll(inner), b.hline(), bar, gap=0))
        text = b.holder(b.col(*body, None, gap=0, margins=(32, 18, 32, 16)))
        text.setMaximumWidth(b.px(1000))
        beside = b.row(text, *([None] if b.wide else []), gap=0)
        beside.setStretch(0, 1000)
        side = b.scroll(b.holder(b.col(*self._digital(slip), 24, *self._state(slip), *self._people(), None, gap=0)))
        right = b.holder(b.col(side, 10, *buttons, gap=8, margins=(24, 18, 24, 20)), "steps")
        right.setFixedWidth(b.px(480 if b.wide else 340 if b.tight else 380))
        area = b.scroll(b.holder(beside))
        area.setObjectName("today-area")
        return b.holder(b.row(area, b.vline(), right, gap=0))

    # ------------------------------------------------------------------ the head: which day, where
    def _head(self, slip: TodaySlip) -> QWidget:
        b, say = self.bench, self.bench.say
        back = b.button("", "" if b.narrow else "PgUp", "plain", "arrow-left", partial(self._today.turn, -1), 40)
        back.setAccessibleName(say("The day before"))
        back.setObjectName("day-before")
        on = b.button("", "" if b.narrow else "PgDn", "plain", "arrow-right", partial(self._today.turn, 1), 40)
        on.setAccessibleName(say("The day after"))
        on.setObjectName("day-after")
        on.setEnabled(not slip.is_today)
        items: list[Item] = [b.label(day_word(say, slip.day), "heading"), back, on]
        row = b.holder(b.row(*items, gap=8))
        if not slip.several_counters:
            return row
        tabs = b.holder(b.row(self._tab(say("This counter"), False), self._tab(say("Whole school"), True), None, gap=4))
        return b.holder((b.col if b.narrow or b.tight else b.row)(row, tabs, gap=8))

    def _tab(self, text: str, whole: bool) -> QPushButton:
        tab = QPushButton(text)
        tab.setProperty("kind", "tab")
        tab.setCheckable(True)
        tab.setChecked(self._today.screen.whole_school is whole)
        tab.setAccessibleName(text)
        tab.setObjectName("scope-school" if whole else "scope-counter")
        tab.clicked.connect(lambda _=False: self._today.widen(whole))
        return tab

    def _closed(self, slip: TodaySlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        return [b.told(say("Nothing is handed over: {reason}", reason=say.of(each)), "warn") for each in slip.closed]

    # ------------------------------------------------------------------ figures and hours
    def _figures(self, slip: TodaySlip) -> QWidget:
        b, say = self.bench, self.bench.say
        if slip.before is not None:
            day = roc_date(slip.before[0]) if say.language == ZH else slip.before[0].isoformat()
            before = say("{day}: {number}", day=day, number=slip.before[1])
        else:
            before = ""
        share = round(100 * slip.by_proxy / slip.handed_over) if slip.handed_over else 0
        proxy = say("{share} % of all", share=share) if slip.handed_over else ""
        figures = [
            self._figure("circle-check", "go", say("Handed over"), slip.handed_over, before),
            self._figure("users", "text2", say("by proxy"), slip.by_proxy, proxy),
            self._figure("octagon-x", "stop", say("sent away"), slip.sent_away, say("with a notice")),
            self._figure(
                "triangle-alert" if slip.open_matters else "check",
                "warn" if slip.open_matters else "text2",
                say("open steps"),
                len(slip.open_matters),
                say("see below") if slip.open_matters else "",
            ),
        ]
        if not b.narrow:
            return b.holder(b.row(*figures, gap=16))
        return b.holder(b.col(b.row(*figures[:2], gap=12), b.row(*figures[2:], gap=12), gap=12))

    def _figure(self, icon: str, tone: str, word: str, number: int, under: str) -> QWidget:
        b = self.bench
        head = b.row(b.icon(icon, 20, tone), b.label(word, "label", "" if tone == "text2" else tone), gap=6)
        items: list[Item] = [head, b.word(f"{number:,}", "figure"), b.label(under, "small", "text2")]
        return b.holder(b.col(*items, None, gap=0), fills=True)

    def _chart(self, slip: TodaySlip) -> QWidget:
        b, say = self.bench, self.bench.say
        if not slip.hours:
            return b.label(say("The counter has no hours on this day, and nothing was handed over."), "body", "text2")
        legend = [self._mark("go", say("handed over")), self._mark("stop", say("sent away"))]
        head = b.row(b.label(say("By the hour"), "heading"), None, *legend, gap=16)
        return b.holder(b.col(head, HoursChart(b, slip.hours, self._hour if slip.is_today else -1), gap=4))

    def _mark(self, tone: str, word: str) -> QWidget:
        b = self.bench
        icon = b.icon("chart-column" if tone == "go" else "octagon-x", 18, tone)
        return b.holder(b.row(icon, b.word(word, "small", "text2"), gap=6))

    # ------------------------------------------------------------------ what is open, what was not as usual
    def _open(self, slip: TodaySlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        made: list[Item] = [b.hline(), 12, self._title(say("Open steps"), len(slip.open_matters)), 6]
        if not slip.open_matters:
            return [*made, b.label(say("No step is open."), "body", "text2")]
        for each in slip.open_matters:
            made += [self._matter(each), b.hline()]
        return made

    def _matter(self, each: OpenMatterSlip) -> QWidget:
        say = self.bench.say
        who = "　".join(part for part in (each.name_masked, say("No. {number}", number=each.short)) if part)
        icons = {"card": "credit-card", "receipt": "printer", "unscanned": "paperclip", "correction": "file-warning"}
        icon = icons.get(each.kind, "send")
        more = [who, day_words.how_to_end(say, each)]
        if each.kind != "correction" or each.graduate_id is None:
            return self._entry(icon, "warn", moment(say, each.at), day_words.matter(say, each), more)
        held = say("held by {who}, for {office}", who=each.who, office=say.of(each.office))
        more[0] = "　".join((who, held))
        case = partial(self._open_case, each.graduate_id, each.certificate_id)
        go = self.bench.button(say("Open the case"), "", "plain", "arrow-right", case, 40)
        go.setObjectName(f"case-{each.short}")
        go.setAccessibleName(say("Open the case of certificate {number}", number=each.short))
        return self._entry(icon, "warn", moment(say, each.at), day_words.matter(say, each), more, go)

    def _exceptions(self, slip: TodaySlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        made: list[Item] = [b.hline(), 12, self._title(say("Not as usual"), len(slip.exceptions), "info"), 6]
        if not slip.exceptions:
            return [*made, b.label(say("Nothing was out of the ordinary."), "body", "text2")]
        for each in slip.exceptions:
            made += [self._exception(each), b.hline()]
        return made

    def _exception(self, each: ExceptionSlip) -> QWidget:
        say = self.bench.say
        icons = {"release": "shield-check", "card": "credit-card", "hours": "clock", "typed": "keyboard"}
        icon = {**icons, "returned": "mail"}.get(each.kind, "signature")
        more = ["　".join(part for part in (each.name_masked, each.who) if part)]
        if each.reason:
            more.append(say("Reason: {reason}", reason=each.reason))
        return self._entry(icon, "text2", wall_time(each.at), day_words.exception(say, each), more)

    def _title(self, text: str, number: int, tone: str = "warn") -> QWidget:
        b = self.bench
        items: list[Item] = [b.label(text, "heading") if b.narrow else b.word(text, "heading")]
        if number:
            items.append(b.chip(str(number), tone))
        return b.holder(b.row(*items, None, gap=8))

    def _entry(self, icon: str, tone: str, when: str, what: str, more: list[str], go: Button | None = None) -> QWidget:
        b = self.bench
        ways: list[Item] = [] if go is None else [4, b.row(go, None)]
        lines = b.col(b.label(what, "strong"), *[b.label(each, "small", "text2") for each in more], *ways, gap=0)
        time = b.word(when, "small", "text2")
        body = b.holder(b.col(time, lines, gap=0) if b.narrow else b.row(b.holder(lines, fills=True), time, gap=12))
        entry = b.beside(b.icon(icon, 20, tone, line=24), body, 12)
        return b.holder(b.col(entry, margins=(0, 8, 0, 8)))

    # ------------------------------------------------------------------ the side: certificates, the day itself
    def _digital(self, slip: TodaySlip) -> list[Item]:
        b, say = self.bench, self.bench.say
        late = say("{number} are late", number=slip.digital_overdue) if slip.digital_overdue else say("none is late")
        lines = [
            (say("Waiting"), late, str(slip.digital_waiting), "warn" if slip.digital_overdue else ""),
            (say("Need a person"), "Alt+3", str(slip.digital_attention), "stop" if slip.digital_attention else ""),
        ]
        made: list[Item] = [b.label(say("Digital certificates"), "heading"), 4]
        for title, under, number, tone in lines:
            words = b.holder(b.col(b.label(title, "strong"), b.label(under, "small", "text2"), gap=0), fills=True)
            right = b.status(number, tone) if tone else b.word(number, "heading")
            made += [6, b.holder(b.row(words, right, gap=12)), 6, b.hline()]
        return made

    def _state(self, slip: TodaySlip) -> list[Item]:
        b, say, signed = self.bench, self.bench.say, slip.signed
        made: list[Item] = [b.label(say("Close of day"), "heading"), 8]
        if signed is None:
            told = say("Nobody has closed this day yet.")
            return [*made, b.told(told, "wait", more=say("A supervisor looks it over and signs."))]
        when = say("Closed at {at} by {who}.", at=moment(say, signed.at), who=signed.who)
        if signed.more_since:
            more = say("Something has changed since then; close it once more.")
            made.append(b.told(when, "warn", more=more))
        else:
            made.append(b.told(when, "go"))
        if signed.remark:
            made += [6, b.label(say("Supervisor's remark: {remark}", remark=signed.remark), "body", "text2")]
        return made

    def _people(self) -> list[Item]:
        """The way to the page of the colleagues, for whom it is."""
        if self._colleagues is None:
            return []
        b, say = self.bench, self.bench.say
        button = b.button(say("Colleagues"), "Alt+6", "plain", "users", self._colleagues)
        button.setObjectName("to-colleagues")
        return [24, b.label(say("Who works here"), "heading"), 8, button]

    def _buttons(self, screen: TodayScreen, slip: TodaySlip) -> list[Button]:
        b, say = self.bench, self.bench.say
        report = say("Report of the day")
        days = b.button(say("Close days, open again"), "F7", "plain", "megaphone", self._close_days)
        days.setObjectName("close-days")
        if slip.signed is not None and not slip.signed.more_since:
            self.primary = b.button(report, "F9", "primary", "printer", self._today.print_report)
            sleep(self.primary, screen.making)
            return [self.primary, days]
        self.primary = b.button(say("Close the day"), "F9", "primary", "signature", self._sign)
        paper = b.button(report, "Ctrl+P", "plain", "printer", self._today.print_report)
        sleep(paper, screen.making)
        return [self.primary, paper, days]
