"""One policy file: front matter, the rule blocks of its clauses, their prose, sources and 算例."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from duixian.language.diagnostics import Faults
from duixian.language.document import Block, Document, Front, Section, Table, read_document, shortened
from duixian.language.elaborate import Elaborator, NodeCount, Rule
from duixian.language.examples import read_example
from duixian.language.source import Span
from duixian.language.syntax import Statement, parse_block
from duixian.language.tree import Budget, Citation, ListHead, Policy, Scheme, Text, Version
from duixian.language.vocabulary import Vocabulary

REQUIRED = ("编号", "键", "名称", "英文", "领域", "牵头单位", "文号")
RULE = "规则"
EXAMPLE = "算例"

_KEY = re.compile(r"[a-z][a-z0-9-]*")
_BRACKET = re.compile(r"〔([^〔〕]*)〕")


@dataclass
class Clause:
    """A 规则 block with the prose above it and what was made of it; what lint looks at."""

    heading: str
    block: Block
    prose: list[tuple[int, str]]
    rule: Rule
    version: Version | None = None


@dataclass
class PolicyFile:
    """What reading a policy file gives. ``policy`` is None where the file cannot be used."""

    faults: Faults
    policy: Policy | None = None
    clauses: list[Clause] = field(default_factory=list)
    key_spans: dict[str, Span] = field(default_factory=dict)


def read_policy(faults: Faults, vocabulary: Vocabulary, head: ListHead) -> PolicyFile:
    """Read one policy file; all its faults are noted."""
    return _PolicyReader(faults, vocabulary, head).read()


class _PolicyReader:
    def __init__(self, faults: Faults, vocabulary: Vocabulary, head: ListHead) -> None:
        self.faults = faults
        self.vocabulary = vocabulary
        self.head = head
        self.file = PolicyFile(faults)
        self.common: list[Statement] = []
        self.common_heading = ""
        self.budget: Budget | None = None
        self.attempts: list[tuple[str, str]] = []
        self.nodes = NodeCount()

    def read(self) -> PolicyFile:
        document = read_document(self.faults)
        if not document.readable:
            return self.file
        front = Front(self.faults, document.front, REQUIRED, ())
        number, key = self._identity(front)
        lead, *clauses = self._sections(document)
        self._common(lead)
        schemes = [scheme for scheme in (self._scheme(section) for section in clauses) if scheme is not None]
        self.faults.heading = ""
        self._check_keys(clauses)
        unread = any(fault.code in ("E014", "E015") for fault in self.faults)
        if not unread and not any(section.blocks for section in clauses):
            self.faults.add("E025", lead.span)
        prose = _lines(lead)
        self.file.policy = Policy(
            number=number,
            key=key,
            name=Text(front.text("名称"), front.text("英文")),
            field=front.text("领域"),
            lead=front.text("牵头单位"),
            document=front.text("文号"),
            prose=_joined(prose),
            budget=self.budget,
            sources=tuple(self._citations(prose)),
            schemes=tuple(schemes),
            path=PurePath(self.faults.source.name).name,
        )
        if self.faults.errors:
            self.file.policy = None
        return self.file

    def _identity(self, front: Front) -> tuple[int, str]:
        number_text, key = front.text("编号"), front.text("键")
        self.file.key_spans = {"number": front.span("编号"), "key": front.span("键")}
        number = int(number_text) if number_text.isdecimal() and len(number_text) <= 6 else 0
        if number < 1 and number_text:
            self.faults.add(
                "E009",
                front.span("编号"),
                key="编号",
                value=number_text,
                expected="正整数",
                expected_en="a positive whole number",
            )
        if key and not _KEY.fullmatch(key):
            self.faults.add(
                "E009",
                front.span("键"),
                key="键",
                value=key,
                expected="小写字母、数字和连字符",
                expected_en="lower-case letters, digits and hyphens",
            )
        name = PurePath(self.faults.source.name).name
        if number and key and name != f"{number:02d}-{key}.md":
            self.faults.add("E024", front.span("编号"), name=name, expected=f"{number:02d}-{key}.md")
        fields = [known.name.zh for known in self.head.fields]
        field_name = front.text("领域")
        if field_name and field_name not in fields:
            near = self.faults.nearest(field_name, fields)
            self.faults.add("E315", front.span("领域"), name=field_name, known="、".join(fields), near=near)
        return number, key

    def _sections(self, document: Document) -> list[Section]:
        """The part under the H1, then one section a clause; deeper headings belong to their clause."""
        tops = [section for section in document.sections if section.level == 1]
        if len(tops) != 1:
            self.faults.add("E017", tops[1].span if tops else Span(1, 1, 1, 2), found=len(tops))
        sections: list[Section] = []
        for section in document.sections:
            if section.level <= 1 and sections:
                if section.level == 1 and sections[0].level == 0:
                    section.content[:0] = sections[0].content
                    sections[0] = section
            elif section.level <= 2 or not sections:
                sections.append(section)
            else:
                sections[-1].content += section.content
        return sections

    def _check_keys(self, sections: list[Section]) -> None:
        seen: dict[str, Section] = {}
        for section in sections:
            if section.key and section.key in seen:
                self.faults.add("E013", section.span, key=section.key, line=seen[section.key].span.line)
            seen.setdefault(section.key, section)

    def _common(self, lead: Section) -> None:
        """The statements under the H1, which hold for every scheme of the file."""
        self.common_heading = self.faults.heading = lead.title
        prose: list[tuple[int, str]] = []
        for part in lead.content:
            if not isinstance(part, Block):
                prose += self._prose(part)
                continue
            if part.info != RULE:
                self._other_block(part)
                continue
            statements = parse_block(self.faults, part)
            self.attempts += statements.attempts
            elaborator = Elaborator(self.faults, self.vocabulary, self.nodes)
            for statement in statements:
                if str(statement.tree.data).startswith("standard"):
                    self.faults.add("E303", statement.span, word="标准")
                    continue
                elaborator.statement(statement)
                if statement.tree.data == "budget":
                    self.budget = elaborator.rule.budget
                else:
                    self.common.append(statement)
            self.file.clauses.append(Clause(lead.title, part, prose, elaborator.rule))
            prose = []

    def _other_block(self, block: Block) -> bool:
        """Note a block that is not in its place; whether it is of an unknown kind and may be anything."""
        word = block.info.split(" ", 1)[0]
        if word == EXAMPLE:
            self.faults.add("E018", block.span)
        elif word:
            near = self.faults.nearest(word, (RULE, EXAMPLE))
            self.faults.add("E016", block.span, info=shortened(block.info), near=near)
            return True
        return False

    def _scheme(self, section: Section) -> Scheme | None:
        self.faults.heading = section.title
        if not section.blocks:
            return None
        if not section.key:
            self.faults.add("E011", section.span, title=section.title)
        prose: list[tuple[int, str]] = []
        clause: Clause | None = None
        examples: list[Block] = []
        versions: list[Version | None] = []
        unknown = False
        for part in section.content:
            if not isinstance(part, Block):
                prose += self._prose(part)
            elif part.info == RULE:
                if clause is not None:
                    versions.append(self._version(clause, examples))
                clause, prose, examples = self._clause(section, part, prose), [], []
            elif part.info.split(" ", 1)[0] == EXAMPLE and clause is not None:
                examples.append(part)
            elif not unknown:
                unknown = self._other_block(part)
        if clause is not None:
            versions.append(self._version(clause, examples))
        if not versions and not unknown:
            self.faults.add("E025", section.span)
        whole = tuple(version for version in versions if version is not None)
        if len(whole) < len(versions):
            return None
        name = Text(section.title, section.attributes.get("en", ""))
        self._check_dates(whole)
        return Scheme(section.key, name, whole, section.span)

    def _clause(self, section: Section, block: Block, prose: list[tuple[int, str]]) -> Clause:
        elaborator = Elaborator(self.faults, self.vocabulary, self.nodes)
        own = parse_block(self.faults, block)
        elaborator.attempted([*self.attempts, *own.attempts])
        self.faults.heading = self.common_heading
        for statement in self.common:
            if self.nodes.spent:
                break
            elaborator.statement(statement)
        self.faults.heading = section.title
        for statement in own:
            elaborator.statement(statement)
        rule = elaborator.finish(block.span)
        if not rule.dated:
            rule.start, rule.end = self.head.start, self.head.end
        clause = Clause(section.title, block, prose, rule)
        self.file.clauses.append(clause)
        return clause

    def _version(self, clause: Clause, examples: list[Block]) -> Version | None:
        rule, block = clause.rule, clause.block
        cases = [read_example(self.faults, self.vocabulary, example, rule) for example in examples]
        names: dict[str, Block] = {}
        for example in examples:
            if example.info in names:
                self.faults.add("E509", example.span, name=example.info.removeprefix(EXAMPLE).strip())
            names[example.info] = example
        if rule.standard is None:
            return None
        clause.version = Version(
            start=rule.start,
            end=rule.end,
            recipients=rule.recipients,
            steps=tuple(rule.steps),
            conditions=tuple(rule.conditions),
            standard=rule.standard,
            caps=tuple(rule.caps),
            places=rule.places,
            budget=rule.budget,
            period=rule.period,
            excludes=tuple(rule.excludes),
            open_points=tuple(rule.open_points),
            sources=tuple(self._citations(clause.prose)),
            prose=_joined(clause.prose),
            rule="\n".join(block.lines),
            examples=tuple(case for case in cases if case is not None),
            span=block.span,
        )
        return clause.version

    def _check_dates(self, versions: tuple[Version, ...]) -> None:
        """Each version against the one of those that start no later which ends last."""
        in_time = sorted(versions, key=lambda version: (version.start or date.min, version.span))
        latest: Version | None = None
        for version in in_time:
            if latest is not None and (latest.end or date.max) >= (version.start or date.min):
                first, second = sorted((latest, version), key=lambda one: one.span)
                self.faults.add("E305", second.span, line=first.span.line)
            if latest is None or (version.end or date.max) > (latest.end or date.max):
                latest = version

    def _prose(self, part: tuple[int, str] | Table) -> list[tuple[int, str]]:
        """Lines of prose; a table's rows are prose too."""
        if isinstance(part, tuple):
            return [part]
        lines = sorted({cell[1].line for row in (part.header, *part.rows) for cell in row})
        return [(number, self.faults.source.line(number)) for number in lines]

    def _citations(self, prose: list[tuple[int, str]]) -> list[Citation]:
        known = {source.key for source in self.head.sources}
        found: list[Citation] = []
        for _, line in prose:
            for match in _BRACKET.finditer(line):
                source, _, place = match.group(1).replace("\uff1a", ":").partition(":")
                if source.strip() in known:
                    found.append(Citation(source.strip(), place.strip()))
        return list(dict.fromkeys(found))


def _lines(section: Section) -> list[tuple[int, str]]:
    return [part for part in section.content if isinstance(part, tuple)]


def _joined(prose: list[tuple[int, str]]) -> str:
    """Prose with its paragraphs: lines that follow one another belong together."""
    paragraphs: list[list[str]] = []
    last = -1
    for number, line in prose:
        if number != last + 1 or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
        last = number
    return "\n\n".join("\n".join(lines) for lines in paragraphs)
