"""Short ways to read a rule or a policy in the tests' vocabulary."""

from typing import NamedTuple

from duixian.language.diagnostics import Diagnostic, Faults
from duixian.language.document import Block
from duixian.language.elaborate import Elaborator, Rule
from duixian.language.node import Node, fields
from duixian.language.policy import PolicyFile
from duixian.language.source import Source, Span
from duixian.language.syntax import parse_block
from duixian.language.tree import Expression
from tests.bad_inputs import FRONT, TOP, policy_file, vocabulary

PLACE = Span(1, 1, 1, 2)


class Read(NamedTuple):
    rule: Rule
    found: list[Diagnostic]

    @property
    def codes(self) -> list[str]:
        return [fault.code for fault in self.found]


def read_rule(text: str) -> Read:
    """The statements of a rule, without what only a whole rule must have."""
    faults = Faults(Source("rule", text))
    elaborator = Elaborator(faults, vocabulary())
    for statement in parse_block(faults, Block("规则", tuple(text.split("\n")), 1, PLACE)):
        elaborator.statement(statement)
    return Read(elaborator.rule, faults.found)


def expression(text: str) -> Expression:
    """An expression, as that of a local value."""
    read = read_rule(f"某值 = {text}")
    assert read.codes == []
    *_, step = read.rule.steps
    found: Expression = step.expression  # type: ignore[union-attr]
    return found


def shape(node: object) -> object:
    """A tree without its places and words, to compare by meaning."""
    if isinstance(node, Node):
        kept = ((name, shape(value)) for name, value in fields(node) if name not in ("span", "words", "rule"))
        return type(node).__name__, *kept
    if isinstance(node, tuple):
        return tuple(shape(part) for part in node)
    return node


def policy(body: str) -> PolicyFile:
    """A policy file from what stands under its top heading."""
    return policy_file("01-sample.md", (FRONT + TOP + body).encode())


def codes(body: str) -> list[str]:
    return [fault.code for fault in policy(body).faults]
