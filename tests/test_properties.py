"""What must hold for all rules and all facts: random rules as text, random cases, and a second opinion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.decide.decision import Decision
from duixian.language.library import PolicyList
from duixian.language.tree import Open, Policy, Scheme, Version
from duixian.registry.recipient import RecipientFacts
from tests import oracle, strategies
from tests.small_list import policy_list
from tests.strategies import WrittenRule

ON = date(2024, 6, 1)
OTHER = "对象 企业\n标准 1元"
AWARDS = (("small", "main"), ("1", "main"), ("small", "other"))


def written(rule: WrittenRule) -> PolicyList:
    note(rule.text)
    return policy_list(rule.text, other=OTHER)


def read_by(listed: PolicyList) -> frozenset[str]:
    return strategies.read_names(listed.policies[0].schemes[0].versions[0])


def decided(listed: PolicyList, facts: RecipientFacts, readings: Mapping[str, str]) -> Decision:
    return PolicyBook(listed).decide_typed(facts, ON, {("small", "main"): readings})[0]


def second_opinion(
    listed: PolicyList, facts: RecipientFacts, readings: Mapping[str, str], opens: bool | None = None
) -> oracle.Answer:
    policy = listed.policies[0]
    if opens is None:
        return oracle.answer(listed, policy, policy.schemes[0], facts, on=ON, readings=readings)
    return oracle.answer(
        listed, policy, policy.schemes[0], facts, on=ON, readings=readings, opens=lambda _node: opens
    )


def said(decision: Decision) -> oracle.Answer:
    return oracle.Answer(decision.outcome, decision.minimum_fen, decision.maximum_fen)


def assert_inside(more: oracle.Answer, less: oracle.Answer, *, roles_learnt: bool) -> None:
    """What is said with more facts known must lie within what was said with fewer."""
    allowed = {less.outcome}
    if less.outcome == "undetermined":
        allowed = {"undetermined", "entitled", "not_entitled"}
    if roles_learnt and less.outcome in ("undetermined", "not_entitled"):
        allowed.add("not_applicable")
    assert more.outcome in allowed
    assert less.minimum <= more.minimum
    assert less.maximum is None or (more.maximum is not None and more.maximum <= less.maximum)


def assert_sound(answer: oracle.Answer) -> None:
    """What holds of every answer on its own."""
    assert answer.minimum >= 0
    assert answer.maximum is None or answer.minimum <= answer.maximum
    if answer.outcome in ("not_entitled", "not_applicable"):
        assert (answer.minimum, answer.maximum) == (0, 0)
    if answer.outcome == "undetermined":
        assert answer.minimum == 0


# --- Random rules ---------------------------------------------------------------------------------------------


@given(st.data(), strategies.rules())
def test_a_second_opinion_agrees_to_the_fen_when_every_fact_is_known(
    data: st.DataObject, rule: WrittenRule
) -> None:
    listed = written(rule)
    for _ in range(8):
        facts = data.draw(strategies.complete(awards=AWARDS, only=read_by(listed)))
        readings = data.draw(strategies.chosen(rule))
        assert said(decided(listed, facts, readings)) == second_opinion(listed, facts, readings)


@given(st.data(), strategies.rules(opens=True) | strategies.record_rules())
def test_every_completion_lies_within_what_was_said_before(data: st.DataObject, rule: WrittenRule) -> None:
    listed = written(rule)
    readings = data.draw(strategies.chosen(rule))
    read = read_by(listed)
    for _ in range(8):
        facts = data.draw(strategies.complete(awards=AWARDS, only=read))
        hide, hide_still = data.draw(strategies.hiding(facts, read))
        few = said(decided(listed, strategies.hidden(facts, hide), readings))
        some = said(decided(listed, strategies.hidden(facts, hide_still), readings))
        every = said(decided(listed, facts, readings))
        for answer in (few, some, every):
            assert_sound(answer)
        roles_hidden, roles_still = ("roles",) in hide, ("roles",) in hide_still
        assert_inside(some, few, roles_learnt=roles_hidden and not roles_still)
        assert_inside(every, some, roles_learnt=roles_still)
        # Whatever 待定 turns out to be, as well.
        for opens in (True, False):
            assert_inside(second_opinion(listed, facts, readings, opens), every, roles_learnt=False)


@given(st.data(), strategies.rules(opens=True))
def test_the_order_of_records_changes_nothing(data: st.DataObject, rule: WrittenRule) -> None:
    listed = written(rule)
    readings = data.draw(strategies.chosen(rule))
    complete = data.draw(strategies.complete(awards=AWARDS))
    hide, _ = data.draw(strategies.hiding(complete, read_by(listed)))
    facts = strategies.hidden(complete, hide)
    turned = {key: tuple(reversed(rows)) for key, rows in facts.records.items()}
    other = RecipientFacts(facts.kind, facts.roles, facts.values, turned)
    assert said(decided(listed, facts, readings)) == said(decided(listed, other, readings))


@given(st.data(), strategies.rules(opens=True))
def test_what_is_not_asked_for_changes_nothing(data: st.DataObject, rule: WrittenRule) -> None:
    """A fact that the rule does not read has no influence on it."""
    listed = written(rule)
    complete = data.draw(strategies.complete(awards=AWARDS))
    read = read_by(listed)
    unread = {place for place in strategies.places(complete) if place[0] == "fact" and place[1] not in read}
    unread |= {
        place for place in strategies.places(complete) if place[0] == "records" and place[1] not in read
    }
    # A kind of record that is counted without 明细 has a selection of its own, so it is among those read.
    fewer = strategies.hidden(complete, frozenset(unread))
    assert said(decided(listed, complete, {})) == said(decided(listed, fewer, {}))


@given(st.data(), strategies.rules(opens=True))
def test_deciding_and_explaining_never_fails(data: st.DataObject, rule: WrittenRule) -> None:
    listed = written(rule)
    complete = data.draw(strategies.complete(awards=AWARDS))
    hide, _ = data.draw(strategies.hiding(complete, read_by(listed)))
    decision = decided(listed, strategies.hidden(complete, hide), data.draw(strategies.chosen(rule)))
    for language in ("zh", "en"):
        assert decision.as_json(language)["outcome"] == decision.outcome


# --- What is missing ------------------------------------------------------------------------------------------


def path_of(place: strategies.Place) -> str:
    match place:
        case ("roles",):
            return "roles"
        case ("field", kind, number, name):
            return f"{kind}[{number}].{name}"
    return place[1]


def with_value(facts: RecipientFacts, place: strategies.Place, value: object) -> RecipientFacts:
    """The case with one more thing known."""
    values, records, roles = dict(facts.values), dict(facts.records), facts.roles
    match place:
        case ("roles",):
            assert isinstance(value, frozenset)
            roles = value
        case ("fact", key):
            assert isinstance(value, int | str)
            values[key] = value
        case ("records", key):
            assert isinstance(value, tuple)
            records[key] = value
        case ("field", key, number, name):
            rows = list(records[key])
            rows[int(number)] = {**rows[int(number)], name: value}  # type: ignore[dict-item]
            records[key] = tuple(rows)
    return RecipientFacts(facts.kind, roles, values, records)


class Search:
    """Which unknown facts matter, found by trying values for them and for the others."""

    def __init__(
        self, seed: int, listed: PolicyList, facts: RecipientFacts, readings: Mapping[str, str]
    ) -> None:
        self.book = PolicyBook(listed)
        self.words = listed.vocabulary
        self.version = listed.policies[0].schemes[0].versions[0]
        self.readings = {("small", "main"): readings}
        self.random = Random(seed)
        self.telling = strategies.figures(self.version)
        for key, value in facts.values.items():
            # Where a rule turns may also depend on what is known.
            type_ = self.words.fact_by_name[key].type
            if type_.numeric:
                self.telling.setdefault(type_, []).extend(int(value) + step for step in (-2, -1, 0, 1, 2))

    def says(self, facts: RecipientFacts) -> tuple[str, int, int | None]:
        found = self.book.decide_typed(facts, ON, self.readings)[0]
        return found.outcome, found.minimum_fen, found.maximum_fen

    def values(self, place: strategies.Place) -> list[object]:
        match place:
            case ("roles",):
                return [frozenset(), frozenset({"bank"}), frozenset({"port"})]
            case ("fact", key):
                return list(strategies.candidates(self.words.fact_by_name[key], self.words, self.telling))
            case ("field", key, _, name):
                part = self.words.records_by_name[key].field(name)
                assert part is not None
                return list(strategies.candidates(part, self.words, self.telling))
        return [tuple(self.record(place[1]) for _ in range(count)) for count in (0, 1, 1, 1, 1, 2, 3)]

    def record(self, kind: str) -> dict[str, object]:
        return {
            part.key: self.random.choice(list(strategies.candidates(part, self.words, self.telling)))
            for part in self.words.records_by_name[kind].fields
        }

    def filled(self, facts: RecipientFacts, unknown: list[strategies.Place]) -> RecipientFacts:
        """The case with some of its unknown facts filled in."""
        for place in unknown:
            if self.random.randrange(2):
                facts = with_value(facts, place, self.random.choice(self.values(place)))
        return facts

    def mattering(self, facts: RecipientFacts, unknown: list[strategies.Place], trials: int) -> set[str]:
        found: set[str] = set()
        for trial in range(trials):
            for place in unknown:
                if path_of(place) in found:
                    continue
                others = [other for other in unknown if other != place]
                base = self.filled(facts, others) if trial else facts
                now = self.says(base)
                if any(self.says(with_value(base, place, value)) != now for value in self.values(place)):
                    found.add(path_of(place))
        return found


@given(st.data(), strategies.rules())
def test_missing_are_exactly_the_facts_that_can_change_the_result(
    data: st.DataObject, rule: WrittenRule
) -> None:
    listed = written(rule)
    readings = data.draw(strategies.chosen(rule))
    complete = data.draw(strategies.complete(awards=AWARDS, only=read_by(listed), largest=2))
    could = strategies.places(complete)
    hide = data.draw(st.sets(st.sampled_from(could), max_size=6))
    hide -= {place for place in hide if place[0] == "field" and ("records", place[1]) in hide}
    facts = strategies.hidden(complete, frozenset(hide))
    decision = decided(listed, facts, readings)
    search = Search(data.draw(st.integers(0, 1 << 30)), listed, facts, readings)
    unknown = sorted(hide)
    note(f"{facts}\n{said(decision)}")
    listed_paths = set(decision.missing)
    assert listed_paths <= {path_of(place) for place in unknown}
    mattering = search.mattering(facts, unknown, 8)
    assert mattering - listed_paths == set(), "a fact that matters is not listed"
    doubtful = [place for place in unknown if path_of(place) in listed_paths - mattering]
    if doubtful:
        mattering |= search.mattering(facts, unknown, 100)
    assert listed_paths - mattering == set(), "a fact that cannot matter is listed"


# --- The real list --------------------------------------------------------------------------------------------

BOOK = load()
SCHEMES = [
    (policy, scheme, version)
    for policy in BOOK.listed.policies
    for scheme in policy.schemes
    for version in scheme.versions
]


def day_of(version: Version) -> date:
    day = version.start or version.end
    assert day is not None
    return day


@pytest.mark.parametrize(
    ("policy", "scheme", "version"),
    SCHEMES,
    ids=[f"{policy.number}.{scheme.key}-{day_of(version)}" for policy, scheme, version in SCHEMES],
)
@given(data=st.data())
def test_a_second_opinion_agrees_on_every_scheme_of_the_list(
    data: st.DataObject, policy: Policy, scheme: Scheme, version: Version
) -> None:
    on = day_of(version)
    read = strategies.read_names(version)
    awards = ((policy.key, scheme.key), (str(policy.number), scheme.key))
    readings = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                reading.key: st.sampled_from([option.key for option in reading.options])
                for reading in version.readings
            },
        )
    )
    facts = data.draw(
        strategies.complete(
            BOOK.listed.vocabulary,
            only=read,
            telling=strategies.figures(version),
            awards=awards,
            recipients=version.recipients,
        )
    )

    def says(known: RecipientFacts) -> oracle.Answer:
        plan = {(policy.key, scheme.key): readings}
        decisions = BOOK.decide_typed(known, on, plan)
        return next(
            said(one) for one in decisions if (one.policy.key, one.scheme.key) == (policy.key, scheme.key)
        )

    def second(opens: bool) -> oracle.Answer:
        return oracle.answer(
            BOOK.listed, policy, scheme, facts, on=on, readings=readings, opens=lambda _node: opens
        )

    every = says(facts)
    if any(isinstance(node, Open) for node in strategies.rule_nodes(version)):
        assert_inside(second(True), every, roles_learnt=False)
        assert_inside(second(False), every, roles_learnt=False)
    else:
        assert every == second(True) == second(False)
    hide, hide_still = data.draw(strategies.hiding(facts, read))
    few, some = says(strategies.hidden(facts, hide)), says(strategies.hidden(facts, hide_still))
    assert_inside(some, few, roles_learnt=("roles",) in hide and ("roles",) not in hide_still)
    assert_inside(every, some, roles_learnt=("roles",) in hide_still)
