"""A census laid out for people in a terminal, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from duixian.census.tally import Money, SchemeTally, added, missing_over_all
from duixian.census.words import RULES, WHY_SINGLY, SchemeNames, path_words, table_words
from duixian.decide.decision import OUTCOME_WORDS
from duixian.language.quantity import short_money, yuan_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from duixian.census.budgets import Allocation, BudgetResult
    from duixian.census.run import Census
    from duixian.language.library import PolicyList
    from duixian.registry.population import Population
    from duixian.terminal import Terminal

MISSING_SHOWN = 8

WIDE = 100
"""From so many columns on, the table of schemes also counts those who get nothing."""


def print_census(
    terminal: Terminal, listed: PolicyList, census: Census, population: Population, seconds: float
) -> None:
    """The answer with the table of schemes, the envelopes, what is missing most, and what was rejected."""
    writer = _Writer(terminal, listed, census)
    writer.answer(seconds)
    writer.rest(population)


def print_answer(terminal: Terminal, listed: PolicyList, census: Census) -> None:
    """Only the answer with the table of schemes, and not how long it took."""
    _Writer(terminal, listed, census).answer()


class _Writer:
    def __init__(self, terminal: Terminal, listed: PolicyList, census: Census) -> None:
        self.listed = listed
        self.vocabulary = listed.vocabulary
        self.census = census
        self.language = terminal.language
        self.say = terminal.say
        self.console = terminal.console
        self.names = SchemeNames(census, listed.vocabulary, terminal.language)

    def answer(self, seconds: float | None = None) -> None:
        say, census = self.say, self.census
        total = sum(census.recipients.values())
        self.console.print(Styled(self.listed.head.title.in_language(self.language), "bold"))
        took = "" if seconds is None else say(f"  {seconds:.1f} 秒", f"  {seconds:.1f} s")
        engine = "" if seconds is None else say(f"(引擎 {census.engine})", f" (engine {census.engine})")
        counted = say(f"{total:,} 个主体", f"{total:,} recipients")
        self.console.print(f"{census.on}  {counted}{took}{engine}")
        for line in self._answer():
            self.console.print(line)
        self.console.print()
        self.console.print(self._schemes())
        self.console.print(
            say(
                "金额:待核的、写明“不超过”的,都从零算起;没有上限的另计。",
                "Amounts in yuan; what is open or “up to” counts from nought, what has no bound is counted apart.",
            ),
            style="dim",
        )

    def rest(self, population: Population) -> None:
        for part in (*self._budgets(), *self._missing()):
            self.console.print(part)
        notes = [*self._notes(), *self._rejects(population)]
        for line in ["", *notes] if notes else []:
            self.console.print(line)

    def _answer(self) -> Iterator[str]:
        say = self.say
        entitled = sum(kind.entitled for kind in self.census.reached.values())
        open_ = sum(kind.undetermined for kind in self.census.reached.values())
        yield say(
            f"{entitled:,} 个主体至少可享一项,另有 {open_:,} 个待核",
            f"{entitled:,} recipients are entitled to something, another {open_:,} cannot be told yet",
        )
        money = added(tally.all for tally in self.census.tallies).money
        low, high = self._long(money.low), self._long(money.high)
        apart = say(
            f",另有 {money.unbounded:,} 项没有上限",
            f", apart from {money.unbounded:,} amounts without a bound",
        )
        yield say(f"合计至少 {low},至多 {high}", f"together at least {low}, at most {high}") + (
            apart if money.unbounded else ""
        )

    def _long(self, fen: int) -> str:
        return short_money(fen, self.language)[0]

    def _brief(self, fen: int) -> str:
        return short_money(fen, self.language, brief=True)[0]

    # --- The schemes -----------------------------------------------------------------------------------------

    def _schemes(self) -> Table:
        say = self.say
        wide = self.console.width >= WIDE
        nothing = ("not_entitled", "not_applicable") if wide else ()
        table = Table(show_edge=False, pad_edge=False)
        table.add_column(say("条款", "Scheme"), overflow="fold")
        words = [OUTCOME_WORDS[outcome].in_language(self.language) for outcome in nothing]
        open_ = say("待核", "open")
        for heading in (OUTCOME_WORDS["entitled"].in_language(self.language), open_, *words, *self._bounds()):
            table.add_column(heading, justify="right", overflow="fold")
        for tally in self.names.tallies:
            counts = tally.outcomes()
            nobody = not (tally.all.entitled or tally.all.undetermined)
            table.add_row(
                self.names.numbered(tally),
                *(f"{counts[outcome]:,}" for outcome in ("entitled", "undetermined", *nothing)),
                *(("", "", "") if nobody else self._cells(tally.all.money)),
                style="dim" if nobody else None,
            )
        return table

    def _bounds(self) -> tuple[str, str, str]:
        return (
            self.say("至少(元)", "at least"),
            self.say("至多(元)", "at most"),
            self.say("无上限", "no bound"),
        )

    def _cells(self, money: Money) -> tuple[str, str, str]:
        """A sum at least, at most, and how many amounts are not in it because they have no bound."""
        most = self._brief(money.high) if money.high or not money.unbounded else "—"
        return self._brief(money.low), most, f"{money.unbounded:,}" if money.unbounded else ""

    # --- The envelopes ---------------------------------------------------------------------------------------

    def _budgets(self) -> Iterator[RenderableType]:
        for budget in self.census.budgets:
            yield ""
            yield self._budget_words(budget)
            told = [allocation for allocation in budget.allocations if not allocation.reason]
            yield Padding(self._allocations(told), (0, 0, 0, 2), expand=False)
            for allocation in budget.allocations:
                if allocation.reason:
                    rule = RULES[allocation.rule].in_language(self.language)
                    yield "  " + self.say(
                        f"{rule}:没有给出申报的先后(--order),算不了",
                        f"{rule}: needs to know who applied when (--order)",
                    )

    def _budget_words(self, budget: BudgetResult) -> str:
        policy = self.listed.by_number[budget.policy]
        name = policy.scheme(budget.scheme).name if budget.scheme else policy.name
        envelope, rule = self._long(budget.envelope), RULES[budget.rule].in_language(self.language)
        least = self._long(budget.claimed_low)
        most = None if budget.claimed_high is None else self._long(budget.claimed_high)
        claimed = self.say(
            f"合计至少 {least},{f'至多 {most}' if most else '没有上限'}",
            f"together at least {least}, {f'at most {most}' if most else 'without bound'}",
        )
        return self.say(
            f"预算 {budget.policy} {name.zh}:每年 {envelope},分配办法{rule};{budget.claims:,} 份申请,{claimed}",
            f"Envelope of {budget.policy} {name.in_language('en')}: {envelope} a year, shared out: {rule}; "
            f"{budget.claims:,} claims, {claimed}",
        )

    def _allocations(self, allocations: list[Allocation]) -> Table:
        say = self.say
        table = Table(show_edge=False, pad_edge=False)
        table.add_column(say("分配办法", "Rule of sharing"), overflow="fold")
        at_least, at_most, _ = self._bounds()
        for heading in (
            say(f"付{at_least}", "pays at least"),
            at_most,
            say("足额", "whole"),
            say("部分", "part"),
            say("落空", "nothing"),
            say("未定", "open"),
        ):
            table.add_column(heading, justify="right", overflow="fold")
        for one in allocations:
            numbers = (one.whole, one.part, one.none, one.open)
            table.add_row(
                RULES[one.rule].in_language(self.language),
                self._brief(one.low),
                self._brief(one.high),
                *(f"{number:,}" for number in numbers),
            )
        return table

    # --- What is missing, and how it was decided -------------------------------------------------------------

    def _missing(self) -> Iterator[RenderableType]:
        found = list(missing_over_all(self.census.tallies))
        if not found:
            return
        say = self.say
        table = Table(show_edge=False, pad_edge=False)
        table.add_column(say("事实", "Fact"), overflow="fold")
        for heading in (
            say("待定的项", "decisions"),
            say("只差它的", "only it"),
            say("至多关系到(元)", "at most"),
            say("无上限", "no bound"),
        ):
            table.add_column(heading, justify="right", overflow="fold")
        for path, lack in found[:MISSING_SHOWN]:
            _, most, unbounded = self._cells(Money(0, lack.money.high - lack.money.low, lack.money.unbounded))
            name = path_words(self.vocabulary, path, self.language)
            table.add_row(name, f"{lack.recipients:,}", f"{lack.alone:,}", most, unbounded)
        yield ""
        more = len(found) - MISSING_SHOWN
        rest = say(f"(另有 {more} 个)", f" ({more} more)") if more > 0 else ""
        yield (
            say(
                "缺得最要紧的事实",
                "The missing facts on which most hangs: open decisions, those that only it settles, yuan",
            )
            + rest
        )
        yield Padding(table, (0, 0, 0, 2), expand=False)

    def _notes(self) -> Iterator[str]:
        say, census = self.say, self.census
        if census.programs.not_in_force:
            names = say("、", ", ").join(census.programs.not_in_force)
            yield say(f"当日没有施行的:{names}", f"not in force on the day: {names}")
        for refused in census.programs.refused:
            yield say(
                f"{refused.of.name} 逐个计算,因为引擎算不了:{refused.reason}",
                f"{refused.of.name} is decided one by one, for the engine has no form for {refused.reason}",
            )
        if census.singly:
            reasons = [
                f"{WHY_SINGLY[why].in_language(self.language)} {number:,}"
                for why in WHY_SINGLY
                if (number := sum(some for (_, reason), some in census.singly.items() if reason == why))
            ]
            yield say(
                f"逐个计算的有 {census.singly.total():,} 项:{'、'.join(reasons)}",
                f"{census.singly.total():,} decisions were made one by one: {', '.join(reasons)}",
            )
        if census.instead:
            yield say(
                f"不得同享的条款取最有利的组合;因此另有 {census.instead:,} 项不付",
                f"of schemes that exclude each other the best combination is taken; {census.instead:,} others pay nothing",
            )

    def _rejects(self, population: Population) -> Iterator[str]:
        for table, rows in population.rejects.count.items():
            if rows:
                name, read = table_words(self.vocabulary, table, self.language), population.rows[table]
                yield self.say(
                    f"剔除了“{name}”{read:,} 行里的 {rows:,} 行(rejects.parquet)",
                    f"rejected of “{name}”: {rows:,} of {read:,} rows (rejects.parquet)",
                )


def as_json(census: Census, population: Population, seconds: float) -> dict[str, Any]:
    """A census for programs; amounts as decimal strings in yuan, null where there is no bound."""
    return {
        "date": census.on.isoformat(),
        "engine": census.engine,
        "seconds": round(seconds, 3),
        "recipients": census.recipients,
        "reached": {
            kind: {"entitled": found.entitled, "undetermined": found.undetermined}
            for kind, found in census.reached.items()
        },
        "rows": dict(population.rows),
        "rejected": dict(population.rejects.count),
        "decided_singly": census.singly.total(),
        "excluded_by_another": census.instead,
        "not_in_force": list(census.programs.not_in_force),
        "schemes": [_scheme_as_json(tally) for tally in census.tallies],
        "budgets": [budget_as_json(budget) for budget in census.budgets],
        "missing": [
            {
                "fact": path,
                "open": lack.recipients,
                "alone": lack.alone,
                "amount": yuan_text(lack.money.high - lack.money.low),
                "unbounded": lack.money.unbounded,
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


def budget_as_json(budget: BudgetResult) -> dict[str, Any]:
    """An envelope for programs."""
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
