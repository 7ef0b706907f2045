"""What a fact does to a decision, found by deciding with other values of it: the curve of an amount, and what an
unknown fact would settle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from duixian.decide.decision import Decision
from duixian.decide.effort import WORK, Effort, WorkedEnough
from duixian.decide.evaluate import ENTITLED
from duixian.language.limits import COUNT, MONEY_FEN
from duixian.language.node import replaced
from duixian.language.tree import Number, Policy, Scheme, Version
from duixian.language.types import Type
from duixian.language.values import Value
from duixian.language.vocabulary import EARLIER_AWARDS, RATIO_SCALE, Fact, Vocabulary
from duixian.language.walk import children
from duixian.pages.places import (
    Place,
    amount_places,
    condition_places,
    place_of,
    value_at,
    with_value,
)
from duixian.pages.sweep import Decided, Piece, Point, sweep
from duixian.registry.recipient import RecipientFacts, example_facts

if TYPE_CHECKING:
    from duixian.book import PolicyBook

GRID = 16
"""Into how many parts a range is cut before steps are looked for."""

GUESSES = 512
"""How many fillings of the other facts are tried where no worked case fits."""

SETTLED_VALUES = 12
"""Of a category with more values than this, nothing is tried."""

PAIRS = 1_000
"""So many figures of a rule at most are set against each other."""

PENNIES = 200
"""Within so many fen a slope may round to nothing."""

Decide = Callable[[RecipientFacts], Point]


class Curve(NamedTuple):
    """The amount against one number. ``base`` are the other facts, from the worked case ``example`` (empty: found
    by trying); ``reading`` is the option read, as (reading key, option key)."""

    place: Place
    fact: Fact
    pieces: list[Piece]
    base: RecipientFacts
    example: str
    on: date
    reading: tuple[str, str] | None


class Choice(NamedTuple):
    """What a scheme decides for one value of a fact."""

    value: Value
    point: Point


class Choices(NamedTuple):
    """The amount for each value of a category or of a yes/no."""

    fact: Fact
    choices: list[Choice]
    base: RecipientFacts
    example: str


class Case(NamedTuple):
    """Facts to start from, and where they come from."""

    facts: RecipientFacts
    on: date
    example: str


def page_effort(version: Version) -> Effort:
    """What may be tried out of one version for one page."""
    return Effort(version, WORK // 8)


class Trial:
    """One version of a scheme, to be decided again and again."""

    def __init__(
        self, book: PolicyBook, policy: Policy, scheme: Scheme, version: Version, effort: Effort | None = None
    ) -> None:
        self.book = book
        self.policy = policy
        self.scheme = scheme
        self.version = version
        self.vocabulary: Vocabulary = book.listed.vocabulary
        self.effort = effort or page_effort(version)

    @cached_property
    def figures(self) -> dict[Type, dict[Fraction, None]]:
        """The numbers of the rule by type."""
        return _figures(self.version)

    def decided(self, facts: RecipientFacts, on: date, readings: Mapping[str, str]) -> Point:
        """Outcome and amount for some facts; raises WorkedEnough where too much has been tried."""
        self.effort.spend(self.effort.cost(facts))
        found = self.book.decide_scheme_typed(self.policy.key, self.scheme.key, facts, on, readings)
        return Point(found.outcome, found.minimum_fen, found.maximum_fen)

    # --- The curve of an amount --------------------------------------------------------------------------

    def curves(self) -> list[Curve]:
        """The amount against the main number of the standard, once for each option of a reading, over one range;
        empty where there is no such number, no facts under which something is paid, or where the amount bends so
        often that it is no line."""
        try:
            return self._curves()
        except WorkedEnough:
            return []

    def _curves(self) -> list[Curve]:
        options: list[tuple[str, str] | None] = [
            (reading.key, option.key) for reading in self.version.readings for option in reading.options
        ]
        whole = [curve for option in options or [None] if (curve := self._curve(option)) is not None]
        telling = [curve for curve in whole if len(curve.pieces) > 2] or whole
        ranges = [_worth_showing(curve.pieces, value_at(curve.base, curve.place)) for curve in telling]
        if not ranges:
            return []
        left, right = min(left for left, _ in ranges), max(right for _, right in ranges)
        return [
            curve._replace(pieces=_cropped(curve.pieces, left, right, self.along(curve))) for curve in whole
        ]

    def along(self, curve: Curve) -> Decided:
        """What is decided at each value of a curve's number."""
        readings = dict([curve.reading] if curve.reading else [])
        return lambda value: self.decided(with_value(curve.base, curve.place, value), curve.on, readings)

    def _curve(self, option: tuple[str, str] | None) -> Curve | None:
        readings = dict([option] if option else [])
        if self.version.standard.expression is None:
            return None
        for place in amount_places(self.version, readings) + condition_places(self.version, readings):
            fact = place.fact(self.vocabulary)
            if not fact.type.numeric:
                continue
            best = self._best_case(place, fact, readings)
            if best is None:
                continue
            curve = self._swept(Curve(place, fact, [], best.facts, best.example, best.on, option))
            highs = {point.high for piece in curve.pieces for point in (piece.first, piece.last)}
            if len(highs) > 1:
                return None if None in highs else curve
        return None

    def _swept(self, curve: Curve) -> Curve:
        low, high = span(curve.fact)
        turns = [value for value in self.turns(curve.fact, curve.base) if low <= value <= high]
        top = min(high, 2 * max([value for value in turns if value > 0], default=10**8))
        grid = [low + (top - low) * part // GRID for part in range(GRID + 1)]
        near = [value + by for value in turns for by in (-1, 0, 1) if low <= value + by <= top]
        pieces = sweep(self.along(curve), [*grid, *near])
        return curve._replace(pieces=_without_pennies(pieces))

    def turns(self, fact: Fact, facts: RecipientFacts) -> list[int]:
        """Where the rule may turn: its figures, other facts of the kind, and where a rate meets a sum."""
        figures = self.figures
        own = list(figures.get(fact.type, {}))
        rates = [rate for rate in figures.get(Type("ratio"), {}) if rate > 0]
        fen = list(figures.get(Type("money"), {}))
        known = [
            Fraction(value)
            for key, value in facts.values.items()
            if self.vocabulary.fact_by_name[key].type == fact.type and not isinstance(value, bool | str)
        ]
        bases = [Fraction(0), *known] if fact.type.kind == "money" else []
        met = [base + amount / rate for base, rate, amount in islice(product(bases, rates, fen), PAIRS)]
        prices = [price for price in fen if price > 0] if fact.type.kind == "count" else []
        each = [amount / price for amount, price in islice(product(fen, prices), PAIRS) if price < amount]
        scale = RATIO_SCALE if fact.type.kind == "ratio" else 1
        values = [value * scale for value in (*own, *known, *(2 * value for value in known), *met, *each)]
        return sorted({value.numerator // value.denominator for value in values})

    def _best_case(self, place: Place, fact: Fact, readings: Mapping[str, str]) -> Case | None:
        """Facts under which the number decides most: worked cases first, then guesses."""
        low, high = span(fact)

        def worth(case: Case) -> tuple[bool, bool, int]:
            turns = [min(max(value, low), high) for value in self.turns(fact, case.facts)]
            top = max([*turns, low])
            probes = [
                self.decided(with_value(case.facts, place, value), case.on, readings)
                for value in {top, min(high, 2 * top), value_at(case.facts, place)}
                if isinstance(value, int)
            ]
            best = [point for point in probes if point.outcome == ENTITLED]
            sure = any(point.low == point.high for point in best)
            bounded = [point.high for point in best if point.high is not None]
            return bool(best), sure, max(bounded, default=0)

        for cases in (self._worked_cases(place), self._guessed_cases(place)):
            rated = [(worth(case), case) for case in cases]
            if rated:
                (entitled, _, _), best = max(rated, key=lambda item: item[0])
                if entitled:
                    return best
        return None

    def _worked_cases(self, place: Place) -> Iterator[Case]:
        """The facts of the worked cases; of records of the number's kind, one at a time."""
        for example in self.version.examples:
            if not self.version.in_force(example.on):
                continue
            facts = example_facts(example)
            records = {key: rows for key, rows in facts.records.items() if key != EARLIER_AWARDS}
            facts = replaced(facts, records=records)
            if not place.records:
                yield Case(facts, example.on, example.name)
                continue
            for row in records.get(place.records, ()):
                alone = replaced(facts, records=records | {place.records: (row,)})
                yield Case(alone, example.on, example.name)

    def _guessed_cases(self, place: Place) -> Iterator[Case]:
        """Facts made up from the values the rule knows, every yes/no and category in turn."""
        version = self.version
        on = version.start or version.end or date.today()  # noqa: DTZ011  # any day: the version is always in force
        readings: dict[str, str] = {}
        places = [*condition_places(version, readings), *amount_places(version, readings)]
        places = [found for found in dict.fromkeys(places) if found != place]
        recipient = version.recipients[0]
        start = RecipientFacts(
            kind=recipient.kind,
            roles=frozenset(filter(None, [recipient.role])),
            records={found.records: ({},) for found in [*places, place] if found.records},
        )
        for values in islice(product(*(self._tried(found) for found in places)), GUESSES):
            facts = start
            for found, value in zip(places, values, strict=True):
                facts = with_value(facts, found, value)
            yield Case(facts, on, "")

    def _tried(self, place: Place) -> list[Value]:
        fact = place.fact(self.vocabulary)
        match fact.type.kind:
            case "boolean":
                return [True, False]
            case "category":
                return [key for key, _ in self.vocabulary.category_by_name[fact.type.unit].values]
            case "date":
                return [(self.version.start or self.version.end or date(2024, 1, 1)).toordinal()]
            case "code" | "text" | "roles":
                return ["1"]
        low, high = span(fact)
        turns = [value for value in self.turns(fact, RecipientFacts("")) if low <= value <= high]
        return [max(turns, default=low), min(turns, default=low)]

    # --- The amount by category --------------------------------------------------------------------------

    def choices(self) -> Choices | None:
        """The amount for each value of the category that decides it; None where there is none."""
        try:
            return self._choices()
        except WorkedEnough:
            return None

    def _choices(self) -> Choices | None:
        readings: dict[str, str] = {}
        places = amount_places(self.version, readings) + condition_places(self.version, readings)
        for place in places if self.version.standard.expression is not None else ():
            fact = place.fact(self.vocabulary)
            if fact.type.kind not in ("category", "boolean"):
                continue
            values = self._tried(place)
            rated: list[tuple[int, list[Choice], Case]] = []
            for case in self._worked_cases(place):
                found = [
                    Choice(value, self.decided(with_value(case.facts, place, value), case.on, readings))
                    for value in values
                ]
                rated.append((sum(choice.point.outcome == ENTITLED for choice in found), found, case))
            if rated:
                entitled, choices, case = max(rated, key=lambda item: item[0])
                if entitled:
                    return Choices(fact, choices, case.facts, case.example)
        return None


# --- What an unknown fact would settle -------------------------------------------------------------------


class Settled(NamedTuple):
    """What one value, or a stretch of values, of an unknown fact leads to; ``value`` is None for an empty list of
    records, ``to`` for a stretch that does not end."""

    value: Value | None
    to: Value | None
    point: Point


def settles(
    book: PolicyBook, decision: Decision, facts: RecipientFacts, path: str, effort: Effort | None = None
) -> list[Settled]:
    """What each value of an unknown fact would lead to; empty where that cannot be told in a few words, or where
    the effort is spent."""
    assert decision.version is not None
    trial = Trial(book, decision.policy, decision.scheme, decision.version, effort)
    try:
        return _settles(trial, decision, facts, path)
    except WorkedEnough:
        return []


def _settles(trial: Trial, decision: Decision, facts: RecipientFacts, path: str) -> list[Settled]:
    vocabulary = trial.vocabulary

    def decided(changed: RecipientFacts) -> Point:
        return trial.decided(changed, decision.on, decision.reading)

    if path in vocabulary.records_by_name:
        without = replaced(facts, records=dict(facts.records) | {path: ()})
        return [Settled(None, None, decided(without))]
    place = place_of(path, vocabulary)
    if place is None:
        return []
    fact = place.fact(vocabulary)
    match fact.type.kind:
        case "boolean":
            values: list[Value] = [True, False]
        case "category":
            values = [key for key, _ in vocabulary.category_by_name[fact.type.unit].values]
        case "money" | "count" | "ratio" | "duration":
            return _settled_by_number(trial, decided, facts, place, fact)
        case _:
            return []
    if len(values) > SETTLED_VALUES:
        return []
    return [Settled(value, value, decided(with_value(facts, place, value))) for value in values]


def _settled_by_number(
    trial: Trial, decided: Decide, facts: RecipientFacts, place: Place, fact: Fact
) -> list[Settled]:
    low, high = span(fact)
    turns = [value for value in trial.turns(fact, facts) if low <= value <= high]
    top = min(high, 2 * max([value for value in turns if value > 0], default=10**8))
    tried = {low, top, *(value + by for value in turns for by in (-1, 0, 1) if low <= value + by <= top)}
    pieces = sweep(lambda value: decided(with_value(facts, place, value)), tried)
    found: list[Settled] = []
    for piece in pieces:
        point = _hull(piece.first, piece.last)
        if found and found[-1].point.outcome == point.outcome:
            found[-1] = Settled(found[-1].value, piece.end, _hull(found[-1].point, point))
        else:
            found.append(Settled(piece.start, piece.end, point))
    if found and top < high and decided(with_value(facts, place, high)) == pieces[-1].last:
        found[-1] = found[-1]._replace(to=None)
    return found


def _hull(first: Point, second: Point) -> Point:
    high = None if first.high is None or second.high is None else max(first.high, second.high)
    return Point(second.outcome, min(first.low, second.low), high)


# --- Ranges and figures ----------------------------------------------------------------------------------


def span(fact: Fact) -> tuple[int, int]:
    """The least and the greatest value a fact may have."""
    low, high = fact.range
    most = MONEY_FEN if fact.type.kind == "money" else COUNT
    return (0 if low is None else low), (most if high is None else high)


def _figures(version: Version) -> dict[Type, dict[Fraction, None]]:
    """The numbers of a rule by type."""
    found: dict[Type, dict[Fraction, None]] = {}

    def collect(node: object) -> None:
        if isinstance(node, Number):
            found.setdefault(node.type, {})[Fraction(node.numerator, node.denominator)] = None
        for child in children(node):
            collect(child)

    for part in (*version.steps, *version.conditions, version.standard, *version.caps):
        collect(part)
    return found


def _without_pennies(pieces: list[Piece]) -> list[Piece]:
    """A slope that begins at nought rounds to nothing for its first few fen; they belong to the slope."""
    shown: list[Piece] = []
    for piece in pieces:
        start = piece.start
        if shown and (shown[-1].last.high or 0) <= 2 and _begins_at_nought(piece, start - shown[-1].start):
            # Of the values from which the slope may begin, the roundest is meant.
            while shown and start - shown[-1].start <= PENNIES:
                start = shown.pop().start
            start = start if not shown else _rounded_down(start)
            if shown:
                shown[-1] = shown[-1]._replace(end=start)
            shown.append(piece._replace(start=start, first=Point(piece.last.outcome, 0, 0)))
        else:
            shown.append(piece)
    return shown


def _begins_at_nought(piece: Piece, width: int) -> bool:
    if piece.first.high is None or piece.last.high is None or piece.last.high <= piece.first.high:
        return False
    slope = Fraction(piece.last.high - piece.first.high, piece.end - piece.start)
    return piece.first.high <= 2 or (width <= 1 and piece.first.high <= slope + 1)


def _rounded_down(value: int) -> int:
    unit = 1
    while value - value // (10 * unit) * (10 * unit) <= PENNIES:
        unit *= 10
    return value // unit * unit


def _worth_showing(pieces: list[Piece], own: Value | None) -> tuple[int, int]:
    """From where to where: a little beyond the last turn, and not from nought where all happens far from it."""
    low, high = pieces[0].start, pieces[-1].end
    turns = [piece.start for piece in pieces[1:]]
    if turns:
        first, last = turns[0], turns[-1]
        near = max((last - first) // 2, 1)
        nothing_before = pieces[0].first == pieces[0].last and last > first
        left = first - near if nothing_before and first - near > low + (last - low) // 2 else low
        # A flat line is shown a little of its way, one that goes on up to twice its last turn.
        flat = pieces[-1].first == pieces[-1].last
        right = last + (max((last - left) // 3, 1) if flat else max(last - left, 1))
    else:
        left, right = low, 2 * own if isinstance(own, int) and own > low else high
    unit = 10 ** max(0, len(str(right - left)) - 2)
    return max(low, left // unit * unit), min(high, -(-right // unit) * unit)


def _cropped(pieces: list[Piece], left: int, right: int, decided: Decided) -> list[Piece]:
    """The pieces from ``left`` to ``right``."""
    shown: list[Piece] = []
    for piece in pieces:
        start, end = max(piece.start, left), min(piece.end, right)
        if start <= end:
            first = piece.first if start == piece.start else decided(start)
            shown.append(Piece(start, end, first, piece.last if end == piece.end else decided(end)))
    return shown
