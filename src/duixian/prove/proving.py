"""Every question about a list, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from duixian.book import PolicyBook
from duixian.language.tree import Policy
from duixian.prove.answers import Answer
from duixian.prove.questions import VersionQuestions
from duixian.prove.solving import Limits, Solving
from duixian.prove.subjects import subjects_of
from duixian.prove.together import TogetherQuestions
from duixian.registry.recipient import RecipientFacts

RECORDS = 2
"""So many records of each kind a recipient may have, unless asked otherwise."""

Question = Callable[[], Answer]


class Asking(NamedTuple):
    """What is asked and how. ``on`` is the day for which schemes are added up (None: the list's first), ``stated``
    one recipient's known facts for that."""

    limits: Limits = Limits()
    records: int = RECORDS
    on: date | None = None
    stated: RecipientFacts | None = None


def questions(book: PolicyBook, policies: Sequence[Policy], asking: Asking) -> Iterator[Question]:
    """The questions about some policies of a list, one by one and together."""
    solving = Solving(asking.limits)
    head = book.listed.head
    day = asking.on or head.start or date.fromisoformat(head.issued)
    for subject in subjects_of(book.listed, policies):
        yield from VersionQuestions(book, subject, solving, records=asking.records).questions()
    together = TogetherQuestions(
        book, policies, solving, records=asking.records, on=day, stated=asking.stated
    )
    yield from together.questions()
