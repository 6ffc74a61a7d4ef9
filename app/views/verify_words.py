"""What the verification screen says of a file: its answer, its steps, and for staff the cause (B50)."""

from __future__ import annotations

from app.dates import local_day
from app.desk.verify_slips import CodeSlip, Outcome, VerdictSlip, WhereSlip
from app.errors import Obstacle
from app.presenters.verify import Entry, Step
from app.views.decision_words import reason_word
from app.wording import ZH, Sentence, Wording, in_language

TONE = {Outcome.SUCCESS: "go", Outcome.WARNING: "warn", Outcome.FAILURE: "stop"}


def answer_word(say: Wording, outcome: Outcome) -> str:
    return {
        Outcome.SUCCESS: say("Success"),
        Outcome.WARNING: say("Warning"),
        Outcome.FAILURE: say("Failure"),
    }[outcome]


def answer_in_english(say: Wording, outcome: Outcome) -> str:
    """The verdict carries its English word beside the Chinese one."""
    return answer_word(in_language("en"), outcome) if say.language == ZH else ""


def public(say: Wording, verdict: VerdictSlip) -> Sentence:
    """What may be told to whoever asks."""
    return say.explain(Obstacle(verdict.public_code))


def for_staff(say: Wording, verdict: VerdictSlip) -> Sentence | None:
    """What only staff hear, where it says more than the public answer."""
    return say.explain(Obstacle(verdict.code)) if verdict.code != verdict.public_code else None


def ending(say: Wording, verdict: VerdictSlip) -> list[str]:
    """Why and since when a document of ours is no longer in force, for staff alone (B50)."""
    told = [say("Reason: {reason}", reason=reason_word(say, verdict.reason))] if verdict.reason else []
    if verdict.ended_at is not None:
        told.append(say("Ended on {day}.", day=say.day(local_day(verdict.ended_at))))
    return told


def code_words(say: Wording, found: CodeSlip) -> tuple[str, str, str]:
    """Tone, sentence and next step for a code that was scanned; the name is masked."""
    facts = {
        "code": found.code,
        "day": say.day(local_day(found.issued_at)),
        "name": found.name_masked,
        "number": found.number,
    }
    proof = say("A code names a certificate and proves no file: drop the PDF itself here.")
    if found.state == "revoked":
        return "stop", say("{code}: not in force. {name}, {number}, issued {day}.", **facts), proof
    if found.state == "superseded":
        text = say("{code}: no longer the latest. {name}, {number}, issued {day}.", **facts)
        newer = say("The one in force has the code {code}.", code=found.replaced_by) if found.replaced_by else ""
        return "warn", text, f"{newer} {proof}".strip()
    return "info", say("{code}: in force. {name}, {number}, issued {day}.", **facts), proof


def where_words(say: Wording, where: WhereSlip) -> str:
    """The answer to "where can I verify it myself?"."""
    if where.site:
        return say(
            "“Upload the PDF itself at the ministry's site, {site}, and read the answer there.”", site=where.site
        )
    if where.has_page:
        return say("“Its QR code leads to the page where the PDF itself is verified; or send it to the registrar.”")
    return say("“Send the PDF itself to the registrar, who verifies it.”")


def step_title(say: Wording, step: Step) -> str:
    return {
        Step.FILE: say("Look at the file"),
        Step.LEDGER: say("Compare with the ledger"),
        Step.SIGNATURE: say("Examine the signature"),
        Step.ANSWER: say("In force today"),
    }[step]


def step_tone(entry: Entry | None, step: Step) -> str:
    """``todo``, ``now``, ``skipped``, or how the step came out: ``go``, ``warn``, ``stop``."""
    if entry is None or step > entry.step:
        return "todo"
    if step is Step.FILE:
        return "now" if entry.file is None else "stop" if entry.turned_away else "go"
    if entry.turned_away:
        return "skipped"
    if step is Step.LEDGER:
        return "now" if entry.known is None else "go" if entry.known else "stop"
    if step is Step.SIGNATURE:
        return "now" if entry.seen is None else "stop" if entry.seen.missing and not entry.by_platform else "go"
    return "now" if entry.verdict is None else _last_tone(entry, entry.verdict)


