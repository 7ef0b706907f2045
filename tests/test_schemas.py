"""What programs read is as its schema says, and a schema refuses what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from duixian.book import load
from duixian.census.sql.dialects import DIALECTS
from duixian.check import policy_cases
from duixian.cli import main
from duixian.language.diagnostics import Diagnostic
from duixian.language.source import Span
from duixian.registry.json_facts import read_facts_text
from duixian.registry.recipient import example_facts
from tests import strategies
from tests.bad_inputs import BAD, BASE
from tests.fuzz import grammar
from tests.schemas import SCHEMAS, validator

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
SOLVED = [EXAMPLES[number] for number in (0, 2, 9)]
"""With something to change for each."""
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


@pytest.mark.parametrize("example", SOLVED, ids=[path.stem for path in SOLVED])
def test_what_the_solver_adds_is_as_its_schema_says(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["decide", str(example), "--on", str(DAY), "--exact", "--what-would-it-take", "--lang", "en"]
    found = printed(capsys, *asked)
    validator("decide").validate(found)
    assert len(found["exact"]) == len(found["decisions"])
    settled = next(answer for answer in found["exact"] if answer["status"] == "same")
    needed = next(answer for answer in found["what_would_it_take"] if answer["status"] == "found")
    for spoilt in (
        found | {"exact": [settled | {"status": "unknown"}]},
        found | {"what_would_it_take": [needed | {"ways": []}]},
        found | {"what_would_it_take": [needed | {"status": "impossible", "reason": "—"}]},
    ):
        with pytest.raises(ValidationError):
            validator("decide").validate(spoilt)


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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ("check", ["check"]),
        ("list", ["list"]),
        ("compare", ["compare", "14.firm@2024-07-16", "14.firm"]),
        ("compare", ["compare", "20.route", "20.route"]),
        ("compare", ["compare", "11@2024-12-31", "11"]),
        ("format", ["format", "--check", str(ROOT / "policies")]),
        ("mutants", ["mutants", "--policy", "4"]),
        *(("show", ["show", str(policy.number)]) for policy in BOOK.listed.policies),
    ],
    ids=lambda value: " ".join(value).replace(str(ROOT), "") if isinstance(value, list) else "",
)
def test_other_commands_print_what_their_schemas_say(
    schema: str, arguments: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    validator(schema).validate(printed(capsys, *arguments, "--lang", language))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "city"
    assert main(["sample", str(folder), "--recipients", "1000"]) == 0
    return folder


@pytest.mark.parametrize("order", [(), ("--order",)], ids=["no-order", "order"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_census_prints_what_its_schema_says(
    city: Path, order: tuple[str, ...], language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    applied = tmp_path / "applied.txt"
    ids = pq.read_table(city / "enterprise.parquet", columns=["id"])["id"].to_pylist()
    applied.write_text("\n".join(ids), "utf-8")
    options = [*order, str(applied)] if order else []
    found = printed(
        capsys, "census", str(city), "--summary-only", "--on", str(DAY), "--lang", language, *options
    )
    assert found["schemes"]
    assert found["missing"]
    assert any(budget["claims"] for budget in found["budgets"])
    validator("census").validate(found)
    told = printed(capsys, "census", str(city), "--explain", ids[0], "--on", str(DAY), "--lang", language)
    assert told["decisions"]
    validator("census").validate(told)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.update(seconds=-1),
        lambda found: found["recipients"].update(enterprise=0.5),
        lambda found: found["schemes"][0].pop("undetermined"),
        lambda found: found["schemes"][0]["amount"].update(max="-1.00"),
        lambda found: found["budgets"][0].update(rule="lottery"),
        lambda found: found["budgets"][0]["allocations"][0].update(reason="why not"),
        lambda found: found["missing"][0].update(fact="main revenue"),
    ],
)
def test_the_schema_of_a_census_refuses(
    spoil: Callable[[Any], object], city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = printed(capsys, "census", str(city), "--summary-only", "--on", str(DAY))
    validator("census").validate(spoilt)
    spoil(spoilt)
    with pytest.raises(ValidationError):
        validator("census").validate(spoilt)


def test_a_sample_tells_what_its_schema_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "sample", str(tmp_path / "city"), "--recipients", "1000", "--hard")
    validator("sample").validate(found)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_prints_what_its_schema_says(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    for policy in BOOK.listed.policies:
        found = printed(capsys, "sql", str(policy.number), "--dialect", dialect, "--on", "2024-12-31")
        validator("sql").validate(found)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_refused_is_told_as_the_schema_says(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in sorted((ROOT / "tests/bad/facts").glob("*.json")):
        status = main(["decide", str(path), "--json", "--lang", language])
        said = capsys.readouterr()
        if status:
            assert (status, said.out) == (1, "")
            validator("diagnostics").validate(json.loads(said.err))
    for name in ("list.md", "vocabulary.md"):
        (tmp_path / name).write_bytes((BASE / name).read_bytes())
    policies = [
        path for path in sorted((BAD / "policy").glob("*.md")) if path.read_bytes().startswith(b"---")
    ]
    for number, path in enumerate(policies, 1):
        (tmp_path / f"{number:02}-sample.md").write_bytes(path.read_bytes())
    assert main(["check", str(tmp_path), "--json", "--lang", language]) == 1
    found = json.loads(capsys.readouterr().out)
    validator("check").validate(found)
    assert len(found["diagnostics"]) > len(policies)
    assert main(["list", "--policies", str(tmp_path), "--json", "--lang", language]) == 1
    validator("diagnostics").validate(json.loads(capsys.readouterr().err))


# --- Facts files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_the_schema_of_facts_takes_every_example(example: Path) -> None:
    validator("facts").validate(json.loads(example.read_text("utf-8")))


@pytest.mark.parametrize("seed", range(60))
def test_the_schema_of_facts_takes_what_the_reader_takes(seed: int) -> None:
    content = grammar.facts(Random(seed))
    assert read_facts_text("facts.json", content, BOOK.listed).diagnostics == ()
    validator("facts").validate(json.loads(content))


@pytest.mark.parametrize(
    "value", [8000000, "8000000", "8000000.25", "800万元", " 8,000,000 元 ", "0.08亿元", "800万", None]
)
def test_the_schema_of_facts_takes_money_in_every_form(value: object) -> None:
    facts = {"kind": "enterprise", "main_revenue": value}
    BOOK.read_facts(facts)  # raises where it is not one
    validator("facts").validate(facts)


READER_ONLY = {
    "both-names": "that two keys mean the same",
    "credit-code-too-short": "what a credit code is",
    "credit-code-with-a-letter-that-is-never-used": "the same",
    "credit-code-with-a-wrong-check-digit": "the same",
    "finer-than-a-fen": "the unit's decimals",
    "not-whole": "the same",
    "policy-unknown": "which policies there are",
    "role-twice": "that two names mean the same",
    "same-award-twice": "the same",
    "same-code-twice": "the same",
    "same-record-twice": "the same",
}
"""Faults of bad facts files that the reader sees and a schema cannot."""


def bad_facts() -> dict[str, object]:
    """The kept bad facts files that are JSON at all."""
    found = {}
    for path in sorted((BAD / "facts").glob("*.json")):
        try:
            found[path.stem] = json.loads(path.read_bytes().decode("utf-8"))
        except ValueError:
            continue
    return found


@pytest.mark.parametrize(("name", "value"), bad_facts().items(), ids=bad_facts())
def test_the_schema_of_facts_refuses_what_the_reader_refuses(name: str, value: object) -> None:
    assert validator("facts").is_valid(value) == (
        name in {*READER_ONLY, "too-large"}
    )  # large once it has grown


def test_the_schema_of_facts_knows_every_name_of_the_vocabulary() -> None:
    properties = SCHEMAS["facts"]["$defs"]["recipient"]["properties"]
    words = BOOK.listed.vocabulary
    assert set(properties) == {
        "kind",
        "主体",
        "dont_know",
        "不知道",
        *words.fact_by_name,
        *words.records_by_name,
    }


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


GOOD = {
    "diagnostics": {
        "diagnostics": [
            Diagnostic("F703", "facts.json", Span(1, 2, 1, 5), "", (("name", "x"),), "y").as_json("en")
        ]
    },
    "check": {"policies": 1, "schemes": 1, "examples": 4, "diagnostics": []},
    "format": {"files": 1, "changed": [], "refused": [], "written": True},
}


@pytest.mark.parametrize(
    ("schema", "spoil"),
    [
        ("diagnostics", lambda found: found["diagnostics"].clear()),
        ("diagnostics", lambda found: found["diagnostics"][0].update(code="X1")),
        ("diagnostics", lambda found: found["diagnostics"][0].update(severity="fatal")),
        ("diagnostics", lambda found: found["diagnostics"][0].update(line=-1)),
        ("diagnostics", lambda found: found["diagnostics"][0].update(hint="")),
        ("diagnostics", lambda found: found["diagnostics"][0].pop("where")),
        ("check", lambda found: found.update(examples=None)),
        ("check", lambda found: found.update(diagnostics=[{}])),
        ("check", lambda found: found.pop("schemes")),
        ("format", lambda found: found.update(written="yes")),
        ("format", lambda found: found.update(changed=[1])),
        ("format", lambda found: found.update(more=1)),
    ],
)
def test_the_other_schemas_refuse(schema: str, spoil: Callable[[Any], object]) -> None:
    validator(schema).validate(GOOD[schema])
    spoilt = deepcopy(GOOD[schema])
    spoil(spoilt)
    with pytest.raises(ValidationError):
        validator(schema).validate(spoilt)


@pytest.mark.parametrize(
    ("arguments", "schema", "spoil"),
    [
        (["list"], "list", lambda found: found["policies"][0].update(policy="1")),
        (["compare", "14.firm@2024-07-16", "14.firm"], "compare", lambda found: found["schemes"].clear()),
        (
            ["compare", "14.firm@2024-07-16", "14.firm"],
            "compare",
            lambda found: found["schemes"][0].update(verdict="better"),
        ),
        (
            ["compare", "14.firm@2024-07-16", "14.firm"],
            "compare",
            lambda found: found["schemes"][0]["witnesses"][0].update(change=180000),
        ),
        (["list"], "list", lambda found: found["policies"][0]["schemes"][0].pop("versions")),
        (["show", "14"], "show", lambda found: found["schemes"][0]["versions"][0].update({"from": "today"})),
        (["show", "14"], "show", lambda found: found["schemes"].clear()),
        (["prove", "14"], "prove", lambda found: found["answers"][0].update(verdict="perhaps")),
        (["prove", "14"], "prove", lambda found: found["answers"][0]["cases"][0].update(amount="1.00")),
        (["prove", "14"], "prove", lambda found: found["total"].pop("unknown")),
        (["check", "--prove"], "check", lambda found: found.update(broken=[{}])),
        (["mutants", "--policy", "4"], "mutants", lambda found: found["mutants"][0].update(fate="unknown")),
        (["mutants", "--policy", "4"], "mutants", lambda found: found["total"].update(caught=0.5)),
        (["sql", "14"], "sql", lambda found: found["queries"][0].update(sql="")),
        (["sql", "14"], "sql", lambda found: found.update(dialect="oracle")),
    ],
)
def test_the_schemas_of_what_is_printed_refuse(
    arguments: list[str], schema: str, spoil: Callable[[Any], object], capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = printed(capsys, *arguments)
    spoil(spoilt)
    with pytest.raises(ValidationError):
        validator(schema).validate(spoilt)
