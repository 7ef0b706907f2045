"""What ``duixian check`` objects to in a policy that loads: figures, unused names, repeated conditions,
missing sources, examples and open points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from duixian.language.diagnostics import Faults
from duixian.language.figures import prose_figures, rule_figures, without_counterpart
from duixian.language.node import Node, fields
from duixian.language.policy import Clause, PolicyFile
from duixian.language.source import Span
from duixian.language.tree import ListHead, Open, Policy, Scheme
from duixian.language.vocabulary import EARLIER_AWARDS, Vocabulary


def lint_policy(file: PolicyFile, vocabulary: Vocabulary, head: ListHead) -> None:
    """Note what is objectionable in one policy file."""
    faults = file.faults
    names = [word for fact in vocabulary.facts for word in (fact.name.zh,)]
    names += [text.zh for category in vocabulary.categories for _, text in category.values]
    lead = file.clauses[0] if file.clauses else None
    common_reads = {name for clause in file.clauses for name in clause.rule.read_locals}
    for clause in file.clauses:
        faults.heading = clause.heading
        _figures(faults, clause, vocabulary, names)
        _citations(faults, clause, head)
        _unused_locals(faults, clause, common_reads if clause is lead else set())
        _repeated_conditions(faults, clause)
    if file.policy is not None:
        _examples_and_open_points(faults, file.policy)
        _gaps(faults, file.policy.schemes)
        _english(faults, file.policy, file)
    faults.heading = ""


def lint_vocabulary(faults: Faults, vocabulary: Vocabulary, files: Iterable[PolicyFile]) -> None:
    """Note facts meant for rules that no rule reads."""
    read: set[str] = set()
    for file in files:
        for clause in file.clauses:
            read |= clause.rule.facts.keys() | clause.rule.fields
    for fact in vocabulary.facts:
        if fact.used and fact.type.kind != "roles" and fact.key not in read:
            faults.add("W603", fact.span, name=fact.name.zh)
    for records in vocabulary.records:
        for field in records.fields:
            if records.key == EARLIER_AWARDS or field.type.kind == "code":
                continue  # read by 周期, which names no field
            if field.used and f"{records.key}.{field.key}" not in read:
                faults.add("W603", field.span, name=f"{records.name.zh}.{field.name.zh}")


def _figures(faults: Faults, clause: Clause, vocabulary: Vocabulary, names: list[str]) -> None:
    numbered = enumerate(clause.block.lines, clause.block.first_line)
    in_rule = rule_figures(numbered, vocabulary.count_units)
    in_prose = prose_figures(clause.prose, vocabulary.count_units, names)
    for figure in without_counterpart(in_rule, in_prose):
        faults.add("W601", figure.span, figure=figure.words)
    for figure in without_counterpart(in_prose, in_rule):
        if figure.must:
            faults.add("W602", figure.span, figure=figure.words)


def _citations(faults: Faults, clause: Clause, head: ListHead) -> None:
    known = [source.key for source in head.sources]
    cited = False
    for number, line in clause.prose:
        # Context may stand in the same brackets; what comes before a colon without a pause is a source.
        for match in re.finditer(r"〔([^〔〕:\uff1a,;\uff0c\uff1b。]*)[:\uff1a]", line):
            name = match.group(1).strip()
            cited = True
            if name not in known:
                span = Span(number, match.start() + 2, number, match.end())
                faults.add("W610", span, name=name, near=faults.nearest(name, known))
    if not cited:
        faults.add("W608", clause.block.span)


def _unused_locals(faults: Faults, clause: Clause, elsewhere: set[str]) -> None:
    lines = range(clause.block.first_line, clause.block.first_line + len(clause.block.lines))
    for name, span in clause.rule.locals.items():
        # What the rule under the top heading defines may be used by some schemes and not by others.
        if span.line in lines and name not in clause.rule.read_locals | elsewhere:
            faults.add("W604", span, name=name.rsplit(".", 1)[-1])


def _repeated_conditions(faults: Faults, clause: Clause) -> None:
    seen: dict[object, int] = {}
    for condition in clause.rule.conditions:
        shape = _shape(condition.expression)
        if shape in seen:
            faults.add("W605", condition.span, line=seen[shape])
        else:
            seen[shape] = condition.span.line


def _shape(node: object) -> object:
    """A node without its places, to compare by meaning."""
    if isinstance(node, Node):
        parts = (_shape(value) for name, value in fields(node) if name != "span")
        return (type(node).__name__, *parts)
    if isinstance(node, tuple) and not isinstance(node, Span):
        return tuple(_shape(part) for part in node)
    return node


def _examples_and_open_points(faults: Faults, policy: Policy) -> None:
    for scheme in policy.schemes:
        faults.heading = scheme.name.zh
        for version in scheme.versions:
            if not version.examples:
                faults.add("W607", version.span, name=scheme.name.zh)
            if version.standard.expression is None and not version.open_points:
                faults.add("W609", version.standard.span)


def _gaps(faults: Faults, schemes: tuple[Scheme, ...]) -> None:
    for scheme in schemes:
        faults.heading = scheme.name.zh
        dated = sorted(scheme.versions, key=lambda version: (version.start is not None, version.start or 0))
        for earlier, later in pairwise(dated):
            if earlier.end is None or later.start is None:
                continue
            if later.start - earlier.end > timedelta(days=1):
                faults.add("W606", later.span, end=earlier.end, start=later.start)


def _english(faults: Faults, policy: Policy, file: PolicyFile) -> None:
    for scheme in policy.schemes:
        faults.heading = scheme.name.zh
        if not scheme.name.en:
            faults.add("W611", scheme.span, name=scheme.name.zh)
        for version in scheme.versions:
            for words in version.open_points:
                if not words.en:
                    faults.add("W611", version.span, name=words.zh)
            for reading in version.readings:
                for option in reading.options:
                    if not option.label.en:
                        faults.add("W611", option.span, name=option.label.zh)
            for open_ in _open_nodes((version.steps, version.conditions, version.standard)):
                if not open_.words.en:
                    faults.add("W611", open_.span, name=open_.words.zh)


def _open_nodes(node: object) -> Iterator[Open]:
    """The 待定 inside expressions."""
    if isinstance(node, Open):
        yield node
    elif isinstance(node, Node):
        for _, part in fields(node):
            yield from _open_nodes(part)
    elif isinstance(node, tuple):
        for part in node:
            yield from _open_nodes(part)
