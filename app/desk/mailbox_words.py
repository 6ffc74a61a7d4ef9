"""The words of a mailbox, said by the window and the command line alike: which, masked address, what became of it."""

from __future__ import annotations

from app.dates import local, roc_date, wall_time
from app.desk.queue_slips import MailboxSlip, WhoseSlip
from app.wording import ZH, Wording


def place_word(say: Wording, place: str) -> str:
    words = {"own": say("Own mailbox"), "school": say("School mailbox"), "campus": say("Campus mailbox")}
    return words.get(place, place)


def state_words(say: Wording, mailbox: MailboxSlip) -> str:
    """What became of the message to this mailbox."""
    return {
        "known": say("not sent yet"),
        "denied": say("not allowed by the rules"),
        "pending": say("not sent yet"),
        "sending": say("being sent"),
        "accepted": say("its server took it"),
        "later": say("to be tried later"),
        "refused": say("refused"),
        "unknown": say("outcome unknown"),
        "delayed": say("takes longer"),
        "bounced": say("came back"),
    }.get(mailbox.state, mailbox.state)


def mailbox_words(say: Wording, whose: WhoseSlip, each: MailboxSlip) -> str:
    """One line: which mailbox, its masked address, its state, when, the server's number."""
    written = whose.simulated and each.state == "accepted"
    parts = [say("written to the demonstration's folder") if written else state_words(say, each)]
    if each.at is not None:
        there = local(each.at)
        day = roc_date(there.date()) if say.language == ZH else there.date().isoformat()
        parts.append(f"{day} {wall_time(each.at)}")
    if each.status or each.reply >= 400:
        parts.append(each.status or str(each.reply))
    name = place_word(say, each.place) + say(": ") + each.masked
    if each.place == "own" and whose.verified and each.state != "denied":
        name += " " + say("(verified)")
    return say(", ").join([name, *parts])
