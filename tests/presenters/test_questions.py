"""The questions laid over a case: release, lost card, correction. What is missing is told before anything is sent."""

from __future__ import annotations

from app.errors import Refusal, Trouble
from app.presenters.pickup import Pane
from tests.presenters import made_up
from tests.presenters.conftest import Counter

RELEASE, LOSS, CORRECT = "override:release", "card:report_loss", "correction:stop"
FOUND, END = "corrections:look_at", "corrections:end"


def codes(problems: object) -> list[str]:
    return [each.code for each in problems]  # type: ignore[attr-defined]


# ------------------------------------------------------------------ a supervisor's release
def asks_release(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.open_pane(Pane.RELEASE)


def test_everything_missing_in_a_release_is_told_at_once(counter: Counter) -> None:
    asks_release(counter)
    counter.pickup.release.submit(" no ", "", "")
    assert codes(counter.pickup.release.screen.problems) == [
        "override.nothing_marked",
        "override.reason_missing",
        "override.sign_on_missing",
    ]
    assert RELEASE not in counter.line.verbs


def test_of_several_obstacles_none_is_marked_beforehand(counter: Counter) -> None:
    asks_release(counter)
    release = counter.pickup.release
    assert release.screen.chosen == ()
    release.mark("clearance.outstanding:fees", True)
    release.mark("clearance.outstanding:library", True)
    assert release.screen.chosen == ("clearance.outstanding:library", "clearance.outstanding:fees")
    release.mark("clearance.outstanding:library", False)
    assert release.screen.chosen == ("clearance.outstanding:fees",)


def test_a_single_obstacle_is_marked_beforehand(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case(obstacles=(made_up.LIBRARY,)))
    counter.pickup.open_pane(Pane.RELEASE)
    assert counter.pickup.release.screen.chosen == ("clearance.outstanding:library",)


def test_a_release_is_sent_once_and_its_case_comes_back(counter: Counter) -> None:
    asks_release(counter)
    release = counter.pickup.release
    release.mark("clearance.outstanding:library", True)
    release.submit("proof was shown", "sup", "made up")
    release.submit("proof was shown", "sup", "made up")
    assert counter.line.count(RELEASE) == 1
    assert "made up" not in repr(release.screen)
    counter.line.answer(RELEASE, made_up.a_case())
    assert counter.screen.pane is Pane.NONE and counter.screen.case is not None


def test_a_release_that_is_refused_stays_on_its_sheet(counter: Counter) -> None:
    asks_release(counter)
    release = counter.pickup.release
    release.mark("clearance.outstanding:library", True)
    release.submit("proof was shown", "clerk1", "made up")
    counter.line.answer(RELEASE, refusal=Refusal.because("override.supervisor_only"))
    assert counter.screen.pane is Pane.RELEASE and codes(release.screen.problems) == ["override.supervisor_only"]
    assert not release.screen.sending


# ------------------------------------------------------------------ a lost card
def test_a_loss_without_evidence_is_not_sent(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("   ")
    counter.pickup.loss.submit()
    assert codes(counter.pickup.loss.screen.problems) == ["loss.evidence_missing"]
    assert LOSS not in counter.line.verbs


def test_a_loss_is_recorded_with_what_was_seen(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.LOSS)
    loss = counter.pickup.loss
    loss.write_evidence(" completion page ")
    loss.mark_reissue(True)
    assert loss.touched and "completion page" not in repr(loss.screen)
    loss.submit()
    facts = counter.line.last(LOSS).facts
    assert (facts["evidence"], facts["reissue_requested"]) == ("completion page", True)
    counter.line.answer(LOSS, made_up.a_blocked_case())
    assert counter.screen.pane is Pane.NONE


def test_a_loss_that_could_not_be_recorded_keeps_what_was_typed(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.LOSS)
    counter.pickup.loss.write_evidence("completion page")
    counter.pickup.loss.submit()
    counter.line.answer(LOSS, trouble=Trouble("database.away", retryable=True))
    assert counter.pickup.loss.screen.evidence == "completion page"
    assert codes(counter.pickup.loss.screen.problems) == ["database.away"]


# ------------------------------------------------------------------ an error on the sheet
def test_a_correction_names_at_least_one_field(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.CORRECTION)
    counter.pickup.correction.submit()
    assert codes(counter.pickup.correction.screen.problems) == ["correction.fields_missing"]
    assert CORRECT not in counter.line.verbs


def test_wrong_fields_keep_the_order_of_the_certificate(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.CORRECTION)
    correction = counter.pickup.correction
    for name in ("number", "name_en", "degree"):
        correction.mark(name, True)
    correction.mark("degree", False)
    correction.write_note(" a hyphen ")
    correction.submit()
    facts = counter.line.last(CORRECT).facts
    assert (facts["fields"], facts["note"]) == (("name_en", "number"), "a hyphen")
    assert "hyphen" not in repr(correction.screen)


def test_a_correction_is_sent_once(counter: Counter) -> None:
    counter.opens()
    counter.pickup.open_pane(Pane.CORRECTION)
    counter.pickup.correction.mark("name_en", True)
    counter.pickup.correction.submit()
    counter.pickup.correction.submit()
    assert counter.line.count(CORRECT) == 1


# ------------------------------------------------------------------ ending a correction
def asks_what_becomes_of_it(counter: Counter) -> None:
    counter.opens(made_up.a_held_case())
    counter.pickup.ask_supervisor()
    counter.line.answer(FOUND, made_up.A_CORRECTION)


def test_a_supervisor_at_a_held_case_is_shown_what_was_found(counter: Counter) -> None:
    asks_what_becomes_of_it(counter)
    assert counter.screen.pane is Pane.MENDING
    screen = counter.pickup.mending.screen
    assert counter.line.last(FOUND).facts == {"named": made_up.CERTIFICATE.number}
    assert screen.found == made_up.A_CORRECTION and "污漬" not in repr(screen)


def test_a_case_that_is_not_held_is_not_mended(counter: Counter) -> None:
    counter.opens(made_up.a_blocked_case())
    counter.pickup.open_pane(Pane.MENDING)
    assert counter.screen.pane is Pane.NONE
    counter.pickup.ask_supervisor()
    assert counter.screen.pane is Pane.RELEASE and FOUND not in counter.line.verbs


def test_everything_missing_in_a_correction_s_end_is_told_at_once(counter: Counter) -> None:
    asks_what_becomes_of_it(counter)
    counter.pickup.mending.submit(" ok ", "", "")
    assert codes(counter.pickup.mending.screen.problems) == [
        "correction.ending_missing",
        "correction.reason_missing",
        "correction.not_signed",
    ]
    assert END not in counter.line.verbs


def test_a_correction_is_ended_once_and_its_case_comes_back(counter: Counter) -> None:
    asks_what_becomes_of_it(counter)
    mending = counter.pickup.mending
    mending.choose("reprinted")
    mending.submit("compared with the passport", "sup", "made up")
    mending.submit("compared with the passport", "sup", "made up")
    assert counter.line.count(END) == 1 and "made up" not in repr(mending.screen)
    facts = counter.line.last(END).facts
    assert (facts["named"], facts["reprinting"]) == (made_up.CERTIFICATE.number, True)
    counter.line.answer(END, made_up.a_case())
    assert counter.screen.pane is Pane.NONE and counter.screen.case is not None


def test_a_correction_s_end_that_is_refused_stays_on_its_sheet(counter: Counter) -> None:
    asks_what_becomes_of_it(counter)
    counter.pickup.mending.choose("resumed")
    counter.pickup.mending.submit("compared with the passport", "clerk1", "made up")
    counter.line.answer(END, refusal=Refusal.because("override.supervisor_only"))
    assert counter.screen.pane is Pane.MENDING
    assert codes(counter.pickup.mending.screen.problems) == ["override.supervisor_only"]
