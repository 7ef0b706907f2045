"""Facts out, answers in, and what the recipient does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duixian.book import load
from duixian.registry.answers import BadAnswer, with_answer, without_answer
from duixian.registry.json_facts import read_facts, read_facts_text
from duixian.registry.json_writing import facts_as_json
from duixian.registry.recipient import RecipientFacts

LISTED = load().listed
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


def codes(facts: object) -> list[str]:
    return [found.code for found in read_facts(facts, LISTED).diagnostics]


def dont_know(*names: object) -> frozenset[str]:
    read = read_facts({"kind": "enterprise", "dont_know": list(names)}, LISTED)
    assert not read.diagnostics
    return read.recipients[0].dont_know


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_written_facts_read_again_are_the_same(path: Path) -> None:
    facts = read_facts_text(path.name, path.read_bytes(), LISTED).recipients[0]
    facts = without_answer(without_answer(facts, "trucks"), "trucks[2].scrapped")
    if facts.kind != "district":
        written = json.dumps(facts_as_json(LISTED.vocabulary, facts)).encode()
        assert read_facts_text("again", written, LISTED).recipients == (facts,)


def test_roles_known_before_the_kind_are_kept() -> None:
    facts = RecipientFacts("", frozenset({"bank"}))
    assert with_answer(LISTED, facts, "kind", "企业").roles == frozenset({"bank"})


def test_what_is_not_known_is_named_by_either_name_and_down_to_a_field() -> None:
    assert dont_know("main_revenue", "角色", "租赁合同", "lease_contracts[2].直接租赁") == {
        "main_revenue",
        "roles",
        "lease_contracts",
        "lease_contracts[2].direct",
    }


def test_the_list_of_what_is_not_known_has_a_chinese_name_too() -> None:
    read = read_facts({"主体": "个人", "不知道": ["柴油货车"]}, LISTED)
    assert read.recipients[0].dont_know == {"trucks"}
    assert codes({"kind": "person", "不知道": [], "dont_know": []}) == ["F710"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("main_revenu", "F703"),
        ("lease_contracts[0].directly", "F703"),
        ("main_revenue[0].direct", "F703"),
        (3, "F703"),
        (None, "F703"),
        ("ai_labs_accepted", "F716"),
    ],
)
def test_a_name_that_is_none_is_a_fault(name: object, code: str) -> None:
    assert codes({"kind": "enterprise", "dont_know": [name]}) == [code]


def test_the_same_name_twice_and_no_list_at_all_are_faults() -> None:
    assert codes({"kind": "enterprise", "dont_know": ["roles", "角色"]}) == ["F712"]
    assert codes({"kind": "enterprise", "dont_know": "roles"}) == ["F720"]


def test_an_answer_ends_not_knowing() -> None:
    facts = without_answer(RecipientFacts("enterprise"), "main_revenue")
    answered = with_answer(LISTED, facts, "main_revenue", "800万元")
    assert answered.values == {"main_revenue": 800_0000_00}
    assert answered.dont_know == frozenset()


def test_a_bad_answer_says_what_is_wrong() -> None:
    with pytest.raises(BadAnswer) as raised:
        with_answer(LISTED, RecipientFacts("enterprise"), "main_revenue", "许多")
    assert [found.code for found in raised.value.diagnostics] == ["F704"]


def test_a_kind_that_does_not_fit_what_is_known_is_a_bad_answer() -> None:
    with pytest.raises(BadAnswer) as raised:
        with_answer(LISTED, RecipientFacts("", None, {"main_revenue": 1}), "kind", "person")
    assert [found.code for found in raised.value.diagnostics] == ["F716"]


def test_the_kind_is_only_left_out_where_it_will_be_asked_for() -> None:
    assert codes({}) == ["F727"]
    assert read_facts_text("", b"{}", LISTED, kind_needed=False).recipients[0].kind == ""
