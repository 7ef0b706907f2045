"""Several files as one input: a line ``=== name`` begins each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TITLE = re.compile(rb"^=== (.*)\n?", re.MULTILINE)
_NAME_BYTES = 120


def pack(files: Mapping[str, bytes]) -> bytes:
    return b"".join(
        f"=== {name}\n".encode() + content.rstrip(b"\n") + b"\n" for name, content in files.items()
    )


def unpack(content: bytes) -> dict[str, bytes]:
    """The files by name; those with a name that no folder can hold, or that leads out of it, are left out."""
    _, *parts = _TITLE.split(content)
    files: dict[str, bytes] = {}
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        name = title.decode("utf-8", "surrogateescape")
        usable = name.strip(". ") and not set(name) & {"/", "\\", "\0"} and len(title) <= _NAME_BYTES
        if usable:
            files[name] = body
    return files
