"""Canaries: made-up personal values, and the search for them in whatever a program left behind, in every spelling.

A value may leak as UTF-8, as UTF-16, with its letters escaped as JSON or an address escapes them, as hexadecimal
digits, or in base64 at any of three places. A name of two characters is looked for as well: a register's names are
unlike anything else a log says.
"""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SHORTEST = 5  # bytes of a spelling; a shorter one is found everywhere


def spellings(value: str | bytes) -> Iterator[bytes]:
    """Every way in which one value may be written."""
    plain = [value] if isinstance(value, bytes) else [value.encode(), value.encode("utf-16-le")]
    if isinstance(value, str):
        plain.append(value.encode("utf-16-be"))
        yield json.dumps(value)[1:-1].encode()
        yield value.encode("unicode_escape")
        yield urllib.parse.quote(value).encode()
        with_big5 = value.encode("cp950", "ignore")
        if with_big5.decode("cp950") == value:
            yield with_big5
    for each in plain:
        yield each
        yield each.hex().encode()
        yield each.hex().upper().encode()
        yield from _in_base64(each)


def _in_base64(content: bytes) -> Iterator[bytes]:
    """What stays the same of its base64 whatever stands before and after it, at each of the three places."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + content)
        whole = (len(content) + before) // 3 * 4
        yield coded[(before * 8 + 5) // 6 : whole]


class Canaries:
    """Values by what they are; :meth:`found_in` names those that a text holds.

    Thousands of spellings are looked for in one walk: by their first bytes, and only where those are found, whole.
    """

    def __init__(self, values: Mapping[str, str | bytes]) -> None:
        self._values = dict(values)
        self._by_head: dict[bytes, set[tuple[bytes, str]]] = {}
        for name, value in values.items():
            for each in spellings(value):
                if len(each) >= SHORTEST:
                    self._by_head.setdefault(each[:SHORTEST], set()).add((each, name))

    def with_others(self, values: Mapping[str, str | bytes]) -> Canaries:
        return Canaries({**self._values, **values})

    def found_in(self, content: str | bytes) -> list[str]:
        held = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        heads = self._by_head
        seen = {head for place in range(len(held)) if (head := held[place : place + SHORTEST]) in heads}
        return sorted({name for head in seen for spelt, name in heads[head] if spelt in held})

    def found_in_files(self, files: Iterable[Path]) -> dict[str, list[str]]:
        """What lies in which file, its name included."""
        seen = {str(file): self.found_in(file.name) + self.found_in(file.read_bytes()) for file in files}
        return {file: names for file, names in seen.items() if names}
