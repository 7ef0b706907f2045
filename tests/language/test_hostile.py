"""Files from strangers: whatever they hold, reading ends soon, in diagnostics, and never in a traceback."""

import time
from collections import Counter
from pathlib import Path

import pytest

from duixian.language import limits, syntax
from duixian.language.diagnostics import Faults
from duixian.language.files import read_text
from duixian.language.format import format_policy
from duixian.language.library import read_list
from duixian.language.syntax import Chunk
from duixian.language.vocabulary_reader import read_vocabulary
from tests.bad_inputs import BASE, FRONT, TOP, policy_file
from tests.language.rules import read_rule

CLAUSE = '## 条款 {#clause en="Clause"}\n\n```规则\n'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("标准 " + "(" * 100_000, "E109"),
        ("标准 " + "(\n" * 1_500 + "1元" + ")" * 1_500, "E109"),
        ("标准 " + "(" * 40 + "1元" + ")" * 40, "E110"),
        ("条件 " + "非 " * 40 + "高新技术企业", "E110"),
        ("标准 " + "-" * 40 + "1元", "E110"),
        ("标准 " + "若 高新技术企业 则 1元 否则 " * 40 + "2元", "E110"),
        ("标准 " + "1 × " * 60 + "1元", "E110"),
        ("标准 " + "9" * 3_000 + "元", "E112"),
        ("标准 1" + "亿" * 3_000 + "元", "E112"),
        ("不与 " + "9" * 3_000 + ".a 同享", "E113"),
        ("条件 " + "名" * 3_000, "E113"),
        ('待定 "' + "话" * 3_000 + '"', "E114"),
        ("标准 " + "）" * 1_000, "E118"),
    ],
)
def test_a_statement_beyond_a_limit_is_a_diagnostic(text: str, code: str) -> None:
    assert read_rule(text).codes == [code]


@pytest.mark.parametrize(
    "text",
    [
        "标准 " + "(" * 32 + "营业收入" + ")" * 32,
        "标准 " + "较小(1元, 若 非 高新技术企业 则 " * 10 + "1元" + " 否则 2元)" * 10,
        "标准 " + "(" * 31 + "1元" + " + 1元) × 1" * 31,
        "条件 " + "(高新技术企业 或 非 " * 16 + "在本市注册" + ")" * 16,
        "标准 " + " + ".join(["(若 高新技术企业 则 1元 否则 2元)"] * 60),
        "标准 " + " + ".join(["营业收入"] * 900),
    ],
)
def test_what_is_within_the_limits_is_read(text: str) -> None:
    assert read_rule(text).codes == []


def body(rule: str) -> bytes:
    return (FRONT + TOP + CLAUSE + rule + "\n```\n").encode()


