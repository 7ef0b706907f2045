"""What the sums of a census rest on: how it was decided, and the tables with their rejected rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from duixian.census.words import WHY_SINGLY, table_words
from duixian.language.codes import CODES
from duixian.pages.html import Child, Html, tag
from duixian.pages.layout import Words, section, table, unordered

if TYPE_CHECKING:
    import pyarrow as pa

    from duixian.census.lowering import Program
    from duixian.census.run import Census
    from duixian.language.diagnostics import Diagnostic
    from duixian.language.tree import Reading
    from duixian.registry.population import Population

EXAMPLES = 3
"""So many rejected rows are shown for each reason."""


class DataSections:
    """The last sections of a report."""

    def __init__(self, census: Census, population: Population, rejects: pa.Table, words: Words) -> None:
        self.census = census
        self.population = population
        self.vocabulary = population.vocabulary
        self.rejects = rejects
        self.words = words
        self.say = words.say
        self.language = words.language

    # --- How it was decided ----------------------------------------------------------------------------------

    def how_decided(self) -> Html:
        """What was decided one by one, what excluded schemes lost, and what was not decided at all."""
        say, census = self.say, self.census
        notes: list[Child] = list(self._notes())
        parts: list[Child] = [unordered(notes)]
        if census.singly:
            rows: list[list[Child]] = [
                [self._scheme(name), f"{number:,}", WHY_SINGLY[why].in_language(self.language)]
                for (name, why), number in sorted(census.singly.items(), key=lambda item: (-item[1], item[0]))
            ]
            caption = say("逐个计算的决定", "Decisions made one by one")
            columns: list[Child] = [say("条款", "Scheme"), say("项", "Decisions"), say("为什么", "Why")]
            parts.append(table(caption, columns, rows, caption, numbers=(1,)))
        return section("h2", "how", say("怎样算的", "How it was decided"), parts)

    def _scheme(self, key: str) -> Child:
        """A scheme by its key, with the policy that it belongs to."""
        of = next(tally.of for tally in self.census.tallies if tally.of.name == key)
        words = f"{of.policy.number} {of.scheme.name.in_language(self.language)}"
        return tag("a", self.words.text(words), href=f"#p{of.policy.number}")

    def _notes(self) -> Iterator[Child]:
        say, census = self.say, self.census
        singly = census.singly.total()
        total = sum(tally.recipients for tally in census.tallies)
        yield say(
            f"共 {total:,} 项决定,其中 {singly:,} 项由 decide 逐个计算,其余由引擎 {census.engine} 成批计算;"
            "两者同一套规则,结论和金额一致。",
            f"{total:,} decisions, {singly:,} of them one by one by decide, the others in bulk by the engine "
            f"{census.engine}; both take the same rules to the same outcome and amount.",
        )
        for refused in census.programs.refused:
            yield say(
                f"{refused.of.name} 全部逐个计算:{refused.reason}",
                f"{refused.of.name} is decided one by one throughout: {refused.reason}",
            )
        if census.instead:
            yield say(
                f"不得同享的条款,取最有利的组合;因此 {census.instead:,} 项不付。",
                f"Of schemes that exclude each other the combination that pays most is taken; {census.instead:,} "
                "pay nothing for it.",
            )
        if census.programs.not_in_force:
            names = self.words.listed(list(census.programs.not_in_force))
            yield say(
                f"{census.on} 没有在施行、没有计算的条款:{names}。",
                f"Not in force on {census.on}, so not decided: {names}.",
            )
        for name, kind in dict.fromkeys(
            (program.of.name, program.kind)
            for program in census.programs.programs
            if program.kind not in census.recipients
        ):
            words = self._table_name(kind)
            yield say(
                f"{name} 没有计算:数据里没有“{words}”的表。",
                f"{name} was not decided for “{words}”: there is no such table.",
            )
        yield from dict.fromkeys(
            self._reading(program, reading)
            for program in census.programs.programs
            for reading in program.of.version.readings
        )

    def _reading(self, program: Program, reading: Reading) -> Html:
        key = program.readings.get(reading.key, reading.default)
        default = self.say("(默认)", " (default)") if key == reading.default else ""
        name = f"{program.of.name}.{reading.key}={key}"
        label = self.words.text(reading.option(key).label)
        return tag(
            "span", self.say("读法 ", "Reading "), tag("code", name), default, self.say(":", ": "), label
        )

    # --- The data --------------------------------------------------------------------------------------------

    def data(self) -> Html:
        """The tables, row by row accounted for, and why rows were rejected."""
        say, population = self.say, self.population
        rejected = population.rejects.count
        rows: list[list[Child]] = []
        for key, read in population.rows.items():
            whole: Child = "—"
            if key in population.records:
                whole = say("是", "yes") if key in population.complete else say("否", "no")
            bad = rejected.get(key, 0)
            rows.append(
                [self.words.text(self._table_name(key)), f"{read:,}", f"{read - bad:,}", f"{bad:,}", whole]
            )
        columns: list[Child] = [
            say("表", "Table"),
            say("读进的行", "Rows read"),
            say("采用", "Used"),
            say("剔除", "Rejected"),
            say("明细是全的", "Holds every record"),
        ]
        caption = say("读进 = 采用 + 剔除", "Rows read = used + rejected")
        notes: list[Child] = []
        if set(population.records) - population.complete:
            notes.append(
                tag(
                    "p",
                    say(
                        "明细不全的,表里没有行的主体,算不明,不算没有。",
                        "Where a table does not hold every record, whoever has no row in it counts as unknown, not as none.",
                    ),
                    class_="soft",
                )
            )
        parts = [table(caption, columns, rows, caption, numbers=(1, 2, 3)), notes, self._rejects()]
        if population.warnings:
            parts.append(tag("h3", say("读数据时的提醒", "Warnings while reading")))
            parts.append(unordered([self._warning(found) for found in population.warnings]))
        return section("h2", "data", say("数据", "The data"), parts)

    def _table_name(self, key: str) -> str:
        return table_words(self.vocabulary, key, self.language)

    def _rejects(self) -> Html:
        """Rejected rows by table and reason, each with examples."""
        say = self.say
        heading = tag("h3", say("剔除的行", "Rejected rows"))
        if not len(self.rejects):
            return tag("div", heading, tag("p", say("没有剔除的行。", "No row was rejected.")))
        rows: list[list[Child]] = []
        for key, code, number in self._reasons():
            title = f"{code} {CODES[code].title.in_language(self.language)}"
            examples: list[Child] = [self._example(line) for line in self._lines(key, code)]
            rows.append(
                [
                    self.words.text(self._table_name(key)),
                    f"{number:,}",
                    self.words.text(title),
                    unordered(examples),
                ]
            )
        columns: list[Child] = [
            say("表", "Table"),
            say("行", "Rows"),
            say("原因", "Reason"),
            say("例子", "Examples"),
        ]
        caption = say(
            "一行有几处毛病的,在每种原因里各数一次;全部见 rejects.parquet",
            "A row with several faults counts under each reason; all of them are in rejects.parquet",
        )
        return tag(
            "div", heading, table(caption, columns, rows, caption, class_="sums rejects", numbers=(1,))
        )

    def _reasons(self) -> list[tuple[str, str, int]]:
        """Table, code and number of rows, in the order of the tables, the most frequent reason first."""
        grouped = self.rejects.group_by(["table", "code"]).aggregate([("row", "count_distinct")]).to_pylist()
        found = [(line["table"], line["code"], line["row_count_distinct"]) for line in grouped]
        tables = list(self.population.rows)
        return sorted(found, key=lambda reason: (tables.index(reason[0]), -reason[2], reason[1]))

    def _lines(self, table_key: str, code: str) -> list[dict[str, Any]]:
        chosen = pc.and_(pc.equal(self.rejects["table"], table_key), pc.equal(self.rejects["code"], code))
        lines: list[dict[str, Any]] = self.rejects.filter(chosen).slice(0, EXAMPLES).to_pylist()
        return lines

    def _example(self, line: dict[str, Any]) -> Child:
        row = self.say(f"第 {line['row']:,} 行", f"row {line['row']:,}")
        column = f" {line['column']}" if line["column"] else ""
        reason = line["reason" if self.language == "zh" else "reason_en"]
        return [self.words.text(f"{row}{column}{self.say(':', ': ')}"), self.words.text(reason)]

    def _warning(self, found: Diagnostic) -> Child:
        return self.words.text(f"{found.file} {found.where} {found.message(self.language)}")
