"""What is fuzzed: each target takes bytes, does with them what users do with a file, and holds the result against
what must always be so. What a target gives back says what the input came to: one that came to something new is
worth damaging further."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest
from rich.console import Console

from duixian.book import PolicyBook, PolicyError, load
from duixian.check import Case, check, policy_cases, run_cases
from duixian.cli import main
from duixian.commands.show import policy_as_json
from duixian.decide.decision import Decision
from duixian.decide.question_words import question_as_json
from duixian.decide.questions import Questionnaire
from duixian.decide.report import print_decisions
from duixian.language import cache as tree_cache
from duixian.language.codec import decode, encode
from duixian.language.diagnostics import Diagnostic
from duixian.language.english import version_in_english
from duixian.language.files import read_text
from duixian.language.format import lay_out
from duixian.language.library import PolicyList, read_list
from duixian.language.lint import lint_policy
from duixian.language.node import replaced
from duixian.language.policy import PolicyFile, read_policy
from duixian.pages import decisions_page, policy_page
from duixian.registry.json_facts import FactsRead, read_facts_text
from duixian.registry.json_writing import facts_as_json
from duixian.registry.recipient import RecipientFacts, example_facts
from duixian.terminal import Terminal
from tests import small_list
from tests.fuzz import grammar, seeds
from tests.fuzz.bundle import unpack
from tests.fuzz.grammar import qingdao
from tests.fuzz.target import Target
from tests.language.rules import shape
from tests.pages.pages import read as read_page
from tests.schemas import SCHEMAS, validator

DAY = date(2024, 12, 31)
LANGUAGES = ("zh", "en")
RECIPIENTS = 3
"""Of a facts file with more recipients, so many are decided."""

CASES = 6
"""Of a policy with more 算例, so many are explained."""


# --- what must always be so ----------------------------------------------------------------------------------


def told(diagnostics: Iterable[Diagnostic]) -> frozenset[str]:
    """The codes of diagnostics, each of which must have words in both languages."""
    codes = set()
    for found in diagnostics:
        for language in LANGUAGES:
            rendered = found.render(language)
            assert found.message(language), "a diagnostic says what is wrong"
            assert found.hint(language), "a diagnostic says what to do"
            rendered.encode("utf-8", "replace")
            json.dumps(found.as_json(language))
        codes.add(found.code)
    return frozenset(codes)


def explained(book: PolicyBook, facts: RecipientFacts, decisions: list[Decision]) -> Iterator[str]:
    """Every form of the explanation; what it came to."""
    for decision in decisions:
        low, high = decision.amount
        assert low >= 0
        assert high is None or low <= high, "an amount's bounds are in order"
        if decision.outcome in ("not_entitled", "not_applicable"):
            assert (low, high) == (0, 0), "who gets nothing gets 0"
        for language in LANGUAGES:
            validator("decide#/$defs/decision").validate(decision.as_json(language))
        yield f"{decision.outcome} {decision.deciding} {high is None} {low == high} {len(decision.missing)}"
        yield from {f"{step.step} {step.truth}" for step in decision.trace}
    for language in LANGUAGES:
        printed = Console(file=io.StringIO(), width=90, highlight=False, markup=False, emoji=False)
        terminal = Terminal(language, as_json=False, console=printed)
        print_decisions(terminal, book.listed, facts, decisions, DAY, brief=False)


def decided(book: PolicyBook, facts: RecipientFacts) -> Iterator[str]:
    """Every scheme decided and explained, under the default readings and under each other one."""
    first = book.decide_typed(facts, DAY, {})
    yield from explained(book, facts, first)
    again = [decision.as_json() for decision in book.decide_typed(facts, DAY, {})]
    assert again == [decision.as_json() for decision in first], "the same facts are decided alike"
    for name, options in sorted(book.reading_names.items()):
        for option in sorted(options):
            book.decide_typed(facts, DAY, book.chosen_readings({name: option}))


def read_facts(content: bytes, listed: PolicyList) -> FactsRead:
    """A facts file read; what is read must survive being written down."""
    read = read_facts_text("facts.json", content, listed)
    assert not (read.recipients and read.diagnostics), "facts with a fault are not used"
    for recipient in read.recipients[:RECIPIENTS]:
        written = json.dumps(facts_as_json(listed.vocabulary, recipient)).encode()
        assert read_facts_text("again.json", written, listed).recipients == (recipient,), (
            "facts survive writing"
        )
    return read


@contextmanager
def folder_of(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with files, and a cache of its own."""
    top = Path(tempfile.mkdtemp())
    folder = top / "list"
    folder.mkdir()
    for name, content in files.items():
        Path(os.fsdecode(folder / name)).write_bytes(content)
    try:
        with patch.dict(os.environ, DUIXIAN_CACHE=str(top / "trees")):
            yield folder
    finally:
        shutil.rmtree(top)


