"""Looking somebody up: a pause after the last key, Enter in a hurry, answers that come too late."""

from __future__ import annotations

from app.desk.slips import FoundSlip, Mode, OpenedBy, SearchSlip
from app.errors import Refusal, Trouble
from app.wording import Bilingual
from tests.presenters import made_up
from tests.presenters.front import Front

PROGRAMME = Bilingual("資訊工程學系", "Computer Science")


def found(*numbers: int, query: str = "林") -> SearchSlip:
    people = tuple(
        FoundSlip(made_up.number(n), f"4104702{n}S", "林峯煊", PROGRAMME, "113-2", None, "92/05/**") for n in numbers
    )
    return SearchSlip(query, people, False)


def opened(front: Front, query: str = "林", mode: Mode = Mode.SELF) -> None:
    front.inside()
    front.window.look_up(mode)
    front.window.search.typed(query)


def test_nothing_is_asked_before_the_pause_after_the_last_key(front: Front) -> None:
    opened(front)
    assert front.line.count("lookup:search") == 0 and front.window.search._pause.isActive()
    front.window.search._ask()  # the pause ends
    assert front.line.last("lookup:search").facts == {"query": "林"}


def test_an_empty_field_asks_nothing_and_shows_nobody(front: Front) -> None:
    opened(front)
    front.window.search._ask()
    front.line.answer("lookup:search", found(1))
    front.window.search.typed("  ")
    assert front.window.search.screen.slip is None and not front.window.search._pause.isActive()


def test_enter_looks_at_once_and_opens_the_only_one(front: Front) -> None:
    opened(front, "41047021S")
    front.window.search.hurry()
    front.line.answer("lookup:search", found(1, query="41047021S"))
    ask = front.line.last("lookup:open_case")
    assert (ask.facts["graduate_id"], ask.facts["opened_by"]) == (made_up.number(1), OpenedBy.NUMBER)
    assert not front.window.search.screen.open


def test_enter_never_opens_one_of_several(front: Front) -> None:
    opened(front)
    front.window.search.hurry()
    front.line.answer("lookup:search", found(1, 2))
    assert "lookup:open_case" not in front.line.verbs
    front.window.search.move(1)
    front.window.search.hurry()
    assert front.line.last("lookup:open_case").facts["graduate_id"] == made_up.number(2)


def test_the_choice_stays_within_the_list(front: Front) -> None:
    opened(front)
    front.window.search._ask()
    front.line.answer("lookup:search", found(1, 2))
    for by, row in ((-1, 0), (1, 1), (1, 1)):
        front.window.search.move(by)
        assert front.window.search.screen.chosen == row


def test_an_answer_to_an_older_query_is_dropped(front: Front) -> None:
    opened(front)
    front.window.search._ask()
    front.window.search.typed("王")
    front.window.search._ask()
    front.line.answer("lookup:search", found(1, query="林"))
    assert front.window.search.screen.slip is None
    front.line.answer("lookup:search", found(2, query="王"))
    assert front.window.search.screen.slip is not None


def test_an_answer_after_esc_opens_nothing(front: Front) -> None:
    opened(front)
    front.window.search.hurry()
    front.window.search.close()
    front.line.answer("lookup:search", found(1))
    assert "lookup:open_case" not in front.line.verbs and not front.window.search.screen.open


def test_typing_on_after_enter_takes_the_hurry_back(front: Front) -> None:
    opened(front)
    front.window.search.hurry()
    front.window.search.typed("林")
    front.line.answer("lookup:search", found(1))
    assert "lookup:open_case" not in front.line.verbs


def test_a_look_up_that_fails_says_why(front: Front) -> None:
    opened(front)
    front.window.search._ask()
    front.line.answer("lookup:search", trouble=Trouble("database.away", retryable=True))
    assert [each.code for each in front.window.search.screen.problems] == ["database.away"]
    front.window.search._ask()
    front.line.answer("lookup:search", refusal=Refusal.because("sign_on.needed"))
    assert [each.code for each in front.window.search.screen.problems] == ["sign_on.needed"]


def test_a_proxy_who_brings_no_card_is_looked_up_for_a_proxy(front: Front) -> None:
    opened(front, mode=Mode.PROXY)
    front.window.search._ask()
    front.line.answer("lookup:search", found(1))
    front.window.search.open_chosen()
    front.line.answer("lookup:open_case", made_up.a_case())
    assert front.window.pickup.screen.mode is Mode.PROXY


def test_what_was_typed_is_in_no_log_of_the_screen(front: Front) -> None:
    opened(front, "林峯煊")
    assert "林峯煊" not in repr(front.window.search.screen)
