"""Arrays as addresses, and what a kernel is for whoever calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Function = Callable[[int, int, int], None]
"""A kernel: the address of its frame, the first row, one beyond the last."""


def address(array: npt.NDArray[np.generic]) -> int:
    """Where an array lies; it must outlive the use of it."""
    found: int = array.__array_interface__["data"][0]
    return found


def frame_of(*parts: int | npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """A table of numbers and of the addresses of arrays, for a kernel."""
    return np.array(
        [address(part) if isinstance(part, np.ndarray) else part for part in parts], dtype=np.int64
    )
