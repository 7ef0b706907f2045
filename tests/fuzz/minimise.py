"""The smallest input that still shows a fault, as far as cutting pieces out finds it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


def minimised(content: bytes, shows: Callable[[bytes], bool], seconds: float) -> bytes:
    """``content`` without lines, then without bytes, that the fault does not need; for at most some seconds."""
    end = monotonic() + seconds
    lines = _without(content.splitlines(keepends=True), lambda kept: shows(b"".join(kept)), end)
    small = b"".join(lines)
    return b"".join(
        _without([small[i : i + 1] for i in range(len(small))], lambda kept: shows(b"".join(kept)), end)
    )


def _without(parts: list[bytes], shows: Callable[[list[bytes]], bool], end: float) -> list[bytes]:
    """Parts of which none can be left out; tried in runs of half of them, then a quarter, down to single ones."""
    size = max(1, len(parts) // 2)
    while parts:
        start, before = 0, len(parts)
        while start < len(parts):
            if monotonic() > end:
                return parts
            fewer = parts[:start] + parts[start + size :]
            if shows(fewer):
                parts = fewer
            else:
                start += size
        if size == 1 and len(parts) == before:
            break
        size = max(1, size // 2)
    return parts
