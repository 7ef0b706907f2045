"""The report of a census: the answer first, then the sums policy by policy, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from duixian import __version__
from duixian.census.tally import UNKNOWN_VALUE, Cell, Lack, Money, SchemeTally, added, missing_over_all
from duixian.census.words import RULES, SchemeNames, path_words
from duixian.decide.decision import OUTCOME_WORDS
from duixian.language.quantity import short_money
from duixian.pages.census_data import DataSections
from duixian.pages.charts import Limit, Row
from duixian.pages.html import Child, Html, joined, tag
from duixian.pages.layout import Words, document, section, table, unordered
from duixian.pages.sums import NUMBERS, SumWords
from duixian.registry.columns import DIMENSIONS

if TYPE_CHECKING:
    import pyarrow as pa

    from duixian.census.budgets import BudgetResult
    from duixian.census.run import Census
    from duixian.language.tree import Policy
    from duixian.registry.population import Population

MISSING_DRAWN = 10


def census_page(
    census: Census,
    population: Population,
    rejects: pa.Table,
    language: str = "zh",
    *,
    decisions: bool = True,
) -> str:
    """A census as a self-contained HTML page in ``zh`` or ``en``; ``rejects`` as in rejects.parquet. ``decisions``
    says whether decisions.parquet stands beside it."""
    return _Page(census, population, rejects, Words(language)).page(decisions=decisions)


class _Page:
    def __init__(self, census: Census, population: Population, rejects: pa.Table, words: Words) -> None:
        self.census = census
        self.listed = population.listed
        self.vocabulary = population.listed.vocabulary
        self.words = words
        self.say = words.say
        self.language = words.language
        self.sums = SumWords(words)
        self.names = SchemeNames(census, self.vocabulary, words.language)
        self.tallies = self.names.tallies
        self.rest = DataSections(census, population, rejects, words)

    def page(self, *, decisions: bool) -> str:
        say, census = self.say, self.census
        recipients = sum(census.recipients.values())
        title = say("普查报告", "Census report")
        about: list[Child] = [
            say(f"按 {census.on} 判断", f"as of {census.on}"),
            say(f"{recipients:,} 个主体", f"{recipients:,} recipients"),
            say(f"引擎 {census.engine}", f"engine {census.engine}"),
        ]
        masthead = [
            tag("p", self.words.text(self.listed.head.title), class_="over"),
            tag("h1", title),
            tag("p", joined(" · ", about), class_="about"),
        ]
        foot = [
            say(f"由兑现 duixian {__version__} 生成。", f"Made by duixian {__version__}. "),
            say("每项决定在 decisions.parquet。", "Every decision is in decisions.parquet. ")
            if decisions
            else None,
            say("合计到分在 summary.parquet。", "The sums to the fen are in summary.parquet."),
        ]
        main = [
            self.answer(),
            self.contents(),
            self.how_to_read(),
            self.overview(),
            self.missing(),
            self.everyone(),
            self.policies(),
            self.rest.how_decided(),
            self.rest.data(),
        ]
        return document(
            self.words, title=f"{title} {census.on}", masthead=masthead, main=main, foot=tag("p", foot)
        )

    # --- The answer ------------------------------------------------------------------------------------------

    def answer(self) -> Html:
        """How many may get something, and how much all of it comes to."""
        say = self.say
        reached = self.census.reached.values()
        entitled = sum(kind.entitled for kind in reached)
        open_ = sum(kind.undetermined for kind in reached)
        money = added(tally.all for tally in self.tallies).money
        people = [
            tag("strong", f"{entitled:,}"),
            say(" 个主体至少可享一项;另有 ", " recipients are entitled to something; another "),
            tag("strong", f"{open_:,}"),
            say(" 个待核。", " cannot be told yet."),
        ]
        amount: list[Child] = [
            say("合计至少 ", "Together at least "),
            tag("strong", self.sums.amount(money.low, brief=False)),
            say(",至多 ", " and at most "),
            tag("strong", self.sums.amount(money.high, brief=False)),
        ]
        if money.unbounded:
            amount.append(
                say(
                    f",此外有 {money.unbounded:,} 项金额没有上限。",
                    f", apart from {money.unbounded:,} amounts without a bound.",
                )
            )
        else:
            amount.append(say("。", "."))
        kinds: list[list[Child]] = [
            [
                self.words.text(self.vocabulary.kind_by_name[kind].name),
                f"{number:,}",
                f"{self.census.reached[kind].entitled:,}",
                f"{self.census.reached[kind].undetermined:,}",
                f"{number - self.census.reached[kind].entitled - self.census.reached[kind].undetermined:,}",
            ]
            for kind, number in self.census.recipients.items()
        ]
        caption = say("主体,每个只数一次", "Recipients, each counted once")
        columns: list[Child] = [
            say("主体", "Recipients"),
            say("计算了", "Decided"),
            say("至少可享一项", "Entitled to something"),
            say("待核", "Open"),
            say("肯定没有", "Surely nothing"),
        ]
        return section(
            "h2",
            "answer",
            say("结论", "The answer"),
            tag("p", people, class_="total"),
            tag("p", amount, class_="total"),
            [tag("p", sentence) for sentence in self._in_short()],
            table(caption, columns, kinds, caption, numbers=range(1, 5)),
            class_="answer",
        )

    def _in_short(self) -> Iterator[Child]:
        """What one should know before any table: what keeps the sums open, and the envelopes."""
        most = next(iter(missing_over_all(self.census.tallies)), None)
        if most is not None and most[1].money.high > most[1].money.low:
            path, lack = most
            name = self.words.text(path_words(self.vocabulary, path, self.language))
            amount, _ = short_money(lack.money.high - lack.money.low, self.language)
            yield [
                tag("a", self.say("缺得最要紧的事实", "The fact that is missed most"), href="#missing"),
                self.say("是“", " is “"),
                name,
                self.say(
                    f"”:{lack.recipients:,} 项决定等着它,至多关系到 {amount}。",
                    f"”: {lack.recipients:,} decisions wait for it, and up to {amount} hang on it.",
                ),
            ]
        for budget in self.census.budgets:
            policy = self.listed.by_number[budget.policy]
            claimed = self.sums.span(budget.claimed_low, budget.claimed_high)
            envelope, _ = short_money(budget.envelope, self.language)
            yield [
                tag("a", self.words.text(policy.name), href=f"#p{budget.policy}"),
                self.say(
                    f"每年的预算是 {envelope},申请合计:{claimed}。",
                    f" has an envelope of {envelope} a year; the claims come to {claimed}.",
                ),
            ]

    def contents(self) -> Html:
        """Where things stand."""
        say = self.say
        links: list[Child] = [
            tag("a", words, href=f"#{name}")
            for name, words in (
                ("read", say("怎样读", "How to read this")),
                ("schemes", say("各条款", "All schemes")),
                ("missing", say("缺什么", "What is missing")),
                ("everyone", say("分布", "Distribution")),
                ("policies", say("逐项政策", "Policy by policy")),
                ("how", say("怎样算的", "How it was decided")),
                ("data", say("数据", "The data")),
            )
            if name != "missing" or any(tally.lacking for tally in self.tallies)
        ]
        return tag("nav", unordered(links), aria_label=say("目录", "Contents"))

    def how_to_read(self) -> Html:
        """What the words and the bounds mean, in short."""
        say = self.say
        points: list[Child] = [
            say(
                "可享:条件都符合。待核:有事实不明,或文件还没有写明,补上才知道。不符合、不适用:肯定没有。",
                "Entitled: every condition holds. Undetermined, or open: a fact is unknown, or a document still leaves it open. Not "
                "entitled, not applicable: surely nothing.",
            ),
            say(
                "金额都是区间。待核的,至少是零,至多是各事实最有利时的数;不明既不是零,也不是“否”。",
                "Every sum is a range. What is undetermined counts as nought at least, and at most as what it is if the "
                "unknown facts turn out best; unknown is neither nought nor no.",
            ),
            say(
                "写明“不超过”的,实付多少由主管部门定,所以可享的也从零算到上限。",
                "Where a clause says “up to”, the authority fixes what is paid, so that even who is entitled counts from "
                "nought to the ceiling.",
            ),
            say(
                "没有上限:标准待定,或者决定金额的数不明。这样的项单独计数,不加进“至多”。",
                "Without bound: the rate is open, or a figure it is taken of is unknown. Such amounts are counted apart and "
                "are not in “at most”.",
            ),
            say(
                "一个主体可以享几项;除了“主体”一表,数的都是项,不是主体。",
                "A recipient may have several schemes: but for the table of recipients, decisions are counted.",
            ),
            say(
                "有虚线的金额取了两位小数,鼠标停在上面可见到分的数;图只示大小。",
                "A dotted line under an amount says that it is rounded to two decimals; the mouse resting on it shows it to the "
                "fen. Charts only show magnitudes.",
            ),
        ]
        return section("h2", "read", say("怎样读这份报告", "How to read this"), unordered(points))

    # --- All schemes -----------------------------------------------------------------------------------------

    def overview(self) -> Html:
        """Every scheme in one chart and one table."""
        say = self.say
        rows: list[list[Child]] = [
            [self._linked(tally), *self.sums.cells(tally.all)] for tally in self.tallies
        ]
        title = say("各条款", "All schemes")
        shown = [tally for tally in self.tallies if _may_get(tally)]
        figures: list[Child] = []
        if shown:
            figures = [
                self.sums.counts_chart(
                    "schemes-counts",
                    say("可享与待核的主体", "Recipients entitled and undetermined"),
                    [(self.names.numbered(tally), tally.all) for tally in shown],
                    tenfold=True,
                ),
                self.sums.money_chart(
                    "schemes-money",
                    say("金额", "Amounts"),
                    [self.sums.money_row(self.names.numbered(tally), tally.all.money) for tally in shown],
                    tenfold=True,
                ),
            ]
        caption = say("每个条款的主体和金额", "Recipients and amounts of each scheme")
        shown_table = table(caption, self.sums.columns(say("条款", "Scheme")), rows, caption, numbers=NUMBERS)
        return section("h2", "schemes", title, tag("div", figures, class_="figures"), shown_table)

    def _linked(self, tally: SchemeTally) -> Child:
        return tag("a", self.words.text(self.names.numbered(tally)), href=f"#p{tally.of.policy.number}")

    # --- What is missing -------------------------------------------------------------------------------------

    def missing(self) -> Html | None:
        """The facts that would settle most."""
        say = self.say
        found = list(missing_over_all(self.census.tallies))
        if not found:
            return None
        title = say("缺得最要紧的事实", "What is missing most")
        rows: list[list[Child]] = []
        for path, lack in found:
            concerned = [
                tag("a", tally.of.name, href=f"#p{tally.of.policy.number}")
                for tally in self.tallies
                if path in tally.lacking
            ]
            rows.append(
                [
                    self.words.text(path_words(self.vocabulary, path, self.language)),
                    f"{lack.recipients:,}",
                    f"{lack.alone:,}",
                    *self.sums.bounds(_hanging(lack))[1:],
                    joined(say("、", ", "), dict.fromkeys(concerned)),
                ]
            )
        columns: list[Child] = [
            say("事实", "Fact"),
            say("待定的项", "Open decisions"),
            say("只差它的", "It alone settles"),
            say("至多关系到(元)", "At most hanging on it (yuan)"),
            say("没有上限的项", "Without bound"),
            say("条款", "Schemes"),
        ]
        caption = say("补上这些事实,能定下多少", "What knowing these facts would settle")
        drawn = [
            Row(
                path_words(self.vocabulary, path, self.language),
                f"{lack.recipients:,} · {self.sums.span(0, _hanging(lack).most, brief=True)}",
                0,
                _hanging(lack).most,
            )
            for path, lack in found[:MISSING_DRAWN]
        ]
        chart = self.sums.money_chart(
            "missing-money",
            say("待定的项数,和关系到的金额", "Open decisions, and the money that hangs on them"),
            drawn,
            told=say("补上了至多能定下的金额。", "What knowing them would settle at most."),
            tenfold=True,
        )
        shown = table(caption, columns, rows, caption, numbers=range(1, 5))
        return section("h2", "missing", title, chart, shown)

    # --- Distribution ----------------------------------------------------------------------------------------

    def everyone(self) -> Html:
        """All schemes together by district, industry and size."""
        title = self.say("分布:全部条款", "Distribution: all schemes")
        content = list(self.distribution("all", self.tallies, "h3"))
        return section("h2", "everyone", title, content or tag("p", self._nobody()))

    def distribution(self, name: str, tallies: Sequence[SchemeTally], heading: str) -> Iterator[Html]:
        """Some schemes together by each dimension: a chart and its table."""
        for dimension in DIMENSIONS:
            cells = list(self._by(dimension, tallies))
            if not cells:
                continue
            fact = self.vocabulary.fact_by_name[dimension].name.in_language(self.language)
            title = self.say(f"按{fact}", f"By {fact[:1].lower()}{fact[1:]}")
            chart = self.sums.counts_chart(
                f"{name}-{dimension}",
                self.say("可享与待核的项", "Decisions: entitled and undetermined"),
                cells,
            )
            rows: list[list[Child]] = [
                [self.words.text(label), *self.sums.cells(cell)] for label, cell in cells
            ]
            caption = self.say("项和金额", "Decisions and amounts")
            shown = table(caption, self.sums.columns(fact), rows, title, numbers=NUMBERS)
            yield tag("div", tag(heading, title), tag("div", chart, shown, class_="charted"))

    def _by(self, dimension: str, tallies: Sequence[SchemeTally]) -> Iterator[tuple[str, Cell]]:
        """The values of a dimension in the vocabulary's order, those that nobody has left out; unknown last."""
        fact = self.vocabulary.fact_by_name.get(dimension)
        values = () if fact is None else self.vocabulary.category_by_name[fact.type.unit].values
        names = {key: name.in_language(self.language) for key, name in values}
        names[UNKNOWN_VALUE] = self.say("不明", "unknown")
        for value, name in names.items():
            cells = [tally.by[dimension][value] for tally in tallies if value in tally.by.get(dimension, {})]
            if cells:
                yield name, added(cells)

    def _nobody(self) -> str:
        return self.say("没有主体可享或待核。", "Nobody is entitled or undetermined.")

    # --- Policy by policy ------------------------------------------------------------------------------------

    def policies(self) -> Html:
        """An article for each policy that was decided."""
        decided = [policy for policy in self.listed.policies if self._tallies_of(policy)]
        title = self.say("逐项政策", "Policy by policy")
        return section("h2", "policies", title, [self.policy(policy) for policy in decided])

    def _tallies_of(self, policy: Policy) -> list[SchemeTally]:
        return [tally for tally in self.tallies if tally.of.policy.number == policy.number]

    def policy(self, policy: Policy) -> Html:
        """One policy: the outcomes and amounts of its schemes, its envelope, its distribution."""
        say, name = self.say, f"p{policy.number}"
        tallies = self._tallies_of(policy)
        outcomes = ("entitled", "undetermined", "not_entitled", "not_applicable")
        rows: list[list[Child]] = [
            [
                self.words.text(self.names.name(tally)),
                *(f"{tally.outcomes()[outcome]:,}" for outcome in outcomes),
                *self.sums.bounds(tally.all.money),
            ]
            for tally in tallies
        ]
        columns: list[Child] = [
            say("条款", "Scheme"),
            *(OUTCOME_WORDS[outcome].in_language(self.language).capitalize() for outcome in outcomes),
            *self.sums.bounds_columns(),
        ]
        caption = say("结论和金额", "Outcomes and amounts")
        label = say(f"{policy.number}:结论和金额", f"{policy.number}: outcomes and amounts")
        parts: list[Child] = [
            tag("h3", f"{policy.number} ", self.words.text(policy.name), id=f"{name}-title"),
            table(caption, columns, rows, label, numbers=range(1, 8)),
            [self.envelope(budget) for budget in self.census.budgets if budget.policy == policy.number],
        ]
        points = dict.fromkeys(point for tally in tallies for point in tally.of.version.open_points)
        if points:
            parts.append(tag("h4", say("文件没有写明的(待定)", "Left open by the documents")))
            parts.append(unordered([self.words.text(point) for point in points], "open"))
        if any(_may_get(tally) for tally in tallies):
            spread = list(self.distribution(name, tallies, "h4"))
            dimensions = say("按区市、行业、规模", "By district, industry and size")
            if spread:
                parts.append(tag("details", tag("summary", dimensions), spread))
        else:
            parts.append(tag("p", self._nobody(), class_="soft"))
        return tag("article", parts, id=name, aria_labelledby=f"{name}-title")

    def envelope(self, budget: BudgetResult) -> Html:
        """The claims on an envelope, and what each rule of sharing would pay."""
        say, name = self.say, f"p{budget.policy}-{budget.scheme or 'all'}-envelope"
        envelope, _ = short_money(budget.envelope, self.language)
        rules = {rule: words.in_language(self.language) for rule, words in RULES.items()}
        told = [allocation for allocation in budget.allocations if not allocation.reason]
        claimed = Money(budget.claimed_low, budget.claimed_high or 0, int(budget.claimed_high is None))
        bars = [self.sums.money_row(say("申请合计", "Claims together"), claimed)]
        bars += [self.sums.money_row(rules[one.rule], Money(one.low, one.high)) for one in told]
        chart = self.sums.money_chart(
            name,
            say(
                f"{budget.claims:,} 份申请与 {envelope} 的预算",
                f"{budget.claims:,} claims on an envelope of {envelope}",
            ),
            bars,
            limit=Limit(budget.envelope, say("预算", "envelope")),
        )
        columns: list[Child] = [
            say("分配办法", "Rule of sharing"),
            say("付款至少(元)", "Pays at least (yuan)"),
            say("付款至多(元)", "Pays at most (yuan)"),
            say("肯定足额", "Surely whole"),
            say("部分", "In part"),
            say("落空", "Nothing"),
            say("尚不能定", "Open"),
        ]
        rows: list[list[Child]] = [
            [
                rules[one.rule],
                self.sums.amount(one.low),
                self.sums.amount(one.high),
                *(f"{number:,}" for number in (one.whole, one.part, one.none, one.open)),
            ]
            for one in told
        ]
        notes = []
        if budget.rule == "open":
            notes.append(
                say(
                    "文件没有写明怎样分配(待定),各种办法并列。",
                    "No document says how it is shared out, so every rule is shown.",
                )
            )
        if len(told) < len(budget.allocations):
            notes.append(
                say(
                    "先到先得:没有给出申报的先后(--order),算不了。",
                    "First come, first served: it was not given who applied when (--order).",
                )
            )
        title = say("年度预算", "Yearly envelope")
        caption = say("各种分配办法", "The rules of sharing")
        return tag(
            "div",
            tag("h4", title),
            [tag("p", note) for note in notes],
            chart,
            table(caption, columns, rows, title, numbers=range(1, 7)),
        )


def _may_get(tally: SchemeTally) -> bool:
    return bool(tally.all.entitled or tally.all.undetermined)


def _hanging(lack: Lack) -> Money:
    """The money that hangs on a fact."""
    return Money(0, lack.money.high - lack.money.low, lack.money.unbounded)