def file_name(content: bytes) -> str:
    """The name that a policy file's front matter asks for, as far as it can be seen."""
    number = re.search(rb"^\xe7\xbc\x96\xe5\x8f\xb7: *([0-9]{1,4}) *$", content, re.MULTILINE)  # 编号
    key = re.search(rb"^\xe9\x94\xae: *([a-z][a-z0-9-]{0,39}) *$", content, re.MULTILINE)  # 键
    return f"{int(number[1]):02d}-{key[1].decode()}.md" if number and key else "01-sample.md"


# --- the targets ---------------------------------------------------------------------------------------------


@cache
def small() -> PolicyList:
    """The small list of the tests, without its policies."""
    return PolicyList(Path("small"), small_list.head(), small_list.vocabulary(), (), ())


def list_of(content: bytes) -> PolicyList:
    """The list whose words a policy file speaks: the small one's where its own document is named."""
    return small() if "测发〔2024〕1号".encode() in content else qingdao()


def read_one(content: bytes, listed: PolicyList, name: str = "") -> PolicyFile:
    """A policy file read in a list's words and held against the rules of good writing."""
    faults = read_text(name or file_name(content), content)
    file = PolicyFile(faults) if faults.errors else read_policy(faults, listed.vocabulary, listed.head)
    assert (file.policy is None) == bool(faults.errors), "a policy is read if and only if it has no error"
    lint_policy(file, listed.vocabulary, listed.head)  # some hundred warnings end in an error
    return file


def policy(content: bytes) -> Hashable:
    """A policy file: read, linted, its 算例 run and explained, shown."""
    listed = list_of(content)
    file = read_one(content, listed)
    codes = told(file.faults)
    if file.policy is None:
        return codes
    assert decode(json.loads(json.dumps(encode(file.policy)))) == file.policy, "a tree survives the cache"
    with folder_of({file.policy.path: content}) as folder:
        listed = replaced(listed, path=folder, policies=(file.policy,), diagnostics=())
        book = PolicyBook(listed)
        cases: list[Case] = list(policy_cases(file.policy))
        codes |= told(run_cases(book, file.policy, cases))
    came_to: set[str] = set()
    for case in cases[:CASES]:
        facts = example_facts(case.example)
        name = file.policy.key, case.scheme.key
        decision = book.decide_scheme_typed(*name, facts, case.example.on, dict(case.example.readings))
        came_to.update(explained(book, facts, [decision]))
    for language in LANGUAGES:
        json.dumps(policy_as_json(listed, file.policy, language))
    for scheme in file.policy.schemes:
        for version in scheme.versions:
            version_in_english(version, listed.vocabulary)
    return codes, frozenset(came_to)


def policy_list(content: bytes) -> Hashable:
    """A whole list: checked, loaded twice (the second time from the cache), decided."""
    with folder_of(unpack(content)) as folder:
        checked = check(folder)
        codes = told(checked.diagnostics)
        first, second = read_list(folder), read_list(folder)
        assert first == second, "a list from the cache is the list as read"
        if first.errors:
            with pytest.raises(PolicyError):
                load(folder)
            return codes
        book = load(folder)
        came_to: set[str] = set()
        for kind in [kind.key for kind in book.listed.vocabulary.kinds if not kind.role][:RECIPIENTS]:
            came_to.update(decided(book, book.read_facts({"kind": kind})))
        return codes, frozenset(came_to)


