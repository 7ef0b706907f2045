"""The command line: what it prints, in which language, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from duixian.cli import main
from tests import small_list

EXAMPLES = Path(__file__).parents[2] / "examples"
SOFTWARE_FIRM = str(EXAMPLES / "01-software-firm.json")
DAY = ["--on", "2025-06-30"]


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_list_names_its_twenty_policies_and_the_four_measures_that_are_not_payable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = json.loads(output(capsys, "list", "--json"))
    assert [policy["policy"] for policy in listed["policies"]] == list(range(1, 21))
    assert sum(len(policy["schemes"]) for policy in listed["policies"]) == 26
    assert len(listed["not_payable"]) == 4


def test_the_list_is_printed_in_chinese_unless_english_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "提供普惠算力服务" in output(capsys, "list")
    english = output(capsys, "list", "--lang", "en")
    assert "compute-voucher" in english
    assert "提供普惠算力服务" not in english


def test_a_policy_is_shown_with_rule_parameters_sources_and_open_points(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = output(capsys, "show", "11")
    for words in ("标准 不超过 实付算力费用 × 20%", "500万元", "出处", "待定"):
        assert words in shown


def test_a_policy_is_found_by_number_and_by_key(capsys: pytest.CaptureFixture[str]) -> None:
    by_number = output(capsys, "show", "14", "--json")
    assert output(capsys, "show", "regional-equity", "--json") == by_number
    readings = json.loads(by_number)["schemes"][2]["versions"][0]["readings"]
    assert readings[0]["default"] == "excess"
    assert set(readings[0]["options"]) == {"excess", "increment", "whole_year"}


def test_an_unknown_policy_is_wrong_usage_with_the_nearest_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "compute-vouchers"]) == 2
    assert "compute-voucher" in capsys.readouterr().err


def test_the_decision_of_one_recipient_has_the_promised_shape(capsys: pytest.CaptureFixture[str]) -> None:
    decided = json.loads(output(capsys, "decide", SOFTWARE_FIRM, *DAY, "--json"))
    assert decided["date"] == "2025-06-30"
    assert decided["recipient"]["uscc"] == "91370202MAEX00010H"
    assert len(decided["decisions"]) == 26
    purchase = next(
        found for found in decided["decisions"] if found["scheme"] == "purchase" and found["policy"] == 11
    )
    # 20% of 1,860,000 is 372,000; 700,000 of the year's 1,000,000 are spent, so 300,000 are left.
    assert purchase["amount"] == {"min": "0.00", "max": "300000.00"}
    assert purchase["outcome"] == "entitled"
    assert purchase["currency"] == "CNY"
    assert purchase["policy_key"] == "compute-voucher"
    assert {"trace", "missing", "reading", "open_points", "sources"} <= purchase.keys()


def test_a_list_of_recipients_is_decided_as_a_list(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    facts = json.loads(Path(SOFTWARE_FIRM).read_text(encoding="utf-8"))
    several = tmp_path / "several.json"
    several.write_text(json.dumps([facts, {"kind": "person"}]), encoding="utf-8")
    decided = json.loads(output(capsys, "decide", str(several), "--json"))
    assert [item["recipient"]["kind"] for item in decided] == ["enterprise", "person"]


def test_facts_are_read_from_standard_input() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "duixian", "decide", "-", "--json"],
        input='{"kind": "person"}',
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(run.stdout)["recipient"]["kind"] == "person"


@pytest.mark.parametrize(
    ("content", "status"), [('{"kind": "person"}', 0), ('{"kind": "nobody"}', 1), (None, 2)]
)
def test_the_process_ends_with_the_status_of_the_command(
    content: str | None, status: int, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.json"
    if content is not None:
        facts.write_text(content, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "duixian", "decide", str(facts)], capture_output=True, check=False
    )
    assert run.returncode == status


def test_a_refused_recipient_sees_the_one_line_that_decided_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(
        json.dumps(
            {
                "kind": "enterprise",
                "via_compute_platform": True,
                "main_revenue": "5000000",
                "compute_fee": "200000",
            }
        ),
        encoding="utf-8",
    )
    printed = output(capsys, "decide", str(facts), *DAY, "--policy", "11", "--brief")
    line = next(line for line in printed.splitlines() if "11.purchase" in line)
    assert "不符合" in line
    assert "要 大于 500万元" in printed


def test_a_reading_can_be_chosen(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(
        json.dumps(
            {
                "kind": "enterprise",
                "roles": ["market_operator"],
                "market_financing": "11亿元",
                "market_financing_last_year": "9.9亿元",
            }
        ),
        encoding="utf-8",
    )
    # 11亿 - 9.9亿 = 1.1亿; 5% of 9.9亿 is 4950万, so 6050万 above it; 1% of each reading, capped at 200万.
    for option, expected in (
        ("excess", "605000.00"),
        ("increment", "1100000.00"),
        ("whole_year", "2000000.00"),
    ):
        arguments = [
            "decide",
            str(facts),
            *DAY,
            "--json",
            "--policy",
            "14",
            "--reading",
            f"14.operator.base={option}",
        ]
        decided = json.loads(output(capsys, *arguments))
        operator = next(found for found in decided["decisions"] if found["scheme"] == "operator")
        assert operator["amount"] == {"min": expected, "max": expected}
        assert operator["reading"] == {"base": option}


@pytest.mark.parametrize(
    "arguments",
    [
        ["decide"],
        ["nothing"],
        ["list", "--unknown"],
        ["decide", "no-such-file.json"],
        ["decide", SOFTWARE_FIRM, "--on", "2024-02-30"],
        ["decide", SOFTWARE_FIRM, "--reading", "14.operator.base"],
        ["decide", SOFTWARE_FIRM, "--reading", "14.operator.base=nothing"],
        ["decide", SOFTWARE_FIRM, "--policy", "99"],
        ["check", "no-such-folder"],
    ],
)
def test_wrong_usage_ends_with_status_2_and_a_word_on_standard_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status: object = main(arguments)
    except SystemExit as stopped:
        status = stopped.code
    assert status == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err


def test_faulty_facts_end_with_status_1_every_fault_and_no_decision(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"kind": "enterprise", "main_revenu": "1", "compute_fee": 1.5}', encoding="utf-8")
    assert main(["decide", str(facts)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "F703" in printed.err
    assert "main_revenue" in printed.err
    assert "F705" in printed.err


def test_a_faulty_list_is_never_half_applied(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "policies" / "qingdao" / "2024-2"
    for path in source.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        broken = (
            text.replace("年度主营业务收入 > 500万元", "年度主营收入 > 500万元")
            if path.name.startswith("11")
            else text
        )
        (tmp_path / path.name).write_text(broken, encoding="utf-8")
    assert main(["decide", SOFTWARE_FIRM, "--policies", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "E104" in printed.err
    assert "年度主营业务收入" in printed.err


def test_check_counts_what_it_read_and_finds_nothing_wrong_with_the_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    checked = json.loads(output(capsys, "check", "--json"))
    assert (checked["policies"], checked["schemes"], checked["diagnostics"]) == (20, 26, [])
    assert checked["examples"] >= 4 * 26


def test_check_reports_a_wrong_worked_case_with_what_comes_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = Path(__file__).parents[2] / "policies" / "qingdao" / "2024-2"
    for path in source.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        changed = text.replace("结果: 5万元", "结果: 6万元", 1) if path.name.startswith("13") else text
        (tmp_path / path.name).write_text(changed, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "E510" in printed
    assert "6万元" in printed
    assert "5万元" in printed


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_completion_script_knows_the_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    script = output(capsys, "completion", shell)
    assert "decide" in script
    assert "format" in script


@pytest.mark.parametrize(("language", "words"), [("zh", "用法"), ("en", "usage")])
def test_help_speaks_both_languages(language: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--lang", language, "--help"])
    assert stopped.value.code == 0
    assert words in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_is_decided_and_explained(
    path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = output(capsys, "decide", str(path), *DAY, "--lang", language)
    assert ("可享" if language == "zh" else "entitled") in printed or path.stem.startswith("10")


def test_an_amount_that_earlier_awards_reduce_is_explained_to_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = output(capsys, "decide", SOFTWARE_FIRM, *DAY, "--policy", "11")
    # 1,000,000 a year less the 700,000 of this year leaves 300,000.
    assert "已扣除以前得的" in printed
    assert "700,000元" in printed
    assert "还可以付 → 0 … 300,000元" in printed


def test_checking_one_file_says_what_keeps_it_from_being_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = Path(__file__).parents[2] / "policies" / "qingdao" / "2024-2"
    for name in ("list.md", "13-data-trading.md"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    assert main(["check", str(tmp_path / "13-data-trading.md")]) == 1
    assert "E020" in capsys.readouterr().out


def test_a_file_that_does_not_read_is_not_called_well_laid_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = Path(__file__).parents[2] / "policies" / "qingdao" / "2024-2" / "13-data-trading.md"
    path = tmp_path / source.name
    path.write_text(
        source.read_text(encoding="utf-8").replace("上限 20万元", "上限 20 万元"), encoding="utf-8"
    )
    assert main(["format", "--check", str(path)]) == 1
    assert "duixian check" in capsys.readouterr().err


def test_deciding_loads_no_parser_and_no_terminal_library_for_json() -> None:
    """A warm start must not pay for Lark, Markdown or Rich."""
    script = (
        "import sys; from duixian.cli import main; main(sys.argv[1:]);"
        "print(sorted({'lark', 'markdown_it', 'rich', 'stdnum', 'hypothesis'} & set(sys.modules)), file=sys.stderr)"
    )
    arguments = [sys.executable, "-c", script, "decide", "-", "--json"]

    def loaded() -> str:
        run = subprocess.run(
            arguments, input='{"kind": "person"}', capture_output=True, text=True, check=True
        )
        return run.stderr.strip()

    loaded()  # the first run may fill the cache
    assert loaded() == "[]"


@pytest.mark.parametrize(
    ("more", "loads"),
    [((), False), (("--json",), False), (("--html", "page.html"), False), (("--exact",), True)],
)
def test_deciding_loads_the_solver_only_where_it_is_asked(
    more: tuple[str, ...], loads: bool, tmp_path: Path
) -> None:
    script = "import sys; from duixian.cli import main; main(sys.argv[1:]); print('z3' in sys.modules)"
    arguments = [sys.executable, "-c", script, "decide", "-", "--policy", "3", *more]
    run = subprocess.run(
        arguments, input='{"kind": "person"}', capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert run.stdout.splitlines()[-1] == str(loads)


FIRM = {
    "kind": "enterprise",
    "roles": [],
    "listed_on_regional_market": True,
    "direct_financing": "99万元",
}


@pytest.mark.parametrize(
    ("language", "change", "result"),
    [
        ("zh", "年度累计直接融资额:99万元 → 至少 100万元(多 1万元)", "⇒ ✔ 可享 10万元"),
        (
            "en",
            "Direct financing in the year: 990,000 yuan → at least 1,000,000 yuan (10,000 yuan more)",
            "⇒ ✔ entitled 100,000 yuan",
        ),
    ],
)
def test_what_it_would_take_stands_in_the_table_and_on_the_page(
    language: str, change: str, result: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts, page = tmp_path / "firm.json", tmp_path / "firm.html"
    facts.write_text(json.dumps(FIRM), encoding="utf-8")
    asked = ["decide", str(facts), "--policy", "14", "--on", "2025-06-30", "--brief", "--html", str(page)]
    assert main([*asked, "--what-would-it-take", "direct_financing", "--lang", language]) == 0
    printed = capsys.readouterr().out
    assert change in printed
    assert result in printed
    assert change in page.read_text("utf-8")
    assert main([*asked, "--what-would-it-take", "direct_financng", "--lang", language]) == 2
    assert "direct_financing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "待核 不超过 100元 → 可享 10元(不论缺的事实是什么)"),
        ("en", "undetermined, up to 100 yuan → entitled 10 yuan (whatever the unknown facts are)"),
    ],
)
def test_a_sharper_answer_stands_under_the_table_and_on_the_page(
    language: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "list"
    folder.mkdir()
    (folder / "list.md").write_text(small_list.LIST, encoding="utf-8")
    (folder / "vocabulary.md").write_text(small_list.VOCABULARY, encoding="utf-8")
    rule = "```规则\n对象 企业\n标准 收入 - 收入 + 10元\n上限 100元\n```\n"
    text = f'{small_list.POLICY}\n## 条款 {{#main en="Clause"}}\n\n正文。\n\n{rule}'
    (folder / "01-small.md").write_text(text, encoding="utf-8")
    facts, page = tmp_path / "firm.json", tmp_path / "firm.html"
    facts.write_text('{"kind": "enterprise"}', encoding="utf-8")
    asked = ["decide", str(facts), "--policies", str(folder), "--on", "2025-06-30", "--html", str(page)]
    assert main([*asked, "--exact", "--lang", language]) == 0
    assert words in capsys.readouterr().out
    assert words in page.read_text("utf-8")
