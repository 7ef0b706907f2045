"""The questionnaire with a person: one line a question, one line an answer, drivable over a pipe."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Sequence

from duixian.decide.decision import OUTCOME_WORDS, Decision
from duixian.decide.evaluate import NOT_APPLICABLE
from duixian.decide.question_words import Form, fact_form, question_form
from duixian.decide.questions import KIND, ROLES, Question, Questionnaire, Standing, of_kind
from duixian.decide.reasons import amount_words
from duixian.decide.report import path_words
from duixian.decide.templates import RecordsTemplate, RolesTemplate
from duixian.language.limits import TEXT_CHARACTERS
from duixian.language.node import replaced
from duixian.language.tree import NO_WORDS, Text
from duixian.language.values import Value, value_words
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, Fact
from duixian.registry.answers import BadAnswer, forgotten, with_answer, without_answer
from duixian.registry.json_writing import rows_as_json
from duixian.registry.recipient import RecipientFacts, Record
from duixian.terminal import Terminal

DONT_KNOW = frozenset({"", "?", "不知道"})
BACK = frozenset({"<", "《"})
STOP = frozenset({"q", "quit", "退出"})
NONE = frozenset({"0", "无", "没有", "none"})
SHORT = {"y": "是", "n": "否"}

EXAMPLES = {
    "boolean": Text("请答 是 或 否。", "Answer yes or no."),
    "money": Text("写成 800万元 或 1234.56元 这样。", "Write it like 8,000,000 or 1234.56."),
    "count": Text("写一个整数,如 12。", "Write a whole number, such as 12."),
    "duration": Text("写成 12 或 12个月 这样。", "Write the number of months, such as 12."),
    "ratio": Text("写成 20% 这样。", "Write it like 20%."),
    "date": Text("写成 2024-07-17 这样。", "Write it like 2024-07-17."),
}
"""How an answer of each type looks, for whoever has written another."""

NO_WORD = frozenset({"否", "n", "no", *NONE})
"""Answers that mean “none” where a choice has such a value."""

LINE_BYTES = 1 << 16
"""An answer is read no further than this; one that is longer is none."""


class Back(Exception):
    """The person goes back to the question before."""


class Stop(Exception):
    """The person has had enough, or nothing more comes."""


class Dialog:
    """Asks until nothing is left to ask that matters, or until the person stops."""

    def __init__(
        self,
        terminal: Terminal,
        questionnaire: Questionnaire,
        decide: Callable[[RecipientFacts], list[Decision]],
    ) -> None:
        self.terminal = terminal
        self.questionnaire = questionnaire
        self.decide = decide
        self.listed = questionnaire.book.listed
        self.say = terminal.say
        self.heading: str | None = None

    def run(self, facts: RecipientFacts) -> RecipientFacts:
        """Ask, beginning with what is known; what is known in the end.

        What the facts say was not known is asked again: the person may know it by now."""
        not_known = facts.dont_know
        facts = replaced(facts, dont_know=frozenset())
        earlier: list[RecipientFacts] = []
        self._greet(facts)
        while True:
            standing = self.questionnaire.standing(facts)
            if standing.question is None and (earlier or not self._saved(facts)):
                break
            try:
                answered = self._step(standing, facts, len(earlier) + 1)
            except Back:
                if earlier:
                    facts = earlier.pop()
                elif standing.question is None:
                    break
                continue
            except Stop:
                self.tell(
                    f"到此为止;最多还有 {standing.left} 题没有问,下面是现在知道的。",
                    f"Stopped here; up to {standing.left} questions are open. This is what is known now.",
                )
                break
            self._changes(facts, answered)
            earlier.append(facts)
            facts = answered
        self.terminal.write("")
        # Whoever stops before a question is asked again has not unsaid what stood in the file.
        open_ = not_known.intersection(self.questionnaire.pending(facts)) if facts.kind else not_known
        return replaced(facts, dont_know=facts.dont_know | open_)

    def _step(self, standing: Standing, facts: RecipientFacts, number: int) -> RecipientFacts:
        """The facts after one answer. Going back from the first question, or having none left to ask, leads to the
        answers that were known from the start. Raises Back and Stop."""
        if standing.question is None:
            self.tell("没有要问的了。", "There is nothing left to ask.")
        else:
            self._head(standing, standing.question, number)
            try:
                return self._ask(standing.question, facts)
            except Back:
                if number > 1:
                    raise
        return self._change(facts)

    # --- changing what was known from the start -----------------------------------------------------------

    def _change(self, facts: RecipientFacts) -> RecipientFacts:
        """The facts with one of the answers they came with changed. Raises Back and Stop."""
        saved = self._saved(facts)
        if not saved:
            self.tell("这是第一题,前面没有了", "This is the first question; there is none before it")
            raise Back
        while True:
            path = self._which(saved)
            question = Question(path, None, tuple(scheme.name for scheme in self.questionnaire.schemes))
            try:
                if path == KIND:
                    return self._fitting(facts, self._ask(question, RecipientFacts("")).kind)
                return self._ask(question, forgotten(facts, path))
            except Back:
                continue

    def _which(self, saved: Sequence[tuple[str, str]]) -> str:
        """The one of the answers that is to be changed. Raises Back, where it is none, and Stop."""
        self.tell("以前答的:", "Answered before:")
        for number, (_, words) in enumerate(saved, 1):
            self.terminal.write(f"  {number} {words}")
        self.tell("要改哪一个?写编号;空行 = 都不改", "Which one to change? Its number; an empty line = none")
        while True:
            text = self.line()
            if text is None:
                raise Back
            word = _plain(text)
            if re.fullmatch("[0-9]{1,3}", word) and 1 <= int(word) <= len(saved):
                return saved[int(word) - 1][0]
            self.tell(f"  ! 请写 1 至 {len(saved)}", f"  ! Please answer 1 to {len(saved)}")

    def _saved(self, facts: RecipientFacts) -> list[tuple[str, str]]:
        """The answers in the facts, as far as rules read them: what each is to, and in words."""
        if not facts.kind:
            return []
        vocabulary, language = self.listed.vocabulary, self.terminal.language
        values = [(KIND, vocabulary.kind_by_name[facts.kind].name.in_language(language))]
        roles = vocabulary.fact_by_name.get(ROLES)
        if roles is not None and facts.kind in roles.kinds and facts.roles is not None:
            words = RolesTemplate(vocabulary, NO_WORDS).words(facts.roles)
            values.append((ROLES, words.in_language(language)))
        for key, value in facts.values.items():
            fact = vocabulary.fact_by_name[key]
            if fact.used:
                values.append((key, value_words(vocabulary, fact, value, language)))
        for key, rows in facts.records.items():
            if key != EARLIER_AWARDS:
                values.append((key, RecordsTemplate(NO_WORDS).words(list(rows)).in_language(language)))
        return [(path, f"{self._path(path)}: {words}") for path, words in values]

    def _path(self, path: str) -> str:
        if path == KIND:
            return self.say("主体", "Kind of recipient")
        return path_words(path, self.listed.vocabulary, self.terminal.language)

    def _fitting(self, facts: RecipientFacts, kind: str) -> RecipientFacts:
        """The facts of a recipient that turns out to be of another kind: only what that kind can have."""
        vocabulary = self.listed.vocabulary
        with_kind = of_kind(facts, kind, self.questionnaire.book)
        return replaced(
            with_kind,
            values={
                key: value
                for key, value in facts.values.items()
                if kind in vocabulary.fact_by_name[key].kinds
            },
            records={
                key: rows
                for key, rows in facts.records.items()
                if kind in vocabulary.records_by_name[key].kinds
            },
            dont_know=frozenset(),
        )

    # --- what is said ------------------------------------------------------------------------------------

    def tell(self, chinese: str, english: str) -> None:
        self.terminal.write(self.say(chinese, english))

    def _greet(self, facts: RecipientFacts) -> None:
        self.tell(
            "每题答一行;空行或 ? = 不知道,< = 回到上一题,q = 结束。",
            "One line an answer; an empty line or ? = don't know, < = back, q = stop.",
        )
        if self._saved(facts):
            self.tell(
                "以前答过的不再问,以前不知道的再问一次;第一题答 < ,可以改以前答的。",
                "What was answered before is not asked again, what was not known is; "
                "< at the first question changes an earlier answer.",
            )

    def _head(self, standing: Standing, question: Question, number: int) -> None:
        topic = question.topic
        name = self.say("主体", "The recipient")
        if topic is not None:
            name = f"{topic.number} {topic.name.in_language(self.terminal.language)}"
        self.terminal.write("")
        if name != self.heading:
            self.terminal.write(f"── {name} ──")
            self.heading = name
        self.tell(
            f"[第 {number} 题,最多还有 {standing.left} 题;{standing.schemes} 个条款里 {standing.settled} 个不用再问]",
            f"[question {number}, at most {standing.left} left; "
            f"{standing.settled} of {standing.schemes} schemes need no more]",
        )

    def _changes(self, before: RecipientFacts, after: RecipientFacts) -> None:
        """What an answer changed: the schemes whose outcome or amount is another now."""
        then = self.decide(before) if before.kind else []
        now = self.decide(after)
        gone = 0
        for index, decision in enumerate(now):
            was = then[index] if then else None
            if was is not None and (was.outcome, was.amount) == (decision.outcome, decision.amount):
                continue
            if decision.outcome == NOT_APPLICABLE:
                gone += 1
            elif was is not None:
                self.terminal.write(
                    f"  → {self._name(decision)}: {self._words(was)} → {self._words(decision)}"
                )
        if then and [(one.outcome, one.amount) for one in then] == [(one.outcome, one.amount) for one in now]:
            self.tell("  → 结论还没有变", "  → no outcome has changed yet")
        if gone:
            self.tell(f"  → {gone} 个条款不适用", f"  → {gone} schemes are not applicable")

    def _name(self, decision: Decision) -> str:
        scheme = decision.scheme
        return f"{decision.policy.number}.{scheme.key} {scheme.name.in_language(self.terminal.language)}"

    def _words(self, decision: Decision) -> str:
        language = self.terminal.language
        outcome = OUTCOME_WORDS[decision.outcome].in_language(language)
        amount = amount_words(decision, language)
        return outcome if amount == "—" else f"{outcome} {amount}"

    def complain(self, fault: BadAnswer, type_: str = "") -> None:
        """Say what is wrong with an answer to a question of some type. Hints for facts files show JSON; who answers
        line by line writes no quotes."""
        for found in fault.diagnostics:
            language = self.terminal.language
            between = "" if language == "zh" else " "
            example = EXAMPLES.get(type_) if found.code in ("F704", "F705") else None
            hint = found.hint(language) if example is None else example.in_language(language)
            words = f"{found.message(language)}{between}{hint}"
            self.terminal.write(f"  ! {found.code} {found.title(language)}: {words}")

    # --- what is answered --------------------------------------------------------------------------------

    def _ask(self, question: Question, facts: RecipientFacts) -> RecipientFacts:
        form = question_form(self.questionnaire, question)
        if form.type == "records":
            return _RecordsDialog(self, question, form, facts).run()
        self.put(form)
        while True:
            text = self.line()
            if text is None and form.fact == KIND:
                self.tell(
                    "  ! 这一题要答,不然什么都判断不了",
                    "  ! This one is needed; nothing can be decided without",
                )
                continue
            if text is None:
                return without_answer(facts, form.fact)
            try:
                return with_answer(self.listed, facts, form.fact, _raw(form, text))
            except BadAnswer as fault:
                self.complain(fault, form.type)

    def put(self, form: Form, before: str = "") -> None:
        """The question and what may be chosen."""
        language = self.terminal.language
        unit = form.unit_words(language)
        words = before + form.words.in_language(language) + (f" ({unit})" if unit else "")
        if form.type == "boolean":
            words += self.say(" (是/否)", " (yes/no)")
        self.terminal.write(f"{words}?" if language == "en" else f"{words}")
        choices = [choice.words.in_language(language) for choice in form.choices]
        if form.type == "roles":
            self.tell(
                "  可以选几个,用逗号隔开;都不是就答 0", "  several may be chosen, with commas; 0 if none"
            )
        if choices:
            self.terminal.write(
                "  " + "  ".join(f"{number} {words}" for number, words in enumerate(choices, 1))
            )

    def line(self) -> str | None:
        """One line of the person's; None: don't know. Raises Back and Stop."""
        sys.stdout.write("> ")
        sys.stdout.flush()
        try:
            line = sys.stdin.buffer.readline(LINE_BYTES)
        except KeyboardInterrupt:
            line = b""
        text = line.decode(sys.stdin.encoding or "utf-8", "replace").strip("\ufeff \t\r\n\u3000")
        if not sys.stdin.isatty():
            # What comes over a pipe shows nowhere else.
            self.terminal.write("".join(sign for sign in text[:TEXT_CHARACTERS] if sign.isprintable()))
        word = _plain(text)
        if not line or word in STOP:
            raise Stop
        if word in BACK:
            raise Back
        return None if word in DONT_KNOW else text

    def yes_or_no(self, chinese: str, english: str) -> bool | None:
        """A question of the dialog's own; None: don't know."""
        self.tell(f"{chinese} (是/否)", f"{english} (yes/no)")
        while True:
            text = self.line()
            if text is None:
                return None
            word = SHORT.get(_plain(text), _plain(text))
            if word in ("是", "有", "yes", "true", "1"):
                return True
            if word in ("否", "no", "false") or word in NONE:
                return False
            self.tell("  ! 请答是或否", "  ! Please answer yes or no")


def _raw(form: Form, text: str) -> object:
    """An answer as a facts file would hold it: choices may be given by their number."""
    match form.type:
        case "boolean":
            return SHORT.get(_plain(text), text)
        case "roles":
            word = _plain(text)
            if word in NONE:
                return []
            parts = re.split(r"[,、;\s]+", word)
            return [_chosen(form, part) for part in parts if part]
        case "kind" | "category":
            return _chosen(form, text)
    return text


def _plain(text: str) -> str:
    """A word as it is compared: full-width signs as their narrow ones, capitals as small letters."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def _chosen(form: Form, text: str) -> str:
    """The value of a choice named by its number, its English words or, as it stands, by itself."""
    word = _plain(text)
    if re.fullmatch("[0-9]{1,3}", word) and 1 <= int(word) <= len(form.choices):
        return form.choices[int(word) - 1].value
    if word in NO_WORD and any(choice.value == "none" for choice in form.choices):
        return "none"
    return next((choice.value for choice in form.choices if choice.words.en.lower() == word), text)


