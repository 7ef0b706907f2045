"""What programs read is as its schema says, and a schema refuses what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from duixian.book import load
from duixian.check import policy_cases
from duixian.cli import main
from duixian.registry.recipient import example_facts
from tests import strategies
from tests.schemas import SCHEMAS, validator

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
BOOK = load()
DAY = date(2025, 6, 30)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("example", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_decide_prints_what_its_schema_says(
    example: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = printed(capsys, "decide", str(example), "--on", str(DAY), "--lang", language)
    validator("decide").validate(found)


def test_several_recipients_are_printed_as_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    several = tmp_path / "several.json"
    several.write_text(json.dumps([json.loads(path.read_text("utf-8")) for path in EXAMPLES]), "utf-8")
    found = printed(capsys, "decide", str(several), "--on", str(DAY))
    assert len(found) == len(EXAMPLES)
    validator("decide").validate(found)


@pytest.mark.parametrize("policy", BOOK.listed.policies, ids=[policy.key for policy in BOOK.listed.policies])
def test_every_worked_case_comes_out_as_the_schema_says(policy: Any) -> None:
    for case in policy_cases(policy):
        facts = example_facts(case.example)
        decision = BOOK.decide_scheme_typed(policy.key, case.scheme.key, facts, case.example.on, {})
        validator("decide#/$defs/decisions").validate([decision.as_json("en")])


@settings(max_examples=20)
@given(st.data())
def test_decisions_on_any_facts_are_as_the_schema_says(data: st.DataObject) -> None:
    full = data.draw(strategies.complete(BOOK.listed.vocabulary))
    hide, _ = data.draw(strategies.hiding(full, frozenset(fact.key for fact in BOOK.listed.vocabulary.facts)))
    decisions = BOOK.decide_typed(strategies.hidden(full, hide), DAY, {})
    validator("decide#/$defs/decisions").validate([decision.as_json() for decision in decisions])


@pytest.mark.parametrize(("kind", "language"), [("enterprise", "zh"), ("person", "en"), ("district", "zh")])
def test_ask_prints_what_its_schema_says_until_it_is_done(
    kind: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Every question after the first is answered with "don't know".
    known: dict[str, Any] = {"kind": kind, "dont_know": []}
    file = tmp_path / "known.json"
    for _ in range(100):
        file.write_text(json.dumps(known), "utf-8")
        found = printed(capsys, "ask", str(file), "--on", str(DAY), "--lang", language)
        validator("ask").validate(found)
        if found["done"]:
            return
        known["dont_know"].append(found["question"]["fact"])
    pytest.fail("the questions do not end")


# --- What a schema refuses -------------------------------------------------------------------------------------


def good() -> Any:
    facts = json.loads((ROOT / "examples/03-leasing-company.json").read_text("utf-8"))
    return {
        "date": "2025-06-30",
        "recipient": {"kind": "enterprise", "roles": None},
        "decisions": [decision.as_json() for decision in BOOK.decide(facts, on=DAY)],
    }


WRONG: dict[str, Callable[[Any], object]] = {
    "a float for money": lambda found: found["decisions"][0]["amount"].update(max=0.1),
    "money without fen": lambda found: found["decisions"][0]["amount"].update(max="1"),
    "an amount below nought": lambda found: found["decisions"][0]["amount"].update(min="-1.00"),
    "an unknown outcome": lambda found: found["decisions"][0].update(outcome="perhaps"),
    "an amount for who is not entitled": lambda found: found["decisions"][0].update(
        outcome="not_entitled", amount={"min": "0.00", "max": "1.00"}
    ),
    "a decision without its trace": lambda found: found["decisions"][0].pop("trace"),
    "something nobody has heard of": lambda found: found["decisions"][0].update(score=1),
    "a step of no known kind": lambda found: found["decisions"][0]["trace"][0].update(step="magic"),
    "a number without its unit": lambda found: found["decisions"][0]["trace"][0].update(min="1"),
    "another currency": lambda found: found["decisions"][0].update(currency="USD"),
    "roles as a text": lambda found: found["recipient"].update(roles="bank"),
    "a day that is none": lambda found: found.update(date="today"),
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_the_schema_of_decide_refuses(spoil: Callable[[Any], object]) -> None:
    found = good()
    validator("decide").validate(found)
    spoilt = deepcopy(found)
    spoil(spoilt)
    with pytest.raises(ValidationError):
        validator("decide").validate(spoilt)


@pytest.mark.parametrize(
    "wrong",
    [
        {"done": True},
        {"done": False, "decisions": []},
        {"done": True, "decisions": [], "question": None},
        {"done": False, "question": {"fact": "kind"}},
    ],
)
def test_the_schema_of_ask_refuses(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        validator("ask").validate(wrong)