def _last_tone(entry: Entry, verdict: VerdictSlip) -> str:
    """Whether a file is in force is only a question for one of ours."""
    asked = entry.known and (verdict.outcome is not Outcome.FAILURE or verdict.code == "verification.revoked")
    return TONE[verdict.outcome] if asked else "skipped"


def step_note(say: Wording, entry: Entry | None, step: Step) -> str:
    """What a step found, in a few words."""
    tone = step_tone(entry, step)
    if entry is None or tone in ("todo", "now"):
        return ""
    if tone == "skipped":
        return say("not asked any more")
    if step is Step.FILE:
        return _file_note(say, entry)
    if step is Step.LEDGER:
        return say("the file's SHA-256 is in it") if entry.known else say("no file like this one")
    if step is Step.SIGNATURE:
        return _signature_note(say, entry)
    return _state_note(say, entry)


def _file_note(say: Wording, entry: Entry) -> str:
    if entry.file is None or entry.turned_away:
        return say.explain(Obstacle(entry.file.problem)).text if entry.file else ""
    return say("a PDF, {size} KB", size=max(1, round(entry.file.size / 1024)))


def _signature_note(say: Wording, entry: Entry) -> str:
    seen = entry.seen
    if seen is None:
        return ""
    if entry.by_platform:
        return say("the ministry's platform's; known by its SHA-256")
    if not seen.missing:
        return say("this school's, over the whole file")
    if "examined" in seen.missing:
        return say("the examination was broken off at its limits")
    if seen.held_then:
        return say("this school's; the signer's certificate has ended since")
    if seen.by_us:
        return say("this school's, but it does not hold")
    return say("another issuer's") if seen.signed else say("there is none that holds")


def _state_note(say: Wording, entry: Entry) -> str:
    if entry.verdict is None:
        return ""
    return {
        "verification.good": say("the latest version"),
        "verification.superseded": say("no longer the latest version"),
        "verification.revoked": say("not in force"),
        "verification.uses_spent": say("all verifications are used up"),
    }.get(entry.verdict.code, "")


def causes(say: Wording, verdict: VerdictSlip) -> list[str]:
    """The facts of the strict policy that do not hold, those that say the most first and alone."""
    words = {
        "examined": say("the examination was broken off at its limits"),
        "readable": say("it cannot be read as a well-formed PDF"),
        "one_signature": say("it does not carry exactly one signature"),
        "expected_field": say("the signature is not in the registrar's field"),
        "no_changes_allowed": say("the signature does not forbid changes"),
        "unaltered": say("the content does not fit the signature"),
        "covers_whole_file": say("the signature does not cover the whole file"),
        "no_loose_bytes": say("there are loose bytes in the signature's container"),
        "in_force": say("the signer's certificate has ended since"),
        "trusted": say("the signer does not belong to this school"),
        "timestamps_good": say("a timestamp does not hold"),
    }
    if verdict.code == "verification.not_issued_here":
        return []
    for alone in ("examined", "readable", "one_signature"):
        if alone in verdict.cause:
            return [words[alone]]
    return [words[each] for each in verdict.cause if each in words]


def facts(say: Wording, verdict: VerdictSlip) -> list[tuple[str, str]]:
    """What is known of a document of ours."""
    found = []
    if verdict.document_code:
        found.append((say("Document code"), verdict.document_code))
    if verdict.issued_at is not None:
        found.append((say("Issued on"), say.day(local_day(verdict.issued_at))))
    if verdict.uses_left is not None:
        found.append((say("Verifications left"), str(verdict.uses_left)))
    return found