def layout(content: bytes) -> Hashable:
    """The formatter: stable, and what reads before reads after as the same."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "no text"
    laid_out = lay_out(text)
    again = lay_out(laid_out.text)
    assert again.text == laid_out.text, "laying out is done in one go"
    assert again.refused == laid_out.refused
    name, listed = file_name(laid_out.text.encode()), list_of(content)
    before, after = (read_one(each.encode(), listed, name) for each in (text, laid_out.text))
    if laid_out.refused:
        assert laid_out.text == text, "what is refused stays as it is"
        assert before.policy is None, "what reads is laid out"
        return "refused"
    if before.policy is None:
        assert after.policy is None, "laying out mends nothing"
    else:
        assert shape(after.policy) == shape(before.policy), "a policy laid out is the same policy"
        assert told(after.faults) == told(before.faults), "and has the same faults"
    return told(before.faults), text == laid_out.text


def facts(content: bytes) -> Hashable:
    """A facts file for the real list: read, decided, explained."""
    read = read_facts(content, qingdao())
    book = qingdao_book()
    came_to: set[str] = set()
    for recipient in read.recipients[:RECIPIENTS]:
        came_to.update(decided(book, recipient))
    return told(read.diagnostics), frozenset(came_to)


@cache
def qingdao_book() -> PolicyBook:
    return PolicyBook(qingdao())


def small_case(content: bytes) -> tuple[PolicyBook, FactsRead, frozenset[str]]:
    """A policy file in the words of the small list, and a facts file for it."""
    files = unpack(content)
    file = read_one(files.get("policy.md", b""), small())
    policies = () if file.policy is None else (file.policy,)
    book = PolicyBook(replaced(small(), policies=policies))
    read = read_facts(files.get("facts.json", b"{}"), book.listed)
    return book, read, told(file.faults) | told(read.diagnostics)


def decision(content: bytes) -> Hashable:
    """A rule by the grammar and facts for it: decided, explained."""
    book, read, codes = small_case(content)
    came_to: set[str] = set()
    for recipient in read.recipients[:RECIPIENTS]:
        came_to.update(decided(book, recipient))
    return codes, frozenset(came_to)


def whole_page(text: str) -> None:
    """A page must be well-formed, and can be written."""
    read_page(text)
    text.encode("utf-8")


def page(content: bytes) -> Hashable:
    """The pages of a rule and of facts for it: whole, in both languages."""
    book, read, codes = small_case(content)
    for language in LANGUAGES:
        for recipient in read.recipients[:1]:
            decisions = book.decide_typed(recipient, DAY, {})
            whole_page(decisions_page(book, recipient, decisions, DAY, language))
        for policy in book.listed.policies:
            whole_page(policy_page(book, policy, language))
    return codes, bool(read.recipients), bool(book.listed.policies)


def real_page(content: bytes) -> Hashable:
    """The page of facts for the real list."""
    read = read_facts(content, qingdao())
    book = qingdao_book()
    for recipient in read.recipients[:1]:
        decisions = book.decide_typed(recipient, DAY, {})
        for language in LANGUAGES:
            whole_page(decisions_page(book, recipient, decisions, DAY, language))
    return told(read.diagnostics), frozenset(key for one in read.recipients[:1] for key in one.values)


QUESTIONS = 400
"""More questions than any list can have for one recipient with as few records as the answers give."""


def ask(content: bytes) -> Hashable:
    """``ask --json`` called again and again by a program whose answers are the input's."""
    files = unpack(content)
    answers = iter(files.get("answers", b""))
    listed = qingdao()
    read = read_facts_text("facts.json", files.get("facts.json", b"{}"), listed, kind_needed=False)
    if read.is_list or not read.recipients:
        return told(read.diagnostics)
    facts = read.recipients[0]
    questionnaire = Questionnaire(qingdao_book().plan, DAY)
    asked: list[str] = []
    while (question := question_as_json(questionnaire, facts, "zh")) is not None:
        validator("ask#/$defs/question").validate(question)
        validator("ask#/$defs/question").validate(question_as_json(questionnaire, facts, "en"))
        path = question["fact"]
        assert path not in asked, f"{path} is asked for twice"
        assert len(asked) < QUESTIONS, "the questions come to an end"
        asked.append(path)
        written = facts_as_json(listed.vocabulary, facts)
        answer = _answer(question, answers)
        if answer is None and path != "kind":
            written.setdefault("dont_know", [])
            known = written["dont_know"]
            assert isinstance(known, list)
            known.append(path)
        else:
            _put(written, path, answer)
        again = read_facts_text("facts.json", json.dumps(written).encode(), listed)
        assert again.recipients, [found.render("en") for found in again.diagnostics]
        facts = again.recipients[0]
    for decision in qingdao_book().decide_typed(facts, DAY, {}):
        validator("decide#/$defs/decision").validate(decision.as_json("en"))
    return frozenset(asked)


def _put(written: dict[str, object], path: str, answer: object) -> None:
    key, bracket, rest = path.partition("[")
    if not bracket:
        written[key] = answer
        return
    index, _, field = rest.partition("].")
    rows = written[key]
    assert isinstance(rows, list)
    rows[int(index)][field] = answer


