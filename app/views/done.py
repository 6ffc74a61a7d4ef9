"""The done screen: what was handed over, to a masked name, and what still runs. Clears itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.desk.slips import CardAct, DoneSlip, Mode
from app.presenters.done import DoneScreen
from app.presenters.errands import PaperState
from app.presenters.pickup import PickupPresenter
from app.views import case_words as words
from app.views.workbench import Bench, Button, Item, sleep


class DonePage:
    """One column of 760 px, centred, left-aligned text."""

    def __init__(self, bench: Bench, pickup: PickupPresenter, screen: DoneScreen, slip: DoneSlip) -> None:
        self.bench, self.say = bench, bench.say
        self.pickup, self.screen, self.slip = pickup, screen, slip

    def head(self) -> QWidget:
        b, say = self.bench, self.say
        title = b.label(say("Handed over to {name}", name=self.slip.name_masked), "figure" if b.narrow else "name")
        english = "" if say.language == "en" else "Certificate handed over　"
        under = b.label(english + self.slip.number, "body", "text2")
        text = b.holder(b.col(title, under, gap=0))
        return b.beside(b.icon("circle-check", 48 if b.narrow else 72, "go"), text, 22)

    def lines(self) -> list[Item]:
        b = self.bench
        made: list[Item] = [b.hline()]
        for each in (self._receipt(), self._card(), self._digital()):
            made += [14, each, 14, b.hline()]
        if self.screen.another_waits:
            made += [14, b.told(self.say("Another card is on the reader. It is opened next."), "info")]
        return made

    def _line(self, icon: str, tone: str, title: str, text: str, right: QWidget | None = None) -> QWidget:
        b = self.bench
        body = b.holder(b.col(b.label(title, "strong"), b.label(text, "body", "text2"), gap=0), fills=True)
        items: list[Item] = [b.beside(b.icon(icon, 26, tone), body, 16)]
        if right is not None:
            items.append(right)
        row = (b.col if b.narrow else b.row)(*items, gap=12)
        holder = items[0]
        if isinstance(holder, QWidget):
            holder.setProperty("fills", True)
            if not b.narrow:
                row.setStretch(0, 1)
        return b.holder(row)

    def _receipt(self) -> QWidget:
        b, say, state = self.bench, self.say, self.screen.receipt.state
        number = say("Receipt no. {number}", number=self.slip.receipt_number)
        if state is PaperState.FAILED:
            told = say("The receipt {number} did not print", number=self.slip.receipt_number)
            why = " ".join(say.explain(each).text for each in self.screen.receipt.why)
            step = say("The hand-over is recorded. Print again with F6.")
            return self._line("printer", "stop", told, f"{why}　{step}", b.status(say("open step"), "stop"))
        if self.screen.paper_signature_due:
            told = say("Have the receipt signed on paper")
            step = say("Nothing leaves the window before it is signed; then scan the office's copy to its case (F3).")
            return self._line("signature", "warn", told, f"{number}　{step}", b.status(say("open step"), "warn"))
        if state is PaperState.PRINTED:
            return self._line("printer", "go", say("Receipt printed"), number, b.status(say("printed"), "go"))
        runs = say("The receipt is printing") if state is PaperState.PRINTING else say("The receipt is being made")
        return self._line("printer", "go", runs, number, b.status(say("under way"), "wait"))

    def _card(self) -> QWidget:
        b, say, card = self.bench, self.say, self.screen.card
        if card is not None:
            return self._chip()
        if self.slip.card_act is CardAct.STAMP:
            whom = say("Given back to the proxy.") if self.slip.mode is Mode.PROXY else say("Given back.")
            return self._line(
                "credit-card", "go", say("Student card stamped void"), whom, b.status(say("stamped"), "go")
            )
        told = say("No card was stamped; the reason is recorded.")
        return self._line("credit-card", "text2", told, say("Nothing to do."), b.status(say("excused"), "info"))

    def _chip(self) -> QWidget:
        b, say, card = self.bench, self.say, self.screen.card
        assert card is not None
        again = say("Lay the same card on the reader: the writing goes on by itself.")
        if card.writing:
            told = say("The chip is being written")
            return self._line(
                "nfc", "go", told, say("Leave the card on the reader."), b.status(say("under way"), "wait")
            )
        if card.settled:
            told = say("Student card void, stamp and chip")
            return self._line("credit-card", "go", told, say("Give the card back."), b.status(say("void"), "go"))
        if card.state.value == "unknown":
            told = say("The card left too early; whether the chip was written is not known")
            return self._line("credit-card", "warn", told, again, b.status(say("open step"), "warn"))
        why = say.explain(card.why[0]).text if card.why else say("The chip was not written")
        return self._line("credit-card", "stop", why, again, b.status(say("open step"), "stop"))

    def _digital(self) -> QWidget:
        b, say, slip = self.bench, self.say, self.slip
        if slip.digital_due is None and slip.digital_channel:
            text = say("The school's rules name no date for it yet; it waits for one.")
            return self._line("send", "warn", say("Digital certificate queued"), text, b.status(say("waiting"), "wait"))
        if slip.digital_due is None:
            told = say("No digital certificate for this cohort")
            return self._line("send", "text2", told, say("Nothing to do."), b.status(say("none"), "info"))
        day = words.day_short(say, slip.digital_due)
        if slip.mailbox_masked:
            text = say("Due {day}, to the graduate's mailbox {mailbox}.", day=day, mailbox=slip.mailbox_masked)
        else:
            text = say("Due {day}. No mailbox is known: ask the graduate to verify one.", day=day)
        return self._line("send", "go", say("Digital certificate queued"), text, b.status(say("waiting"), "wait"))

    # -------------------------------------------------------------- buttons
    def primary(self) -> Button:
        say = self.say
        if self.screen.paper_signature_due:
            button = self.bench.button(say("Signed on paper"), "Enter", "primary", "signature", self.pickup.next)
        else:
            button = self.bench.button(say("Next graduate"), "Enter", "primary", "arrow-right", self.pickup.next)
        sleep(button, self.screen.card is not None and self.screen.card.writing)
        return button

    def again(self) -> Button:
        button = self.bench.button(self.say("Reprint the receipt"), "F6", "plain", "printer", self.pickup.reprint, 60)
        sleep(button, self.screen.receipt.busy)
        return button

    def foot(self) -> str:
        say = self.say
        if self.screen.card is not None and self.screen.card.writing:
            return say("The screen stays until the chip is written.")
        if self.screen.open_step:
            return say("The screen stays while a step is open.")
        return say.count(
            "Back to waiting in {number} second; the name is not shown again.",
            "Back to waiting in {number} seconds; the name is not shown again.",
            self.screen.seconds,
        )
