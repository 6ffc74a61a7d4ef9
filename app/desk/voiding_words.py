"""The words of voiding a hand-over, said by the window and by the command line alike: codes in, words out."""

from __future__ import annotations

from app.desk.voiding_slips import VoidAheadSlip, VoidedSlip
from app.wording import Wording


def kind_word(say: Wording, kind: str) -> str:
    """What went wrong."""
    return {
        "wrong_sheet": say("Another person's sheet went out"),
        "wrong_person": say("It went to somebody who may not collect it"),
        "left_without": say("The graduate left without it"),
        "mistaken": say("Recorded twice, or for practice"),
    }[kind]


def fate_word(say: Wording, fate: str) -> str:
    """What became of the sheet."""
    return {
        "returned": say("Back, unharmed"),
        "spoiled": say("Back, spoiled"),
        "lost": say("Lost"),
    }[fate]


def foretold(say: Wording, ahead: VoidAheadSlip, fate: str) -> tuple[str, ...]:
    """What will happen, one line each; nothing of the sheet before it is known what became of it."""
    sheet = {
        "returned": say("The sheet {serial} lies on this counter's shelf again.", serial=ahead.serial),
        "spoiled": say("The sheet {serial} becomes void; a new one has to be printed.", serial=ahead.serial),
        "lost": say("The sheet {serial} becomes void as lost; a new one has to be printed.", serial=ahead.serial),
    }
    digital = {
        "cancelled": say("The digital certificate's job is cancelled; none is issued."),
        "revoked": say("The digital certificate is revoked; the graduate is told by mail."),
        "revoked_tell": say("The digital certificate is revoked; the next package tells the ministry's platform."),
        "at_platform": say("The digital certificate is at the ministry's platform; the next package withdraws it."),
    }
    closure = {
        "cancelled": say("The account-closure notice is cancelled before it is sent."),
        "sent": say("The account-closure notice has left already: the computing centre has to be told."),
        "may_be_sent": say("The account-closure notice may have left already: the computing centre has to be asked."),
    }
    lines = (
        say("Receipt {receipt} stays in the record and is marked void.", receipt=ahead.receipt_number),
        sheet.get(fate, ""),
        digital.get(ahead.digital, ""),
        closure.get(ahead.closure, ""),
        _card(say) if ahead.card_is_void else "",
    )
    return tuple(line for line in lines if line)


def told(say: Wording, done: VoidedSlip) -> tuple[str, ...]:
    """What was done, and what is left for people to do, one line each."""
    sheet = {
        "returned": say(
            "The sheet {serial} is in stock at this counter ({place}); it can be handed over again.",
            serial=done.serial,
            place=done.place or "—",
        ),
        "spoiled": say("The sheet {serial} is void: destroy it, print a new one and import it.", serial=done.serial),
        "lost": say("The sheet {serial} is void as lost: print a new one and import it.", serial=done.serial),
    }
    digital = {
        "cancelled": say("The digital certificate is not issued; its job was cancelled."),
        "revoked": say("The digital certificate was revoked; the graduate is told by mail."),
        "revoked_tell": say("The digital certificate was revoked; the next package tells the ministry's platform."),
        "at_platform": say("The digital certificate is at the ministry's platform; the next package withdraws it."),
    }
    closure = {
        "cancelled": say("The account-closure notice was cancelled before it was sent."),
        "sent": say("The account-closure notice has been sent: tell the computing centre."),
        "may_be_sent": say(
            "The account-closure notice was cancelled but may have been sent: ask the computing centre."
        ),
    }
    lines = (
        say("Voided: receipt {receipt}, certificate {number}.", receipt=done.receipt_number, number=done.number),
        sheet[done.sheet],
        digital.get(done.digital, ""),
        closure.get(done.closure, ""),
        _card(say) if done.card_is_void else "",
    )
    return tuple(line for line in lines if line)


def _card(say: Wording) -> str:
    return say("The student card stays void; for the next hand-over a supervisor lets it pass.")