def _answer(question: Mapping[str, object], answers: Iterator[int]) -> object:
    """A right answer to a question, or None for not knowing; 0 bytes mean that nothing is known."""
    byte = next(answers, 0)
    if question["fact"] != "kind" and byte % 4 == 0:
        return None
    match question["type"]:
        case "boolean":
            return bool(byte & 4)
        case "kind" | "category":
            choices = question["choices"]
            assert isinstance(choices, list)
            return choices[byte // 4 % len(choices)]["value"]
        case "roles":
            choices = question["choices"]
            assert isinstance(choices, list)
            return [choice["value"] for place, choice in enumerate(choices) if byte >> place % 8 & 1]
        case "records":
            fields = question["fields"]
            assert isinstance(fields, list)
            rows = [
                {field["fact"]: _answer(field, answers) for field in fields} for _ in range(byte // 4 % 4)
            ]
            kept = [{key: value for key, value in row.items() if value is not None} for row in rows]
            return (
                [row | {"object": str(place)} for place, row in enumerate(kept)]
                if "object" in {field["fact"] for field in fields}
                else [row for place, row in enumerate(kept) if row and row not in kept[:place]]
            )
        case "date":
            return date.fromordinal(DAY.toordinal() - byte * 30).isoformat()
        case "code" | "text":
            return f"A{byte}"
        case "money":
            return f"{byte * byte * 1000}.{byte % 100:02d}"
        case "ratio":
            return f"{byte % 101}%"
    return 2000 + byte % 100 if question["unit"] == "年份" else 1 + byte


def dialog(content: bytes) -> Hashable:
    """The questionnaire in the terminal, with these bytes typed."""
    status, out, _ = command(["ask", "--on", str(DAY), "--lang", "zh"], content)
    return status, out.count("["), frozenset(re.findall(r"! ([EF]\d{3})", out))


def command(arguments: Sequence[str], typed: bytes = b"") -> tuple[int, str, str]:
    """A command run as ``duixian`` runs it: exit status, standard output, standard error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8", newline=None)
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", given):
        try:
            status = main(arguments)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
    said = []
    for stream in (out, err):
        stream.flush()
        assert isinstance(stream.buffer, io.BytesIO)
        said.append(stream.buffer.getvalue().decode("utf-8"))
    return status, said[0], said[1]


def commands(content: bytes) -> Hashable:
    """A command line and files in the current folder. Nothing that could lead out of the folder is run."""
    files = unpack(content)
    line = files.pop("arguments", b"").decode("utf-8", "replace")
    arguments = [word for word in line.split("\n") if word]
    if any(set(word) & {"/", "\\", "~", "\0"} or ".." in word for word in arguments):
        return "left out"
    typed = files.pop("typed", b"")
    with (
        folder_of(files) as folder,
        _inside(folder),
        patch.dict(os.environ, DUIXIAN_CACHE=str(_kept_trees())),
    ):
        status, out, err = command(arguments, typed)
    assert status in (0, 1, 2)
    assert status != 2 or err, "wrong usage is told"
    if status == 0 and "--json" in arguments and (printed := out.strip()):
        command_name = next((word for word in arguments if word in SCHEMAS), "")
        if command_name and not {"-h", "--help", "--version"} & {*arguments}:
            validator(command_name).validate(json.loads(printed))
    return status, tuple(arguments[:1]), frozenset(re.findall(r"\b[EFW]\d{3}\b", out + err))


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@cache
def _kept_trees() -> Path:
    """A cache for the package's list: without one each command would parse it anew."""
    return Path(tempfile.mkdtemp())


@cache
def _cached() -> tuple[Path, Path, PolicyList, tuple[str, ...]]:
    """A folder with a list of one policy, that of its cache, the list, and the names of the cache's files."""
    top = Path(tempfile.mkdtemp())
    folder, trees = top / "list", top / "trees"
    folder.mkdir()
    for name, content in seeds.small_files().items():
        (folder / name).write_bytes(content)
    with patch.dict(os.environ, DUIXIAN_CACHE=str(top)):
        listed = read_list(folder)
    return folder, trees, listed, tuple(sorted(path.name for path in trees.iterdir()))


def cache_files() -> Iterable[bytes]:
    _, kept, _, names = _cached()
    return seeds.cache_files(kept / name for name in names)


def trees(content: bytes) -> Hashable:
    """A damaged file of the cache is as good as none; even one with a right hash cannot make reading it fail."""
    folder, kept, listed, names = _cached()
    with patch.dict(os.environ, DUIXIAN_CACHE=str(kept.parent)):
        for name in names:
            (kept / name).write_bytes(content)
        again = read_list(folder)
        assert again == listed, "a damaged cache changes nothing"
        (kept / names[0]).write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        return type(tree_cache.recall(names[0].removesuffix(".json"))).__name__


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("policy", ".md", policy, seeds.policies, seeds.policy_words, grammar.policy),
        Target("list", ".txt", policy_list, seeds.lists, seeds.policy_words, grammar.whole_list),
        Target("format", ".md", layout, seeds.policies, seeds.policy_words, grammar.policy),
        Target("facts", ".json", facts, seeds.facts, seeds.facts_words, grammar.facts),
        Target("decide", ".txt", decision, seeds.cases, seeds.case_words, grammar.case),
        Target("page", ".txt", page, seeds.cases, seeds.case_words, grammar.case),
        Target("real-page", ".json", real_page, seeds.facts, seeds.facts_words, grammar.facts),
        Target("ask", ".txt", ask, seeds.questions, seeds.facts_words, grammar.questions),
        Target("dialog", ".txt", dialog, seeds.typed, seeds.typed_words),
        Target("cache", ".json", trees, cache_files, seeds.policy_words),
        Target("command", ".txt", commands, seeds.lines, seeds.line_words),
    )
}