class _RecordsDialog:
    """Records, one after another, field by field.

    Every line answered leaves a state behind, so that going back undoes one line at a time.
    """

    def __init__(self, dialog: Dialog, question: Question, form: Form, facts: RecipientFacts) -> None:
        self.dialog = dialog
        self.question = question
        self.form = form
        self.facts = facts
        self.records = dialog.listed.vocabulary.records_by_name[question.path]

    def run(self) -> RecipientFacts:
        """The facts with the list, or with the note that the recipient does not know it."""
        rows: list[Record] = []
        unknown: list[frozenset[str]] = []
        while True:
            try:
                more = self._another(len(rows))
            except Back:
                if not rows:
                    raise
                rows.pop()
                unknown.pop()
                continue
            if more is None:
                return without_answer(self.facts, self.question.path)
            if not more:
                return self._with(rows, unknown)
            try:
                row, skipped = self._record(rows)
            except Back:
                continue
            rows.append(row)
            unknown.append(skipped)

    def _another(self, number: int) -> bool | None:
        say, name = self.dialog.yes_or_no, self.form.name
        meant = self.records.explanation.rstrip("。")
        if not number:
            chinese = f"{name.zh}:{meant + ',' if meant else ''}有没有?"
            return say(chinese, f"{name.in_language('en')}: are there any?")
        return say(f"已填 {number} 条,还有吗?", f"{number} so far; another one?")

    def _with(self, rows: Sequence[Record], unknown: Sequence[frozenset[str]]) -> RecipientFacts:
        path = self.question.path
        listed = {**self.facts.records, path: tuple(rows)}
        not_known = {f"{path}[{index}].{key}" for index, keys in enumerate(unknown) for key in keys}
        return replaced(self.facts, records=listed, dont_know=self.facts.dont_know | not_known)

    def _record(self, rows: Sequence[Record]) -> tuple[Record, frozenset[str]]:
        """One record, and the fields of it that the recipient does not know. Raises Back before its first
        field."""
        answers: list[tuple[str, Value | None]] = []
        forced = False
        while True:
            row = {key: value for key, value in answers if value is not None}
            skipped = frozenset(key for key, value in answers if value is None)
            field = self._next_field(row, skipped, forced=forced)
            if field is None:
                fault = self._fault([*rows, row])
                if fault is None:
                    return row, skipped - {OBJECT}
                self.dialog.complain(fault)
                if OBJECT in skipped and {found.code for found in fault.diagnostics} == {"F712"}:
                    answers.append((OBJECT, self._own_code(len(rows) + 1)))
                    continue
                forced = OBJECT not in row and self.records.field(OBJECT) is not None
                if not forced or OBJECT in skipped:
                    answers, forced = [], False
                continue
            try:
                value = self._field(field, len(rows) + 1)
            except Back:
                if not answers:
                    raise
                answers.pop()
                continue
            answers.append((field.key, value))

    def _own_code(self, number: int) -> str:
        """A code that tells a record from one just like it, where the recipient knows no other."""
        code = f"#{number}"
        self.dialog.tell(f"  编号记作 {code}", f"  It is noted as {code}")
        return code

    def _next_field(self, row: Record, skipped: frozenset[str], *, forced: bool) -> Fact | None:
        """The field that matters most for a record that stands alone; its code, where it is needed to tell
        records apart; none where nothing about the record matters any more."""
        path = self.question.path
        if forced:
            return None if OBJECT in row or OBJECT in skipped else self.records.field(OBJECT)
        alone = replaced(
            self.facts,
            records={**self.facts.records, path: (row,)},
            dont_know=self.facts.dont_know | {f"{path}[0].{key}" for key in skipped},
        )
        start = f"{path}[0]."
        keys = [
            found.removeprefix(start)
            for found in self.dialog.questionnaire.pending(alone)
            if found.startswith(start)
        ]
        fields = self.dialog.questionnaire.fields(self.question)
        wanted = keys or ([field.key for field in fields if field.key not in skipped] if not row else [])
        return self.records.field(wanted[0]) if wanted else None

    def _field(self, field: Fact, number: int) -> Value | None:
        """The value of a field of a record; None: don't know."""
        dialog = self.dialog
        form = fact_form(dialog.listed.vocabulary, field)
        dialog.put(form, dialog.say(f"第{number}条 · ", f"{number}: "))
        path = f"{self.question.path}[0].{field.key}"
        blank = replaced(self.facts, records={**self.facts.records, self.question.path: ({},)})
        while True:
            text = dialog.line()
            if text is None:
                return None
            try:
                answered = with_answer(dialog.listed, blank, path, _raw(form, text))
            except BadAnswer as fault:
                dialog.complain(fault, form.type)
                continue
            return answered.records[self.question.path][0][field.key]

    def _fault(self, rows: Sequence[Record]) -> BadAnswer | None:
        """What is wrong with the list: a record that says nothing, or one that is like another."""
        try:
            with_answer(self.dialog.listed, self.facts, self.question.path, rows_as_json(self.records, rows))
        except BadAnswer as fault:
            return fault
        return None
