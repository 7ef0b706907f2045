"""What the sandbox found, in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from duixian.census.words import RULES, path_words
from duixian.language.quantity import short_money

if TYPE_CHECKING:
    from rich.console import RenderableType

    from duixian.census.tally import Money
    from duixian.sandbox.backtest import Compared
    from duixian.sandbox.experiment import Effect
    from duixian.sandbox.gains import Gains
    from duixian.sandbox.results import Results, Swept, Trial
    from duixian.sandbox.targets import Target
    from duixian.terminal import Terminal


def print_results(terminal: Terminal, results: Results) -> None:
    """Everything in short; the page and the tables have it all."""
    report = _Report(terminal, results)
    for part in report.parts():
        terminal.console.print(part)


def winners_words(gains: Gains, say: Callable[[str, str], str]) -> Iterator[str]:
    """Who gains and who loses, in lines."""
    language = say("zh", "en")
    for side, word in ((gains.gain, say("受益", "gain")), (gains.lose, say("受损", "lose"))):
        most = short_money(side.most, language)[0]
        yield say(
            f"{word} {side.recipients:,} 个主体(肯定的 {side.surely:,} 个),按至多算共 {most}",
            f"{side.recipients:,} recipients {word} ({side.surely:,} surely), reckoned at most {most} together",
        )
    yield say(
        f"不变 {gains.same:,} 个,区间变宽或变窄 {gains.mixed:,} 个;新得 {gains.newly_in:,} 个,落空 {gains.newly_out:,} 个",
        f"same for {gains.same:,}, wider or narrower for {gains.mixed:,}; newly in {gains.newly_in:,}, newly out {gains.newly_out:,}",
    )


class _Report:
    def __init__(self, terminal: Terminal, results: Results) -> None:
        self.results = results
        self.say = terminal.say
        self.language = terminal.language

    def parts(self) -> Iterator[RenderableType]:
        say, population = self.say, self.results.population
        rows = sum(population.rows[kind] for kind in population.kinds)
        yield say(
            f"沙盘  {self.results.on}  {rows:,} 行主体  基准 {self.results.baseline_hash}",
            f"Sandbox  {self.results.on}  {rows:,} rows of recipients  baseline {self.results.baseline_hash}",
        )
        for trial, effect in self.results.effects:
            yield ""
            yield trial.title.in_language(self.language)
            for applied in trial.reformed.applied:
                yield f"  {applied.change.words.splitlines()[0]}"
            yield self._costs(effect)
            yield from self._winners(effect)
            yield from self._envelopes(trial, effect)
            yield from self._narrowing(effect)
        if self.results.swept is not None:
            yield from self._sweep(self.results.swept)

    def _costs(self, effect: Effect) -> Table:
        say = self.say
        table = _table(
            (say("所改政策合计", "Policies changed, together"), False),
            (say("至少(元)", "at least"), True),
            (say("至多(元)", "at most"), True),
            (say("无上限", "no bound"), True),
            (say("可享", "entitled"), True),
            (say("待核", "open"), True),
        )
        for name, outcome in ((say("现在", "now"), effect.before), (say("改后", "reformed"), effect.after)):
            table.add_row(
                name,
                *self._money(outcome.cost),
                f"{outcome.entitled:,}",
                f"{outcome.undetermined:,}",
            )
        return table

    def _money(self, money: Money) -> Sequence[str]:
        most = self._brief(money.high) if money.high or not money.unbounded else "—"
        return self._brief(money.low), most, f"{money.unbounded:,}" if money.unbounded else ""

    def _brief(self, fen: int) -> str:
        return short_money(fen, self.language, brief=True)[0]

    def _long(self, fen: int) -> str:
        return short_money(fen, self.language)[0]

    def _winners(self, effect: Effect) -> Iterator[str]:
        return winners_words(effect.changes.all, self.say)

    def _envelopes(self, trial: Trial, effect: Effect) -> Iterator[RenderableType]:
        say = self.say
        before = {(budget.policy, budget.scheme): budget for budget in effect.before.census.budgets}
        for budget in effect.after.census.budgets:
            was = before.get((budget.policy, budget.scheme))
            policy = trial.reformed.listed.by_number[budget.policy]
            name = policy.scheme(budget.scheme).name if budget.scheme else policy.name
            yield say(
                f"预算 {budget.policy} {name.zh}:每年 {self._long(budget.envelope)}",
                f"Envelope of {budget.policy} {name.in_language('en')}: {self._long(budget.envelope)} a year",
            )
            table = _table(
                (say("分配办法", "Rule of sharing"), False),
                (say("付至少(元)", "pays at least"), True),
                (say("至多(元)", "at most"), True),
                (say("足额", "whole"), True),
                (say("现在足额", "whole now"), True),
            )
            whole = {one.rule: one.whole for one in was.allocations} if was else {}
            for one in budget.allocations:
                rule = RULES[one.rule].in_language(self.language)
                if one.reason:
                    table.add_row(rule, say("要有 --order", "needs --order"))
                    continue
                mark = say("(所定)", " (its own)") if one.rule == budget.rule else ""
                table.add_row(
                    rule + mark,
                    self._brief(one.low),
                    self._brief(one.high),
                    f"{one.whole:,}",
                    f"{whole[one.rule]:,}" if one.rule in whole else "",
                )
            yield table

    def _narrowing(self, effect: Effect) -> Iterator[str]:
        if effect.after.narrowing is None:
            return
        path, lack = effect.after.narrowing
        name = path_words(self.results.baseline.vocabulary, path, self.language)
        amount = self._long(lack.money.high - lack.money.low)
        yield self.say(
            f"最能收窄区间的事实:{name}({lack.recipients:,} 项待它定,至多关系到 {amount})",
            f"The fact that would narrow it most: {name} ({lack.recipients:,} decisions wait, up to {amount} hang on it)",
        )

    def _sweep(self, swept: Swept) -> Iterator[RenderableType]:
        say = self.say
        yield ""
        table = _table(
            (swept.sweep.path, False),
            (say("至少(元)", "at least"), True),
            (say("至多(元)", "at most"), True),
            (say("无上限", "no bound"), True),
            (say("预算以内", "within envelope"), False),
        )
        for step in swept.steps:
            borne = ""
            if step.claimed is not None and step.envelope is not None:
                most = step.claimed.most
                fits = most is not None and most <= step.envelope
                least = step.claimed.low <= step.envelope
                borne = say("✔", "✔") if fits else say("至少的够", "the least") if least else "✘"
            table.add_row(step.value, *self._money(step.cost), borne)
        yield table
        yield from self._sought(swept)

    def _sought(self, swept: Swept) -> Iterator[str]:
        if swept.sought is not None:
            yield seek_words(swept, self.language)


def seek_words(swept: Swept, language: str) -> str:
    """What was sought, and what was found."""
    sought = swept.sought
    assert sought is not None
    envelope, _ = short_money(sought.envelope, language)
    if language == "zh":
        end = "至多" if sought.end == "most" else "至少"
        if sought.step is None:
            return f"没有一步的申请合计({end})在 {envelope} 以内"
        tail = "" if sought.steady else ";它以下也有超出的"
        return f"申请合计({end})在 {envelope} 以内的最大一步:{sought.step.value}{tail}"
    if sought.step is None:
        return f"No step keeps the claims, at {sought.end}, within {envelope}"
    tail = "" if sought.steady else "; some smaller ones do not"
    return f"The largest step that keeps the claims, at {sought.end}, within {envelope}: {sought.step.value}{tail}"


def print_targets(terminal: Terminal, targets: Sequence[Target]) -> None:
    """What can be changed of a policy, with what it is now."""
    say = terminal.say
    table = _table((say("路径", "Path"), False), (say("现在", "Now"), False))
    for target in targets:
        now = target.text
        if target.kind == "option":
            now = " / ".join(dict.fromkeys(key for _, key in target.choices))
        table.add_row(target.path, now)
    terminal.console.print(table)


def print_backtest(terminal: Terminal, found: Sequence[Compared]) -> None:
    """Reported totals beside what the rules give, and what may be made of both."""
    say, language = terminal.say, terminal.language

    def brief(fen: int) -> str:
        return short_money(fen, language, brief=True)[0]

    table = _table(
        (say("报道的合计", "Total of the article"), False),
        (say("报道(元)", "Article"), True),
        (say("数据里以往的奖补", "Earlier awards in the data"), True),
        (say("规则", "Rule"), False),
        (say("至少(元)", "at least"), True),
        (say("至多(元)", "at most"), True),
        (say("可享", "entitled"), True),
        (say("待核", "open"), True),
    )
    for one in found:
        money = one.cell.money
        table.add_row(
            one.reported.name.in_language(language),
            brief(one.reported.total),
            "—" if one.listed is None else brief(one.listed),
            f"{one.reported.policy}.{one.reported.scheme} {one.reported.on}",
            brief(money.low),
            brief(money.high),
            f"{one.cell.entitled:,}",
            f"{one.cell.undetermined:,}",
        )
    terminal.console.print(table)
    for one in found:
        words = one.reported.reading.in_language(language)
        terminal.console.print(f"{one.reported.name.in_language(language)}: {words}")


def _table(*columns: tuple[str, bool]) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    for heading, number in columns:
        table.add_column(heading, justify="right" if number else "left", overflow="fold")
    return table
