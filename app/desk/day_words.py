"""The words of a reviewed day, said by the supervisor's screen and by the paper alike: codes in, words out."""

from __future__ import annotations

from app.desk.day_slips import ExceptionSlip, OpenMatterSlip
from app.errors import Obstacle
from app.wording import Wording


def matter(say: Wording, each: OpenMatterSlip) -> str:
    """What is still open."""
    match each.kind:
        case "card" if each.detail == "unknown":
            return say("The card left too early; whether its chip was written is not known")
        case "card" if each.detail == "failed":
            return say("The chip was not written")
        case "card":
            return say("The card's writing has not ended")
        case "receipt":
            return say("Receipt {number} is not printed", number=each.detail)
        case "unscanned":
            return say("Receipt {number}, signed on paper, is not scanned", number=each.detail)
        case "correction":
            return say("Sheet held: {fields}", fields=wrong_fields(say, each.detail))
        case "notice":
            kind, _, code = each.detail.partition(":")
            return unsent(say, kind) + _why(say, code, each)
        case _:
            return say("Digital certificate stopped") + _why(say, each.detail, each)


def unsent(say: Wording, kind: str) -> str:
    """Which message stopped, by its job's kind; empty for a certificate."""
    return {
        "account_closure": say("Account-closure notice not sent"),
        "digital_withdrawal": say("Withdrawal at the platform"),
        "digital_notice": say("Message to the graduate not sent"),
        "timestamp_renewal": say("Timestamp not renewed"),
    }.get(kind, "")


def _why(say: Wording, code: str, each: OpenMatterSlip) -> str:
    why = say.explain(Obstacle(code, dict(each.facts))).text if code else ""
    return say(": ") + why if why else ""


def how_to_end(say: Wording, each: OpenMatterSlip) -> str:
    """The one thing to do about it."""
    return {
        "card": say("Lay that same card on the reader again; if it is gone, note it for the card office."),
        "receipt": say("Open the case (F3) and print it again (F6)."),
        "unscanned": say("Open the case (F3) and attach the scan of the signed sheet (Ctrl+O)."),
        "correction": say("Once its office has mended it, open the case: F7 ends the correction."),
        "digital": say("Open the queue and let it try again once the cause is mended."),
        "notice": say("Open the queue and let it try again, or tell the graduate or the office yourself."),
    }[each.kind]


def exception(say: Wording, each: ExceptionSlip) -> str:
    """What was not as usual."""
    match each.kind:
        case "release":
            return say("Released: {what}", what=_released(say, each))
        case "card":
            return say("No card stamped: {why}", why=say.of(each.what) or "—")
        case "returned":
            return say("A message came back: {mailbox}", mailbox=_mailbox(say, each.code))
        case "hours":
            return say("Handed over outside hours")
        case "typed":
            return say("The sheet's number was typed, not scanned")
        case _:
            return say("Signed on paper, not on the pad")


def _mailbox(say: Wording, place: str) -> str:
    return {"own": say("own mailbox"), "school": say("school mailbox")}.get(place) or say("campus mailbox")


def _released(say: Wording, each: ExceptionSlip) -> str:
    words = {
        "hours.closed_day": say("closed day"),
        "hours.outside": say("outside hours"),
        "window.not_open": say("before the first day"),
        "window.over": say("after the last day"),
        "counter.wrong": say("another counter's certificate"),
        "clearance.no_data": say("no answer of the units"),
        "clearance.stale": say("old answers of the units"),
        "card.reissue_requested": say("a new card was requested"),
        "card.old": say("old 1K card"),
        "card.unknown": say("card not in the register"),
        "card.reported_lost": say("card reported lost"),
        "card.void": say("card stamped before"),
        "card.expired": say("card expired"),
        "card.exception_needs_supervisor": say("card not stamped"),
        "proxy.evidence_incomplete": say("proxy's evidence incomplete"),
    }
    return say.of(each.what) or words.get(each.code) or each.code


def wrong_fields(say: Wording, codes: str) -> str:
    """Which entries of a sheet are wrong, by their codes, joined by commas."""
    words = {
        "name_zh": say("Chinese name"),
        "name_en": say("English name"),
        "birth_date": say("Date of birth"),
        "degree": say("Degree"),
        "programme": say("Programme"),
        "graduated_on": say("Month of graduation"),
        "number": say("Certificate number"),
        "other": say("the paper itself"),
    }
    return say(", ").join(words.get(code, code) for code in codes.split(","))
