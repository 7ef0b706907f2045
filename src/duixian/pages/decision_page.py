"""The page of one recipient's decisions: the answer first, then the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from duixian import __version__
from duixian.decide.decision import OUTCOME_WORDS, Decision
from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED
from duixian.decide.reasons import amount_words
from duixian.decide.report import deciding_line, path_words
from duixian.decide.templates import records_in_english
from duixian.language.values import value_words
from duixian.pages.amount import amount_figure
from duixian.pages.html import Child, Html, joined, tag
from duixian.pages.layout import Words, document, section, table, unordered
from duixian.pages.numbers import fact_words, point_words, range_words
from duixian.pages.places import place_of
from duixian.pages.prose import prose
from duixian.pages.steps import sources, steps
from duixian.pages.trying import Settled, page_effort, settles
from duixian.prove.words import GOALS, change_words, result_words, sharper_words
from duixian.registry.recipient import RecipientFacts

if TYPE_CHECKING:
    from duixian.book import PolicyBook
    from duixian.prove.changes_needed import ChangesNeeded
    from duixian.prove.sharper import SharperAnswer

MISSING_ROWS = 40
"""So many missing facts are told one by one; long lists of records may lack thousands."""


def decisions_page(
    book: PolicyBook,
    facts: RecipientFacts,
    decisions: Sequence[Decision],
    on: date,
    language: str = "zh",
    *,
    sharper: Sequence[SharperAnswer] = (),
    changes: Sequence[ChangesNeeded] = (),
) -> str:
    """One recipient's decisions as a self-contained HTML page in ``zh`` or ``en``; with what the solver says beyond
    them, where it was asked."""
    page = _Page(book, facts, decisions, on, Words(language))
    page.sharper = {anchor(answer.decision): answer for answer in sharper if answer.status != "same"}
    for answer in changes:
        page.changes.setdefault(anchor(answer.decision), []).append(answer)
    return page.page()


class _Page:
    def __init__(
        self,
        book: PolicyBook,
        facts: RecipientFacts,
        decisions: Sequence[Decision],
        on: date,
        words: Words,
    ) -> None:
        order = list(OUTCOME_WORDS)
        self.book = book
        self.vocabulary = book.listed.vocabulary
        self.facts = facts
        self.decisions = sorted(decisions, key=lambda decision: order.index(decision.outcome))
        self.on = on
        self.words = words
        self.say = words.say
        self.language = words.language
        self.sharper: dict[str, SharperAnswer] = {}
        self.changes: dict[str, list[ChangesNeeded]] = {}

    def page(self) -> str:
        name = str(self.facts.values.get("name", self.say("(未具名)", "(unnamed)")))
        listed = self.book.listed.head.title
        about: list[Child] = [
            self.words.text(self.vocabulary.kind_by_name[self.facts.kind].name),
            str(self.facts.values.get("uscc", "")) or None,
            self.say(f"按 {self.on} 判断", f"as of {self.on}"),
        ]
        masthead = [
            tag("p", self.words.text(listed), class_="over"),
            tag("h1", self.words.text(name)),
            tag("p", joined(" · ", [part for part in about if part]), class_="about"),
        ]
        concerning = [found for found in self.decisions if found.outcome != NOT_APPLICABLE]
        main = [self.answer(), self.unknown()]
        if concerning:
            title = self.say("理由", "The reasons")
            main.append(section("h2", "reasons", title, [self.article(found) for found in concerning]))
        main += [self.not_applicable(), self.given()]
        foot = self.say(
            f"由兑现 duixian {__version__} 按清单规则算出,金额精确到分。只供参考,以主管部门的审核为准。",
            f"Computed from the rules of the list by duixian {__version__}, exact to the fen. "
            "For information: the authority in charge decides.",
        )
        title = self.say(f"{name}能享受的政策", f"What {name} is entitled to")
        return document(self.words, title=title, masthead=masthead, main=main, foot=tag("p", foot))

    # --- The answer --------------------------------------------------------------------------------------

    def answer(self) -> Html:
        """What the recipient gets and how much, then the other outcomes in short."""
        by_outcome = {
            outcome: [found for found in self.decisions if found.outcome == outcome]
            for outcome in OUTCOME_WORDS
        }
        gets = [tag("li", self._get(found)) for found in by_outcome[ENTITLED]]
        parts: list[Child] = [tag("p", self._total(by_outcome[ENTITLED]), class_="total")]
        counts = [
            self.say(
                f"{OUTCOME_WORDS[outcome].zh} {len(found)} 项", f"{len(found)} {OUTCOME_WORDS[outcome].en}"
            )
            for outcome, found in by_outcome.items()
            if found and outcome != ENTITLED
        ]
        if counts:
            closing = self.say("另有", "Besides: ") + self.words.listed(counts) + self.say("。", ".")
            parts.append(tag("p", closing, class_="soft"))
        unchecked = sum(found.awards_unchecked for found in by_outcome[ENTITLED])
        if unchecked:
            parts.append(tag("p", self._unchecked(unchecked), class_="soft"))
        if gets:
            parts.append(tag("ul", gets, class_="gets"))
        for outcome in (UNDETERMINED, NOT_ENTITLED):
            if by_outcome[outcome]:
                parts.append(tag("h3", self.words.outcome(outcome)))
                parts.append(unordered([self._row(found) for found in by_outcome[outcome]], "rows"))
        return section("h2", "answer", self.say("结论", "The answer"), parts, class_="answer")

    def _unchecked(self, number: int) -> str:
        """That earlier awards could leave less than the total, where they were not given."""
        return self.say(
            f"其中 {number} 项与以前得过的奖补有关;以前得过的没有提供,未作核对,实际可能少于上面的数。",
            f"What {number} of them {'pays' if number == 1 else 'pay'} depends on earlier awards, which were not given "
            "and not checked: it may be less than stated.",
        )

    def _total(self, entitled: list[Decision]) -> Child:
        if not entitled:
            return self.say(
                "按现有事实,没有可以确定享受的条款。", "On what is known, nothing is certain yet."
            )
        number = len(entitled)
        head = self.say(f"可享 {number} 项", f"Entitled under {number} scheme{'s' if number > 1 else ''}")
        if self._exclude_each_other(entitled):
            return head + self.say(
                ",其中有的只能择一,不作合计。", "; some exclude each other, so they are not added up."
            )
        highs = [found.maximum_fen for found in entitled]
        least = sum(found.minimum_fen for found in entitled)
        most = sum(high for high in highs if high is not None)
        words = range_words(least, None if None in highs else most, self.language)
        between = self.say(",合计 " if number > 1 else ",", ": " if number == 1 else ", together ")
        return [head, between, tag("strong", words), self.say("。", ".")]

    @staticmethod
    def _exclude_each_other(entitled: list[Decision]) -> bool:
        names = {(found.policy.number, found.scheme.key) for found in entitled}
        return any(
            (name.policy, name.scheme) in names
            for found in entitled
            if found.version is not None
            for name in found.version.excludes
        )

    def _get(self, decision: Decision) -> list[Child]:
        return [
            self.words.outcome(decision.outcome),
            tag("span", amount_words(decision, self.language), class_="amount"),
            tag("a", self._name(decision), href=f"#{anchor(decision)}"),
            tag("p", self._decides(decision), class_="soft small"),
        ]

    def _row(self, decision: Decision) -> list[Child]:
        amount = amount_words(decision, self.language)
        return [
            tag("a", self._name(decision), href=f"#{anchor(decision)}"),
            tag("span", self._decides(decision), class_="why"),
            tag("span", amount, class_="amount") if decision.outcome != NOT_ENTITLED else None,
        ]

    def _decides(self, decision: Decision) -> Html:
        return self.words.text(deciding_line(decision, self.vocabulary, self.language))

    def _name(self, decision: Decision) -> list[Child]:
        """A scheme's name and, smaller, its key."""
        key = f"{decision.policy.number}.{decision.scheme.key}"
        return [self.words.text(decision.scheme.name), " ", tag("span", key, class_="key")]

    # --- What is unknown ---------------------------------------------------------------------------------

    def unknown(self) -> Html | None:
        """Every fact that would settle something, those first that settle most schemes."""
        wanted: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            for path in decision.missing:
                wanted.setdefault(path, []).append(decision)
        if not wanted:
            return None
        rows: list[list[Child]] = []
        for path, concerned in sorted(wanted.items(), key=lambda item: -len(item[1])):
            place = place_of(path, self.vocabulary)
            authority: Child = "—"
            if place is not None:
                key = place.fact(self.vocabulary).authority
                found = self.vocabulary.authority_by_name.get(key)
                authority = self.words.text(found or key)
            links = [
                tag("a", self.words.text(decision.scheme.name), href=f"#{anchor(decision)}")
                for decision in concerned
            ]
            rows.append([self._path(path), joined(self.say("、", ", "), links), authority])
        title = self.say("还缺哪些事实", "What is not known yet")
        columns: list[Child] = [
            self.say("事实", "Fact"),
            self.say("关系到", "Settles"),
            self.say("由谁证明", "Vouched for by"),
        ]
        caption = self.say(
            "补上这些事实,结论或金额可能改变", "Knowing these can change an outcome or an amount"
        )
        return section("h2", "unknown", title, table(caption, columns, rows, title))

    def _path(self, path: str) -> Html:
        return self.words.text(path_words(path, self.vocabulary, self.language))

    # --- The reasons -------------------------------------------------------------------------------------

    def article(self, decision: Decision) -> Html:
        """One scheme: outcome and amount, how the amount comes about, what is missing, then step by step."""
        name = anchor(decision)
        refused = decision.outcome == NOT_ENTITLED
        over = [f"{decision.policy.number} ", self.words.text(decision.policy.name)]
        amount = None if refused else tag("span", amount_words(decision, self.language), class_="amount")
        parts: list[Child] = [
            tag("p", over, class_="over"),
            tag("h3", self._name(decision), id=f"{name}-title"),
            tag("p", self.words.outcome(decision.outcome), amount, class_="verdict"),
        ]
        if refused:
            parts.append(tag("p", self._decides(decision), class_="decides"))
        parts.append(amount_figure(f"{name}-drawing", decision, self.vocabulary, self.words))
        if name in self.sharper:
            said = sharper_words(self.sharper[name], self.language)
            parts.append(tag("p", self.say("更准的结论:", "Sharper: "), tag("strong", said)))
        parts += self._missing(decision)
        parts += [part for answer in self.changes.get(name, ()) for part in self._needed(answer)]
        told = steps(decision, self.vocabulary, self.words)
        opened = decision.outcome == ENTITLED
        parts.append(tag("details", tag("summary", self.say("逐条理由", "Step by step")), told, open=opened))
        if decision.version is not None and decision.version.prose:
            clause = prose(decision.version.prose)
            parts.append(tag("details", tag("summary", self.say("条文", "The clause (Chinese)")), clause))
        parts += self._exclusions(decision)
        if not refused and decision.open_points:
            parts.append(tag("h4", self.say("文件没有写明的(待定)", "Left open by the documents")))
            parts.append(unordered([self.words.text(point) for point in decision.open_points], "open"))
        parts.append(tag("h4", self.say("出处", "Sources")))
        parts.append(sources(decision, self.words))
        return tag("article", parts, id=name, aria_labelledby=f"{name}-title")

    def _missing(self, decision: Decision) -> list[Child]:
        if not decision.missing or decision.version is None:
            return []
        rows: list[list[Child]] = []
        effort = page_effort(decision.version)
        for path in decision.missing[:MISSING_ROWS]:
            found = settles(self.book, decision, self.facts, path, effort)
            rows.append([self._path(path), self._settled(path, found)])
        more = len(decision.missing) - len(rows)
        if more:
            rows.append(
                [self.say(f"另有 {more} 项", f"{more} more"), self.say("也会影响结果", "matter as well")]
            )
        title = self.say("还缺什么,补上会怎样", "What is missing, and what it would settle")
        columns: list[Child] = [
            self.say("事实", "Fact"),
            self.say("其他事实不变时", "The other facts as they are"),
        ]
        return [table(title, columns, rows, title)]

    def _settled(self, path: str, found: list[Settled]) -> Child:
        place = place_of(path, self.vocabulary)
        grouped: dict[str, list[str]] = {}
        for settled in found:
            if place is None or settled.value is None:
                label = self.say("一条也没有", "none at all")
            else:
                fact = place.fact(self.vocabulary)
                label = fact_words(self.vocabulary, fact, settled.value, self.language)
                if settled.to is None:
                    label += self.say(" 起", " and more")
                elif settled.to != settled.value:
                    label += self.say(" 至 ", " to ") + fact_words(
                        self.vocabulary, fact, settled.to, self.language
                    )
            grouped.setdefault(point_words(settled.point, self.language), []).append(label)
        if not grouped:
            return self.say("要看具体内容", "depends on what it is")
        if len(grouped) == 1 and place is not None:
            return self.say(
                "单独补上还不能定,要与别的事实一起看", "not settled by it alone, only with others"
            )
        lines: list[Child] = [
            [self.words.text(self.words.listed(labels)), " → ", tag("strong", words)]
            for words, labels in grouped.items()
        ]
        return unordered(lines, "settles")

    def _needed(self, answer: ChangesNeeded) -> list[Child]:
        """What it would take to be entitled, or to reach the next step."""
        goal = GOALS[answer.goal].in_language(self.language)
        parts: list[Child] = [tag("h4", self.say(f"怎样才能:{goal}", f"What it would take {goal}"))]
        if answer.status != "found":
            words = (
                self.say("做不到:", "Not possible: ")
                if answer.status == "impossible"
                else self.say("不知道:", "Unknown: ")
            )
            return [*parts, tag("p", words, self.words.text(answer.reason))]
        for number, way in enumerate(answer.ways):
            if number:
                parts.append(tag("p", self.say("或者", "or"), class_="soft"))
            lines = [change_words(change, self.vocabulary, self.language) for change in way.changes]
            parts.append(unordered([self.words.text(line) for line in lines]))
            found = way.decision
            said = result_words(found, found.outcome, found.amount, self.language)
            parts.append(tag("p", "⇒ ", tag("strong", said)))
        return parts

    def _exclusions(self, decision: Decision) -> list[Child]:
        return [
            tag("p", "⇎ ", self.words.text(step.words)) for step in decision.trace if step.step == "exclusion"
        ]

    # --- The rest ----------------------------------------------------------------------------------------

    def not_applicable(self) -> Html | None:
        """Schemes for others or for other days, in short."""
        found = [decision for decision in self.decisions if decision.outcome == NOT_APPLICABLE]
        if not found:
            return None
        items: list[Child] = [
            [self._name(decision), self.say(":", ": "), tag("span", self._decides(decision), class_="soft")]
            for decision in found
        ]
        return section("h2", "others", self.say("不适用的条款", "Not applicable"), unordered(items, "small"))

    def given(self) -> Html | None:
        """The facts as given, with who vouches for them."""
        rows: list[list[Child]] = []
        for key, value in self.facts.values.items():
            fact = self.vocabulary.fact_by_name[key]
            authority = self.vocabulary.authority_by_name.get(fact.authority)
            said = value_words(self.vocabulary, fact, value, self.language)
            rows.append(
                [
                    self.words.text(fact.name),
                    self.words.text(said),
                    self.words.text(authority or fact.authority),
                ]
            )
        for key, records in self.facts.records.items():
            kind = self.vocabulary.records_by_name[key]
            said = self.say(f"{len(records)}条", records_in_english(len(records)))
            rows.append([self.words.text(kind.name), said, "—"])
        if not rows:
            return None
        title = self.say("所依据的事实", "The facts it rests on")
        columns: list[Child] = [
            self.say("事实", "Fact"),
            self.say("值", "Value"),
            self.say("由谁证明", "Vouched for by"),
        ]
        caption = self.say("填报的事实", "Facts as given")
        shown = table(caption, columns, rows, title)
        return section("h2", "facts", title, tag("details", tag("summary", self.say("展开", "Show")), shown))


def anchor(decision: Decision) -> str:
    """The place of a scheme on the page."""
    return f"s{decision.policy.number}-{decision.scheme.key}"
