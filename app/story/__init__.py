"""A whole scripted day at the fictional school, played by itself through the real window, presenters and lanes.

The clerk here is a script that presses the keys a clerk presses: it lays cards on the simulated reader, scans sheets as
a keyboard-wedge scanner does, signs on the pad with the mouse, and looks at the screen. Every state leaves a
screenshot, every paper its PDF, and ``story.json`` tells each step: what was done, what the desk answered, how long it
took. An answer that is not what the tray promises makes the day end with an error.

``hands`` is the script's body; each other file is a part of the day. The first run is played before it, in a house of
its own beside the demo's.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Trouble
from app.story.certificates import digital_certificates, look_up, verification
from app.story.decisions import a_supervisor_s_pages
from app.story.evidence import kept_evidence, signed_receipt
from app.story.first_run import first_run
from app.story.hands import Diary, Story
from app.story.looks import lock, looks, sheets_over_the_page
from app.story.mishaps import card_pulled_early, correction, reader_unplugged
from app.story.morning import blocked_case, case_left, sign_on, whole_tray
from app.story.permissions import permission_withdrawn, unit_by_telephone
from app.story.routes import lost_card, old_card, outside_hours, proxy
from app.story.sheets import shelf
from app.story.supervisor import close_of_day, closed_days, voided_hand_over
from app.wording import reason

if TYPE_CHECKING:
    from app.program import Program

WIDE, HIGH = 1530, 800  # 1280 by 800 beside the card tray


def play(program: Program, folder: Path) -> int:
    """Play the day into ``folder``; 0 when every answer was the promised one. Trouble ``file.unwritable``."""
    try:
        for name in ("screens", "papers"):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Trouble("file.unwritable", file=str(folder), why=reason(fault)) from fault
    story = Story(program, Diary(folder))
    try:
        first_run(story, WIDE, HIGH)
        story.window.resize(WIDE, HIGH)
        program.start()
        _day(story)
    finally:
        story.diary.write()
        ended = program.close()
    story.expect(ended, "a lane did not end in time")
    story.diary.write()
    for wrong in story.diary.wrong:
        print(f"not as promised: {wrong}")
    print(f"{len(story.diary.steps)} steps, {len(story.diary.wrong)} not as promised; see {folder}/story.json")
    return 1 if story.diary.wrong else 0


def _day(story: Story) -> None:
    sign_on(story)
    whole_tray(story)
    story.hand_over("ready", "hand-over")
    blocked_case(story)
    unit_by_telephone(story)
    permission_withdrawn(story)
    case_left(story)
    proxy(story)
    kept_evidence(story)
    lost_card(story)
    signed_receipt(story)
    correction(story)
    card_pulled_early(story)
    old_card(story)
    look_up(story)
    reader_unplugged(story)
    digital_certificates(story)
    a_supervisor_s_pages(story)
    verification(story)
    voided_hand_over(story)
    shelf(story)
    closed_days(story)
    outside_hours(story)
    close_of_day(story)
    looks(story)
    sheets_over_the_page(story)
    lock(story)
    _collect_papers(story)


def _collect_papers(story: Story) -> None:
    for file in story.program.printed:
        shutil.copy(file, story.diary.folder / "papers" / file.name)
    story.expect(len(story.program.printed) >= 5, f"only {len(story.program.printed)} papers were printed")
