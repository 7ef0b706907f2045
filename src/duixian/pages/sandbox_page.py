"""The report of the sandbox: what each reform costs and who gains and loses, the answer first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from duixian import __version__
from duixian.census.tally import Money, SchemeTally
from duixian.census.words import RULES, SchemeNames, path_words
from duixian.language.quantity import short_money
from duixian.pages.charts import Limit, Row, Scale, bar_chart
from duixian.pages.drawings import Axis, curve
from duixian.pages.html import Child, Html, joined, tag
from duixian.pages.layout import Words, document, section, table, unordered
from duixian.pages.numbers import short_number
from duixian.pages.prose import rule
from duixian.pages.sums import SumWords
from duixian.pages.sweep import Piece, Point
from duixian.sandbox.report import seek_words

if TYPE_CHECKING:
    from duixian.census.budgets import BudgetResult
    from duixian.sandbox.experiment import Effect
    from duixian.sandbox.gains import Gains
    from duixian.sandbox.results import Results, Swept, Trial
    from duixian.sandbox.sweep import Step


def sandbox_page(results: Results, language: str = "zh") -> str:
    """The results as a self-contained HTML page in ``zh`` or ``en``."""
    return _Page(results, Words(language)).page()


class _Page:
    def __init__(self, results: Results, words: Words) -> None:
        self.results = results
        self.vocabulary = results.baseline.vocabulary
        self.words = words
        self.say = words.say
        self.language = words.language
        self.sums = SumWords(words)

    def page(self) -> str:
        say, results = self.say, self.results
        rows = sum(results.population.rows[kind] for kind in results.population.kinds)
        title = say("沙盘报告", "Sandbox report")
        about: list[Child] = [
            say(f"按 {results.on} 判断", f"as of {results.on}"),
            say(f"{rows:,} 行主体", f"{rows:,} rows of recipients"),
            [say("基准 ", "baseline "), tag("code", results.baseline_hash)],
        ]
        masthead = [
            tag("p", self.words.text(results.baseline.head.title), class_="over"),
            tag("h1", title),
            tag("p", joined(" · ", about), class_="about"),
        ]
        foot = [
            say(f"由兑现 duixian {__version__} 生成。", f"Made by duixian {__version__}. "),
            say(
                "合计到分在旁边的 Parquet 表里。", "The sums to the fen are in the Parquet tables beside it."
            ),
        ]
        main: list[Child] = [self.answer()] if results.effects else []
        main += [self.contents(), self.how_to_read()]
        main += [self.trial(number, *one) for number, one in enumerate(results.effects, 1)]
        main += [self.sweep(results.swept)] if results.swept is not None else []
        return document(
            self.words, title=f"{title} {results.on}", masthead=masthead, main=main, foot=tag("p", foot)
        )

    # --- The answer ------------------------------------------------------------------------------------------

    def answer(self) -> Html:
        """All reforms side by side."""
        say = self.say
        rows: list[list[Child]] = []
        bars: list[Row] = []
        for number, (trial, effect) in enumerate(self.results.effects, 1):
            name = trial.title.in_language(self.language)
            before, after = effect.before.cost, effect.after.cost
            gains = effect.changes.all
            rows.append(
                [
                    tag("a", self.words.text(name), href=f"#r{number}"),
                    self._range(before),
                    self._range(after),
                    f"{gains.gain.recipients:,}",
                    f"{gains.lose.recipients:,}",
                    f"{gains.newly_in:,}",
                    f"{gains.newly_out:,}",
                ]
            )
            bars += [
                self.sums.money_row(say(f"{number} 现在", f"{number} now"), before),
                self.sums.money_row(say(f"{number} 改后", f"{number} reformed"), after),
            ]
        columns: list[Child] = [
            say("方案", "Reform"),
            say("现在要花", "Cost now"),
            say("改后要花", "Cost reformed"),
            say("受益", "Gain"),
            say("受损", "Lose"),
            say("新得", "Newly in"),
            say("落空", "Newly out"),
        ]
        caption = say(
            "各方案:所改政策的申请合计,和主体的变化",
            "The reforms: all claims of the policies changed, and recipients",
        )
        chart = self.sums.money_chart("costs", say("要花多少", "What it costs"), bars)
        sentences = [tag("p", self._sentence(*one), class_="total") for one in self.results.effects]
        return section(
            "h2",
            "answer",
            say("结论", "The answer"),
            sentences,
            tag("div", chart, table(caption, columns, rows, caption, numbers=range(3, 7)), class_="charted"),
            class_="answer",
        )

    def _sentence(self, trial: Trial, effect: Effect) -> Child:
        say, gains = self.say, effect.changes.all
        before, after = effect.before.cost, effect.after.cost
        return [
            tag("strong", self.words.text(trial.title.in_language(self.language))),
            say(":申请合计由 ", ": all claims go from "),
            self.sums.span(before.low, before.most),
            say(" 变为 ", " to "),
            tag("strong", self.sums.span(after.low, after.most)),
            say(
                f";{gains.gain.recipients:,} 个主体受益,{gains.lose.recipients:,} 个受损。",
                f"; {gains.gain.recipients:,} recipients gain, {gains.lose.recipients:,} lose.",
            ),
        ]

    def _range(self, money: Money) -> Child:
        if money.unbounded:
            apart = self.say(f"另有 {money.unbounded:,} 项没有上限", f"and {money.unbounded:,} without bound")
            return [self.sums.span(money.low, money.high, brief=True), tag("br"), tag("small", apart)]
        return self.sums.span(money.low, money.most, brief=True)

    def contents(self) -> Html:
        """Where things stand."""
        links: list[Child] = [tag("a", self.say("怎样读", "How to read this"), href="#read")]
        links += [
            tag("a", self.words.text(trial.title.in_language(self.language)), href=f"#r{number}")
            for number, (trial, _) in enumerate(self.results.effects, 1)
        ]
        if self.results.swept is not None:
            links.append(tag("a", self.say("走一段", "Sweep"), href="#sweep"))
        return tag("nav", unordered(links), aria_label=self.say("目录", "Contents"))

    def how_to_read(self) -> Html:
        """What the words mean, in short."""
        say = self.say
        points: list[Child] = [
            say(
                "金额都是区间:事实不明的,从最不利算到最有利;写明“不超过”的,从零算到上限。不明既不是零,也不是“否”。",
                "Every sum is a range: an unknown fact counts from its worst to its best, a ceiling (“up to”) from "
                "nought. Unknown is neither nought nor no.",
            ),
            say(
                "受益:所改政策合起来,区间向上移;受损:向下移。“肯定”的,是不论不明的事实怎样、封顶以下给多少,都多得(少得)。",
                "Gain: over the policies changed, a recipient's range moves up; lose: down. “Surely” is whoever gets more "
                "(or less) whatever the unknown facts are and wherever below a ceiling it is paid.",
            ),
            say(
                "两头各往一边移的(区间变宽或变窄)单独数,不算受益也不算受损。",
                "Where the two ends move apart or together, the recipient is counted by itself: neither gain nor loss.",
            ),
            say(
                "只算规则本身:企业会不会因此改变做法,没有算进去。",
                "Only the rules are reckoned: whether recipients would act otherwise is left out.",
            ),
            say(
                "合计是各条款的申请,预算能付多少,见各方案的预算一节。",
                "Sums are of all claims; what an envelope pays of them is told under each reform.",
            ),
        ]
        return section("h2", "read", say("怎样读这份报告", "How to read this"), unordered(points))

    # --- A reform --------------------------------------------------------------------------------------------

    def trial(self, number: int, trial: Trial, effect: Effect) -> Html:
        """One reform: what it changes and why, its cost, winners and losers, envelopes."""
        say, name = self.say, f"r{number}"
        parts: list[Child] = [self._about(trial)]
        parts.append(tag("h3", say("要花多少", "What it costs")))
        parts.append(self._costs(name, effect))
        parts += list(self._narrowing(effect))
        parts.append(tag("h3", say("谁受益,谁受损", "Who gains and who loses")))
        parts.append(self._winners(name, effect))
        parts += list(self._by(name, effect))
        budgets = list(self._envelopes(name, trial, effect))
        if budgets:
            parts += [tag("h3", say("预算", "Envelopes")), *budgets]
        return section("h2", name, self.words.text(trial.title.in_language(self.language)), parts)

    def _about(self, trial: Trial) -> list[Child]:
        say = self.say
        written: list[Child] = [
            [tag("code", applied.change.words), rule(applied.change.text)]
            if applied.change.action == "clause"
            else tag("code", applied.change.words)
            for applied in trial.reformed.applied
        ]
        parts: list[Child] = [tag("h3", say("改什么", "What it changes")), unordered(written)]
        if trial.reform is None:
            return parts
        author = say(f"作者:{trial.reform.author}", f"Author: {trial.reform.author}")
        return [
            tag("p", author, class_="soft"),
            *parts,
            tag("h3", say("理由", "Why")),
            tag("p", self.words.text(trial.reform.why)),
            tag("h3", say("没有算进去的", "What it leaves out")),
            tag("p", self.words.text(trial.reform.left_out)),
        ]

    def _costs(self, name: str, effect: Effect) -> Html:
        say = self.say
        before = SchemeNames(effect.before.census, self.vocabulary, self.language)
        after = SchemeNames(effect.after.census, self.vocabulary, self.language)
        now = {_place(tally): tally for tally in before.tallies}
        rows: list[list[Child]] = []
        bars: list[Row] = []
        for tally in after.tallies:
            was = now.get(_place(tally))
            label = after.numbered(tally)
            money = Money() if was is None else was.all.money
            rows.append([self.words.text(label), self._range(money), self._range(tally.all.money)])
            if money != tally.all.money:
                bars += [
                    self.sums.money_row(say(f"{label} 现在", f"{label}, now"), money),
                    self.sums.money_row(say(f"{label} 改后", f"{label}, reformed"), tally.all.money),
                ]
        columns: list[Child] = [
            say("条款", "Scheme"),
            say("现在(元)", "Now (yuan)"),
            say("改后(元)", "Reformed (yuan)"),
        ]
        caption = say("各条款的申请合计", "All claims of each scheme")
        shown = table(caption, columns, rows, caption, numbers=range(1, 3))
        if not bars:
            return shown
        chart = self.sums.money_chart(f"{name}-costs", say("变了的条款", "Schemes that change"), bars)
        return tag("div", chart, shown, class_="charted")

    def _narrowing(self, effect: Effect) -> Iterator[Child]:
        if effect.after.narrowing is None:
            return
        path, lack = effect.after.narrowing
        fact = path_words(self.vocabulary, path, self.language)
        amount, _ = short_money(lack.money.high - lack.money.low, self.language)
        yield tag(
            "p",
            self.say("最能收窄区间的事实是“", "The fact that would narrow the cost most is “"),
            self.words.text(fact),
            self.say(
                f"”:{lack.recipients:,} 项待它定,至多关系到 {amount}。",
                f"”: {lack.recipients:,} decisions wait for it, and up to {amount} hang on it.",
            ),
        )

    # --- Winners and losers ----------------------------------------------------------------------------------

    def _winners(self, name: str, effect: Effect) -> Html:
        say, gains = self.say, effect.changes.all
        rows: list[list[Child]] = [
            [
                word,
                f"{side.recipients:,}",
                f"{side.surely:,}",
                self.sums.amount(side.least),
                self.sums.amount(side.most),
                f"{side.unbounded:,}",
            ]
            for word, side in ((say("受益", "Gain"), gains.gain), (say("受损", "Lose"), gains.lose))
        ]
        columns: list[Child] = [
            say("主体", "Recipients"),
            say("个数", "How many"),
            say("其中肯定的", "Of them surely"),
            say("按至少算差(元)", "At least, differ by (yuan)"),
            say("按至多算差(元)", "At most, differ by (yuan)"),
            say("没有上限的", "Without bound"),
        ]
        caption = say("受益与受损", "Gains and losses")
        rest = say(
            f"不变的 {gains.same:,} 个,区间变宽或变窄的 {gains.mixed:,} 个;新得的 {gains.newly_in:,} 个,落空的 {gains.newly_out:,} 个。",
            f"The same for {gains.same:,}, wider or narrower for {gains.mixed:,}; newly in {gains.newly_in:,}, newly out {gains.newly_out:,}.",
        )
        bars = [
            Row(self._bin(one.low, one.high), self._both(one.gain, one.lose), one.gain, one.gain + one.lose)
            for one in effect.changes.distribution
        ]
        title = say("至多可得的数变了多少", "By how much the most one may get changes")
        parts: list[Child] = [table(caption, columns, rows, caption, numbers=range(1, 6)), tag("p", rest)]
        if any(row.high for row in bars):
            parts.append(self._people(f"{name}-distribution", title, bars))
        return tag("div", parts)

    def _bin(self, low: int, high: int | None) -> str:
        least, _ = short_money(low, self.language, brief=False)
        if high is None:
            return self.say(f"{least}以上", f"{least} and more")
        most, _ = short_money(high, self.language, brief=False)
        return self.say(f"{most}以内", f"below {most}") if not low else f"{least} – {most}"

    def _both(self, gain: int, lose: int) -> str:
        return self.say(f"受益 {gain:,} · 受损 {lose:,}", f"{gain:,} gain · {lose:,} lose")

    def _people(self, name: str, title: str, rows: Sequence[Row]) -> Html:
        told = self.say("每条先是受益的,接着是受损的。", "Each bar: first who gains, then who loses.")
        scale = Scale(lambda value: short_number(value, 1, self.language))
        return self.sums.figure(title, told, rows, scale, partial(bar_chart, name, title))

    def _by(self, name: str, effect: Effect) -> Iterator[Html]:
        """Winners and losers by district, industry and size."""
        for dimension, found in effect.changes.by:
            cells = dict(found)
            fact = self.vocabulary.fact_by_name[dimension]
            values = dict(self.vocabulary.category_by_name[fact.type.unit].values)
            labelled: list[tuple[str, Gains]] = [
                (text.in_language(self.language), cells[key]) for key, text in values.items() if key in cells
            ]
            if "" in cells:
                labelled.append((self.say("不明", "unknown"), cells[""]))
            moving = [
                (label, gains) for label, gains in labelled if gains.gain.recipients or gains.lose.recipients
            ]
            if not moving:
                continue
            word = fact.name.in_language(self.language)
            title = self.say(f"按{word}", f"By {word[:1].lower()}{word[1:]}")
            bars = [
                Row(
                    label,
                    self._both(gains.gain.recipients, gains.lose.recipients),
                    gains.gain.recipients,
                    gains.gain.recipients + gains.lose.recipients,
                )
                for label, gains in moving
            ]
            rows: list[list[Child]] = [
                [
                    self.words.text(label),
                    f"{gains.gain.recipients:,}",
                    self.sums.amount(gains.gain.most),
                    f"{gains.lose.recipients:,}",
                    self.sums.amount(gains.lose.most),
                    f"{gains.same + gains.mixed:,}",
                ]
                for label, gains in labelled
            ]
            columns: list[Child] = [
                word,
                self.say("受益", "Gain"),
                self.say("至多多得(元)", "At most more (yuan)"),
                self.say("受损", "Lose"),
                self.say("至多少得(元)", "At most less (yuan)"),
                self.say("其余", "Others"),
            ]
            caption = self.say("受益与受损", "Gains and losses")
            chart = self._people(f"{name}-{dimension}", self.say("受益与受损的主体", "Recipients"), bars)
            shown = table(caption, columns, rows, title, numbers=range(1, 6))
            yield tag("div", tag("h4", title), tag("div", chart, shown, class_="charted"))

    # --- Envelopes -------------------------------------------------------------------------------------------

    def _envelopes(self, name: str, trial: Trial, effect: Effect) -> Iterator[Html]:
        say = self.say
        before = {(budget.policy, budget.scheme): budget for budget in effect.before.census.budgets}
        for budget in effect.after.census.budgets:
            was = before.get((budget.policy, budget.scheme))
            policy = trial.reformed.listed.by_number[budget.policy]
            words = policy.scheme(budget.scheme).name if budget.scheme else policy.name
            envelope, _ = short_money(budget.envelope, self.language)
            title = say(f"{envelope} 的预算", f"An envelope of {envelope}")
            bars = [
                row
                for label, one in ((say("现在", "now"), was), (say("改后", "reformed"), budget))
                if one is not None
                for row in self._bars(label, one)
            ]
            chart = self.sums.money_chart(
                f"{name}-{budget.policy}-{budget.scheme or 'all'}",
                title,
                bars,
                tenfold=True,
                limit=Limit(budget.envelope, say("预算", "envelope")),
            )
            rows = [
                [label, *row]
                for label, one in ((say("现在", "Now"), was), (say("改后", "Reformed"), budget))
                if one is not None
                for row in self._allocations(one)
            ]
            columns: list[Child] = [
                say("清单", "List"),
                say("分配办法", "Rule of sharing"),
                say("付款至少(元)", "Pays at least (yuan)"),
                say("付款至多(元)", "Pays at most (yuan)"),
                say("肯定足额", "Surely whole"),
                say("部分", "In part"),
                say("落空", "Nothing"),
                say("尚不能定", "Open"),
            ]
            notes: list[Child] = []
            if any(one.reason for one in budget.allocations):
                notes.append(
                    tag(
                        "p",
                        say(
                            "先到先得:没有给出申报的先后(--order),算不了。",
                            "First come, first served: it was not given who applied when (--order).",
                        ),
                    )
                )
            caption = say("各种分配办法下", "Under each rule of sharing")
            yield tag(
                "div",
                tag("h4", f"{budget.policy} ", self.words.text(words)),
                notes,
                tag(
                    "div", chart, table(caption, columns, rows, title, numbers=range(2, 8)), class_="charted"
                ),
            )

    def _bars(self, label: str, budget: BudgetResult) -> Iterator[Row]:
        claimed = Money(budget.claimed_low, budget.claimed_high or 0, int(budget.claimed_high is None))
        yield self.sums.money_row(self.say(f"{label}:申请合计", f"{label}: claims"), claimed)
        for one in budget.allocations:
            if not one.reason:
                words = RULES[one.rule].in_language(self.language)
                yield self.sums.money_row(
                    self.say(f"{label}:{words}", f"{label}: {words}"), Money(one.low, one.high)
                )

    def _allocations(self, budget: BudgetResult) -> Iterator[list[Child]]:
        for one in budget.allocations:
            if not one.reason:
                own = self.say("(所定)", " (its own)") if one.rule == budget.rule else ""
                yield [
                    RULES[one.rule].in_language(self.language) + own,
                    self.sums.amount(one.low),
                    self.sums.amount(one.high),
                    *(f"{number:,}" for number in (one.whole, one.part, one.none, one.open)),
                ]

    # --- A sweep ---------------------------------------------------------------------------------------------

    def sweep(self, swept: Swept) -> Html:
        """The cost curve, and what was sought."""
        say = self.say
        rows: list[list[Child]] = [
            [
                step.value,
                *self.sums.bounds(step.cost),
                *self._claimed(step),
            ]
            for step in swept.steps
        ]
        columns: list[Child] = [
            swept.sweep.path,
            *self.sums.bounds_columns(),
            say("申请至多(元)", "Claimed at most (yuan)"),
            say("预算(元)", "Envelope (yuan)"),
            say("够付", "Borne"),
        ]
        caption = say("每一步要花多少", "What each step costs")
        parts: list[Child] = []
        if swept.sought is not None:
            parts.append(tag("p", tag("strong", seek_words(swept, self.language))))
        if len(swept.steps) > 1:
            parts.append(self._curve(swept))
        parts.append(table(caption, columns, rows, caption, numbers=range(1, 6)))
        return section("h2", "sweep", [say("走一段:", "Sweep: "), tag("code", swept.sweep.path)], parts)

    def _claimed(self, step: Step) -> list[Child]:
        if step.claimed is None or step.envelope is None:
            return ["—", "—", "—"]
        most = step.claimed.most
        fits = most is not None and most <= step.envelope
        least = step.claimed.low <= step.envelope
        word = (
            self.say("够", "yes")
            if fits
            else self.say("只够至少的", "least only")
            if least
            else self.say("不够", "no")
        )
        shown: Child = "—" if most is None else self.sums.amount(most)
        return [shown, self.sums.amount(step.envelope), word]

    def _curve(self, swept: Swept) -> Html:
        title, told = _curve_words(self.say)
        caption = tag("figcaption", tag("strong", title), tag("br"), told)
        return tag("figure", caption, cost_curve(swept, self.language), class_="chart")


def cost_curve(swept: Swept, language: str) -> Html:
    """What each step costs, at least and at most, as a drawing that says in words what it shows."""
    words = Words(language)
    sums = SumWords(words)
    title, told = _curve_words(words.say)
    points = [Point("entitled", step.cost.low, step.cost.high) for step in swept.steps]
    pieces = [Piece(at, at + 1, one, other) for at, (one, other) in enumerate(pairwise(points))]
    envelope = swept.steps[-1].envelope
    ends = (
        f"{step.value}: {sums.span(step.cost.low, step.cost.high)}"
        for step in (swept.steps[0], swept.steps[-1])
    )
    return curve(
        "sweep-curve",
        title,
        f"{told} {'; '.join(ends)}.",
        pieces,
        across=Axis(swept.sweep.path, lambda at: swept.steps[at].value),
        up=Axis(words.say("元", "yuan"), lambda fen: short_number(fen, 100, language)),
        limit=None if envelope is None else (envelope, words.say("预算", "envelope")),
    )


def _curve_words(say: Callable[[str, str], str]) -> tuple[str, str]:
    """The curve's title, and how to read it."""
    return say("成本曲线", "The cost curve"), say(
        "上面的线是至多,下面的是至少,之间是区间;虚线是预算。",
        "The upper line is the most, the lower the least, between them the range; dashed: the envelope.",
    )


def _place(tally: SchemeTally) -> tuple[int, str, str]:
    return tally.of.policy.number, tally.of.scheme.key, tally.kind
