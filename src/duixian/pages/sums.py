"""Sums over a population in words, as cells of tables and as bars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from duixian.census.tally import Cell, Money
from duixian.language.quantity import grouped_yuan, short_money, yuan_text
from duixian.pages.charts import Limit, Row, Scale, bar_chart
from duixian.pages.html import Child, Html, tag
from duixian.pages.layout import Words
from duixian.pages.numbers import short_number

NUMBERS = range(1, 6)
"""The columns of :meth:`SumWords.cells`, where the first one names the row."""

_TENFOLD_FEN = 10_000 * 100
"""From 万元 on the steps of an axis of amounts are tenfold."""


class SumWords:
    """Says counts and sums in the language of a page."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.say = words.say
        self.language = words.language

    # --- In words ----------------------------------------------------------------------------------------

    def counts(self, entitled: int, undetermined: int) -> str:
        """How many surely and how many perhaps: ``185 · 待核 445``."""
        perhaps = self.say(f"待核 {undetermined:,}", f"{undetermined:,} open")
        if not undetermined:
            return f"{entitled:,}"
        return f"{entitled:,} · {perhaps}" if entitled else perhaps

    def span(self, low: int, high: int | None, *, brief: bool = False) -> str:
        """From … to …, shortened."""
        least, _ = short_money(low, self.language, brief=brief)
        if high is None:
            return self.say(f"{least} 起", f"from {least}") if low else self.say("没有上限", "no bound")
        most, _ = short_money(high, self.language, brief=brief)
        if low == high:
            return least
        return f"{least} – {most}" if low else self.say(f"至多 {most}", f"up to {most}")

    # --- In tables ---------------------------------------------------------------------------------------

    def amount(self, fen: int, *, brief: bool = True) -> Html:
        """A sum, ``brief`` under a heading that names the unit; where it is rounded, the exact one is its title."""
        text, whole = short_money(fen, self.language, brief=brief)
        exact = grouped_yuan(fen)
        title = None if whole else self.say(f"{exact}元", f"{exact} yuan")
        return tag("data", text, value=yuan_text(fen), title=title)

    def bounds(self, money: Money) -> list[Child]:
        """A sum at least and at most, and how many amounts are not in it because they have no bound."""
        most: Child = self.amount(money.high) if money.high or not money.unbounded else "—"
        return [self.amount(money.low), most, f"{money.unbounded:,}"]

    def bounds_columns(self) -> list[Child]:
        """The headings of :meth:`bounds`."""
        return [
            self.say("至少(元)", "At least (yuan)"),
            self.say("至多(元)", "At most (yuan)"),
            self.say("没有上限的项", "Without bound"),
        ]

    def cells(self, cell: Cell) -> list[Child]:
        """Those entitled, those undetermined, and what they get."""
        return [f"{cell.entitled:,}", f"{cell.undetermined:,}", *self.bounds(cell.money)]

    def columns(self, first: str) -> list[Child]:
        """The headings of :meth:`cells`, after one for the rows."""
        return [first, self.say("可享", "Entitled"), self.say("待核", "Open"), *self.bounds_columns()]

    # --- As bars -----------------------------------------------------------------------------------------

    def counts_chart(
        self, name: str, title: str, cells: Iterable[tuple[str, Cell]], *, tenfold: bool = False
    ) -> Html:
        """How many are entitled (solid) and may be (light), a bar a cell."""
        rows = [
            Row(
                label,
                self.counts(cell.entitled, cell.undetermined),
                cell.entitled,
                cell.entitled + cell.undetermined,
            )
            for label, cell in cells
        ]
        told = self.say("每条先是可享,接着是待核。", "Each bar: first entitled, then undetermined.")
        scale = Scale(lambda value: short_number(value, 1, self.language), 1 if tenfold else None)
        return self.figure(title, told, rows, scale, partial(bar_chart, name, title))

    def money_chart(
        self,
        name: str,
        title: str,
        rows: Sequence[Row],
        *,
        told: str = "",
        tenfold: bool = False,
        limit: Limit | None = None,
    ) -> Html:
        """Sums: at least so much (solid), at most so much (light), a bar a row; ``told`` says it otherwise."""
        unit = self.say("单位:元。", "In yuan.")
        usual = self.say(
            "每条先是至少有的,接着是还可能有的。", "Each bar: first what is sure, then what may come to it."
        )
        unbounded = self.say("▶:没有上限。", " ▶: no bound.") if any(row.high is None for row in rows) else ""
        between = self.say("", " ")
        scale = Scale(lambda fen: short_number(fen, 100, self.language), _TENFOLD_FEN if tenfold else None)
        told = f"{unit}{between}{told or usual}{unbounded}"
        return self.figure(title, told, rows, scale, partial(bar_chart, name, title, limit=limit))

    def money_row(self, label: str, money: Money) -> Row:
        """A sum as a bar."""
        return Row(label, self.span(money.low, money.most, brief=True), money.low, money.most)

    def figure(
        self, title: str, told: str, rows: Sequence[Row], scale: Scale, chart: Callable[..., Html]
    ) -> Html:
        """A chart with its caption; who cannot see it is told the first bars, and where all of them stand."""
        if scale.tenfold is not None:
            told += self.say("横轴等距即等倍。", " Equal lengths along the axis are equal ratios.")
        listed = "; ".join(f"{row.label} {row.value}" for row in rows[:_TOLD])
        more = self.say(f"等 {len(rows)} 行", f"and so on, {len(rows)} rows")
        same = self.say("全部数字见表。", "All figures are in the table.")
        described = f"{told} {listed}; {more}. {same}" if len(rows) > _TOLD else f"{told} {listed}. {same}"
        drawn = chart(described, rows, scale=scale)
        caption = tag("figcaption", tag("strong", title), tag("br"), told)
        return tag("figure", caption, drawn, class_="chart")


_TOLD = 6
"""So many bars are told one by one."""
