"""One certificate signed, RSA-2048: our signer beside pyHanko's default call (goal: at least forty times as fast)."""

from __future__ import annotations

from tests.benchmarks.sign import measured


def main() -> dict[str, object]:
    return measured("sign-rsa2048", 2048)
