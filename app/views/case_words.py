"""The sentences of the case and its steps: codes in, words out, in the language of the moment."""

from __future__ import annotations

from datetime import date, datetime

from app.dates import local, roc_date, roc_date_long, roc_moment, roc_month_long, wall_time
from app.desk.slips import (
    CardAct,
    CaseSlip,
    CertificateSlip,
    ItemState,
    Mode,
    ObstacleSlip,
    OfficerSlip,
    PermissionSlip,
    UnitSlip,
    Verdict,
)
from app.errors import Obstacle, Trouble
from app.presenters.changes import Change
from app.presenters.hand_over_steps import PHOTO, Progress, Step, planned_act
from app.wording import ZH, Bilingual, Wording

Problem = Obstacle | Trouble


def day_long(say: Wording, day: date | None) -> str:
    """民國 114 年 6 月 2 日, or 2 June 2025."""
    if day is None:
        return "—"
    return roc_date_long(day) if say.language == ZH else f"{day.day} {day:%B} {day.year}"


def moment(say: Wording, at: datetime) -> str:
    """114/06/02 10:41, or 2025-06-02 10:41."""
    return roc_moment(at) if say.language == ZH else f"{local(at):%Y-%m-%d %H:%M}"


def day_short(say: Wording, day: date | None) -> str:
    if day is None:
        return "—"
    return roc_date(day) if say.language == ZH else day.isoformat()


def month_long(say: Wording, day: date) -> str:
    return roc_month_long(day) if say.language == ZH else f"{day:%B} {day.year}"


def verdict_title(say: Wording, case: CaseSlip) -> str:
    match case.verdict:
        case Verdict.READY:
            return say("Ready to hand over")
        case Verdict.BLOCKED:
            return say("Cannot be handed over yet")
        case Verdict.COLLECTED:
            return say("Already collected")


def verdict_sentence(say: Wording, case: CaseSlip, mode: Mode) -> str:
    """What the band says under its title."""
    if case.verdict is Verdict.COLLECTED and case.collected is not None:
        return say("Collected on {at}. A certificate is handed over once only.", at=moment(say, case.collected.at))
    if case.verdict is Verdict.BLOCKED:
        standing = sum(1 for each in case.obstacles if not each.released)
        told = say.count("{number} matter is open.", "{number} matters are open.", standing)
        told = told if waits_for_units(case) else say("The reason stands below.")
        gap = "" if say.language == ZH else " "
        return told + gap + say("Print the notice first, then say where to go.")
    if case.advisories:
        return say.count(
            "Nothing stands in the way; {number} thing to tell.",
            "Nothing stands in the way; {number} things to tell.",
            len(case.advisories),
        )
    return say("Nothing stands in the way.")


def waits_for_units(case: CaseSlip) -> bool:
    """Whether all that stands in the way is the graduate's own to settle with a unit."""
    standing = [each.obstacle.code for each in case.obstacles if not each.released]
    return all(code.startswith("clearance.") for code in standing)


def proxy_word(say: Wording, case: CaseSlip) -> str:
    """The school's own word for a proxy: 受委託人 or 受託人 (RULES I6)."""
    word = say.of(case.proxy_rules.word)
    return word if say.language == ZH else word.lower()


def step_title(say: Wording, step: Step, case: CaseSlip, mode: Mode) -> str:
    proxy, who = mode is Mode.PROXY, proxy_word(say, case)
    match step:
        case Step.EVIDENCE:
            return say("Collect the evidence")
        case Step.SHEET:
            return say("Fetch the sheet and scan it")
        case Step.REVIEW:
            return say("Decide the registrar's review")
        case Step.ADVISORIES:
            return say("Tell what else there is to do")
        case Step.FACE:
            return say("Compare the face of the {proxy}", proxy=who) if proxy else say("Compare the face")
        case Step.PROOF:
            return say("Let the {proxy} read the sheet", proxy=who) if proxy else say("Let the graduate read the sheet")
        case Step.SIGNATURE:
            return say("The {proxy} signs", proxy=who) if proxy else say("The graduate signs")
        case Step.CARD:
            if planned_act(case) == "exception":
                return say("Say why no card is stamped")
            return say("Stamp the card “{stamp}”", stamp=say.of(case.stamp_text))
        case Step.TOGETHER:
            return say("Hand card and certificate over together")


