"""What becomes of a file on its way: bits flipped, pieces cut, doubled, exchanged, spliced; words written in
between; another encoding. Each kind of damage takes bytes and gives bytes, whatever they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

LONGEST = 48 << 10
"""Bytes that an input may grow to by damage: beyond the size only the limits matter, and they have tests."""

NUMBERS = (
    *(
        "0",
        "1",
        "-1",
        "00",
        "0.5",
        "1e9",
        "-0",
        "100000.03",
        "9" * 24,
        "9" * 400,
        "１２３",
        "٣",
        "½",
        "1,000",
    ),
    *(
        "1125899906842624",
        "1125899906842625",
        "340282366920938463463374607431768211456",
        "0." + "0" * 30 + "1",
    ),
    *("9999-12-31", "0001-01-01", "2024-02-30", "NaN", "Infinity"),
)
SIGNS = (
    *("\u200b", "\u200f", "\u202e", "\u2028", "\u2060", "\ufeff", "\u00a0", "\u3000", "\u0301", "\U0001f600"),
    *("\0", "\x1b[31m", "\x7f", "\x85", "\r", "\r\n", "\n", "\t", "\ue000", "\U0010ffff", "𝟗", "İ", "ß"),
)
DEEP = ("(" * 3_000, "[" * 3_000, '{"a":' * 3_000, "> " * 1_500, "非 " * 1_500, "- " * 1_500)
"""What is nested deeper than a stack goes."""

HOLLOW = "stands for lists nested deeper than a stack goes"

VALUES: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1, 12, 2**50, 2**50 + 1, 2**70, 0.5, "", " ", "0", "-1", "0.2", "20%", "1/3"),
    *(
        "800万元",
        "8,000,000",
        "1e9",
        "9" * 400,
        "３００万元",
        "是",
        "no",
        "2024-02-29",
        "2024-02-30",
        "enterprise",
    ),
    *(
        "\ud800",
        "a\u0000b",
        "\u202e",
        "企业",
        "bank",
        "none",
        [],
        {},
        [[]],
        [{}],
        ["bank", "bank"],
        {"a": {}},
        "x" * 501,
    ),
)
"""Values to put in place of others."""

ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5", "latin-1", "utf-7")
LONE_SURROGATES = (b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\\ud800", b"\\udfff")


@dataclass(frozen=True)
class Damage:
    """Damages inputs. ``words`` are those of the input's language, ``others`` gives another input to splice."""

    random: Random
    words: Sequence[str]
    others: Callable[[], bytes]

    def some(self, content: bytes) -> bytes:
        """A few kinds of damage one after another; an encoding, if one, comes last."""
        for _ in range(self.random.choice((1, 1, 1, 2, 2, 3, 5))):
            content = self.random.choice(self.KINDS)(self, content)[:LONGEST]
        return self.encoded(content)[:LONGEST] if self.random.randrange(12) == 0 else content

    # --- any bytes

    def _place(self, content: bytes) -> int:
        return self.random.randint(0, len(content))

    def _piece(self, content: bytes) -> tuple[int, int]:
        start = self._place(content)
        longest = self.random.choice((1, 4, 40, 400, len(content)))
        return start, min(len(content), start + self.random.randint(0, longest))

    def bit(self, content: bytes) -> bytes:
        changed = bytearray(content)
        if changed:
            changed[self.random.randrange(len(changed))] ^= 1 << self.random.randrange(8)
        return bytes(changed)

    def noise(self, content: bytes) -> bytes:
        at = self._place(content)
        return content[:at] + self.random.randbytes(self.random.randint(1, 8)) + content[at:]

    def cut(self, content: bytes) -> bytes:
        start, end = self._piece(content)
        return content[:start] + content[end:]

    def ended(self, content: bytes) -> bytes:
        return content[: self._place(content)]

    def repeated(self, content: bytes) -> bytes:
        start, end = self._piece(content)
        times = self.random.choice((2, 2, 3, 40, 1000))
        return (
            content[:start] + content[start:end] * min(times, LONGEST // max(1, end - start)) + content[end:]
        )

    def exchanged(self, content: bytes) -> bytes:
        first, second, third = sorted(self._place(content) for _ in range(3))
        return content[:first] + content[second:third] + content[first:second] + content[third:]

    def spliced(self, content: bytes) -> bytes:
        other = self.others()
        start, end = self._piece(other)
        at, behind = self._piece(content)
        return content[:at] + other[start:end] + content[behind:]

    # --- lines

    def line_dropped(self, content: bytes) -> bytes:
        lines = content.split(b"\n")
        del lines[self.random.randrange(len(lines))]
        return b"\n".join(lines)

    def line_repeated(self, content: bytes) -> bytes:
        lines = content.split(b"\n")
        lines.insert(self.random.randint(0, len(lines)), self.random.choice(lines))
        return b"\n".join(lines)

    def lines_swapped(self, content: bytes) -> bytes:
        lines = content.split(b"\n")
        one, other = (self.random.randrange(len(lines)) for _ in range(2))
        lines[one], lines[other] = lines[other], lines[one]
        return b"\n".join(lines)

    def line_borrowed(self, content: bytes) -> bytes:
        lines = content.split(b"\n")
        lines.insert(self.random.randint(0, len(lines)), self.random.choice(self.others().split(b"\n")))
        return b"\n".join(lines)

    def indented(self, content: bytes) -> bytes:
        lines = content.split(b"\n")
        at = self.random.randrange(len(lines))
        lines[at] = self.random.choice((b" ", b"  ", b"\t", "\u3000".encode(), b"    ")) + lines[at]
        return b"\n".join(lines)

    # --- words

    def _between(self, content: bytes, pattern: bytes, word: str) -> bytes:
        """A word in place of one of the matches."""
        found = list(re.finditer(pattern, content))
        if not found:
            return content
        match = self.random.choice(found)
        return content[: match.start()] + word.encode("utf-8", "surrogatepass") + content[match.end() :]

    def word_added(self, content: bytes) -> bytes:
        space = self.random.choice(("", "", " "))
        return self._between(
            content, rb"(?=[\s:,(){}\[\]\"])", space + self.random.choice(self.words) + space
        )

    def word_replaced(self, content: bytes) -> bytes:
        return self._between(content, rb"[^\s:,(){}\[\]\"]+", self.random.choice(self.words))

    def number_replaced(self, content: bytes) -> bytes:
        return self._between(content, rb"[0-9][0-9.]*", self.random.choice(NUMBERS))

    def sign_added(self, content: bytes) -> bytes:
        """A sign that is seldom typed, between two characters or anywhere."""
        if self.random.randrange(8) == 0:
            at, sign = self._place(content), self.random.choice(LONE_SURROGATES)
            return content[:at] + sign + content[at:]
        return self._between(content, rb"(?=[\x00-\x7f\xc0-\xff])", self.random.choice(SIGNS))

    def widened(self, content: bytes) -> bytes:
        """ASCII signs of a piece as full-width ones."""
        start, end = self._piece(content)
        wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
        piece = content[start:end].decode("utf-8", "surrogateescape").translate(wide)
        return content[:start] + piece.encode("utf-8", "surrogateescape") + content[end:]

    # --- JSON

    def value_replaced(self, content: bytes) -> bytes:
        """JSON, perhaps as the last file of a bundle, with one of its values put out, doubled or replaced."""
        before, title, text = content.rpartition(b".json\n")
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError):
            return content
        places = list(_places(whole))
        if not places:
            return content
        holder, key = self.random.choice(places)
        match self.random.randrange(5):
            case 0:
                del holder[key]
            case 1:
                other, other_key = self.random.choice(places)
                holder[key] = other[other_key]
            case 2 if isinstance(holder, list):
                holder.append(holder[key])
            case 2 | 3 if isinstance(holder[key], str):
                holder[key] = self._with_sign(holder[key])
            case _:
                holder[key] = self.random.choice(VALUES)
        try:
            written = json.dumps(whole, ensure_ascii=self.random.randrange(2) == 0)
            return before + title + written.replace(f'"{HOLLOW}"', "[" * 3_000 + "]" * 3_000).encode()
        except (ValueError, RecursionError):
            return content  # a value within itself, or a half of a sign that no encoding has

    def _with_sign(self, text: str) -> str:
        at = self.random.randint(0, len(text))
        return text[:at] + self.random.choice((*SIGNS, "\ud800", "\udfff")) + text[at:]

    # --- encodings

    def encoded(self, content: bytes) -> bytes:
        text = content.decode("utf-8", "replace")
        match self.random.randrange(4):
            case 0:
                return text.replace("\n", self.random.choice(("\r\n", "\r", "\u2028", "\n\r"))).encode()
            case 1:  # half the file in one encoding, half in another
                at = self.random.randint(0, len(text))
                first, second = self.random.choice(ENCODINGS), self.random.choice(ENCODINGS)
                return text[:at].encode(first, "replace") + text[at:].encode(second, "replace")
        return text.encode(self.random.choice(ENCODINGS), "replace")

    KINDS = (
        *(bit, noise, cut, ended, repeated, exchanged, spliced, spliced),
        *(line_dropped, line_repeated, lines_swapped, line_borrowed, indented),
        *(word_added, word_added, word_replaced, word_replaced, number_replaced, sign_added, widened),
        *(value_replaced, value_replaced, value_replaced),
    )


def _places(value: object) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value, as what holds it and its key or index."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(part)
