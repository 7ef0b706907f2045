"""``duixian ask``: over a pipe for people, one question a call for programs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from duixian.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = ("--on", "2024-12-31")

Capture = pytest.CaptureFixture[str]

NOTHING_ELSE = {
    "roles": ["leasing_company"],
    "via_compute_platform": False,
    **{records: [] for records in ("首台套产品", "equipment_loans", "trucks", "农机")},
    **dict.fromkeys(("patent_prize", "engineering_centre", "technology_centre"), "none"),
    **dict.fromkeys(("innovation_centre", "data_element_case", "国家级称号"), "none"),
    "listed_on_regional_market": False,
    "first_national_private_500": False,
    "first_shandong_private_100": False,
}
"""A leasing company of which only the contracts are still to be asked."""


def asked(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, answers: str | bytes, *arguments: str, status: int = 0
) -> str:
    """What is printed when these answers come over a pipe."""
    content = answers.encode() if isinstance(answers, str) else answers
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
    assert main(("ask", *arguments, *DAY)) == status
    return capsys.readouterr().out


def as_program(capsys: Capture, tmp_path: Path, facts: Mapping[str, object], *arguments: str) -> Any:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")
    assert main(("ask", str(path), "--json", *DAY, *arguments)) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def leasing(tmp_path: Path) -> Path:
    path = tmp_path / "leasing.json"
    path.write_text(json.dumps({"kind": "enterprise", **NOTHING_ELSE}), encoding="utf-8")
    return path


# --- for programs ------------------------------------------------------------------------------------------


def test_nothing_known_asks_for_the_kind(capsys: Capture, tmp_path: Path) -> None:
    said = as_program(capsys, tmp_path, {})
    assert said["done"] is False
    assert said["question"]["fact"] == "kind"
    assert [choice["value"] for choice in said["question"]["choices"]] == ["enterprise", "person", "district"]


def test_a_question_names_fact_type_unit_choices_words_and_what_it_settles(
    capsys: Capture, tmp_path: Path
) -> None:
    facts = {"kind": "enterprise", "roles": [], "via_compute_platform": True, "dont_know": ["model_filed"]}
    question = as_program(capsys, tmp_path, facts)["question"]
    assert {"fact", "type", "unit", "choices", "text", "settles"} <= question.keys()
    assert question["fact"] == "main_revenue"
    assert (question["type"], question["unit"], question["choices"]) == ("money", "元/年", None)
    assert "11.purchase" in question["settles"]


def test_the_calls_of_a_program_end_in_the_decisions_of_decide(capsys: Capture, tmp_path: Path) -> None:
    full = json.loads((EXAMPLES / "03-leasing-company.json").read_text(encoding="utf-8"))
    rows = [
        {"lessee_is_sme": True, "amount": row["租赁额"], "direct": row["直接租赁"], "lessee_title": "none"}
        for row in full["租赁合同"]
    ]
    truth = {"kind": "enterprise", "roles": ["leasing_company"], "lease_contracts": rows, "size": "medium"}
    facts: dict[str, Any] = {}
    while not (said := as_program(capsys, tmp_path, facts))["done"]:
        fact = said["question"]["fact"]
        if fact in truth:
            facts[fact] = truth[fact]
        else:
            facts.setdefault("dont_know", []).append(fact)
    assert set(said) == {"done", "decisions"}
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(truth), encoding="utf-8")
    assert main(("decide", str(path), "--json", *DAY)) == 0
    assert said["decisions"] == json.loads(capsys.readouterr().out)["decisions"]


def test_an_unknown_name_among_what_is_not_known_is_a_fault_with_the_nearest(
    capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "facts.json"
    path.write_text('{"kind": "enterprise", "dont_know": ["main_revenu"]}', encoding="utf-8")
    assert main(("ask", str(path), "--json")) == 1
    fault = json.loads(capsys.readouterr().err)["diagnostics"][0]
    assert (fault["code"], fault["where"]) == ("F703", "dont_know[0]")
    assert "main_revenue" in fault["hint"]


def test_the_english_words_have_no_chinese_in_them(capsys: Capture, tmp_path: Path) -> None:
    facts: dict[str, Any] = {"kind": "enterprise"}
    while not (said := as_program(capsys, tmp_path, facts, "--lang", "en"))["done"]:
        words = json.dumps(said, ensure_ascii=False)
        assert not any("一" <= sign <= "鿿" for sign in words), words
        facts.setdefault("dont_know", []).append(said["question"]["fact"])


def test_facts_come_from_standard_input() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "duixian", "ask", "-", "--json"],
        input="{}",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(run.stdout)["question"]["fact"] == "kind"


def test_several_recipients_are_wrong_usage(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text("[{}]", encoding="utf-8")
    assert main(("ask", str(path), "--json")) == 2
    assert "一个对象" in capsys.readouterr().err


# --- for people --------------------------------------------------------------------------------------------


def test_the_answers_of_a_person_end_in_the_report_of_decide(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    # A district with 12 laboratories and no renewal of compounds: 12 × 50,000 = 600,000 yuan.
    said = asked(monkeypatch, capsys, "区市政府\n12\n否\n", "--save", str(saved))
    assert json.loads(saved.read_text(encoding="utf-8")) == {
        "kind": "district",
        "ai_labs_accepted": 12,
        "old_compound_works": False,
    }
    assert "60万元" in said
    assert main(("decide", str(saved), *DAY)) == 0
    report = capsys.readouterr().out
    assert said.endswith(report)


def test_it_is_said_what_an_answer_changed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    said = asked(monkeypatch, capsys, "3\n12间\n", "--brief")
    line = next(line for line in said.splitlines() if "→ 3.lab" in line)
    assert "待核" in line
    assert "可享 60万元" in line


def test_a_wrong_answer_is_told_in_the_words_of_the_diagnostic_and_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    said = asked(monkeypatch, capsys, "district\n-5\n1.5\n三间\n12万标准箱\n12\nmaybe\n是\n", "--brief")
    for code in ("F707", "F719", "F704", "F708"):
        assert f"! {code} " in said
    assert said.count("[第 2 题") == 1
    assert "✔ 可享" in said


@pytest.mark.parametrize(("language", "hint"), [("zh", "请答 是 或 否。"), ("en", "Answer yes or no.")])
def test_a_slip_is_corrected_without_json(
    language: str, hint: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    said = asked(monkeypatch, capsys, "3\n12\nmaybe\nq\n", "--brief", "--lang", language)
    assert hint in said
    assert "true" not in said


@pytest.mark.parametrize("word", ["否", "没有", "n", "0", "无"])
def test_no_to_a_question_for_a_level_is_none(
    word: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    known, saved = tmp_path / "known.json", tmp_path / "saved.json"
    known.write_text('{"kind": "person", "trucks": [], "农机": []}', encoding="utf-8")
    asked(monkeypatch, capsys, f"{word}\n", str(known), "--save", str(saved), "--brief")
    assert json.loads(saved.read_text(encoding="utf-8"))["patent_prize"] == "none"


def test_yuan_is_a_unit_of_money_too(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, leasing: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    answers = "yes\nyes\n30,000,000 yuan\nyes\nno\n"
    asked(monkeypatch, capsys, answers, str(leasing), "--save", str(saved), "--brief", "--lang", "en")
    assert json.loads(saved.read_text(encoding="utf-8"))["lease_contracts"] == [
        {"lessee_is_sme": True, "amount": "30000000.00", "direct": True}
    ]


def test_not_knowing_and_going_back(monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    asked(monkeypatch, capsys, "<\n?\n2\n<\n3\n12\n<\n?\n\n", "--save", str(saved), "--brief")
    assert json.loads(saved.read_text(encoding="utf-8")) == {
        "kind": "district",
        "dont_know": ["ai_labs_accepted", "old_compound_works"],
    }


def test_what_was_not_known_is_asked_again_when_a_person_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    asked(monkeypatch, capsys, "3\n?\n否\n", "--save", str(saved), "--brief")
    assert json.loads(saved.read_text(encoding="utf-8"))["dont_know"] == ["ai_labs_accepted"]
    said = asked(monkeypatch, capsys, "12\n", str(saved), "--save", str(saved), "--brief")
    assert "通过验收的人工智能教育实验室数" in said
    assert json.loads(saved.read_text(encoding="utf-8")) == {
        "kind": "district",
        "ai_labs_accepted": 12,
        "old_compound_works": False,
    }


def test_what_was_not_known_and_is_not_reached_stays_noted(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    asked(monkeypatch, capsys, "3\n?\n否\n", "--save", str(saved), "--brief")
    before = saved.read_text(encoding="utf-8")
    asked(monkeypatch, capsys, "q\n", str(saved), "--save", str(saved), "--brief")
    assert saved.read_text(encoding="utf-8") == before
    assert as_program(capsys, tmp_path, json.loads(before))["done"] is True


def test_going_back_from_the_first_question_changes_a_saved_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    saved.write_text('{"kind": "district", "ai_labs_accepted": 13}', encoding="utf-8")
    # Back to the list, a number it does not have, the second answer anew; then the question that is left.
    said = asked(monkeypatch, capsys, "<\n9\n2\n12\n否\n", str(saved), "--save", str(saved), "--brief")
    assert "  2 通过验收的人工智能教育实验室数: 13间" in said
    assert "请写 1 至 2" in said
    assert "可享 65万元 → 可享 60万元" in said
    assert json.loads(saved.read_text(encoding="utf-8")) == {
        "kind": "district",
        "ai_labs_accepted": 12,
        "old_compound_works": False,
    }


def test_a_saved_answer_can_be_changed_where_nothing_is_left_to_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    done = {"kind": "district", "ai_labs_accepted": 13, "old_compound_works": False}
    saved.write_text(json.dumps(done), encoding="utf-8")
    # Going back out of a question asked anew changes nothing.
    asked(monkeypatch, capsys, "2\n<\n2\n?\n", str(saved), "--save", str(saved), "--brief")
    assert json.loads(saved.read_text(encoding="utf-8")) == {
        "kind": "district",
        "old_compound_works": False,
        "dont_know": ["ai_labs_accepted"],
    }


def test_another_kind_keeps_what_that_kind_can_have(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    done = {"kind": "enterprise", "size": "small", "patent_prize": "none", "trucks": []}
    saved.write_text(json.dumps(done), encoding="utf-8")
    asked(monkeypatch, capsys, "<\n1\n2\nq\n", str(saved), "--save", str(saved), "--brief")
    assert json.loads(saved.read_text(encoding="utf-8")) == {
        "kind": "person",
        "patent_prize": "none",
        "trucks": [],
    }


def test_a_list_that_was_saved_is_asked_for_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, leasing: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    facts = json.loads(leasing.read_text(encoding="utf-8")) | {"lease_contracts": []}
    leasing.write_text(json.dumps(facts), encoding="utf-8")
    said = asked(monkeypatch, capsys, "\n", str(leasing), "--brief")
    number = next(line.split()[0] for line in said.splitlines() if "租赁合同: 0条" in line)
    answers = f"{number}\n是\n是\n3000万\n是\n否\n"
    asked(monkeypatch, capsys, answers, str(leasing), "--save", str(saved), "--brief")
    assert json.loads(saved.read_text(encoding="utf-8"))["lease_contracts"] == [
        {"lessee_is_sme": True, "amount": "30000000.00", "direct": True}
    ]


@pytest.mark.parametrize("end", ["q\n", "", "Q"])
def test_who_stops_sees_what_is_known(end: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    said = asked(monkeypatch, capsys, f"3\n12\n{end}", "--brief")
    assert "最多还有 1 题没有问" in said
    assert "3.lab" in said


def test_nothing_answered_at_all_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert "您是哪一类主体" in asked(monkeypatch, capsys, "")


def test_several_roles_are_chosen_by_number_or_name(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    asked(monkeypatch, capsys, "1\n1、船公司\n", "--save", str(saved), "--brief")
    assert json.loads(saved.read_text(encoding="utf-8"))["roles"] == ["bank", "ship_company"]


def test_records_are_filled_in_field_by_field_and_only_as_far_as_they_count(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, leasing: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    answers = "是\n是\n3000万\n是\n" + "是\n否\n" + "是\n是\n1亿元\n<\n1000万元\n否\n5\n" + "否\n"
    said = asked(monkeypatch, capsys, answers, str(leasing), "--save", str(saved), "--brief")
    # A direct lease needs no title; a lessee that is no SME needs nothing more.
    assert json.loads(saved.read_text(encoding="utf-8"))["lease_contracts"] == [
        {"lessee_is_sme": True, "amount": "30000000.00", "direct": True},
        {"lessee_is_sme": False},
        {"lessee_is_sme": True, "amount": "10000000.00", "direct": False, "lessee_title": "none"},
    ]
    # 1% of 30,000,000 and 0.8% of 10,000,000: 380,000 yuan.
    assert "可享 不超过 38万元" in said


def test_two_records_alike_are_told_apart_by_their_code(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, leasing: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    said = asked(
        monkeypatch,
        capsys,
        "是\n否\n是\n否\nA-2\n是\n否\n?\n否\n",
        str(leasing),
        "--save",
        str(saved),
        "--brief",
    )
    assert "! F712 " in said
    rows = json.loads(saved.read_text(encoding="utf-8"))["lease_contracts"]
    assert [row.get("object") for row in rows] == [None, "A-2", "#3"]


def test_whoever_does_not_know_whether_there_are_more_records_does_not_know_the_list(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, leasing: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    asked(monkeypatch, capsys, "是\n否\n?\n", str(leasing), "--save", str(saved), "--brief")
    written = json.loads(saved.read_text(encoding="utf-8"))
    assert "lease_contracts" not in written
    assert "lease_contracts" in written["dont_know"]


def test_a_record_of_which_nothing_is_known_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, leasing: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    said = asked(
        monkeypatch, capsys, "是\n?\n?\n?\n?\n?\n否\n否\n", str(leasing), "--save", str(saved), "--brief"
    )
    assert "! F724 " in said
    assert json.loads(saved.read_text(encoding="utf-8"))["lease_contracts"] == [{"lessee_is_sme": False}]


def test_a_field_that_is_not_known_is_noted_and_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, leasing: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.json"
    said = asked(monkeypatch, capsys, "是\n是\n?\n否\n5\n否\n", str(leasing), "--save", str(saved), "--brief")
    assert said.count("租赁额:") == 1
    assert "lease_contracts[0].amount" in json.loads(saved.read_text(encoding="utf-8"))["dont_know"]
    assert main(("ask", str(saved), "--json", *DAY)) == 0
    assert json.loads(capsys.readouterr().out)["done"] is True


@pytest.mark.parametrize(
    "answers", [b"\xff\xfe\n3\n\xff\n12\n", b"\x1b[31m3\n3\n" + b"9" * 200_000 + b"\n12\n", b"\0\n" * 50]
)
def test_no_bytes_at_all_end_in_a_traceback(
    answers: bytes, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    said = asked(monkeypatch, capsys, answers, "--brief")
    assert "\x1b" not in said


def test_english_is_asked_for_with_lang(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    said = asked(monkeypatch, capsys, "District government\n12\nno\n", "--lang", "en", "--brief")
    assert "[question 1, at most" in said
    assert "600,000 yuan" in said
    assert not any("一" <= sign <= "鿿" for sign in said)


def test_standard_input_cannot_hold_facts_and_answers(capsys: Capture) -> None:
    assert main(("ask", "-")) == 2
    assert "标准输入" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    asked(monkeypatch, capsys, "3\n", "--save", str(tmp_path), status=2)
