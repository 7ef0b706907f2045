"""Decisions laid out for people in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.table import Table
from rich.text import Text as Styled

from duixian.decide.decision import OUTCOME_WORDS, Decision, SeenFact, TraceStep
from duixian.decide.evaluate import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNDETERMINED
from duixian.decide.plain_words import open_words, refusal
from duixian.decide.reasons import amount_words
from duixian.language.library import PolicyList
from duixian.language.tree import Condition, Text
from duixian.language.vocabulary import Vocabulary
from duixian.registry.recipient import RecipientFacts
from duixian.terminal import Terminal

OUTCOMES: dict[str, tuple[str, str]] = {
    ENTITLED: ("✔", "bold green"),
    UNDETERMINED: ("?", "bold yellow"),
    NOT_ENTITLED: ("✘", "red"),
    NOT_APPLICABLE: ("–", "dim"),
}
"""Sign and style: colour is never the only difference."""

TRUTHS: dict[str, tuple[str, str]] = {
    "yes": ("✔", "green"),
    "no": ("✘", "red"),
    "unknown": ("?", "yellow"),
    "": (" ", ""),
}


ORDER = list(OUTCOME_WORDS)


def outcome_words(outcome: str, language: str) -> str:
    """An outcome with its sign."""
    return f"{OUTCOMES[outcome][0]} {OUTCOME_WORDS[outcome].in_language(language)}"


def print_decisions(
    terminal: Terminal,
    listed: PolicyList,
    facts: RecipientFacts,
    decisions: Sequence[Decision],
    day: date,
    *,
    brief: bool = False,
) -> None:
    """The table of all schemes, what can be had first, then the reasons of those that concern the recipient."""
    writer = _Writer(terminal, listed)
    decisions = sorted(decisions, key=lambda decision: ORDER.index(decision.outcome))
    writer.head(facts, day)
    writer.table(decisions)
    if not brief:
        for decision in decisions:
            if decision.outcome != NOT_APPLICABLE:
                writer.explanation(decision)


class _Writer:
    def __init__(self, terminal: Terminal, listed: PolicyList) -> None:
        self.listed = listed
        self.vocabulary: Vocabulary = listed.vocabulary
        self.language = terminal.language
        self.say = terminal.say
        self.console = terminal.console

    def head(self, facts: RecipientFacts, day: date) -> None:
        kind = self.vocabulary.kind_by_name[facts.kind].name.in_language(self.language)
        name = str(facts.values.get("name", self.say("(未具名)", "(unnamed)")))
        title = self.listed.head.title.in_language(self.language)
        self.console.print(Styled.assemble((name, "bold"), f"  {kind}  {self.say('日期', 'on')} {day}"))
        self.console.print(Styled(title, "dim"))
        self.console.print()

    def table(self, decisions: Sequence[Decision]) -> None:
        """Every scheme that concerns the recipient in a row; the others counted in one line."""
        say = self.say
        table = Table(show_edge=False, pad_edge=False, expand=True)
        table.add_column(say("条款", "Scheme"), ratio=4, overflow="fold")
        table.add_column(say("结论", "Outcome"), no_wrap=True)
        table.add_column(say("金额", "Amount"), justify="right", no_wrap=True)
        table.add_column(say("关键", "What decides"), ratio=5, overflow="fold")
        concerning = [decision for decision in decisions if decision.outcome != NOT_APPLICABLE]
        for decision in concerning:
            style = OUTCOMES[decision.outcome][1]
            table.add_row(
                self._name(decision),
                Styled(outcome_words(decision.outcome, self.language), style),
                self._amount(decision),
                self.deciding_line(decision),
            )
        if concerning:
            self.console.print(table)
        others = len(decisions) - len(concerning)
        also, more = ("另有 ", " more") if concerning else ("", "")
        if others:
            self.console.print(
                Styled(
                    say(
                        f"– {also}{others} 个条款不适用(对象或日期不符)",
                        f"– {others}{more} schemes are not applicable (kind, role or date)",
                    ),
                    "dim",
                )
            )

    def _name(self, decision: Decision) -> str:
        return f"{decision.policy.number}.{decision.scheme.key} {decision.scheme.name.in_language(self.language)}"

    def _amount(self, decision: Decision) -> str:
        return amount_words(decision, self.language)

    def deciding_line(self, decision: Decision) -> str:
        """The one line that decided, or what is in doubt."""
        return deciding_line(decision, self.vocabulary, self.language)

    def explanation(self, decision: Decision) -> None:
        """The reasons of one decision, step by step."""
        say, console = self.say, self.console
        style = OUTCOMES[decision.outcome][1]
        console.print()
        console.print(
            Styled.assemble(
                (f"{decision.policy.number} {decision.policy.name.in_language(self.language)} · ", "bold"),
                (decision.scheme.name.in_language(self.language), "bold"),
                f"  {decision.policy.number}.{decision.scheme.key}",
            )
        )
        refused = decision.outcome == NOT_ENTITLED
        shown = "  " + (self.deciding_line(decision) if refused else self._amount(decision))
        console.print(Styled(f"{outcome_words(decision.outcome, self.language)}{shown}", style))
        console.print(*(self._line(step) for step in decision.trace), sep="\n", soft_wrap=True)
        if decision.missing:
            names = say("、", ", ").join(
                path_words(path, self.vocabulary, self.language) for path in decision.missing
            )
            console.print(Styled(say(f"缺:{names}", f"missing: {names}"), "yellow"))
        for words in () if refused else decision.open_points:
            console.print(Styled(say("待定:", "open: ") + words.in_language(self.language), "magenta"))

    def _line(self, step: TraceStep) -> Styled:
        """One step on one line: sign, words, and after an arrow the facts it saw and who vouches for them."""
        sign, colour = self._sign(step)
        facts = self.say("; ", "; ").join(self._fact(fact, step) for fact in step.facts)
        line = Styled.assemble(
            (f"{sign} ", colour), (self._words(step), "dim" if step.step == "source" else "")
        )
        return line.append(f"  ← {facts}", "dim") if facts else line

    def _sign(self, step: TraceStep) -> tuple[str, str]:
        if step.step in ("standard", "definition", "reading", "rounding", "payable"):
            return "=", "cyan"
        if step.step == "cap":
            return "≤", "cyan"
        if step.step == "source":
            return "§", "dim"
        if step.step == "exclusion":
            return "⇎", "dim"
        if step.step == "record" and step.truth == "no":
            return "–", "dim"
        return TRUTHS[step.truth]

    def _words(self, step: TraceStep) -> str:
        words = step.words.in_language(self.language)
        if step.step == "record" and step.truth == "no":
            words += self.say(":不在其内", ": left out")
        value = self._value(step)
        note = f" ({step.note.in_language(self.language)})" if step.note.zh else ""
        return f"{words}{value}{note}"

    def _value(self, step: TraceStep) -> str:
        """`` → 600,000元`` where the step is a number that its words do not already say."""
        if not step.unit.zh or step.step == "cap":
            return ""
        unit = step.unit.in_language(self.language)
        space = "" if self.language == "zh" else " "
        low, high = (None if end is None else _grouped(end) for end in (step.minimum, step.maximum))
        if low == high and low is not None:
            return f" → {low}{space}{unit}"
        upper = self.say("不限", "unbounded") if high is None else f"{high}{space}{unit}"
        lower = self.say("不限", "unbounded") if low is None else low
        return f" → {lower} … {upper}"

    def _fact(self, fact: SeenFact, step: TraceStep) -> str:
        """A fact's value and who vouches for it; its name only where the step's words do not say it."""
        name = fact.name.in_language(self.language)
        value = fact.words.in_language(self.language)
        authority = fact.authority.in_language(self.language)
        named = (
            value
            if name in step.words.in_language(self.language) and len(step.facts) == 1
            else f"{name} {value}"
        )
        return f"{named} ({authority})" if authority and fact.value is not None else named


def _grouped(decimal: str) -> str:
    """``8000000.5`` as ``8,000,000.5``."""
    whole, point, rest = decimal.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else decimal


def deciding_line(decision: Decision, vocabulary: Vocabulary, language: str) -> str:
    """The one line that decided a case, or that is in doubt."""
    chinese = language == "zh"
    if decision.outcome == ENTITLED:
        return entitled_line(decision).in_language(language)
    if decision.deciding == "amount" and decision.outcome == NOT_ENTITLED:
        return "按标准算得 0 元" if chinese else "the amount comes to 0"
    step = deciding_step(decision)
    if step is None:
        return ""
    words = step.words.in_language(language)
    seen = [(fact.name.in_language(language), fact.words.in_language(language)) for fact in step.facts]
    facts = "; ".join(value if name == words else f"{name} {value}" for name, value in seen)
    if decision.outcome == UNDETERMINED:
        if decision.missing:
            names = "、".join(path_words(path, vocabulary, language) for path in decision.missing[:2])
            more = len(decision.missing) - 2
            tail = (f" 等 {len(decision.missing)} 项" if chinese else f" and {more} more") if more > 0 else ""
            return (
                ("还缺 " if chinese else "missing ")
                + (names if chinese else names.replace("、", ", "))
                + tail
            )
        return ("待定:" if chinese else "open: ") + _left_open(decision, words, language)
    condition = deciding_condition(decision)
    plain = None if condition is None else refusal(vocabulary, condition.expression, step)
    if plain is not None:
        return plain.in_language(language)
    return f"{words}: {facts}" if facts else words


def _left_open(decision: Decision, words: str, language: str) -> str:
    """What the documents leave open in the condition that decides; the condition's words where that is not in it."""
    condition = deciding_condition(decision)
    if condition is None or decision.version is None:
        return words
    found = open_words(decision.version, condition.expression)
    return (";" if language == "zh" else "; ").join(one.in_language(language) for one in found) or words


