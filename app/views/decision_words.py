"""What is said of a decision about digital certificates: acts, reasons, outcomes, progress."""

from __future__ import annotations

from app.dates import wall_time
from app.errors import Obstacle
from app.presenters.decisions import DecisionsScreen
from app.wording import Wording

ACTS = ("reissue", "supersede", "revoke")


def act_word(say: Wording, act: str) -> str:
    return {
        "revoke": say("Revoke"),
        "supersede": say("Mark as no longer the latest"),
        "reissue": say("Reissue"),
    }[act]


def act_about(say: Wording, act: str) -> str:
    """What verification and the graduate will be told."""
    return {
        "revoke": say("Verification answers that the file is not valid; the graduate is told by mail."),
        "supersede": say("Verification warns that there is a newer one; the graduate is told by mail."),
        "reissue": say("A new version is made and delivered; the earlier one holds until it is signed."),
    }[act]


def reason_word(say: Wording, reason: str) -> str:
    return say.explain(Obstacle(f"digital.reason.{reason}")).text


def outcome_word(say: Wording, code: str) -> str:
    return say.explain(Obstacle(code)).text


def outcome_tone(code: str) -> str:
    return "go" if code.startswith(("digital.decided_", "digital.can_be_")) else "warn"


def state_words(say: Wording, screen: DecisionsScreen) -> tuple[str, str, str]:
    """Tone, title and text of the watched decision's band."""
    slip = screen.decision
    assert slip is not None
    facts = {"settled": f"{slip.settled:,}", "total": f"{slip.total:,}"}
    if slip.state == "paused":
        return "warn", say("Paused"), say("{settled} of {total} are decided; the rest and their jobs wait.", **facts)
    settled = say("{settled} of {total} are decided.", **facts)
    if slip.state == "open":
        return "info", say("Being carried out"), _with_finish(say, screen, settled)
    jobs = {"done": f"{slip.jobs_done:,}", "jobs": f"{slip.jobs:,}", "stopped": f"{slip.jobs_stopped:,}"}
    if slip.jobs_stopped:
        text = say("{done} of {jobs} jobs are done; {stopped} need a person, see the queue.", **jobs)
        return "warn", say("Decided"), text
    if slip.jobs_done < slip.jobs:
        return "info", say("Decided"), _with_finish(say, screen, say("{done} of {jobs} jobs are done.", **jobs))
    return "go", say("Done"), settled


def _with_finish(say: Wording, screen: DecisionsScreen, text: str) -> str:
    if screen.finish is None:
        return text
    return say("{text} Ready at about {time}.", text=text, time=wall_time(screen.finish))