def primary_text(say: Wording, step: Step) -> str:
    """The one filled button: a verb and what it is about."""
    match step:
        case Step.EVIDENCE:
            return say("Evidence is whole")
        case Step.SHEET:
            return say("Check the number")
        case Step.REVIEW:
            return say("Review passed")
        case Step.ADVISORIES:
            return say("All told")
        case Step.FACE:
            return say("Same person")
        case Step.PROOF:
            return say("Everything is right")
        case Step.SIGNATURE:
            return say("Signed")
        case Step.CARD:
            return say("Stamped")
        case Step.TOGETHER:
            return say("Hand both over")


def certificate_facts(say: Wording, certificate: CertificateSlip) -> list[tuple[str, str]]:
    """The facts as they are printed on the sheet, in its order."""
    return [
        (say("Chinese name"), certificate.name_zh),
        (say("English name"), certificate.name_en or "—"),
        (say("Date of birth"), day_long(say, certificate.birth_date)),
        (say("Degree"), say.of(certificate.degree)),
        (say("Programme"), say.of(certificate.programme)),
        (say("Graduated in"), month_long(say, certificate.graduated_on)),
        (say("Certificate no."), certificate.number),
    ]


def field_word(say: Wording, field: str) -> str:
    """One entry of the certificate, as it is ticked when it is wrong."""
    match field:
        case "name_zh":
            return say("Chinese name")
        case "name_en":
            return say("English name")
        case "birth_date":
            return say("Date of birth")
        case "degree":
            return say("Degree")
        case "programme":
            return say("Programme")
        case "graduated_on":
            return say("Graduated in")
        case "number":
            return say("Certificate no.")
        case _:
            return say("The paper itself (stain, misprint)")


def officer_words(say: Wording, officer: OfficerSlip) -> tuple[str, str]:
    """Who corrects a certificate (A11), and where that is asked: telephone, extension, place."""
    extension = say("ext. {number}", number=officer.extension) if officer.extension else ""
    where = "　".join(part for part in (officer.phone, extension, say.of(officer.place)) if part)
    role = say("{role} ({about})", role=say.of(officer.role), about=say.of(officer.about))
    return say("It is corrected by: {role}", role=role), where


def printed_value(say: Wording, case: CaseSlip, field: str) -> str:
    """What the sheet says there, so that the clerk marks the right line."""
    certificate = case.certificate
    if certificate is None or field == "other":
        return ""
    names = ("name_zh", "name_en", "birth_date", "degree", "programme", "graduated_on", "number")
    return certificate_facts(say, certificate)[names.index(field)][1]


def tell_sentence(say: Wording, unit: UnitSlip, mode: Mode) -> str:
    """A ready sentence for the person at the window. A proxy hears the door, never the reason (RULES I5)."""
    if mode is Mode.PROXY:
        return say("“Please ask the graduate to contact {unit}.”", unit=say.of(unit.unit))
    if advice := say.of(unit.advice):
        return say("“{sentence}”", sentence=advice)
    where = say.of(unit.place)
    if not where:
        return say("“Please see {unit}: {item}”", unit=say.of(unit.unit), item=say.of(unit.item))
    return say("“Please see {unit} at {place}: {item}”", unit=say.of(unit.unit), place=where, item=say.of(unit.item))


def door(say: Wording, unit: UnitSlip, told: str = "") -> str:
    """Where to knock, and when: place, extension and hours of a unit; not the place again when it was ``told``."""
    place = "" if say.of(unit.place) in told else say.of(unit.place)
    extension = say("ext. {number}", number=unit.extension) if unit.extension else ""
    return "　".join(part for part in (place, extension, say.of(unit.hours)) if part)


