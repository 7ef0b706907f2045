"""A census laid out for people in a terminal, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text as Styled

from duixian.census.tally import Money, SchemeTally, missing_over_all
from duixian.decide.decision import OUTCOME_WORDS
from duixian.language.quantity import money_words, yuan_text
from duixian.language.tree import Text

if TYPE_CHECKING:
    from duixian.census.budgets import Allocation, BudgetResult
    from duixian.census.run import Census
    from duixian.language.library import PolicyList
    from duixian.language.vocabulary import Vocabulary
    from duixian.registry.population import Population
    from duixian.terminal import Terminal

RULE_WORDS = {
    "first_come": Text("先到先得", "first come, first served"),
    "pro_rata": Text("按比例", "pro rata"),
    "by_rank": Text("按排名(金额从大到小)", "by rank (largest claim first)"),
    "open": Text("待定", "open"),
}
"""The rules by which an envelope is shared out."""

MISSING_SHOWN = 8


def sum_words(money: Money, language: str) -> str:
    """A sum for people: 1.2亿元, 0元 至 3万元, 3万元 起."""
    low, most = money_words(money.low, language), money.most
    if most is None:
        return f"{low} 起,无上限" if language == "zh" else f"from {low}, no bound"
    if money.low == most:
        return low
    high = money_words(most, language)
    return f"{low} 至 {high}" if language == "zh" else f"{low} to {high}"


def path_words(vocabulary: Vocabulary, path: str, language: str) -> str:
    """A missing fact in words: 年度主营业务收入, 租赁合同·租赁额."""
    key, _, field_key = path.partition(".")
    records = vocabulary.records_by_name.get(key)
    if records is None:
        return vocabulary.fact_by_name[key].name.in_language(language)
    field = records.field(field_key)
    name = records.name.in_language(language)
    between = "·" if language == "zh" else ": "
    return name if field is None else f"{name}{between}{field.name.in_language(language)}"


def print_census(
    terminal: Terminal, listed: PolicyList, census: Census, population: Population, seconds: float
) -> None:
    """The table of schemes, the envelopes, what is missing most, and what was rejected."""
    _Writer(terminal, listed, census, population).write(seconds)


class _Writer:
    def __init__(
        self, terminal: Terminal, listed: PolicyList, census: Census, population: Population
    ) -> None:
        self.listed = listed
        self.census = census
        self.population = population
        self.language = terminal.language
        self.say = terminal.say
        self.console = terminal.console

    def write(self, seconds: float) -> None:
        say, census = self.say, self.census
        total = sum(census.recipients.values())
        title = self.listed.head.title.in_language(self.language)
        self.console.print(Styled(title, "bold"))
        per_second = int(total / max(seconds, 1e-9))
        self.console.print(
            say(
                f"{census.on}  {total:,} 个主体  {seconds:.1f} 秒({per_second:,} 个/秒,引擎 {census.engine})",
                f"{census.on}  {total:,} recipients  {seconds:.1f} s ({per_second:,} a second, engine {census.engine})",
            )
        )
        self.console.print()
        self.console.print(self._schemes())
        for line in (*self._notes(), *self._budgets(), *self._missing(), *self._rejects()):
            self.console.print(line)

    def _schemes(self) -> Table:
        say = self.say
        table = Table(show_edge=False, pad_edge=False)
        table.add_column(say("条款", "Scheme"), overflow="fold")
        for outcome in ("entitled", "undetermined", "not_entitled", "not_applicable"):
            table.add_column(OUTCOME_WORDS[outcome].in_language(self.language), justify="right", no_wrap=True)
        table.add_column(say("金额", "Amount"), justify="right", overflow="fold")
        several = {tally.of.name for tally in self.census.tallies if self._kinds_of(tally) > 1}
        for tally in self.census.tallies:
            counts = tally.outcomes()
            nobody = not (counts["entitled"] or counts["undetermined"])
            table.add_row(
                self._name(tally, with_kind=tally.of.name in several),
                f"{counts['entitled']:,}",
                f"{counts['undetermined']:,}",
                f"{counts['not_entitled']:,}",
                f"{counts['not_applicable']:,}",
                "—" if nobody else sum_words(tally.all.money, self.language),
            )
        return table

    def _kinds_of(self, tally: SchemeTally) -> int:
        return sum(other.of.name == tally.of.name for other in self.census.tallies)

    def _name(self, tally: SchemeTally, *, with_kind: bool) -> str:
        name = f"{tally.of.name} {tally.of.scheme.name.in_language(self.language)}"
        if not with_kind:
            return name
        kind = self.listed.vocabulary.kind_by_name[tally.kind].name.in_language(self.language)
        return self.say(f"{name}({kind})", f"{name} ({kind})")

    def _notes(self) -> Iterator[str]:
        programs = self.census.programs
        if programs.not_in_force:
            names = "、".join(programs.not_in_force)
            yield self.say(f"当日没有施行的:{names}", f"not in force on the day: {names}")
        if self.census.instead:
            yield self.say(
                f"不得同享的条款取最有利的组合;因此另有 {self.census.instead:,} 项不付",
                f"of schemes that exclude each other the best combination is taken; {self.census.instead:,} others pay nothing",
            )
        for refused in programs.refused:
            yield self.say(
                f"{refused.of.name} 逐个计算,因为引擎算不了:{refused.reason}",
                f"{refused.of.name} is decided one by one, for the engine has no form for {refused.reason}",
            )

    def _budgets(self) -> Iterator[str]:
        for budget in self.census.budgets:
            name = f"{budget.policy}.{budget.scheme}" if budget.scheme else str(budget.policy)
            claimed = sum_words(_claimed(budget), self.language)
            envelope = money_words(budget.envelope, self.language)
            rule = RULE_WORDS[budget.rule].in_language(self.language)
            yield ""
            yield self.say(
                f"预算 {name}:每年 {envelope},分配办法{rule};{budget.claims:,} 份申请,合计 {claimed}",
                f"Envelope {name}: {envelope} a year, shared out: {rule}; {budget.claims:,} claims, together {claimed}",
            )
            for allocation in budget.allocations:
                yield "  " + self._allocation(allocation)

    def _allocation(self, allocation: Allocation) -> str:
        rule = RULE_WORDS[allocation.rule].in_language(self.language)
        if allocation.reason:
            return self.say(
                f"{rule}:没有申报先后(--order),算不了", f"{rule}: needs to know who applied when (--order)"
            )
        paid = sum_words(Money(allocation.low, allocation.high), self.language)
        return self.say(
            f"{rule}:付 {paid};足额 {allocation.whole:,}、部分 {allocation.part:,}、落空 {allocation.none:,}、"
            f"尚不能定 {allocation.open:,}",
            f"{rule}: pays {paid}; whole {allocation.whole:,}, in part {allocation.part:,}, "
            f"nothing {allocation.none:,}, open {allocation.open:,}",
        )

    def _missing(self) -> Iterator[str]:
        found = list(missing_over_all(self.census.tallies))[:MISSING_SHOWN]
        if found:
            yield ""
            yield self.say("缺得最要紧的事实:", "The missing facts on which most hangs:")
        for path, lack in found:
            name = path_words(self.listed.vocabulary, path, self.language)
            most = money_words(lack.money.high - lack.money.low, self.language)
            unbounded = lack.money.unbounded
            yield "  " + self.say(
                f"{name}:{lack.recipients:,} 处待定,其中 {lack.alone:,} 处只差它;关系到至多 {most}"
                + (f",另有 {unbounded:,} 处没有上限" if unbounded else ""),
                f"{name}: {lack.recipients:,} open decisions, of which it alone settles {lack.alone:,}; up to {most} "
                "hang on it" + (f", and {unbounded:,} amounts without a bound" if unbounded else ""),
            )

    def _rejects(self) -> Iterator[str]:
        counts = self.population.rejects.count
        for table, rows in counts.items():
            if rows:
                of = self.population.rows.get(table, 0)
                yield self.say(
                    f"剔除 {table}:{of:,} 行里的 {rows:,} 行", f"rejected of {table}: {rows:,} of {of:,} rows"
                )


def _claimed(budget: BudgetResult) -> Money:
    if budget.claimed_high is None:
        return Money(budget.claimed_low, 0, 1)
    return Money(budget.claimed_low, budget.claimed_high)


def as_json(census: Census, population: Population, seconds: float) -> dict[str, Any]:
    """A census for programs; amounts as decimal strings in yuan, null where there is no bound."""
    return {
        "date": census.on.isoformat(),
        "engine": census.engine,
        "seconds": round(seconds, 3),
        "recipients": census.recipients,
        "rows": dict(population.rows),
        "rejected": dict(population.rejects.count),
        "decided_singly": census.singly.total(),
        "excluded_by_another": census.instead,
        "not_in_force": list(census.programs.not_in_force),
        "schemes": [_scheme_as_json(tally) for tally in census.tallies],
        "budgets": [_budget_as_json(budget) for budget in census.budgets],
        "missing": [
            {
                "fact": path,
                "open": lack.recipients,
                "alone": lack.alone,
                "amount": yuan_text(lack.money.high - lack.money.low),
            }
            for path, lack in missing_over_all(census.tallies)
        ],
    }


def _scheme_as_json(tally: SchemeTally) -> dict[str, Any]:
    most = tally.all.money.most
    return {
        "policy": tally.of.policy.number,
        "policy_key": tally.of.policy.key,
        "scheme": tally.of.scheme.key,
        "kind": tally.kind,
        **tally.outcomes(),
        "amount": {"min": yuan_text(tally.all.money.low), "max": None if most is None else yuan_text(most)},
    }


def _budget_as_json(budget: BudgetResult) -> dict[str, Any]:
    high = budget.claimed_high
    return {
        "policy": budget.policy,
        "scheme": budget.scheme or None,
        "envelope": yuan_text(budget.envelope),
        "rule": budget.rule,
        "claims": budget.claims,
        "claimed": {"min": yuan_text(budget.claimed_low), "max": None if high is None else yuan_text(high)},
        "allocations": [
            {
                "rule": allocation.rule,
                "reason": allocation.reason or None,
                "whole": allocation.whole,
                "part": allocation.part,
                "none": allocation.none,
                "open": allocation.open,
                "paid": {"min": yuan_text(allocation.low), "max": yuan_text(allocation.high)},
            }
            for allocation in budget.allocations
        ],
    }
