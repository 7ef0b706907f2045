"""Duixian: a government's list of business incentives, made to run.

``load()`` reads a policy list; ``PolicyBook.decide`` says which of its schemes a recipient is entitled to, how
much, why, and what is still unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from duixian.book import FactsError, PolicyBook, PolicyError, ReadingError, UnknownNameError, load
    from duixian.census.engines import EngineUnavailable
    from duixian.census.run import Census
    from duixian.decide.decision import Decision, SeenFact, TraceStep
    from duixian.language.diagnostics import Diagnostic
    from duixian.language.source import Span
    from duixian.language.tree import Citation, Policy, Scheme, Text, Version
    from duixian.prove.changes_needed import Change, ChangesNeeded, Way
    from duixian.prove.sharper import SharperAnswer
    from duixian.registry.recipient import RecipientFacts
    from duixian.registry.sources.base import SourceError

__all__ = [
    "Census",
    "Change",
    "ChangesNeeded",
    "Citation",
    "Decision",
    "Diagnostic",
    "EngineUnavailable",
    "FactsError",
    "Policy",
    "PolicyBook",
    "PolicyError",
    "ReadingError",
    "RecipientFacts",
    "Scheme",
    "SeenFact",
    "SharperAnswer",
    "SourceError",
    "Span",
    "Text",
    "TraceStep",
    "UnknownNameError",
    "Version",
    "Way",
    "__version__",
    "load",
]

_HOMES = {
    "Census": "duixian.census.run",
    "EngineUnavailable": "duixian.census.engines",
    "Decision": "duixian.decide.decision",
    "SeenFact": "duixian.decide.decision",
    "TraceStep": "duixian.decide.decision",
    "Diagnostic": "duixian.language.diagnostics",
    "Span": "duixian.language.source",
    "Citation": "duixian.language.tree",
    "Policy": "duixian.language.tree",
    "Scheme": "duixian.language.tree",
    "Text": "duixian.language.tree",
    "Version": "duixian.language.tree",
    "Change": "duixian.prove.changes_needed",
    "ChangesNeeded": "duixian.prove.changes_needed",
    "Way": "duixian.prove.changes_needed",
    "SharperAnswer": "duixian.prove.sharper",
    "RecipientFacts": "duixian.registry.recipient",
    "SourceError": "duixian.registry.sources.base",
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
