"""A day at the counter: the whole program, from the reader's antenna to the words on the glass."""

from __future__ import annotations

import signal
import sqlite3
import zlib
from contextlib import closing
from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from app.desk.demo_cohort import tray
from app.desk.slips import Verdict
from app.devices.cards.validity import Mark, MarkState
from app.presenters.hand_over_steps import Step
from app.presenters.pickup import Stage
from app.presenters.window import Reader
from tests.window.counter import Counter, Glass, ready_graduates
from tests.window.rig import PrivatePcscd, Slot

READY, NOT_YET = "可以發給", "尚不能發給"
TODAY = date(2025, 7, 3)
#: What stands on the glass after each card of the tray.
GLASS = {
    "ready": ("林晴嵐", READY, "各項都已完成。", "甲櫃 1 層 02 號"),
    "two-units": (
        "陳千帆",
        NOT_YET,
        "總務處出納組",
        "住宿費未繳",
        "分機 1260",
        "圖書館",
        "尚有借書 2 冊未還",
        "分機 5200",
    ),
    "old-card": ("這是 1K 舊卡，不能用來辦理離校。", "請畢業生先換發 4K 卡，或辦理掛失", "不能等的話，請主管處理"),
    "unregistered": ("學生證登記資料中沒有這張卡。", "請以學號查詢（F3），並核對身分證件。"),
    "unknown-kind": ("這不是學生證。", "請出示學生證，或以學號查詢（F3）。"),
    "reported-lost": ("張映雪", NOT_YET, "這張學生證已經掛失。", "分機 1610"),
    "collected": ("李青禾", "已經領取", "已於 114/07/02 14:00 領取。學位證書僅核發一次。", "承辦人甲"),
    "other-campus": ("吳星野", NOT_YET, "這位畢業生的領證窗口是湖畔教務組。", "分機 5101"),
    "withdrawn": ("歐陽知秋", NOT_YET, "撤回。", "分機 1101"),
    "exchange": ("蔡聽瀾", NOT_YET, "赴外交換學分登錄與採計：國外成績單尚未送達"),
    "teacher": ("楊禾", READY, "各項都已完成；有 1 件事請告知。", "師資培育中心"),
    "overseas": ("黎望舒", "LI, WANG SHU", READY, "填寫國際學生資料庫"),
    "rare-name": ("林𠈌安", READY),
    "staying-on": ("許行舟", NOT_YET, "這位學生不在 113-2 學期的畢業名單上。"),
    "earlier-cohort": ("謝朝露", READY, "舊卷櫃 112-2 第 1 格"),
    "two-numbers": ("郭子衿", READY, "企業管理學系學士班"),
    "long-name": ("哈魯‧晨霧‧巴里坎", "HALU CHENWU PALIKAN", READY),
}


def test_every_card_of_the_tray_shows_what_the_tray_promises(counter: Counter, slot: Slot) -> None:
    people = [words[0] for code, words in GLASS.items() if words[1] in (READY, NOT_YET, "已經領取")]
    assert set(GLASS) == {card.code for card in tray()}
    for card in tray():
        slot.put_on(counter.tray_card(card))
        counter.until(counter.answered)
        assert counter.codes() == card.obstacles, card.code
        counter.until(lambda: counter.reads(*GLASS[card.code]))  # noqa: B023 (asked before the next card)
        glass = counter.glass()
        assert not [name for name in people if name in glass and name != GLASS[card.code][0]], card.code
        slot.take_off()
        counter.leave()


def test_a_ready_graduate_is_walked_by_keys_to_the_done_screen_and_the_chip_is_void(
    counter: Counter, slot: Slot
) -> None:
    card = counter.tray_card(next(each for each in tray() if each.code == "ready"))
    slot.put_on(card)
    counter.until(lambda: counter.pickup.screen.stage is Stage.CASE)
    counter.walk(by_keys=True)
    counter.until(counter.settled)
    assert counter.card_act() == "done"
    assert counter.reads("簽收單已列印", "學生證已失效（蓋章與晶片）")
    assert counter.marks(card) == (Mark(MarkState.VOID, 2, TODAY),) * 2
    for block in counter.blocks:
        data = bytes(card.blocks[block])
        assert data[:4] == b"RD\x01\x02"
        assert int.from_bytes(data[4:8], "big") == 2
        assert int.from_bytes(data[12:], "big") == zlib.crc32(card.uid + data[:12])
    assert set(slot.firmware.keys.values()) == {bytes(6)}, "the key was left in the reader"
    slip = counter.done.screen.slip
    assert slip is not None
    assert len(counter.program.printed) == 1
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(counter.program.printed[0]))
    assert "林晴嵐" in text and slip.receipt_number in text
    slot.take_off()
    counter.press(Qt.Key.Key_Return)
    counter.until(lambda: counter.pickup.screen.stage is Stage.WAITING)
    slot.put_on(card)
    counter.until(lambda: counter.pickup.screen.stage is Stage.CASE)
    assert counter.case.verdict is Verdict.COLLECTED


