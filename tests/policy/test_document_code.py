"""A document's code is found alone and within its address, however it was scanned or typed (B43)."""

from __future__ import annotations

import pytest

from app.policy.document_code import document_code_in, is_address

CODE = "7K3M-9QXW-0ZRT-5HBN"


@pytest.mark.parametrize(
    "read",
    [
        CODE,
        f" {CODE.lower()}\t",
        "7K3M9QXW0ZRT5HBN",
        "7k3m-9qxw-Ozrt-5hbn",
        "７Ｋ３Ｍ－９ＱＸＷ－０ＺＲＴ－５ＨＢＮ",
        f"https://verify.sample.example/d/{CODE}",
        f"HTTPS://VERIFY.SAMPLE.EXAMPLE/D/{CODE}",
        f"https://verify.sample.example/?lang=en&code={CODE}&x=1",
        f"http://verify.sample.example/{CODE.lower()}#top",
    ],
)
def test_a_code_of_ours_is_found(read: str) -> None:
    assert document_code_in(read) == CODE


def test_a_code_of_the_platform_is_taken_as_it_stands_but_out_of_no_address() -> None:
    assert document_code_in("MOE113-000123") == "MOE113-000123"
    assert document_code_in("https://dcert.moe.gov.tw/") == ""
    assert document_code_in("https://x.example/7K3M9QXW0ZRT5HBN") == ""
    assert document_code_in("") == ""
    assert document_code_in("two words") == ""
    assert document_code_in("x" * 33) == ""
    assert document_code_in(f"A{CODE}") == f"A{CODE}"


def test_an_address_is_known_by_its_beginning() -> None:
    assert is_address(f"https://verify.sample.example/d/{CODE}")
    assert is_address("ＨＴＴＰ://x")
    assert not is_address(CODE)
