"""The sheet on which a supervisor ends a correction (A11): the held sheet is set free, or voided for its reprint."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.desk.sheet_slips import CorrectionSlip
from app.presenters.mending import REPRINTED, RESUMED, MendingScreen
from app.views import case_words as words
from app.views.dialogs import ReleaseSheet
from app.views.workbench import Item


class MendingSheet(ReleaseSheet):
    """The supervisor's own sign-on is typed here; the password lives in the field and nowhere else."""

    def draw_mending(self, screen: MendingScreen) -> QWidget:
        b, say, mending = self.bench, self.say, self.pickup.mending
        endings = [
            (RESUMED, say("The sheet is right: hand it over again")),
            (REPRINTED, say("The sheet is spoiled: void it, a new one is printed")),
        ]
        became = b.choices(endings, screen.ending, mending.choose)
        self.first = became.findChild(QWidget, f"choice-{screen.ending or RESUMED}")
        self._reason = self._typed("reason", say("Reason"), say("e.g. compared with the passport"))
        body: list[Item] = [*self._found(screen.found), b.field(say("What becomes of the sheet"), became)]
        body += [b.field(say("Reason"), self._reason), self._sign_on()]
        act = b.button(say("End the correction"), "F9", "primary", "shield-check", self._end)
        text = say("Only a supervisor ends it. It is recorded with reason and name.")
        return self.build(
            say("What becomes of the held sheet?"), text, body, self.sending(screen.sending, act), screen.problems
        )

    def _found(self, found: CorrectionSlip | None) -> list[Item]:
        """What was wrong, since when, and what the clerk wrote."""
        if found is None:
            return []
        b, say = self.bench, self.say
        wrong = say(", ").join(words.field_word(say, each) for each in found.fields.split(","))
        facts = {"serial": found.serial or "—", "at": words.moment(say, found.since), "who": found.opened_by}
        title = say("Sheet {serial}, held since {at} by {who}", **facts)
        note = [b.label(say("“{sentence}”", sentence=found.note))] if found.note else []
        return [b.label(title, "label", "text2"), b.label(wrong, "strong"), *note]

    def _end(self) -> None:
        self.pickup.mending.submit(self._reason.text(), self._login.text(), self._password.text())