# ---------------------------------------------------------------------- the smart-card service goes away and comes back
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_pcscd_dies_in_mid_case_and_comes_back_and_the_case_is_kept(
    counter: Counter, pcscd: PrivatePcscd, slot: Slot, how: int
) -> None:
    graduate = ready_graduates()[0]
    card = counter.card_of(graduate)
    slot.put_on(card)
    counter.until(lambda: counter.is_case_of(graduate))
    counter.walk(to=Step.PROOF)
    pcscd.stop(how)
    counter.until(lambda: counter.presenter.screen.reader is Reader.SERVICE_LOST)
    assert counter.reads("智慧卡服務 停止", graduate.name)
    assert counter.pickup.steps.screen.step is Step.PROOF
    pcscd.start()
    counter.until(lambda: counter.presenter.screen.reader is Reader.READY)
    assert counter.reads("讀卡機 就緒", graduate.name)
    slot.put_on(card)
    counter.walk()
    counter.until(counter.settled)
    assert counter.card_act() == "done"


def test_a_waiting_window_says_that_the_service_is_away_and_reads_the_next_card_when_it_is_back(
    counter: Counter, pcscd: PrivatePcscd, slot: Slot
) -> None:
    before, graduate = ready_graduates()[:2]
    slot.put_on(counter.card_of(before))
    counter.until(lambda: counter.is_case_of(before))
    slot.take_off()
    counter.leave()
    pcscd.kill()
    counter.until(lambda: counter.presenter.screen.reader is Reader.SERVICE_LOST)
    assert counter.reads("電腦的智慧卡服務已停止，程式每秒重試；這時可按 F3 查詢。")
    pcscd.start()
    slot.put_on(counter.card_of(graduate))
    counter.until(lambda: counter.is_case_of(graduate))
    assert counter.reads("讀卡機 就緒", graduate.name)


# ---------------------------------------------------------------------- never one person's facts under another's card
@pytest.mark.parametrize("order", ["AB", "ABA", "ABC"])
def test_a_card_tapped_while_anothers_case_is_still_loading_never_shows_that_other(
    counter: Counter, slot: Slot, order: str
) -> None:
    people = dict(zip("ABC", ready_graduates(), strict=False))
    cards = {letter: counter.card_of(each) for letter, each in people.items()}
    with closing(sqlite3.connect(counter.database, isolation_level=None)) as slow, Glass() as glass:
        slow.execute("begin immediate")  # another window writes: the look-up has to wait for it
        for letter in order:
            turn = counter.pickup._turns.number
            slot.put_on(cards[letter])
            counter.until(lambda: counter.pickup._turns.number > turn)  # noqa: B023 (asked before the next card)
            assert counter.pickup.screen.stage is Stage.LOOKING
        slow.execute("rollback")
        counter.until(lambda: counter.is_case_of(people[order[-1]]))
        counter.until(lambda: glass.showed(people[order[-1]]))
        counter.pickup.ask_again()  # an answer behind all the others: none is left that could still be painted
        counter.until(lambda: not counter.pickup.screen.asking_again)
    for letter, each in people.items():
        assert glass.showed(each) is (letter == order[-1]), letter


def test_a_case_that_was_shown_goes_from_the_glass_before_the_next_one_comes(counter: Counter, slot: Slot) -> None:
    first, second = ready_graduates()[:2]
    slot.put_on(counter.card_of(first))
    counter.until(lambda: counter.is_case_of(first))
    with closing(sqlite3.connect(counter.database, isolation_level=None)) as slow:
        slow.execute("begin immediate")
        slot.put_on(counter.card_of(second))
        counter.until(lambda: counter.pickup.screen.stage is Stage.LOOKING)
        assert not counter.reads(first.name)
        with Glass() as glass:
            slow.execute("rollback")
            counter.until(lambda: counter.is_case_of(second) and glass.showed(second))
    assert not glass.showed(first)


def test_a_card_swapped_within_one_poll_is_not_voided_in_the_others_name(counter: Counter, slot: Slot) -> None:
    first, second = ready_graduates()[:2]
    mine, other = counter.card_of(first), counter.card_of(second)
    before = counter.marks(other)
    slot.put_on(mine)
    counter.until(lambda: counter.is_case_of(first))
    counter.walk(to=Step.TOGETHER)
    slot.swap(other)
    counter.pickup.next()
    counter.until(counter.settled)
    assert (counter.card_act(), counter.recorded(first)) == ("failed", ("failed", "valid"))
    assert counter.marks(other) == before
    slot.put_on(mine)
    counter.until(lambda: counter.card_act() == "done")
    assert counter.recorded(first) == ("done", "void")
    assert counter.marks(mine) == (Mark(MarkState.VOID, 2, TODAY),) * 2


@pytest.mark.parametrize("at", range(2, 8))
def test_a_card_swapped_within_one_poll_while_it_is_read_opens_nobodys_case(
    counter: Counter, slot: Slot, at: int
) -> None:
    first, second = ready_graduates()[:2]
    mine, other = counter.card_of(first), counter.card_of(second)
    slot.before_command = lambda count: slot.swap(other) if count == at else None
    with Glass() as glass:
        slot.put_on(mine)
        counter.until(counter.answered)
        assert counter.codes() == ("card.gone",)
    assert not glass.showed(first) and not glass.showed(second)
