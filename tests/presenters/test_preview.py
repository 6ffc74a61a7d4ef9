"""A paper on screen: its pages, the printer, and what became of the print."""

from __future__ import annotations

from dataclasses import replace

from app.desk.paper_slips import PageSlip
from app.errors import Trouble
from tests.presenters import made_up
from tests.presenters.front import Front

PAGES = (PageSlip(b"one", 10, 14), PageSlip(b"two", 10, 14))


def opened(front: Front, kind: str = "receipt") -> None:
    front.inside()
    front.window.preview.open(made_up.a_paper(kind))
    front.line.answer("papers:page_images", PAGES)


def test_a_paper_is_drawn_and_its_pages_turn_within_their_number(front: Front) -> None:
    opened(front)
    for by, page in ((-1, 0), (1, 1), (1, 1), (-1, 0)):
        front.window.preview.turn(by)
        assert front.window.preview.screen.page == page


def test_a_paper_that_cannot_be_drawn_can_still_be_printed(front: Front) -> None:
    front.inside()
    front.window.preview.open(made_up.a_paper())
    front.line.answer("papers:page_images", trouble=Trouble("worker.lost"))
    assert [each.code for each in front.window.preview.screen.problems] == ["worker.lost"]
    front.window.preview.print()
    assert len(front.printer.papers) == 1


def test_a_print_is_sent_once_and_recorded(front: Front) -> None:
    opened(front)
    front.window.preview.print()
    front.window.preview.print()  # a finger that stayed on the key
    assert len(front.printer.papers) == 1
    front.printer.ends(True, "Counter printer")
    facts = front.line.last("papers:paper_printed").facts
    assert (facts["printed"], facts["kind"], facts["reference"]) == (True, "receipt", "A-114-00042")
    assert front.window.preview.screen.printed


def test_a_print_that_fails_is_recorded_and_told(front: Front) -> None:
    opened(front)
    front.window.preview.print()
    front.printer.ends(False, "printer.away")
    assert front.line.last("papers:paper_printed").facts["printed"] is False
    assert [each.code for each in front.window.preview.screen.problems] == ["printer.away"]
    front.window.preview.print()
    assert len(front.printer.papers) == 1  # may be tried again


def test_a_digital_certificate_is_never_printed(front: Front) -> None:
    opened(front, "digital_certificate")
    front.window.preview.print()
    assert front.printer.papers == []


def test_nothing_of_a_closed_paper_is_kept(front: Front) -> None:
    front.inside()
    front.window.preview.open(made_up.a_paper())
    front.window.preview.close()
    front.line.answer("papers:page_images", PAGES)  # too late
    assert front.window.preview.screen.pages == () and front.window.preview.screen.paper is None


def test_a_print_that_ends_after_closing_touches_nothing(front: Front) -> None:
    opened(front)
    front.window.preview.print()
    front.window.preview.close()
    front.printer.ends(True)
    assert front.window.preview.screen.paper is None


def test_pages_of_a_paper_that_was_put_away_are_not_shown_as_another_s(front: Front) -> None:
    front.inside()
    first, second = made_up.a_paper(), replace(made_up.a_paper("notice"), pdf=b"%PDF-1.7 another")
    front.window.preview.open(first)
    front.window.preview.close()
    front.window.preview.open(second)
    front.line.answer("papers:page_images", PAGES)
    assert front.window.preview.screen.pages == ()
    front.line.answer("papers:page_images", PAGES[:1])
    assert front.window.preview.screen.pages == PAGES[:1]
