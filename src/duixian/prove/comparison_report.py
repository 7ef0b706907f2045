"""Comparisons for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from duixian.language.quantity import money_words, yuan_text
from duixian.language.tree import Text
from duixian.language.values import value_words
from duixian.prove.comparison import (
    ALIKE,
    DIFFERENT,
    GAINS,
    LESS,
    LOSES,
    MORE,
    NEWLY_IN,
    NEWLY_OUT,
    OTHERWISE,
    SAME,
    UNKNOWN,
    UNLIKE,
    WITHIN_A_FEN,
    Comparison,
    End,
    Stretches,
    Witness,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from duixian.prove.cases import ProofCase
    from duixian.prove.encoding import Subject

VERDICTS = {
    SAME: Text("相同(已证明)", "the same (proven)"),
    DIFFERENT: Text("不同", "different"),
    UNKNOWN: Text("未知", "unknown"),
}

KINDS = {
    GAINS: Text("多得", "gains"),
    LOSES: Text("少得", "loses"),
    NEWLY_IN: Text("新纳入", "newly in"),
    NEWLY_OUT: Text("不再有", "newly out"),
    OTHERWISE: Text("别的不同", "otherwise different"),
}

CHANGES = {
    MORE: Text("多得", "more"),
    LESS: Text("少得", "less"),
    ALIKE: Text("相同", "the same"),
    WITHIN_A_FEN: Text("差不过1分", "within a fen"),
    UNLIKE: Text("别的不同", "otherwise"),
}


# --- For people ----------------------------------------------------------------------------------------------


class Report:
    """Prints comparisons. ``only`` are the labels of schemes that stand on one side alone: before, after."""

    def __init__(self, console: Console, language: str) -> None:
        self.console = console
        self.language = language

    def say(self, chinese: str, english: str) -> str:
        """The words in the chosen language."""
        return chinese if self.language == "zh" else english

    def all(self, comparisons: Sequence[Comparison], only: tuple[Sequence[str], Sequence[str]]) -> None:
        """A table where there are several, then each that is not the same."""
        if len(comparisons) != 1:
            self.console.print(self._summary(comparisons))
        gone, new = only
        for labels, words in (
            (gone, self.say("只在前一份里", "only in the first")),
            (new, self.say("只在后一份里", "only in the second")),
        ):
            if labels:
                self.console.print(f"{words}: {self.say('、', ', ').join(labels)}")
        for comparison in comparisons:
            if len(comparisons) == 1 or comparison.verdict != SAME:
                self.console.print()
                self.one(comparison)
        if comparisons:
            self.console.print()
            assumed = dict.fromkeys(said for one in comparisons for said in one.assumptions)
            self.console.print(
                self.say("前提:", "Assumed: ")
                + self.say(";", "; ").join(said.in_language(self.language) for said in assumed),
                style="dim",
            )

    def _summary(self, comparisons: Sequence[Comparison]) -> Table:
        from rich.table import Table

        table = Table(show_edge=False, pad_edge=False)
        table.add_column(self.say("条款", "Scheme"), overflow="fold")
        table.add_column(self.say("结论", "Verdict"), overflow="fold")
        for kind in (GAINS, LOSES, NEWLY_IN, NEWLY_OUT):
            table.add_column(KINDS[kind].in_language(self.language), justify="right", overflow="fold")
        for comparison in comparisons:
            found = {witness.kind: self._size(witness) for witness in comparison.witnesses}
            table.add_row(
                self._name(comparison),
                VERDICTS[comparison.verdict].in_language(self.language),
                *(found.get(kind, "") for kind in (GAINS, LOSES, NEWLY_IN, NEWLY_OUT)),
                style="dim" if comparison.verdict == SAME else None,
            )
        return table

    def _name(self, comparison: Comparison) -> str:
        subject = comparison.after
        return (
            f"{subject.policy.number}.{subject.scheme.key} {subject.scheme.name.in_language(self.language)}"
        )

    def one(self, comparison: Comparison) -> None:
        """Everything found about one scheme."""
        before, after = (self._version(subject) for subject in (comparison.before, comparison.after))
        self.console.print(f"{self._name(comparison)}  {before} → {after}", style="bold")
        verdict = VERDICTS[comparison.verdict].in_language(self.language)
        if comparison.verdict == SAME:
            verdict += self.say(
                ":任何情形下结论和金额都一样", ": outcome and amount agree whatever the facts are"
            )
        self.console.print(verdict)
        for witness in comparison.witnesses:
            for line in self._witness(witness):
                self.console.print(line)
        for stretches in comparison.stretches:
            self.console.print(self._along(stretches))
        for question, reason in comparison.undecided:
            self.console.print(
                self.say(f"没有答案({question}):{reason}", f"no answer ({question}): {reason}"),
                style="yellow",
            )

    def _version(self, subject: Subject) -> str:
        start = subject.version.start or subject.listed.head.start
        since = self.say(f"{start} 起", f"from {start}") if start else self.say("现行", "as it is")
        chosen = "".join(f" {key}={option}" for key, option in subject.readings.items())
        return f"{subject.listed.path.name} {since}{chosen}"

    def _size(self, witness: Witness) -> str:
        if witness.change is None:
            return self.say("有", "yes")
        amount = money_words(abs(witness.change), self.language)
        if not witness.largest:
            return self.say(f"至少 {amount}", f"at least {amount}")
        return self.say(f"{amount}起", f"{amount} and more") if witness.grows else amount

    def _witness(self, witness: Witness) -> Iterator[str]:
        kind = KINDS[witness.kind].in_language(self.language)
        before, after = (self._amount(case.maximum) for case in (witness.before, witness.after))
        most = self.say("最多的一例", "the largest case") if witness.largest else self.say("一例", "a case")
        if witness.grows:
            most = self.say("数越大差得越多", "the larger the number, the larger the difference")
        yield (
            f"  {kind} {self._size(witness)}({most}):{before} → {after}"
            if self.language == "zh"
            else (f"  {kind} {self._size(witness)} ({most}): {before} → {after}")
        )
        yield f"    {self._facts(witness.after)}"

    def _amount(self, fen: int | None) -> str:
        return self.say("没有上限", "no bound") if fen is None else money_words(fen, self.language)

    def _facts(self, case: ProofCase) -> str:
        words, facts = case.vocabulary, case.facts
        roles = [words.kind_by_name[key].name.in_language(self.language) for key in sorted(facts.roles or ())]
        kind = words.kind_by_name[facts.kind].name.in_language(self.language)
        parts = [self.say("、", ", ").join([kind, *roles])]
        parts += [
            self._fact(fact.name, value_words(words, fact, facts.values[fact.key], self.language))
            for fact in words.facts
            if fact.key in facts.values
        ]
        for records in words.records:
            for number, record in enumerate(facts.records.get(records.key, ()), 1):
                fields = [
                    self._fact(field.name, value_words(words, field, record[field.key], self.language))
                    for field in records.fields
                    if field.key in record
                ]
                name = records.name.in_language(self.language)
                parts.append(f"{name} {number}({self.say(',', ', ').join(fields)})")
        return self.say(";", "; ").join(parts)

    def _fact(self, name: Text, value: str) -> str:
        return self.say(f"{name.zh}:{value}", f"{name.en}: {value}")

    def _along(self, stretches: Stretches) -> Table:
        from rich.table import Table

        fact, words = stretches.fact, stretches.case.vocabulary
        name = fact.name.in_language(self.language)
        table = Table(
            show_edge=False,
            pad_edge=False,
            title=self.say(f"按“{name}”看(其余同上例)", f"By “{name}”, all else as in a case above"),
            title_justify="left",
            title_style="",
        )
        for heading in (
            self.say("从", "from"),
            self.say("到", "to"),
            self.say("前一份付", "the first pays"),
            self.say("后一份付", "the second pays"),
        ):
            table.add_column(heading, justify="right", overflow="fold")  # no figure is cut off
        table.add_column("", overflow="fold")
        for stretch in stretches.stretches:
            first, last = stretch.first, stretch.last
            table.add_row(
                value_words(words, fact, first.at, self.language),
                self.say("以上", "and more")
                if stretch.open
                else value_words(words, fact, last.at, self.language),
                self._span(first.before, last.before),
                self._span(first.after, last.after),
                CHANGES[stretch.change].in_language(self.language),
            )
        if stretches.cut:
            table.caption = self.say("后面还有", "there is more")
        return table

    def _span(self, first: int | None, last: int | None) -> str:
        if first == last:
            return self._amount(first)
        return f"{self._amount(first)} – {self._amount(last)}"


# --- For programs --------------------------------------------------------------------------------------------


def as_json(
    comparisons: Sequence[Comparison], only: tuple[Sequence[str], Sequence[str]], language: str
) -> dict[str, Any]:
    """Comparisons for programs; amounts as decimal strings in yuan, null where there is no bound."""
    return {
        "schemes": [_comparison(comparison, language) for comparison in comparisons],
        "only_before": list(only[0]),
        "only_after": list(only[1]),
    }


def _comparison(comparison: Comparison, language: str) -> dict[str, Any]:
    return {
        "policy": comparison.after.policy.number,
        "scheme": comparison.after.scheme.key,
        "before": comparison.before.label,
        "after": comparison.after.label,
        "verdict": comparison.verdict,
        "witnesses": [_witness(witness) for witness in comparison.witnesses],
        "stretches": [_stretches(stretches) for stretches in comparison.stretches],
        "undecided": [{"question": question, "reason": reason} for question, reason in comparison.undecided],
        "assumptions": [words.in_language(language) for words in comparison.assumptions],
    }


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "kind": witness.kind,
        "change": _yuan(witness.change),
        "largest": witness.largest,
        "grows": witness.grows,
        "before": witness.before.as_json("before"),
        "after": witness.after.as_json("after"),
    }


def _stretches(stretches: Stretches) -> dict[str, Any]:
    return {
        "fact": stretches.fact.key,
        "as_in": stretches.case.as_json("as_in")["facts"],
        "stretches": [
            {
                "change": stretch.change,
                "from": _end(stretch.first),
                "to": _end(stretch.last),
                "open": stretch.open,
            }
            for stretch in stretches.stretches
        ],
        "cut": stretches.cut,
    }


def _end(end: End) -> dict[str, Any]:
    """``at`` is in the fact's base unit: fen, or a count."""
    return {"at": end.at, "before": _yuan(end.before), "after": _yuan(end.after)}


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else yuan_text(fen)
