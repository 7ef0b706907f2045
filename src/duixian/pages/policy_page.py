"""The page of one policy: what it says, the rule beside it, and how its amounts go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duixian import __version__
from duixian.decide.evaluate import NOT_ENTITLED
from duixian.language.english import version_in_english
from duixian.language.figures import rule_figures
from duixian.language.tree import Example, Expected, GivenFact, Policy, Scheme, Version
from duixian.language.vocabulary import Fact
from duixian.pages.drawings import Axis, curve
from duixian.pages.html import Child, Html, joined, tag, worded
from duixian.pages.layout import Words, document, section, table, unordered
from duixian.pages.numbers import axis_words, fact_words, point_words, range_words, short_number, sum_words
from duixian.pages.places import Place, value_at
from duixian.pages.prose import prose, rule
from duixian.pages.sweep import Piece, Point
from duixian.pages.trying import Choices, Curve, Trial

if TYPE_CHECKING:
    from duixian.book import PolicyBook


def policy_page(book: PolicyBook, policy: Policy, language: str = "zh") -> str:
    """A policy as a self-contained HTML page in ``zh`` or ``en``."""
    return _Page(book, policy, Words(language)).page()


class _Page:
    def __init__(self, book: PolicyBook, policy: Policy, words: Words) -> None:
        self.book = book
        self.listed = book.listed
        self.vocabulary = book.listed.vocabulary
        self.policy = policy
        self.words = words
        self.say = words.say
        self.language = words.language

    def page(self) -> str:
        policy = self.policy
        field = next((field.name for field in self.listed.head.fields if field.name.zh == policy.field), None)
        lead: Child = (
            self.say("待定", "open") if policy.lead == "待定" else worded(policy.lead, self.language)
        )
        about: list[Child] = [
            self.words.text(field or policy.field),
            [self.say("牵头单位 ", "lead: "), lead],
            worded(policy.document, self.language),
            policy.key,
        ]
        masthead = [
            tag("p", self.words.text(self.listed.head.title), class_="over"),
            tag("h1", f"{policy.number} ", self.words.text(policy.name)),
            tag("p", joined(" · ", about), class_="about"),
        ]
        title = f"{policy.number} {policy.name.in_language(self.language)}"
        foot = self.say(
            f"由兑现 duixian {__version__} 从政策文件生成。条文是我们的转述,以原文件为准。",
            f"Made by duixian {__version__} from the policy file. The clauses are restated; the documents hold.",
        )
        main = [self.contents(), self.intro(), [self.scheme(scheme) for scheme in policy.schemes]]
        return document(self.words, title=title, masthead=masthead, main=main, foot=tag("p", foot))

    def contents(self) -> Html | None:
        """Where each scheme stands."""
        if len(self.policy.schemes) < 2:
            return None
        links: list[Child] = [
            tag("a", self.words.text(scheme.name), href=f"#{scheme.key}") for scheme in self.policy.schemes
        ]
        return tag("nav", unordered(links), aria_label=self.say("条款", "Schemes"))

    def intro(self) -> Html:
        """What holds for the whole policy."""
        budget = (
            tag("p", tag("strong", worded(self.policy.budget.words, self.language)))
            if self.policy.budget
            else None
        )
        return tag("div", prose(self.policy.prose, "h2") if self.policy.prose else None, budget)

    def scheme(self, scheme: Scheme) -> Html:
        title = [
            self.words.text(scheme.name),
            " ",
            tag("span", f"{self.policy.number}.{scheme.key}", class_="key"),
        ]
        versions = [self.version(scheme, version, index) for index, version in enumerate(scheme.versions)]
        return section("h2", scheme.key, title, versions)

    # --- One version -------------------------------------------------------------------------------------

    def version(self, scheme: Scheme, version: Version, index: int) -> Html:
        """Clause and rule beside each other, then the amounts, figures, readings, open points, sources, cases."""
        name = f"{scheme.key}-v{index + 1}"
        clause = tag("div", tag("h4", self.say("条文", "Clause (Chinese)")), prose(version.prose, "h5"))
        rules: list[Child] = [tag("h4", self.say("规则", "Rule")), rule(version.rule.strip("\n"))]
        if self.language == "en":
            lines = "\n".join(version_in_english(version, self.vocabulary))
            told = tag(
                "pre",
                worded(lines, "en"),
                class_="rule",
                tabindex="0",
                role="group",
                aria_label="Rule in English",
            )
            rules.append(tag("details", tag("summary", "The rule in English"), told, open=True))
        parts: list[Child] = [
            tag("div", clause, tag("div", rules), class_="beside"),
            self.amounts(scheme, version, name),
            self.figures(version),
            self.readings(version),
            self.open_points(version),
            self.sources(version),
            self.cases(version),
        ]
        # A heading and no landmark: versions of two schemes may well have one period.
        return tag("div", tag("h3", self._period(version)), parts, id=name, class_="version")

    def _period(self, version: Version) -> str:
        start, end = version.start, version.end
        if start and end:
            return self.say(f"{start} 至 {end} 施行", f"In force from {start} to {end}")
        if start:
            return self.say(f"{start} 起施行", f"In force from {start}")
        return (
            self.say(f"施行至 {end}", f"In force until {end}")
            if end
            else self.say("一直施行", "Always in force")
        )

    def figures(self, version: Version) -> Child:
        """The figures of the rule, each with its statement."""
        lines = version.rule.split("\n")
        numbered = list(enumerate(lines, 1))
        rows: list[list[Child]] = [
            [figure.words, tag("span", lines[figure.span.line - 1].strip(), lang="zh-CN")]
            for figure in rule_figures(numbered, ())
        ]
        if not rows:
            return None
        title = self.say("参数", "Parameters")
        columns: list[Child] = [self.say("数", "Figure"), self.say("所在的语句", "In the statement")]
        shown = table(self.say("规则里的数", "The figures of the rule"), columns, rows, title)
        return [tag("h4", title), shown]

    def readings(self, version: Version) -> Child:
        if not version.readings:
            return None
        items: list[Child] = [
            [
                tag("code", f"{reading.key}={option.key}"),
                self.say("(默认)", " (default)") if option.key == reading.default else None,
                self.say(":", ": "),
                self.words.text(option.label),
            ]
            for reading in version.readings
            for option in reading.options
        ]
        return [tag("h4", self.say("读法", "Readings")), unordered(items)]

    def open_points(self, version: Version) -> Child:
        if not version.open_points:
            return None
        items: list[Child] = [self.words.text(point) for point in version.open_points]
        return [tag("h4", self.say("待定", "Open points")), unordered(items, "open")]

    def sources(self, version: Version) -> Child:
        known = {source.key: source for source in self.listed.head.sources}
        items: list[Child] = []
        for citation in version.sources:
            source = known[citation.source]
            number = self.say(f"({source.number})", f" ({source.number})") if source.number else ""
            items.append([self.words.text(source.name), worded(f"{number} {citation.place}", self.language)])
        return [tag("h4", self.say("出处", "Sources")), unordered(items, "sources")] if items else None

    # --- Worked cases ------------------------------------------------------------------------------------

    def cases(self, version: Version) -> Child:
        """The worked cases as a table."""
        if not version.examples:
            return None
        title = self.say(f"算例({len(version.examples)})", f"Worked cases ({len(version.examples)})")
        columns: list[Child] = [
            self.say("算例", "Case"),
            self.say("事实", "Facts"),
            self.say("结果", "Result"),
        ]
        rows: list[list[Child]] = [
            [worded(case.name, self.language), unordered(self._given(case)), self._expected(case)]
            for case in version.examples
        ]
        caption = self.say(
            "手工算出的结果,每次检查都与规则核对", "Worked out by hand; every check holds the rule to them"
        )
        shown = table(caption, columns, rows, title, class_="cases")
        return tag("details", tag("summary", title), shown)

    def _given(self, case: Example) -> list[Child]:
        items: list[Child] = [self.say(f"日期:{case.on}", f"on {case.on}")]
        roles = [self.vocabulary.kind_by_name[role].name for role in case.roles or ()]
        who = [self.vocabulary.kind_by_name[case.kind].name, *roles]
        items.append(self.words.text(" · ".join(name.in_language(self.language) for name in who)))
        items += [self._fact(self.vocabulary.fact_by_name[given.key], given) for given in case.facts]
        for records in case.records:
            kind = self.vocabulary.records_by_name[records.key]
            head = [
                self.words.text(kind.name),
                self.say(f" {len(records.records)}条", f": {len(records.records)}"),
            ]
            rows: list[Child] = []
            for record in records.records:
                cells = []
                for given in record:
                    field = kind.field(given.key)
                    assert field is not None
                    cells.append(self._fact(field, given))
                rows.append(joined(self.say(";", "; "), cells))
            items.append([head, unordered(rows)])
        return items

    def _fact(self, fact: Fact, given: GivenFact) -> Html:
        value = given.value
        assert isinstance(value, int | str)
        said = fact_words(self.vocabulary, fact, value, self.language)
        return self.words.text(f"{fact.name.in_language(self.language)}{self.say(':', ': ')}{said}")

    def _expected(self, case: Example) -> Child:
        def line(expected: Expected) -> list[Child]:
            chosen = ", ".join(f"{reading}={option}" for reading, option in expected.readings)
            amount = point_words(Point(expected.outcome, expected.minimum, expected.maximum), self.language)
            return [f"{chosen}: " if chosen else None, amount]

        parts: list[Child] = [tag("div", line(expected)) for expected in case.expected]
        if case.missing:
            parts.append(tag("div", self.say("缺:", "missing: "), ", ".join(case.missing), class_="soft"))
        return parts

    # --- Amounts -----------------------------------------------------------------------------------------

    def amounts(self, scheme: Scheme, version: Version, name: str) -> Child:
        """The amount against the main number; else by category; else why there is nothing to draw."""
        title = tag("h4", self.say("金额怎样变化", "How the amount varies"))
        trial = Trial(self.book, self.policy, scheme, version)
        curves = trial.curves()
        if curves:
            figures = [
                self._figure(found, version, f"{name}-c{number}") for number, found in enumerate(curves, 1)
            ]
            return [title, tag("div", figures, class_="figures")]
        choices = trial.choices()
        if choices is not None:
            return [title, self._choices(choices)]
        if version.standard.expression is None:
            why = self.say(
                "标准还没有定,画不出金额。", "The amount is not fixed yet, so there is nothing to draw."
            )
        else:
            why = self.say(
                "金额不随某一个数一段一段地按直线变化,所以不画曲线。",
                "The amount does not follow any single number in straight lines, so no curve is drawn.",
            )
        return [title, tag("p", why)]

    def _choices(self, choices: Choices) -> Html:
        name = choices.fact.name.in_language(self.language)
        caption = self.say(
            f"金额不随数字变化,由“{name}”决定", f"No number drives the amount; it goes by “{name}”"
        )
        rows: list[list[Child]] = [
            [
                self.words.text(fact_words(self.vocabulary, choices.fact, choice.value, self.language)),
                point_words(choice.point, self.language),
            ]
            for choice in choices.choices
        ]
        columns: list[Child] = [self.words.text(choices.fact.name), self.say("结果", "Result")]
        return table(worded(caption, self.language), columns, rows, caption)

    def _figure(self, found: Curve, version: Version, name: str) -> Html:
        """One curve with its caption and the same in a table."""
        fact = found.fact
        unit, base = axis_words(fact, self.language)
        yuan, fen = axis_words(None, self.language)
        number = fact.name.in_language(self.language)
        across = Axis(
            f"{number}({unit})" if self.language == "zh" else f"{number} ({unit})" if unit else number,
            lambda value: short_number(value, base, self.language),
        )
        up = Axis(
            self.say(f"金额({yuan})", f"amount ({yuan})"),
            lambda value: short_number(value, fen, self.language),
        )
        heading = self.say(f"金额随“{number}”的变化", f"Amount against “{number}”")
        said = [self._stretch(piece, following, fact) for piece, following in _with_next(found.pieces)]
        told = "; ".join(f"{where}: {what}" for where, what in said)
        columns: list[Child] = [self.words.text(fact.name), self.say("结果", "Result")]
        rows: list[list[Child]] = [[where, what] for where, what in said]
        shown = table(heading, columns, rows, heading)
        caption = [
            self._reading(found, version),
            worded(heading + self.say("。", ". "), self.language),
            self._band(found),
            self._held(found),
        ]
        data = tag("details", tag("summary", self.say("图中的数", "The figures drawn")), shown)
        return tag(
            "figure",
            curve(name, heading, told, found.pieces, across=across, up=up),
            tag("figcaption", caption),
            data,
        )

    def _reading(self, found: Curve, version: Version) -> Child:
        if found.reading is None:
            return None
        key, option_key = found.reading
        reading = next(reading for reading in version.readings if reading.key == key)
        label = self.words.text(reading.option(option_key).label)
        return [
            tag("strong", self.say("读法", "Reading"), f" {key}={option_key} ", label),
            self.say("。", ". "),
        ]

    def _band(self, found: Curve) -> str | None:
        """What the shaded part means, where there is one."""
        points = [point for piece in found.pieces for point in (piece.first, piece.last)]
        if all(point.low == point.high for point in points):
            return None
        return self.say(
            "金额在阴影之内,线是最多。", "The amount lies within the shade; the line is the most. "
        )

    def _held(self, found: Curve) -> Child:
        """The other facts of the curve."""
        held: list[str] = []
        places = [Place(key) for key in found.base.values]
        places += [
            Place(key, records, 0) for records, rows in found.base.records.items() if rows for key in rows[0]
        ]
        for place in places:
            value = value_at(found.base, place)
            if place != found.place and value is not None:
                fact = place.fact(self.vocabulary)
                said = fact_words(self.vocabulary, fact, value, self.language)
                held.append(f"{fact.name.in_language(self.language)}{self.say(':', ': ')}{said}")
        one = self.say("只有一条记录。", "One record. ") if found.place.records else ""
        if not held:
            return one or None
        source = (
            self.say(f"其他事实同算例“{found.example}”", f"The other facts as in the case “{found.example}”")
            if found.example
            else self.say("其他事实是试出来的", "The other facts were found by trying")
        )
        return worded(f"{one}{source}{self.say(':', ': ')}{self.say(';', '; ').join(held)}", self.language)

    def _stretch(self, piece: Piece, following: Piece | None, fact: Fact) -> tuple[str, str]:
        """A piece in words: from where to where, and the amounts at its ends."""
        start, end = (
            fact_words(self.vocabulary, fact, value, self.language) for value in (piece.start, piece.end)
        )
        where = start if piece.start == piece.end else f"{start} {self.say('至', 'to')} {end}"
        if following is None and piece.start != piece.end:
            where = self.say(f"{start} 起", f"from {start}")
        if piece.first.outcome == NOT_ENTITLED == piece.last.outcome:
            return where, point_words(piece.last, self.language)
        if piece.first[1:] == piece.last[1:]:
            return where, point_words(piece.last, self.language)
        first, last = (
            range_words(point.low, point.high, self.language) for point in (piece.first, piece.last)
        )
        if piece.first.low == piece.first.high == 0 and piece.last.low == 0:
            first = sum_words(0, self.language)
        more = self.say(" ……", " …") if following is None else ""
        return where, f"{first} → {last}{more}"


def _with_next(pieces: list[Piece]) -> list[tuple[Piece, Piece | None]]:
    return list(zip(pieces, [*pieces[1:], None], strict=True))
