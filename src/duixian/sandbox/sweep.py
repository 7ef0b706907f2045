"""A figure over a range: what each step costs, and the largest step that an envelope still bears."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from duixian.census.lowering import SchemeVersion
from duixian.census.tally import Money, added
from duixian.language.diagnostics import Faults
from duixian.language.node import Node
from duixian.language.quantity import decimal_text
from duixian.language.ranges import range_of
from duixian.language.source import Source, Span, line_span, normalise
from duixian.sandbox.changes import FIGURES, Applied, Change, Opened, Reformed
from duixian.sandbox.experiment import Sandbox, concerned
from duixian.sandbox.reform import changed
from duixian.sandbox.targets import found_by, written_figure

MOST_STEPS = 1000
MOST_DECIMALS = 12

End = Literal["most", "least"]
"""Which end of a cost must stay inside an envelope."""

_RANGE = re.compile(r"(?P<path>[^=]+)=(?P<first>.+?)\.\.(?P<last>.+?):(?P<step>.+)")
_FIGURE = re.compile(r"[0-9.]+(?P<unit>.*)")


class Sweep(Node):
    """A target and its figures as they are written, the smallest first."""

    path: str
    values: tuple[str, ...]
    text: str


class Step(Node):
    """One step: the figure, what all claims of the policies concerned come to, how many of them are sure and how many
    open, and what is claimed from the envelope (None: there is none)."""

    value: str
    cost: Money
    entitled: int
    undetermined: int
    claimed: Money | None
    envelope: int | None


class Sought(Node):
    """The largest step whose claims, at most or at least, an envelope bears. ``step`` is None where none is;
    ``steady`` says that every smaller step is borne as well."""

    end: End
    envelope: int
    step: Step | None
    steady: bool


def read_sweep(text: str, opened: Opened) -> tuple[Faults, Sweep | None]:
    """Read ``11.purchase.标准.比例=10%..30%:1%``; None, and a fault, where it is no row of figures."""
    faults = Faults(Source("--sweep", text))
    match = _RANGE.fullmatch(normalise(text).replace(" ", ""))
    values = _values(match, opened) if match else ()
    if match is None or not values:
        faults.add("R811", line_span(1, text), text=text, limit=MOST_STEPS)
        return faults, None
    return faults, Sweep(match["path"], values, text)


def _values(match: re.Match[str], opened: Opened) -> tuple[str, ...]:
    units = opened.listed.vocabulary.count_units
    read = [written_figure(match[name], units) for name in ("first", "last", "step")]
    shape = _FIGURE.fullmatch(match["step"])
    if shape is None or any(figure is None for figure in read):
        return ()
    (first, kind), (last, _), (step, _) = (figure for figure in read if figure is not None)
    kinds = {figure[1] for figure in read if figure is not None}
    if len(kinds) > 1 or kind.kind == "date" or step <= 0 or last < first:
        return ()
    number = (last - first) // step + 1
    if number > MOST_STEPS:
        return ()
    one = written_figure(f"1{shape['unit']}", units)
    assert one is not None
    figures = [(first + index * step) / one[0] for index in range(int(number))]
    if any(figure * 10**MOST_DECIMALS % 1 for figure in figures):
        return ()
    return tuple(f"{decimal_text(figure)}{shape['unit']}" for figure in figures)


def lists_of(
    sweep: Sweep, opened: Opened, on: date, reform: Reformed | None = None
) -> tuple[Faults, tuple[Reformed, ...]]:
    """The list of every step, with the other changes of a reform; none, and a fault, where a step cannot be made."""
    faults = Faults(Source("--sweep", sweep.text))
    span: Span = line_span(1, sweep.text)
    others = (
        tuple(applied.change for applied in reform.applied if not _is_swept(sweep, opened, applied))
        if reform
        else ()
    )
    found = []
    for value in sweep.values:
        before = len(faults.found)
        one = changed(opened, (*others, Change(sweep.path, "set", value, span)), on, faults)
        # The step that is the baseline's own is a step like any other.
        faults.found[before:] = [fault for fault in faults.found[before:] if fault.code != "R810"]
        if one is None:
            return faults, ()
        found.append(one)
    return faults, tuple(found)


def _is_swept(sweep: Sweep, opened: Opened, applied: Applied) -> bool:
    """Whether a change is of the figure that is swept: then the steps stand for it."""
    name, _, rest = sweep.path.partition(".")
    policy = opened.listed.policy(name)
    if applied.target is None or policy is None:
        return False
    return bool(found_by(f"{policy.number}.{rest}", (applied.target,), FIGURES))


def swept(sandbox: Sandbox, sweep: Sweep, lists: Sequence[Reformed], envelope: int | None) -> Iterator[Step]:
    """What each step gives. ``envelope`` in fen is held against all claims of the policies concerned; without it, the
    claims on the scheme's own envelope are held against that."""
    for value, reformed in zip(sweep.values, lists, strict=True):
        policies = concerned((number for number, _ in reformed.touched), sandbox.baseline, reformed.listed)
        census = sandbox.census(reformed.listed, policies)
        cost = added(tally.all for tally in census.tallies)
        drawn = None if envelope is not None else _own_envelope(reformed, sweep, sandbox.on)
        claimed: Money | None = cost.money
        if envelope is None:
            claimed = drawn and added(t.all for t in census.tallies if _draws(t.of, drawn.place)).money
        yield Step(
            value,
            cost.money,
            cost.entitled,
            cost.undetermined,
            claimed,
            envelope if drawn is None else drawn.amount,
        )


class _Envelope(NamedTuple):
    """An envelope: whose it is (policy number and scheme key, empty: the whole policy's), and how much, in fen."""

    place: tuple[int, str]
    amount: int


def _own_envelope(reformed: Reformed, sweep: Sweep, on: date) -> _Envelope | None:
    """The envelope that the swept scheme draws on."""
    touched = [applied for applied in reformed.applied if applied.change.path == sweep.path][-1]
    policy = reformed.listed.by_number[touched.policy]
    version = policy.scheme(touched.scheme).version(on) if touched.scheme else None
    own = version.budget if version else None
    budget = own or policy.budget
    if budget is None:
        return None
    amount, _ = range_of(budget.amount, reformed.listed.vocabulary, {}, {})
    assert amount is not None
    return _Envelope((policy.number, touched.scheme if own else ""), int(amount))


def _draws(of: SchemeVersion, place: tuple[int, str]) -> bool:
    """Whether a scheme draws on an envelope; one of its own comes before its policy's."""
    own = of.scheme.key if of.version.budget is not None else ""
    return (of.policy.number, own) == place


def sought(steps: Sequence[Step], end: End) -> Sought | None:
    """The largest step that keeps inside the envelope; None where there is no envelope."""
    borne = [_is_borne(step, end) for step in steps]
    envelopes = [step.envelope for step in steps if step.envelope is not None]
    if not envelopes:
        return None
    largest = max((number for number, fits in enumerate(borne) if fits), default=None)
    step = None if largest is None else steps[largest]
    steady = largest is None or all(borne[:largest])
    shown = envelopes[-1] if step is None or step.envelope is None else step.envelope
    return Sought(end, shown, step, steady)


def _is_borne(step: Step, end: End) -> bool:
    if step.claimed is None or step.envelope is None:
        return False
    if end == "least":
        return step.claimed.low <= step.envelope
    return step.claimed.most is not None and step.claimed.most <= step.envelope
