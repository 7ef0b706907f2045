"""Changes of facts and sharper answers laid out for people in a terminal. Needs no solver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text as Styled

from duixian.language.vocabulary import Vocabulary
from duixian.prove.words import GOALS, change_words, result_words, scheme_words, sharper_words
from duixian.terminal import Terminal

if TYPE_CHECKING:
    from duixian.prove.changes_needed import ChangesNeeded
    from duixian.prove.sharper import SharperAnswer


def print_sharper(terminal: Terminal, answers: Sequence[SharperAnswer]) -> None:
    """What ``--exact`` adds: schemes with a sharper answer, and those where none was found."""
    _heading(terminal, terminal.say("更准的结论", "Sharper answers"))
    told = [answer for answer in answers if answer.status != "same"]
    for answer in told:
        style = "yellow" if answer.status == "unknown" else "bold green"
        terminal.console.print(
            Styled.assemble(
                (scheme_words(answer.decision, terminal.language), "bold"),
                "  ",
                (sharper_words(answer, terminal.language), style),
            )
        )
    if not told:
        words = terminal.say("上面的结论已经最准", "The answers above are as sharp as can be")
        terminal.console.print(Styled(words, "dim"))


def print_changes(terminal: Terminal, vocabulary: Vocabulary, answers: Sequence[ChangesNeeded]) -> None:
    """What it would take, scheme by scheme."""
    _heading(terminal, terminal.say("怎样才能享受、怎样更多", "What it would take"))
    if not answers:
        words = terminal.say("没有下一步可走", "There is no next step to take")
        terminal.console.print(Styled(words, "dim"))
    for answer in answers:
        _print_answer(terminal, vocabulary, answer)


def _print_answer(terminal: Terminal, vocabulary: Vocabulary, answer: ChangesNeeded) -> None:
    language, console = terminal.language, terminal.console
    decision = answer.decision
    head = Styled.assemble(
        (scheme_words(decision, language), "bold"),
        f"  {result_words(decision, decision.outcome, decision.amount, language)}",
        f"{terminal.say(',', '; ')}{GOALS[answer.goal].in_language(language)}{terminal.say(':', ':')}",
    )
    if answer.status != "found":
        words = (
            terminal.say("做不到", "not possible")
            if answer.status == "impossible"
            else terminal.say("不知道", "unknown")
        )
        reason = f"{words}{terminal.say('——', ': ')}{answer.reason.in_language(language)}"
        console.print(head.append(f" {reason}", "yellow"))
        return
    console.print(head)
    for number, way in enumerate(answer.ways):
        if number:
            console.print(Styled(f"  {terminal.say('或者', 'or')}", "dim"))
        for change in way.changes:
            console.print(f"  · {change_words(change, vocabulary, language)}")
        found = way.decision
        words = result_words(found, found.outcome, found.amount, language)
        console.print(Styled(f"  ⇒ ✔ {words}", "green"))


def _heading(terminal: Terminal, words: str) -> None:
    terminal.console.print()
    terminal.console.print(Styled(words, "bold underline"))
