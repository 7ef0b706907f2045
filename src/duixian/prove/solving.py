"""Asking the solver: within limits, and the same answer every time it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any, NamedTuple

import z3

from duixian.prove import SECONDS
from duixian.prove.inputs import Inputs, Term, whole

IMPROVEMENTS = 200
"""So many times a better case is looked for."""


class Undecided(Exception):
    """The solver came to no answer; the text says why."""


class Limits(NamedTuple):
    """How long one question may take: seconds by the clock, and the solver's own count of steps, which is the same
    on every machine (None: no limit)."""

    seconds: float | None = SECONDS
    steps: int | None = None


class Solving:
    """Asks within limits; ``begin`` starts the clock of a question."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.begin()

    def begin(self) -> None:
        """A new question: it has all its time."""
        seconds = self.limits.seconds
        self._ends = None if seconds is None else monotonic() + seconds

    @property
    def quick(self) -> Solving:
        """Asks for what is only nice to have: a fifth of what is left."""
        steps = self.limits.steps
        left = None if self._ends is None else self._left(self._ends) / 5
        return Solving(Limits(left, None if steps is None else steps // 5))

    @staticmethod
    def _left(ends: float) -> float:
        left = ends - monotonic()
        if left <= 0:
            raise Undecided("timeout")
        return left

    def model(self, conditions: Iterable[Term]) -> z3.ModelRef | None:
        """Unknowns for which all conditions hold, None where there are none; raises Undecided."""
        solver = z3.Solver()
        self._limit(solver)
        solver.add(*_terms(conditions))
        answer = solver.check()
        if answer == z3.unknown:
            raise Undecided(solver.reason_unknown())
        return solver.model() if answer == z3.sat else None

    def smallest(self, conditions: Iterable[Term], inputs: Sequence[Inputs]) -> z3.ModelRef | None:
        """Like ``model``, with few records, the numbers as small as may be one after the other, and no yes where no
        will do. Where the solver cannot say what is smallest, any model."""
        terms = _terms(conditions)
        found = self.model(terms)
        if found is None:
            return None
        try:
            quick = self.quick
            numbers = [term for one in inputs for term in _sizes(one)]
            found = quick.least(terms, numbers, found)
            terms += [term == value(found, term) for term in numbers]
            for truth in (truth for one in inputs for truth in _truths(one)):
                better = quick.model([*terms, z3.Not(truth)])
                found = better or found
                terms.append(truth if better is None else z3.Not(truth))
        except Undecided:
            pass
        return found

    def largest(self, conditions: Iterable[Term], most: Term) -> z3.ModelRef | None:
        """A model in which a number is as large as it can be; raises Undecided."""
        terms = _terms(conditions)
        found = self.model(terms)
        return None if found is None else self.least(terms, [-most], found)

    def least(self, terms: list[Any], numbers: list[Term], found: z3.ModelRef) -> z3.ModelRef:
        """A model with the first number as small as may be, then the second, and so on. The optimizer proposes, the
        solver confirms: what it says is least has been seen to be wrong."""
        optimizer = z3.Optimize()
        self._limit(optimizer)
        optimizer.set("priority", "lex")
        optimizer.add(*terms)
        for number in numbers:
            optimizer.minimize(number)
        if optimizer.check() == z3.sat:
            found = optimizer.model()
        settled = list(terms)
        for number in numbers:
            for _ in range(IMPROVEMENTS):
                better = self.model([*settled, number < value(found, number)])
                if better is None:
                    break
                found = better
            else:
                raise Undecided("no end of better cases")
            settled.append(number == value(found, number))
        return found

    def _limit(self, solver: Any) -> None:
        if self._ends is not None:
            solver.set("timeout", max(1, int(self._left(self._ends) * 1000)))
        if self.limits.steps is not None:
            solver.set("rlimit", self.limits.steps)


def _terms(conditions: Iterable[Term]) -> list[Any]:
    return [z3.BoolVal(term) if isinstance(term, bool) else term for term in conditions]


def _sizes(inputs: Inputs) -> list[Term]:
    """What makes a case small: few records, then small numbers."""
    present = [row.present for rows in inputs.rows.values() for row in rows]
    sizes: list[Term] = [z3.Sum([z3.If(one, 1, 0) for one in present])] if present else []
    for fact, _, unknown in inputs.named():
        if fact.type.kind != "boolean":
            sizes.append(z3.If(unknown < 0, -unknown, unknown) if fact.range.low is None else unknown)
    sizes += [awards.paid for awards in inputs.awards.values()]
    return [*sizes, inputs.kind]


def _truths(inputs: Inputs) -> list[Term]:
    """What is left a no in a small case."""
    truths = [unknown for fact, _, unknown in inputs.named() if fact.type.kind == "boolean"]
    truths += [truth for one in inputs.awards.values() for truth in (one.this_year, one.earlier)]
    truths += [row.rewarded for rows in inputs.rows.values() for row in rows if inputs.rewarding]
    return [*truths, *inputs.roles.values()]


def value(model: z3.ModelRef, term: Term) -> int:
    """A whole number in a model."""
    return term if isinstance(term, int) else whole(model.eval(term, model_completion=True))
