"""Parsed trees kept on disk, by the hash of what they were read from.

A cache file is a line with the hash of its content, then JSON. One that is damaged, or cannot be read or
written, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from duixian.language.codec import decode, encode

LANGUAGE_VERSION = "5"
"""Changes whenever the same text would give another tree, or trees are written differently."""


def cache_folder(kept: str = "trees") -> Path:
    """Where something is kept: a folder in ``DUIXIAN_CACHE``, else in the user's cache folder."""
    named = os.environ.get("DUIXIAN_CACHE")
    if named:
        return Path(named) / kept
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "duixian" / kept


def content_key(*contents: bytes) -> str:
    """The name of what is read from these contents, in this version of the language."""
    digest = hashlib.sha256(LANGUAGE_VERSION.encode())
    for content in contents:
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def recall(key: str) -> Any | None:
    """What was kept under a key; None where there is nothing usable."""
    try:
        content = (cache_folder() / f"{key}.json").read_bytes()
        head, body = content.split(b"\n", 1)
        if hashlib.sha256(body).hexdigest().encode() != head:
            return None
        return decode(json.loads(body))
    except (OSError, ValueError, TypeError, IndexError, RecursionError, OverflowError, RuntimeError):
        return None


def keep(key: str, value: Any) -> None:
    """Keep a tree under a key; written aside and renamed, so that no reader sees half a file."""
    body = json.dumps(encode(value), ensure_ascii=False, separators=(",", ":")).encode()
    content = hashlib.sha256(body).hexdigest().encode() + b"\n" + body
    import tempfile  # slow to load, and most starts find everything kept

    with suppress(OSError, RuntimeError):
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, aside = tempfile.mkstemp(dir=folder, suffix=".tmp")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(aside).replace(folder / f"{key}.json")