HUGE: dict[str, bytes] = {
    "unknown names": body("\n".join(f"条件 不知道{n}" for n in range(5_000))),
    "many statements": body("\n".join(f"值{n} = 营业收入 × 1%" for n in range(4_000))),
    "many selections": body("\n".join(f"明细 组{n} = 合同\n值{n} = 1元" for n in range(2_000))),
    "many versions": (FRONT + TOP + CLAUSE + "对象 企业\n标准 1元\n```\n```规则\n" * 2_000).encode(),
    "a large shared rule for many clauses": (
        FRONT
        + TOP
        + "```规则\n"
        + "\n".join(f"值{n} = 1元" for n in range(2_000))
        + "\n```\n"
        + "".join(f"## 条 {{#c{n}}}\n```规则\n对象 企业\n标准 1元\n```\n" for n in range(1_000))
    ).encode(),
    "a huge table": (FRONT + TOP + "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 5_000).encode(),
    "a wide table": (FRONT + TOP + ("|a" * 1_900 + "|\n") + ("|-" * 1_900 + "|\n") + "|1\n" * 1_000).encode(),
    "figures on both sides": (
        FRONT
        + TOP
        + CLAUSE.replace("```规则", " ".join(f"{n}万元" for n in range(400)) + "\n\n```规则")
        + "\n".join(f"值{n} = {n}.5元" for n in range(3_000))
        + "\n```\n"
    ).encode(),
    "invisible characters": ("\u200b\n" * 100_000).encode(),
    "control characters": b"\x00\x01\n" * 100_000,
    "spaces": (FRONT + TOP + (" " * 3_900 + "x\n") * 200).encode(),
    "spaces in an example": (
        FRONT + TOP + CLAUSE + "```\n```算例 x\n" + (" " * 3_900 + "x\n") * 200 + "```\n"
    ).encode(),
    "spaces in the front matter": ("---\n" + (" " * 3_900 + "x\n") * 200 + "---\n").encode(),
    "spaces in a heading": ("# a" + " " * 3_900 + "b\n").encode() * 200,
    "digits in a result": (
        FRONT + TOP + CLAUSE + "```\n```算例 x\n结果: " + "1" * 3_900 + "\n```\n"
    ).encode(),
    "letters in prose": (FRONT + TOP + ("a" * 3_900 + "\n") * 200 + CLAUSE).encode(),
    "open brackets": ("〔" * 3_900 + "\n").encode() * 80,
    "many sources": (FRONT + TOP + "".join(f"〔清{n}:一〕\n" for n in range(10_000)) + CLAUSE).encode(),
    "deep quotations": ((">" * 3_900 + "\n") * 200).encode(),
    "deep lists": "".join("  " * n + "- a\n" for n in range(1_000)).encode(),
    "link definitions": b"[a]: b\n" * 20_000,
    "open link definitions": b"[\n" * 200_000,
    "headings": b"# a\n" * 10_000,
    "fences": b"```\n" * 20_000,
    "html": b"<!--\n" * 100_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_is_read_soon_whatever_it_holds(name: str) -> None:
    start = time.process_time()
    faults = policy_file("01-sample.md", HUGE[name]).faults
    assert len(faults.found) <= limits.FILE_FAULTS + 1
    # Quadratic work would take minutes; a slow machine takes seconds.
    assert time.process_time() - start < 30


def test_a_file_of_faults_ends_in_the_news_that_there_are_more() -> None:
    found = policy_file("01-sample.md", HUGE["unknown names"]).faults.found
    assert len(found) == limits.FILE_FAULTS + 1
    assert found[-1].code == "E027"
    assert found[-1].severity == "error"


@pytest.mark.parametrize("name", ["spaces", "a huge table", "fences", "html", "deep lists"])
def test_a_huge_file_is_laid_out_soon(name: str) -> None:
    start = time.process_time()
    format_policy(HUGE[name].decode())
    assert time.process_time() - start < 30


def test_a_huge_vocabulary_is_read_soon() -> None:
    base = (BASE / "vocabulary.md").read_text(encoding="utf-8")
    rows = "".join(f"| 事实{n} | fact_{n} | Fact | 金额 | 元 | | 自报 | 规则 | |\n" for n in range(2_000))
    head = (
        '\n## 更多 {.facts of="enterprise"}\n\n'
        + base[base.index("| 名称 | 键 | English | 类型") :].split("| 单位名称")[0]
    )
    faults = read_text("vocabulary.md", (base + head + rows).encode())
    start = time.process_time()
    assert len(read_vocabulary(faults).facts) > 2_000
    assert faults.found == []
    assert time.process_time() - start < 30


def many_policies(folder: Path, count: int) -> Path:
    folder.mkdir()
    for name in ("list.md", "vocabulary.md"):
        (folder / name).write_bytes((BASE / name).read_bytes())
    for number in range(1, count + 1):
        front = FRONT.replace("编号: 1", f"编号: {number}").replace("键: sample", f"键: p{number}")
        text = front + TOP + CLAUSE + "对象 企业\n条件 营业收入 > 500万元\n标准 营业收入 × 1%\n```\n"
        (folder / f"{number:02d}-p{number}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_loading_many_policies_takes_work_in_proportion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[int] = Counter()
    noted: Counter[int] = Counter()
    parse, add = syntax.parse_statement, Faults.add
    now = 0

    def counted_parse(faults: Faults, chunk: Chunk) -> object:
        parsed[now] += 1
        return parse(faults, chunk)

    def counted_add(self: Faults, *args: object, **details: object) -> None:
        noted[now] += 1
        add(self, *args, **details)  # type: ignore[arg-type]

    monkeypatch.setattr(syntax, "parse_statement", counted_parse)
    monkeypatch.setattr(Faults, "add", counted_add)
    seconds: dict[int, float] = {}
    for now in (250, 1000):
        monkeypatch.setenv("DUIXIAN_CACHE", str(tmp_path / f"trees-{now}"))
        folder = many_policies(tmp_path / str(now), now)
        start = time.process_time()
        listed = read_list(folder)
        seconds[now] = time.process_time() - start
        assert len(listed.policies) == now
        assert listed.diagnostics == ()
    assert parsed[1000] == 4 * parsed[250] == 3 * 1000
    assert noted[1000] == noted[250] == 0
    # Four times the files: quadratic work would take sixteen times as long.
    assert seconds[1000] < 10 * seconds[250]
