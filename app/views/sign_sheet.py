"""The question whether to close the day (日結): a remark, and the supervisor's own sign-on."""

from __future__ import annotations

from app.presenters.today import TodayPresenter
from app.views.today import day_word
from app.views.veil import Sheet
from app.views.workbench import Bench, Item, sleep


def sign_sheet(bench: Bench, today: TodayPresenter) -> Sheet:
    """The sheet over the day's page. The password lives in its field and nowhere else."""
    b, say, screen = bench, bench.say, today.screen
    slip = screen.slip
    assert slip is not None
    remark = b.edit(screen.remark, say("Supervisor's remark"), say("e.g. why a step stays open"))
    remark.setObjectName("sign-remark")
    remark.textEdited.connect(today.write_remark)
    login = b.edit(screen.login, say("Supervisor's login"))
    login.setObjectName("sign-login")
    login.textEdited.connect(today.write_login)
    password = b.edit("", say("Password"), secret=True)
    password.setObjectName("sign-password")
    act = b.button(say("Close the day"), "F9", "primary", "signature", lambda: today.sign(password.text()))
    sleep(act, screen.sending)
    cancel = b.button(say("Cancel"), "Esc", "plain", act=today.leave_signing, height=60)
    items: list[Item] = []
    problems = [b.problem(each) for each in screen.problems]  # beside the buttons: never scrolled away
    if slip.open_matters:
        number = len(slip.open_matters)
        told = say.count("{number} step is still open.", "{number} steps are still open.", number)
        items.append(b.told(told, "warn", more=say("It stays on the list until somebody ends it.")))
    if slip.unscanned:
        number = len(slip.unscanned)
        told = say.count("{number} signed receipt is missing.", "{number} signed receipts are missing.", number)
        items.append(b.told(told, "warn", more=say("Signed on paper and not scanned yet.")))
    pair = (b.col if b.narrow else b.row)(
        b.field(say("Supervisor's login"), login), b.field(say("Password"), password), gap=12
    )
    items += [b.field(say("Supervisor's remark"), remark), b.holder(pair)]
    title = say("Close {day}?", day=day_word(say, slip.day))
    text = say("The figures are kept as you saw them, and the journal's chains are tied. Nothing can be taken back.")
    body = b.holder(b.col(*items, gap=10))
    fields = b.scroll(body) if b.narrow else body
    if b.narrow:
        fields.setMinimumHeight(b.px(90 if problems else 150))
    head = b.col(b.label(title, "title"), b.label(text), gap=4)
    margins = (20, 12, 20, 12) if b.narrow else (32, 28, 32, 28)
    widget = b.holder(
        b.col(head, fields, *problems, b.row(None, cancel, act, gap=12), gap=12, margins=margins), "sheet"
    )
    widget.setAccessibleName(title)
    widget.setFixedWidth(min(b.px(600), b.look.width - b.px(32)))
    return Sheet(widget, today.leave_signing, act, password if screen.login else login)
