"""How a paper is named where it has to be told from another: its title, its number, the masked name it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Obstacle, Trouble
from app.wording import Wording

if TYPE_CHECKING:
    from app.presenters.unprinted import Unprinted


def did_not_print(say: Wording, title: str, number: str, about: str, why: Obstacle | Trouble) -> tuple[str, str]:
    """That this very paper did not print, and why with the next step."""
    named = " ".join(part for part in (title, number) if part)
    paper = say("{paper} ({name})", paper=named, name=about) if about else named
    told = say.explain(why)
    if why.code == "paper.not_printed":
        return say("Not printed: {paper}.", paper=paper), told.next_step
    return say("Not printed: {paper}.", paper=paper), f"{told.text} {told.next_step}".rstrip()


def owed_words(say: Wording, owed: Unprinted, others: int, *, by_key: bool) -> str:
    """The first paper that is owed, and how many more there are; not ``by_key`` where F6 is the open case's."""
    paper = owed.paper
    told, step = did_not_print(say, say.of(paper.title), paper.reference, paper.about, owed.why)
    told = f"{told} {step}" if by_key else told
    if not others:
        return told
    more = say.count("{number} more paper did not print.", "{number} more papers did not print.", others)
    return f"{told} {more}"
