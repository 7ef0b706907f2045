"""``duixian show POLICY``: one policy with its rules, parameters, sources and open points."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duixian.commands.common import Arguments, Say, Usage, add_policies, load_book, write_page
from duixian.terminal import DONE, Terminal

if TYPE_CHECKING:
    from duixian.language.library import PolicyList
    from duixian.language.tree import Policy, Scheme, Version

NAME = "show"


def describe(say: Say) -> str:
    return say(
        "看一项政策:条文、规则、参数、出处、待定",
        "show a policy: prose, rules, parameters, sources, open points",
    )


def add_arguments(parser: Arguments, say: Say) -> None:
    parser.add_argument(
        "policy",
        metavar="POLICY",
        help=say("编号或键,如 11 或 compute-voucher", "number or key, such as 11 or compute-voucher"),
    )
    parser.add_argument(
        "--html",
        metavar="FILE",
        nargs="?",
        const="",
        help=say(
            "写成网页:条文、规则、金额曲线、算例(默认文件名:编号-键.html)",
            "write a page instead: clause, rule, amount curves, worked cases (default: NUMBER-KEY.html)",
        ),
    )
    add_policies(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    book = load_book(arguments)
    listed = book.listed
    policy = listed.policy(arguments.policy)
    if policy is None:
        raise Usage(_no_such_policy(listed, arguments.policy, terminal))
    if arguments.html is not None:
        from duixian.pages import policy_page  # heavy; only pages need it

        path = Path(arguments.html or f"{policy.number:02}-{policy.key}.html")
        write_page(path, policy_page(book, policy, terminal.language), terminal)
    elif terminal.as_json:
        terminal.write_json(policy_as_json(listed, policy, terminal.language))
    else:
        _Printer(listed, terminal).policy(policy)
    return DONE


def _no_such_policy(listed: PolicyList, name: str, terminal: Terminal) -> str:
    from duixian.language.diagnostics import nearest

    near = nearest(name, [policy.key for policy in listed.policies])
    hint = terminal.say(f"是否指 {near}?", f"Did you mean {near}?") if near else ""
    return terminal.say(f"清单里没有政策“{name}”。{hint}", f"The list has no policy “{name}”. {hint}").strip()


def policy_as_json(listed: PolicyList, policy: Policy, language: str) -> dict[str, Any]:
    """A policy for programs."""
    return {
        "policy": policy.number,
        "policy_key": policy.key,
        "name": policy.name.in_language(language),
        "field": policy.field,
        "lead": policy.lead,
        "document": policy.document,
        "prose": policy.prose,
        "budget": policy.budget.words if policy.budget else None,
        "schemes": [
            {
                "scheme": scheme.key,
                "name": scheme.name.in_language(language),
                "versions": [_version_as_json(listed, version, language) for version in scheme.versions],
            }
            for scheme in policy.schemes
        ],
    }


def _version_as_json(listed: PolicyList, version: Version, language: str) -> dict[str, Any]:
    return {
        "from": version.start.isoformat() if version.start else None,
        "to": version.end.isoformat() if version.end else None,
        "prose": version.prose,
        "rule": version.rule,
        "parameters": parameters(version),
        "readings": [
            {
                "reading": reading.key,
                "default": reading.default,
                "options": {option.key: option.label.in_language(language) for option in reading.options},
            }
            for reading in version.readings
        ],
        "open_points": [words.in_language(language) for words in version.open_points],
        "sources": [{"source": citation.source, "place": citation.place} for citation in version.sources],
        "examples": len(version.examples),
    }


def parameters(version: Version) -> list[dict[str, Any]]:
    """The figures of a rule: each with the line it stands on."""
    from duixian.language.figures import rule_figures

    lines = version.rule.split("\n")
    numbered = list(enumerate(lines, version.span.line + 1))
    return [
        {
            "figure": figure.words,
            "line": figure.span.line,
            "statement": dict(numbered)[figure.span.line].strip(),
        }
        for figure in rule_figures(numbered, ())
    ]


class _Printer:
    def __init__(self, listed: PolicyList, terminal: Terminal) -> None:
        self.listed = listed
        self.say = terminal.say
        self.language = terminal.language
        self.console = terminal.console

    def policy(self, policy: Policy) -> None:
        from rich.markdown import Markdown

        say = self.say
        self.console.print(
            f"{policy.number} {policy.name.in_language(self.language)}  ({policy.key})", style="bold"
        )
        lead = say("待定", "open") if policy.lead == "待定" else policy.lead
        field = next(
            (
                field.name.in_language(self.language)
                for field in self.listed.head.fields
                if field.name.zh == policy.field
            ),
            policy.field,
        )
        self.console.print(f"{field} · {say('牵头单位', 'lead')}: {lead} · {policy.document}", style="dim")
        if policy.prose:
            self.console.print()
            self.console.print(Markdown(policy.prose))
        if policy.budget:
            self.console.print(f"\n{policy.budget.words}", style="cyan")
        for scheme in policy.schemes:
            self._scheme(policy, scheme)

    def _scheme(self, policy: Policy, scheme: Scheme) -> None:
        from rich.rule import Rule

        self.console.print()
        self.console.print(
            Rule(f"{policy.number}.{scheme.key}  {scheme.name.in_language(self.language)}", align="left")
        )
        for version in scheme.versions:
            self._version(version)

    def _version(self, version: Version) -> None:
        from rich.markdown import Markdown
        from rich.padding import Padding
        from rich.text import Text

        say = self.say
        self.console.print()
        self.console.print(Markdown(version.prose))
        self.console.print()
        self.console.print(Padding(Text(version.rule.strip("\n"), style="cyan"), (0, 0, 0, 2)))
        self.console.print()
        if self.language == "en":
            from duixian.language.english import version_in_english

            lines = version_in_english(version, self.listed.vocabulary)
            self.console.print(Padding(Text("\n".join(lines)), (0, 0, 1, 2)))
        period = f"{version.start or '…'} – {version.end or '…'}"
        self.console.print(f"  {say('施行', 'in force')}: {period}")
        figures = "、".join(dict.fromkeys(str(item["figure"]) for item in parameters(version)))
        self.console.print(f"  {say('参数', 'parameters')}: {figures or '—'}")
        known = {source.key: source for source in self.listed.head.sources}
        for citation in version.sources:
            source = known[citation.source]
            number = f" ({source.number})" if source.number else ""
            self.console.print(
                f"  {say('出处', 'source')}: {source.name.in_language(self.language)}{number} {citation.place}"
            )
        for reading in version.readings:
            for option in reading.options:
                mark = say("(默认)", " (default)") if option.key == reading.default else ""
                label = option.label.in_language(self.language)
                self.console.print(f"  {say('读法', 'reading')} {reading.key}={option.key}{mark}: {label}")
        for point in version.open_points:
            self.console.print(f"  {say('待定', 'open')}: {point.in_language(self.language)}", style="yellow")
        self.console.print(f"  {say('算例', 'worked cases')}: {len(version.examples)}")
