"""Duixian: a government's list of business incentives, made to run.

``load()`` reads a policy list; ``PolicyBook.decide`` says which of its schemes a recipient is entitled to, how
much, why, and what is still unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from duixian.book import FactsError, PolicyBook, PolicyError, ReadingError, UnknownNameError, load
    from duixian.decide.decision import Decision, SeenFact, TraceStep
    from duixian.language.diagnostics import Diagnostic

__all__ = [
    "Decision",
    "Diagnostic",
    "FactsError",
    "PolicyBook",
    "PolicyError",
    "ReadingError",
    "SeenFact",
    "TraceStep",
    "UnknownNameError",
    "__version__",
    "load",
]

_HOMES = {
    "Decision": "duixian.decide.decision",
    "SeenFact": "duixian.decide.decision",
    "TraceStep": "duixian.decide.decision",
    "Diagnostic": "duixian.language.diagnostics",
}


def __getattr__(name: str) -> Any:
    """Load the public names when they are first asked for: ``import duixian`` alone costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'duixian' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "duixian.book")), name)


def __dir__() -> list[str]:
    """The public names, though they are loaded only when they are asked for."""
    return sorted(__all__)
