"""Where one unit more of a number changes the amount by a jump.

A step from ``x - 1`` to ``x`` is a jump if it is more than the steps before and after it together, and more than a
yuan: a rate makes steps of like size, a threshold one that stands out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duixian.language.tree import Text
from duixian.language.values import value_words
from duixian.language.vocabulary import Fact
from duixian.prove.answers import Jump
from duixian.prove.arithmetic import choose
from duixian.prove.inputs import Term
from duixian.prove.solving import value

if TYPE_CHECKING:
    from duixian.prove.questions import VersionQuestions

MOST = 8
"""So many places of one number are looked for."""

LARGE = 10**8 * 10**4 * 100
"""A sum that no text means, in fen: what exceeds it has no bound."""

NOTABLE = 100
"""A jump is larger than this, in fen."""


def jumps_of(asked: VersionQuestions, fact: Fact, unknown: Term) -> tuple[tuple[Jump, ...], bool]:
    """The jumps by size of the number, each as large as the other facts can make it, and whether there are more."""
    low, high = asked.inputs.range_of(fact)
    here = asked.encoded.high

    def at(step: int) -> Term:
        return asked.at(unknown, unknown + step).high

    step = here - at(-1)
    before = choose(unknown - 2 >= low, _size(at(-1) - at(-2)), 0)
    after = choose(unknown + 1 <= high, _size(at(1) - here), 0)
    stands_out = [unknown - 1 >= low, _size(step) > before + after + NOTABLE]
    conditions = [*asked.inputs.domain, *stands_out]
    places: list[int] = []
    while len(places) <= MOST:
        model = asked.solving.model([*conditions, *(unknown != place for place in places)])
        if model is None:
            break
        places.append(value(model, unknown))
    if len(places) > MOST:
        return (_jump(asked, fact, unknown, conditions, step),), True
    jumps = (_jump(asked, fact, unknown, [*conditions, unknown == place], step) for place in sorted(places))
    return tuple(jumps), False


def _jump(asked: VersionQuestions, fact: Fact, unknown: Term, conditions: list[Term], step: Term) -> Jump:
    """The largest jump there is under conditions, with the case on either side, each as small as may be."""
    size = _size(step)
    grows = asked.solving.model([*conditions, size > LARGE]) is not None
    if not grows:
        largest = asked.solving.largest(conditions, size)
        assert largest is not None
        conditions = [*conditions, size == value(largest, size)]
    model = asked.solving.smallest(conditions, [asked.inputs])
    assert model is not None
    place = value(model, unknown)
    first = asked.elsewhere(model, unknown, unknown - 1)
    second = asked.elsewhere(model, unknown, unknown)
    words = [value_words(asked.book.listed.vocabulary, fact, place, language) for language in ("zh", "en")]
    before, after = (case.maximum or 0 for case in (first, second))
    return Jump(fact.key, place, Text(*words), before, after, grows, (first, second))


def _size(term: Term) -> Term:
    return choose(term >= 0, term, -term)
