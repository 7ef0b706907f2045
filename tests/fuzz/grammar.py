"""Inputs made by the grammar: rules with facts that fit them, as files. The strategies are those of the property
tests; random bytes decide for them, as an outside fuzzer's would."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.book import default_list
from duixian.language.library import PolicyList, read_list
from duixian.language.vocabulary import EARLIER_AWARDS, Vocabulary
from duixian.registry.json_writing import facts_as_json
from duixian.registry.recipient import RecipientFacts
from tests import small_list, strategies
from tests.fuzz.bundle import pack

T = TypeVar("T")

CHOICES = 4_000
"""Random bytes that a strategy may use up."""


@cache
def qingdao() -> PolicyList:
    """The list of the package, as read anew."""
    return read_list(default_list(), lint=True)


def maker(strategy: st.SearchStrategy[T]) -> Callable[[Random], T]:
    """A function that makes what a strategy describes."""
    made: list[T] = []

    @settings(database=None)
    @given(strategy)
    def take(value: T) -> None:
        made.append(value)

    fuzz_one = take.hypothesis.fuzz_one_input  # type: ignore[attr-defined]  # the types do not tell of it

    def make(random: Random) -> T:
        made.clear()
        while not made:
            fuzz_one(random.randbytes(CHOICES))
        return made[0]

    return make


@st.composite
def partly_known(draw: st.DrawFn, words: Vocabulary, awards: tuple[tuple[str, str], ...]) -> RecipientFacts:
    facts = draw(strategies.complete(words, awards=awards))
    could = strategies.places(facts)
    share = draw(st.sampled_from((0, 0, 4, 16, 60, 200)))
    hide = draw(st.lists(st.sampled_from(could), max_size=share, unique=True)) if could else []
    return _as_readers_want(words, strategies.hidden(facts, frozenset(hide)))


def _as_readers_want(words: Vocabulary, facts: RecipientFacts) -> RecipientFacts:
    """The facts that the kind of recipient may have, with a credit code that is one and no record twice."""
    values = {
        key: value for key, value in facts.values.items() if facts.kind in words.fact_by_name[key].kinds
    }
    if "uscc" in values:
        values["uscc"] = "91370202MAEX00010H"
    records = {}
    for key, rows in facts.records.items():
        declared = words.records_by_name[key]
        named = declared.field("object") is not None and key != EARLIER_AWARDS
        every = [{**row, **({"object": str(place)} if named else {})} for place, row in enumerate(rows)]
        if facts.kind in declared.kinds:
            records[key] = tuple(row for place, row in enumerate(every) if row and row not in every[:place])
    return RecipientFacts(facts.kind, facts.roles, values, records)


def as_file(random: Random, words: Vocabulary, facts: RecipientFacts) -> bytes:
    """Facts as a facts file: keys by either name, what is unknown absent or null."""
    written = facts_as_json(words, facts)
    rows = {records.key: records for records in words.records}
    named: dict[str, object] = {}
    for key, value in written.items():
        declared = words.fact_by_name.get(key) or words.records_by_name.get(key)
        name = declared.name.zh if declared and random.randrange(3) == 0 else key
        named[name] = value
        if isinstance(value, list) and key in rows:
            fields = {field.key: field.name.zh for field in rows[key].fields}
            named[name] = [_renamed(random, row, fields) for row in value]
    if random.randrange(4) == 0:
        own = [fact.key for fact in words.facts if facts.kind in fact.kinds and fact.key not in facts.values]
        named["dont_know"] = random.sample(own, min(3, len(own)))
    return json.dumps(named, ensure_ascii=random.randrange(6) == 0, indent=1).encode()


def _renamed(random: Random, row: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    return {names[key] if random.randrange(3) == 0 else key: value for key, value in row.items()}


_RULES = maker(strategies.rules(opens=True) | strategies.record_rules())
_SMALL_FACTS = maker(partly_known(small_list.vocabulary(), (("small", "main"), ("small", "other"))))


def policy(random: Random) -> bytes:
    """A policy file of the small list with a random rule and, perhaps, a 算例 that says what comes out of no facts."""
    text = small_list.POLICY + '\n## 条款 {#main en="Clause"}\n\n'
    text += f"```规则\n{_RULES(random).text}\n```\n"
    if random.randrange(2):
        lines = random.sample(
            ("收入: 5万元", "合格: 是", "合同: 无", "工期: 6个月", "日期: 2024-06-01", "大小: 中型"), 3
        )
        text += (
            "\n```算例 随便\n"
            + "\n".join((*lines, random.choice(("结果: 不符合", "结果: 待核"))))
            + "\n```\n"
        )
    return f'{text}\n## 另条 {{#other en="Other"}}\n\n```规则\n对象 企业\n标准 1元\n```\n'.encode()


def case(random: Random) -> bytes:
    """A policy file of the small list and a facts file for it."""
    facts = as_file(random, small_list.vocabulary(), _SMALL_FACTS(random))
    return pack({"policy.md": policy(random), "facts.json": facts})


def whole_list(random: Random) -> bytes:
    """The small list with a random policy."""
    files = {"list.md": small_list.LIST, "vocabulary.md": small_list.VOCABULARY}
    return pack({name: text.encode() for name, text in files.items()} | {"01-small.md": policy(random)})


@cache
def _real_facts() -> Callable[[Random], RecipientFacts]:
    awards = tuple((policy.key, scheme.key) for policy in qingdao().policies for scheme in policy.schemes)
    return maker(partly_known(qingdao().vocabulary, awards))


def facts(random: Random) -> bytes:
    """A facts file for the list of the package."""
    recipients = [_real_facts()(random) for _ in range(random.choice((1, 1, 1, 2)))]
    written = [as_file(random, qingdao().vocabulary, one) for one in recipients]
    return written[0] if len(written) == 1 else b"[" + b",\n".join(written) + b"]"


def questions(random: Random) -> bytes:
    """Facts of one recipient, and bytes for the answers."""
    known = as_file(random, qingdao().vocabulary, _real_facts()(random))
    return pack({"facts.json": known, "answers": random.randbytes(random.choice((3, 30)))})
