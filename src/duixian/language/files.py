"""Reading text files within limits: bytes in, a source or diagnostics out."""

from __future__ import annotations

import re
from pathlib import Path

from duixian.language import limits
from duixian.language.diagnostics import Faults
from duixian.language.source import Source, Span

# Control characters, and signs that show nothing or turn the writing direction: a text that is signed must
# say what it shows.
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def read_bytes(path: Path) -> bytes | OSError:
    """A file's bytes, one more than the limit at most; the error where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(limits.FILE_BYTES + 1)
    except OSError as error:
        return error


def read_text(name: str, content: bytes | OSError) -> Faults:
    """Decode a file's content; the result holds the source and what is wrong with it as a text."""
    if isinstance(content, OSError):
        faults = Faults(Source(name, ""))
        faults.add("E005", reason=content.strerror or str(content))
        return faults
    if len(content) > limits.FILE_BYTES:
        faults = Faults(Source(name, ""))
        faults.add("E002", limit=f"{limits.FILE_BYTES >> 10} KiB")
        return faults
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults = Faults(Source(name, ""))
        at = content.count(b"\n", 0, error.start) + 1
        faults.add("E001", Span(at, 1, at, 2), byte=f"0x{content[error.start]:02x}", offset=error.start)
        return faults
    source = Source(name, text)
    faults = Faults(source)
    for number, line in enumerate(source.lines, 1):
        if len(line) > limits.LINE_CHARACTERS:
            faults.add("E003", Span(number, 1, number, 2), length=len(line), limit=limits.LINE_CHARACTERS)
        match = INVISIBLE.search(line)
        if match:
            column = match.start() + 1
            faults.add("E004", Span(number, column, number, column + 1), sign=f"U+{ord(match.group()):04X}")
    return faults
