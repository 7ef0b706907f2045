"""``duixian list``: the policies of a list."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from duixian.commands.common import Arguments, Say, add_policies, load_book
from duixian.terminal import DONE, Terminal

if TYPE_CHECKING:
    from duixian.language.library import PolicyList

NAME = "list"


def describe(say: Say) -> str:
    return say("列出清单里的政策", "list the policies")


def add_arguments(parser: Arguments, say: Say) -> None:
    add_policies(parser, say)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    listed = load_book(arguments).listed
    if terminal.as_json:
        terminal.write_json(_as_json(listed, terminal.language))
    else:
        _print(listed, terminal)
    return DONE


def _as_json(listed: PolicyList, language: str) -> dict[str, Any]:
    head = listed.head
    return {
        "key": head.key,
        "title": head.title.in_language(language),
        "number": head.number,
        "issuer": head.issuer,
        "issued": head.issued,
        "policies": [
            {
                "policy": policy.number,
                "policy_key": policy.key,
                "name": policy.name.in_language(language),
                "field": policy.field,
                "lead": policy.lead,
                "schemes": [
                    {
                        "scheme": scheme.key,
                        "name": scheme.name.in_language(language),
                        "versions": len(scheme.versions),
                    }
                    for scheme in policy.schemes
                ],
            }
            for policy in listed.policies
        ],
        "not_payable": [
            {
                "key": measure.key,
                "name": measure.name.in_language(language),
                "explanation": measure.explanation.in_language(language),
            }
            for measure in head.context
        ],
    }


def _print(listed: PolicyList, terminal: Terminal) -> None:
    from rich.table import Table

    say, language, console = terminal.say, terminal.language, terminal.console
    head = listed.head
    console.print(head.title.in_language(language), style="bold")
    console.print(f"{head.number}  {head.issuer}  {head.issued}\n", style="dim")
    fields = {field.name.zh: field.name.in_language(language) for field in head.fields}
    for field, shown in fields.items():
        table = Table(
            title=shown,
            title_justify="left",
            title_style="bold",
            show_edge=False,
            pad_edge=False,
            expand=True,
        )
        table.add_column("#", justify="right", width=3)
        table.add_column(say("政策", "Policy"), ratio=3, overflow="fold")
        table.add_column(say("键", "Key"), no_wrap=True)
        table.add_column(say("条款", "Schemes"), ratio=4, overflow="fold")
        for policy in listed.policies:
            if policy.field == field:
                schemes = ", ".join(
                    f"{scheme.name.in_language(language)} ({scheme.key})" for scheme in policy.schemes
                )
                table.add_row(str(policy.number), policy.name.in_language(language), policy.key, schemes)
        console.print(table)
        console.print()
    if head.context:
        console.print(
            say("不在清单内、不予支付的措施:", "Measures outside the list, not payable:"), style="bold"
        )
        for measure in head.context:
            console.print(
                f"  · {measure.name.in_language(language)}: {measure.explanation.in_language(language)}"
            )
        console.print()
    console.print(
        say(
            "duixian show 编号 看一项政策;duixian decide 事实.json 算一家企业。",
            "duixian show NUMBER shows a policy; duixian decide FACTS.json decides a case.",
        ),
        style="dim",
    )