def obstacle_lines(say: Wording, each: ObstacleSlip, mode: Mode) -> tuple[str, str]:
    """Why, and what to do about it. For a proxy neither: unit, place and extension speak for themselves."""
    if mode is Mode.PROXY:
        return "", ""
    told = say.explain(each.obstacle)
    if each.obstacle.code != "clearance.outstanding":
        return told.text, told.next_step
    name, reason = each.obstacle.facts.get("name"), str(each.obstacle.facts.get("reason") or "")
    item = say.of(name) if isinstance(name, Bilingual) else str(name or "")
    colon = say(": ")
    return colon.join(part for part in (item, reason) if part) or told.text, ""


def obstacle_title(say: Wording, each: ObstacleSlip) -> str:
    """The unit whose door it is; where no unit can help, the matter itself."""
    return say.of(each.unit) or say.explain(each.obstacle).text


def permission_word(say: Wording, code: str) -> str:
    """What a supervisor's permission lets pass, in two or three words; a code of another school's rules as it is."""
    known = {
        "hours.closed_day": say("Day on which nothing is handed over"),
        "hours.outside": say("Outside opening hours"),
        "window.not_open": say("Before the pickup period"),
        "window.over": say("After the pickup period"),
        "counter.wrong": say("At another counter"),
        "clearance.outstanding": say("Outstanding item"),
        "clearance.no_data": say("Without clearance data"),
        "clearance.stale": say("Old clearance data"),
        "card.reissue_requested": say("New card was requested"),
        "card.old": say("Old student card"),
        "card.unknown": say("Unknown card"),
        "card.reported_lost": say("Card reported lost"),
        "card.void": say("Card already void"),
        "card.expired": say("Card expired"),
        "card.exception_needs_supervisor": say("Hand-over without the card act"),
        "proxy.evidence_incomplete": say("Incomplete evidence of a proxy"),
    }
    return known.get(code, code)


def permission_line(say: Wording, each: PermissionSlip) -> str:
    """A permission as it is listed: what passes, about what, on which day."""
    name = say.of(each.name)
    what = permission_word(say, each.code) + (say(": ") + name if name else "")
    return f"{what}　{day_short(say, each.day)}"


def shown_word(say: Wording, way: str) -> str:
    """How an identity document was shown."""
    return {"original": say("The original"), "copy": say("A copy"), "screen": say("On a screen")}.get(way, way)


def document_word(say: Wording, case: CaseSlip, kind: str) -> str:
    if kind == PHOTO:
        return say("Photograph in the register")
    known = dict((*case.id_kinds, *case.proxy_rules.id_kinds))
    return say.of(known[kind]) if kind in known else kind


def change_sentence(say: Wording, change: Change) -> str:
    """One difference between the case as it was shown and as it is."""
    match change.kind:
        case "unit":
            facts = {"unit": say.of(change.name), "before": say.of(change.before), "after": say.of(change.after)}
            return say("{unit}: was “{before}”, now “{after}”.", **facts)
        case "collected":
            return say("The certificate was handed over meanwhile ({where}).", where=say.of(change.after))
        case "sheet":
            return say("The sheet lies elsewhere now: {place}.", place=say.of(change.after) or "—")
        case "certificate":
            return say("What is printed on the certificate changed: it is read and signed again.")
        case "card":
            return say("The student card's state changed.")
        case _:
            return say("The case was decided anew.")


def answer_word(say: Wording, state: ItemState) -> str:
    """What a unit says on the telephone."""
    match state:
        case ItemState.DONE:
            return say("Done")
        case ItemState.NOT_REQUIRED:
            return say("Not required")
        case ItemState.FAILED:
            return say("Not passed")
        case _:
            return say("Still open")


def source_line(say: Wording, case: CaseSlip) -> str:
    """How old the units' answers are, by their source's own time."""
    if case.source_time is None:
        return say("no data from the units yet")
    return say("as of {at}", at=moment(say, case.source_time))


def step_time(progress: Progress, index: int) -> str:
    return wall_time(progress.times[index]) if index < len(progress.times) else ""


def has_chip(case: CaseSlip) -> bool:
    return planned_act(case) == CardAct.CHIP
