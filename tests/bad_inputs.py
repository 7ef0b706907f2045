"""Reads the kept collection of bad inputs under ``tests/bad`` and renders what is found in them."""

from functools import cache
from pathlib import Path

from duixian.check import check
from duixian.language import limits
from duixian.language.diagnostics import Diagnostic, in_order
from duixian.language.files import read_text
from duixian.language.library import read_list
from duixian.language.lint import lint_policy
from duixian.language.listing import read_list_head
from duixian.language.node import replaced
from duixian.language.policy import PolicyFile, read_policy
from duixian.language.tree import ListHead
from duixian.language.vocabulary import Vocabulary
from duixian.language.vocabulary_reader import read_vocabulary
from duixian.mutation.examination import examine

BAD = Path(__file__).resolve().parent / "bad"
BASE = BAD / "base"

FRONT = """---
编号: 1
键: sample
名称: 测试政策
英文: Sample policy
领域: 科技创新
牵头单位: 待定
文号: 测〔2024〕1号
---

"""
TOP = "# 测试政策\n\n"
CLAUSE = '## 测试条款 {#clause en="Test clause"}\n\n```规则\n'


@cache
def head() -> ListHead:
    return read_list_head(read_text("list.md", (BASE / "list.md").read_bytes()))


@cache
def vocabulary() -> Vocabulary:
    faults = read_text("vocabulary.md", (BASE / "vocabulary.md").read_bytes())
    read = read_vocabulary(faults)
    assert not faults.found
    return read


def policy_file(name: str, content: bytes) -> PolicyFile:
    """A policy file read and held against the rules of good writing."""
    faults = read_text(name, content)
    if faults.errors:
        return PolicyFile(faults)
    file = read_policy(faults, vocabulary(), head())
    lint_policy(file, vocabulary(), head())
    return file


def rule_faults(name: str, rule: str) -> list[Diagnostic]:
    """The errors of a rule that stands in an otherwise good policy. 对象 and 标准 are added where it has none;
    lines are those of the rule."""
    words = [line.split(" ", 1)[0] for line in rule.splitlines()]
    ends = ["对象 企业"] * ("对象" not in words) + ["标准 10万元"] * ("标准" not in words)
    before = FRONT + TOP + CLAUSE
    text = before + "\n".join([rule.rstrip("\n"), *ends, "```", ""])
    # The file's name fits its number and key; the report names the collection's file.
    return [
        _moved(found, name, before.count("\n"))
        for found in in_order(policy_file("01-sample.md", text.encode()).faults)
        if found.severity == "error"
    ]


def body_faults(name: str, body: str) -> list[Diagnostic]:
    """The faults of a policy file without its front matter, and perhaps without its top heading."""
    before = FRONT if body.startswith("# ") else FRONT + TOP
    found = in_order(policy_file("01-sample.md", (before + body).encode()).faults)
    return [_moved(fault, name, before.count("\n")) for fault in found]


def _moved(found: Diagnostic, name: str, lines: int) -> Diagnostic:
    span = found.span
    if span.line > lines:
        span = span._replace(line=span.line - lines, end_line=span.end_line - lines)
    details = tuple(
        (key, str(int(value) - lines)) if key == "line" and value.isdecimal() else (key, value)
        for key, value in found.details
    )
    return replaced(found, file=name, span=span, details=details)


def policy_faults(path: Path) -> list[Diagnostic]:
    """What is wrong with tests/bad/policy/NAME.md: a whole file, a body, or a rule alone."""
    text = path.read_text(encoding="utf-8")
    if text.startswith("---"):
        found = in_order(policy_file("01-sample.md", text.encode()).faults)
        return [replaced(fault, file=path.name) for fault in found]
    if "```" in text or text.startswith("#"):
        return body_faults(path.name, text)
    return rule_faults(path.name, text)


def list_faults(folder: Path, bundle: str) -> list[Diagnostic]:
    """What `check` finds wrong with a list written down as one text."""
    _write(folder, bundle)
    return [_within(found, folder) for found in check(folder).diagnostics]


def mutant_faults(folder: Path, bundle: str) -> list[Diagnostic]:
    """What `mutants` objects to in a list written down as one text."""
    _write(folder, bundle)
    listed = read_list(folder)
    return [_within(found, folder) for found in examine(listed, listed.policies).diagnostics]


def _write(folder: Path, bundle: str) -> None:
    """Write the files of a list: ``=== name`` begins one, ``=== name: base`` takes that of tests/bad/base."""
    for part in bundle.split("=== ")[1:]:
        title, _, content = part.partition("\n")
        name, _, base = title.partition(": ")
        (folder / name).write_bytes((BASE / name).read_bytes() if base else content.encode())


def _within(found: Diagnostic, folder: Path) -> Diagnostic:
    """A diagnostic that names no folder above the list's."""
    return replaced(
        found,
        file=str(Path(found.file).relative_to(folder.parent)),
        details=tuple((key, value.replace(f"{folder.parent}/", "")) for key, value in found.details),
    )


def vocabulary_faults(name: str, content: bytes) -> list[Diagnostic]:
    faults = read_text(name, content)
    read_vocabulary(faults)
    return in_order(faults)


def head_faults(name: str, content: bytes) -> list[Diagnostic]:
    faults = read_text(name, content)
    read_list_head(faults)
    return in_order(faults)


MADE_FILES: dict[str, bytes] = {
    "not-utf-8": FRONT.encode() + "# 测试".encode("gb18030"),
    "file-too-large": b"# " + b"x" * limits.FILE_BYTES,
    "line-too-long": FRONT.encode() + b"x" * (limits.LINE_CHARACTERS + 1),
    "invisible-character": (FRONT + "# 测试\u200b政策\n").encode(),
}
"""Policy files that are better made than kept."""

MADE_RULES: dict[str, str] = {
    "statement-too-long": "标准\n"
    + "\n".join(f"  {line} +" for line in ["营业收入"] * 1100)
    + "\n  营业收入",
    "nested-too-deeply": "标准 " + "(" * 40 + "营业收入" + ")" * 40,
    "rule-too-large": "\n".join(f"值{n} = " + "营业收入 × 1% + " * 90 + "1元" for n in range(100)),
    "text-too-long": f'待定 "{"长" * (limits.TEXT_CHARACTERS + 1)}" "long"',
    "too-many-faults": "\n".join("条件 不知道" for _ in range(limits.FILE_FAULTS + 1)),
}
"""Rules that are better made than kept; of each report only the last diagnostic is kept."""


def render(found: list[Diagnostic]) -> str:
    """Diagnostics as approved: in Chinese, a line of dashes, in English."""
    chinese, english = (
        "\n\n".join(diagnostic.render(language) for diagnostic in found) for language in ("zh", "en")
    )
    return f"{chinese}\n\n{'-' * 80}\n\n{english}\n"