def entitled_line(decision: Decision) -> Text:
    """What to know of an entitlement beside its amount."""
    if decision.reduced and decision.amount[1] == 0:
        words = Text("条件都成立,以前已经得过", "every condition holds; it has been paid before")
    elif decision.reduced:
        words = Text("条件都成立,已扣除以前得的", "every condition holds; earlier awards are taken off")
    elif decision.amount[1] is None:
        words = Text("条件都成立,金额没有定", "every condition holds; the amount is not fixed")
    elif decision.amount[0] == 0:
        words = Text("条件都成立,金额是上限", "every condition holds; the amount is a ceiling")
    else:
        words = Text("条件都成立", "every condition holds")
    if decision.awards_unchecked:
        return Text(f"{words.zh}(以前得过的未核对)", f"{words.en} (earlier awards not checked)")
    return words


def deciding_step(decision: Decision) -> TraceStep | None:
    """The step of the trace that decided."""
    kind, _, number = decision.deciding.partition(":")
    wanted = {
        "date": "version",
        "recipient": "recipient",
        "condition": "condition",
        "amount": "standard",
    }.get(kind)
    steps = [step for step in decision.trace if step.step == wanted]
    index = int(number) - 1 if number else 0
    return steps[index] if index < len(steps) else None


def deciding_condition(decision: Decision) -> Condition | None:
    """The condition that decided, if one did."""
    kind, _, number = decision.deciding.partition(":")
    if kind != "condition" or decision.version is None:
        return None
    return decision.version.conditions[int(number) - 1]


def path_words(path: str, vocabulary: Vocabulary, language: str) -> str:
    """The name of a missing fact: 年度主营业务收入, 租赁合同第2条的直接租赁."""
    if path == "roles":
        return "角色" if language == "zh" else "Roles"
    key, _, rest = path.partition("[")
    if not rest:
        named = vocabulary.fact_by_name.get(key) or vocabulary.records_by_name[key]
        return named.name.in_language(language)
    index, _, field_key = rest.partition("].")
    records = vocabulary.records_by_name[key]
    field = records.field(field_key)
    assert field is not None
    number = int(index) + 1
    if language == "zh":
        return f"{records.name.zh}第{number}条的{field.name.zh}"
    return f"{field.name.in_language('en')} of {records.name.in_language('en').lower()} {number}"
