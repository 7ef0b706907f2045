"""Questions about one version of a scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import z3

from duixian.book import PolicyBook
from duixian.language.english import in_english
from duixian.language.intervals import Interval
from duixian.language.quantity import money_words
from duixian.language.ranges import range_of
from duixian.language.tree import Cases, Definition, Expression, Open, Reading, Selection, Text
from duixian.language.vocabulary import Fact
from duixian.language.walk import children
from duixian.prove import arithmetic
from duixian.prove.answers import PROVEN, REFUTED, UNKNOWN, Answer, Jump
from duixian.prove.cases import NotReproduced, ProofCase, replayed
from duixian.prove.encoding import Encoded, Encoder, Subject
from duixian.prove.inputs import FIRST_DAY, LAST_DAY, Inputs, Term
from duixian.prove.jumps import LARGE, jumps_of
from duixian.prove.solving import Solving, Undecided, value
from duixian.prove.subjects import Reads

Named = tuple[tuple[str, ProofCase], ...]

OPEN_AMOUNT = Text("标准还是“待定”,没有金额可证", "the standard is 待定: there is no amount yet")
OPEN_CONDITION = Text(
    "有的条件还是“待定”,至多到“待核”", "some conditions are 待定: at most “undetermined” can come out"
)


class Finding(Exception):
    """Ends a question with its verdict."""

    def __init__(self, verdict: str, words: Text, cases: Named = (), jumps: tuple[Jump, ...] = ()) -> None:
        super().__init__(words.en)
        self.verdict = verdict
        self.words = words
        self.cases = cases
        self.jumps = jumps


class VersionQuestions:
    """Asks everything there is to ask about one version. ``records`` is how many records of each kind a recipient
    may have."""

    def __init__(self, book: PolicyBook, subject: Subject, solving: Solving, *, records: int) -> None:
        self.book = book
        self.subject = subject
        self.solving = solving
        self.records = records
        self.inputs = Inputs(book.listed.vocabulary, records=records)
        self.encoder = Encoder(subject, self.inputs)
        self.encoded = self.encoder.encoded()
        self.paid_inputs = Inputs(book.listed.vocabulary, records=records, awards=True)
        self.paid = Encoder(subject, self.paid_inputs).encoded()
        self.reads = Reads(subject)

    def questions(self) -> Iterator[Callable[[], Answer]]:
        """The questions, each asked when it is called."""
        version = self.subject.version
        for number, _ in enumerate(version.caps):
            yield lambda number=number: self._cap_holds(number)  # type: ignore[misc]
            yield lambda number=number: self._cap_is_reached(number)  # type: ignore[misc]
        yield self._bounded
        yield self._never_negative
        for number, _ in enumerate(version.conditions):
            yield lambda number=number: self._matters(number)  # type: ignore[misc]
        yield self._satisfiable
        for place in self._amount_inputs():
            yield lambda place=place: self._monotone(*place)  # type: ignore[misc]
        for place in self._numeric_inputs():
            yield lambda place=place: self._cliffs(*place)  # type: ignore[misc]
        for table in dict.fromkeys(one.table for one in self.encoder.uncovered):
            yield lambda table=table: self._complete(table)  # type: ignore[misc]

    # --- The amount --------------------------------------------------------------------------------------

    def _cap_holds(self, number: int) -> Answer:
        cap = self.subject.version.caps[number]
        yearly = cap.yearly
        statement = Text(
            f"任何情形下{'一年' if yearly else ''}都不超过上限 {cap.words}",
            f"the cap {self._english(cap.expression)} holds{' for each year' if yearly else ''} in every case",
        )

        def ask() -> None:
            limit = self.paid.caps[number]
            beyond = self.paid.high > limit
            if yearly:
                own = self.paid_inputs.paid_before(self.subject.name)
                assert own is not None
                beyond = arithmetic.every(self.paid.high > 0, self.paid.high + own.paid > limit)
            case = self._find(self.paid, self.paid_inputs, self.paid.possible, beyond)
            if case is not None:
                raise Finding(
                    REFUTED,
                    Text(
                        f"可以付到 {money_words(case.maximum or 0, 'zh')}",
                        f"{money_words(case.maximum or 0, 'en')} can be paid",
                    ),
                    (("超过上限", case),),
                )
            raise Finding(PROVEN, Text("没有反例", "there is no counterexample"))

        return self._answer("cap", str(number + 1), statement, ask, awards=True)

    def _cap_is_reached(self, number: int) -> Answer:
        cap = self.subject.version.caps[number]
        statement = Text(
            f"上限 {cap.words} 可以达到", f"the cap {self._english(cap.expression)} can be reached"
        )

        def ask() -> None:
            reached = arithmetic.every(
                self.encoded.possible, self.encoded.high > 0, self.encoded.high == self.encoded.caps[number]
            )
            case = self._find(self.encoded, self.inputs, reached)
            if case is None:
                raise Finding(REFUTED, Text("没有一种情形达到上限", "no case reaches the cap"))
            raise Finding(
                PROVEN,
                Text("最小的情形见算例", "the smallest case is given"),
                (("达到上限的最小情形", case),),
            )

        return self._answer("cap_reached", str(number + 1), statement, ask)

    def _bounded(self) -> Answer:
        statement = Text("一个主体能得的有最高数", "there is a most that one recipient can be paid")

        def ask() -> None:
            if self.encoded.high is None:
                raise Finding(UNKNOWN, OPEN_AMOUNT)
            conditions = [*self.inputs.domain, self.encoded.possible]
            if self.upper_end() is None:
                raise self._no_most()
            found = self.solving.largest(conditions, self.encoded.high)
            if found is None:
                raise Finding(PROVEN, Text("从不付款", "nothing is ever paid"))
            most = found.eval(self.encoded.high, model_completion=True)
            case = self._find(self.encoded, self.inputs, self.encoded.possible, self.encoded.high == most)
            assert case is not None
            amount = case.maximum or 0
            raise Finding(
                PROVEN,
                Text(f"最多 {money_words(amount, 'zh')}", f"at most {money_words(amount, 'en')}"),
                (("最高数的最小情形", case),),
            )

        return self._answer("most", "", statement, ask)

    def _no_most(self) -> Finding:
        """A sum that no text means can be paid, or ever more with more records."""
        case = self._find(self.encoded, self.inputs, self.encoded.possible, self.encoded.high > LARGE)
        if case is not None:
            sum_ = [money_words(LARGE, language) for language in ("zh", "en")]
            words = Text(f"没有最高数:可以超过 {sum_[0]}", f"there is no most: {sum_[1]} can be exceeded")
            return Finding(REFUTED, words, ((f"超过{sum_[0]}", case),))
        last = [rows[-1].present for rows in self.inputs.rows.values() if rows]
        conditions = [*self.inputs.domain, self.encoded.possible]
        fewer = self.solving.largest([*conditions, *map(arithmetic.opposite, last)], self.encoded.high)
        if fewer is not None:
            more = self.encoded.high > value(fewer, self.encoded.high)
            case = self._find(self.encoded, self.inputs, self.encoded.possible, more)
        if case is None:
            return Finding(UNKNOWN, Text("条文没有写最高数", "the text states no most"))
        words = Text(
            f"没有写最高数:{self.records}条明细就比{self.records - 1}条的多",
            f"no most is stated: {self.records} records can bring more than {self.records - 1}",
        )
        return Finding(REFUTED, words, (("明细更多,金额更多", case),))

    def upper_end(self) -> object:
        """What the amount cannot exceed by its form alone, None where nothing bounds it (records may be many)."""
        vocabulary = self.book.listed.vocabulary
        selections = {
            step.name: step.records for step in self.subject.version.steps if isinstance(step, Selection)
        }
        locals_: dict[str, Interval] = {}
        for step in self.subject.version.steps:
            match step:
                case Selection():
                    for one in step.definitions:
                        locals_[one.name] = range_of(
                            one.expression, vocabulary, locals_, selections, step.records
                        )
                case Definition():
                    locals_[step.name] = range_of(step.expression, vocabulary, locals_, selections)
                case Reading():
                    option = step.option(self.subject.readings.get(step.key, step.default))
                    locals_[step.name] = range_of(option.expression, vocabulary, locals_, selections)
        version = self.subject.version
        parts = [cap.expression for cap in version.caps]
        parts += [] if version.standard.expression is None else [version.standard.expression]
        ends = [range_of(part, vocabulary, locals_, selections)[1] for part in parts]
        return min((end for end in ends if end is not None), default=None)

    def _never_negative(self) -> Answer:
        statement = Text(
            "条件都符合时,算出的数从不小于零",
            "where the conditions hold, the amount never comes out below nought",
        )

        def ask() -> None:
            if self.encoded.standard is None:
                raise Finding(UNKNOWN, OPEN_AMOUNT)
            case = self._find(self.encoded, self.inputs, self.encoded.eligible, self.encoded.standard.low < 0)
            if case is not None:
                words = Text("会算出负数(按零付)", "it can come out negative (and then pays nothing)")
                raise Finding(REFUTED, words, (("算出负数", case),))
            raise Finding(PROVEN, Text("没有反例", "there is no counterexample"))

        return self._answer("never_negative", "", statement, ask)

    # --- Conditions --------------------------------------------------------------------------------------

    def _matters(self, number: int) -> Answer:
        condition = self.subject.version.conditions[number]
        statement = Text(
            f"条件{number + 1}“{condition.words}”有作用:别的条件推不出它",
            f"condition {number + 1} “{self._english(condition.expression)}” matters: the others do not imply it",
        )

        def ask() -> None:
            fails = arithmetic.opposite(self.encoded.conditions[number].possibly)
            others = [one.possibly for place, one in enumerate(self.encoded.conditions) if place != number]
            case = self._find(self.encoded, self.inputs, self.encoded.applicable, fails, *others)
            if case is not None:
                words = Text("只有它不符合的情形见算例", "a case that fails this one alone is given")
                raise Finding(PROVEN, words, ((f"只不符合条件{number + 1}", case),))
            if has_open(condition.expression):
                raise Finding(UNKNOWN, Text("这个条件还是“待定”", "this condition is 待定"))
            words = Text("别的条件都符合时,它总是符合", "where the others hold, it always holds")
            raise Finding(REFUTED, words)

        return self._answer("condition_matters", str(number + 1), statement, ask)

    def _satisfiable(self) -> Answer:
        statement = Text("可以有人得到", "somebody can be entitled")

        def ask() -> None:
            case = self._find(self.encoded, self.inputs, self.encoded.entitled)
            if case is not None:
                words = Text("最小的情形见算例", "the smallest case is given")
                raise Finding(PROVEN, words, (("可享的最小情形", case),))
            case = self._find(self.encoded, self.inputs, self.encoded.possible)
            if case is not None:
                raise Finding(UNKNOWN, OPEN_CONDITION, (("待核的最小情形", case),))
            raise Finding(REFUTED, Text("没有一种情形可享", "no case is ever entitled"))

        return self._answer("satisfiable", "", statement, ask)

    # --- The amount and one number -----------------------------------------------------------------------

    def _amount_inputs(self) -> list[tuple[Fact, Term]]:
        """The numbers that the amount is made from; of records those of the first."""
        wanted = self.reads.amount()
        return [place for place in self._numeric_inputs() if (place[0].records, place[0].key) in wanted]

    def _numeric_inputs(self) -> list[tuple[Fact, Term]]:
        if self.encoded.high is None:
            return []
        return [
            (fact, unknown)
            for fact, row, unknown in self.inputs.named()
            if fact.type.kind in ("money", "count", "ratio", "duration", "date")
            and (row is None or row.number == 0)
        ]

    def _monotone(self, fact: Fact, unknown: Term) -> Answer:
        name = input_name(self.book, fact)
        statement = Text(f"“{name.zh}”多了,金额不会少", f"more of “{name.en}” never pays less")

        def ask() -> None:
            more = z3.Int("more")
            larger = self.at(unknown, more)
            high = self.inputs.range_of(fact)[1]
            asked = [more > unknown, more <= high, larger.high < self.encoded.high, self.encoded.possible]
            model = self.solving.smallest([*self.inputs.domain, *asked], [self.inputs])
            if model is None:
                raise Finding(PROVEN, Text("没有反例", "there is no counterexample"))
            first = replayed(self.book, self.encoded, self.inputs, model)
            second = self.elsewhere(model, unknown, more)
            raise Finding(
                REFUTED,
                Text("会少:见两个算例", "it can pay less: the two cases show it"),
                (("较少时", first), ("较多时反而少", second)),
            )

        return self._answer("monotone", fact_path(fact), statement, ask)

    def at(self, unknown: Term, other: Term) -> Encoded:
        """The version with one unknown replaced by another term."""
        return moved(self.encoded, unknown, other)

    def elsewhere(self, model: z3.ModelRef, unknown: Term, other: Term) -> ProofCase:
        """The case of a model with one unknown set to what another term is in it."""
        solver = z3.Solver()
        solver.add(unknown == model.eval(other, model_completion=True))
        for _, _, known in self.inputs.named():
            if known is not unknown:
                solver.add(known == model.eval(known, model_completion=True))
        rows = [row.present for rows in self.inputs.rows.values() for row in rows]
        for known in (*rows, *self.inputs.roles.values(), self.inputs.kind):
            solver.add(known == model.eval(known, model_completion=True))
        assert solver.check() == z3.sat
        return replayed(self.book, self.encoded, self.inputs, solver.model())

    def _cliffs(self, fact: Fact, unknown: Term) -> Answer:
        name = input_name(self.book, fact)
        statement = Text(f"金额不随“{name.zh}”跳变", f"the amount never jumps with “{name.en}”")

        def ask() -> None:
            jumps, more = jumps_of(self, fact, unknown)
            if not jumps:
                raise Finding(PROVEN, Text("没有跳变", "there is no jump"))
            words = Text(f"{len(jumps)}处跳变", f"{len(jumps)} jump{'s' if len(jumps) > 1 else ''}")
            if more:
                words = Text(
                    "跳变的地方随别的事实而变,这里是最大的一处",
                    "where it jumps moves with other facts; this is the largest of the jumps",
                )
            raise Finding(REFUTED, words, (), jumps)

        return self._answer("no_cliffs", fact_path(fact), statement, ask)

    # --- Tables ------------------------------------------------------------------------------------------

    def _complete(self, table: Cases) -> Answer:
        line = table.span.line
        statement = Text(
            f"第{line}行的表:符合条件的总有一行适用",
            f"the table in line {line}: a row applies to all who qualify",
        )

        def ask() -> None:
            none = arithmetic.some(*(one.term for one in self.encoder.uncovered if one.table is table))
            case = self._find(self.encoded, self.inputs, self.encoded.eligible, none)
            if case is not None:
                words = Text(
                    "有的情形没有一行适用,按零算", "in some cases no row applies, and nought stands for it"
                )
                raise Finding(REFUTED, words, (("没有一行适用", case),))
            raise Finding(PROVEN, Text("没有反例", "there is no counterexample"))

        return self._answer("complete", f"line {line}", statement, ask)

    # --- Asking ------------------------------------------------------------------------------------------

    def _find(self, encoded: Encoded, inputs: Inputs, *conditions: Term) -> ProofCase | None:
        """The smallest case for which all hold, replayed."""
        model = self.solving.smallest([*inputs.domain, *conditions], [inputs])
        return None if model is None else replayed(self.book, encoded, inputs, model)

    def _english(self, node: Expression) -> str:
        return in_english(node, self.book.listed.vocabulary, self.subject.version)

    def _answer(
        self, question: str, about: str, statement: Text, ask: Callable[[], None], *, awards: bool = False
    ) -> Answer:
        verdict, words, cases, jumps = settled(ask, self.solving)
        inputs = self.paid_inputs if awards else self.inputs
        return Answer(
            question,
            self.subject.label,
            about,
            verdict,
            statement,
            words,
            cases,
            jumps,
            assumptions_of(inputs),
        )


def settled(ask: Callable[[], None], solving: Solving) -> tuple[str, Text, Named, tuple[Jump, ...]]:
    """What a question ends with."""
    solving.begin()
    try:
        ask()
    except Finding as found:
        return found.verdict, found.words, found.cases, found.jumps
    except Undecided as reason:
        words = Text(f"求解器没有结论:{reason}", f"the solver came to no answer: {reason}")
        return UNKNOWN, words, (), ()
    except NotReproduced as reason:
        words = Text(f"反例没有被 decide 重现:{reason}", f"decide did not reproduce the case: {reason}")
        return UNKNOWN, words, (), ()
    raise AssertionError("a question ends with a finding")


def assumptions_of(inputs: Inputs) -> tuple[Text, ...]:
    """Under what an answer holds."""
    found = [Text("事实都已知,都在词汇表的范围内", "every fact is known and within the vocabulary's ranges")]
    if any(fact.type.kind == "date" for fact, _, _ in inputs.named()):
        found.append(
            Text(f"日期在 {FIRST_DAY} 至 {LAST_DAY} 之间", f"dates lie between {FIRST_DAY} and {LAST_DAY}")
        )
    if inputs.rows:
        found.append(
            Text(f"每种明细至多 {inputs.bound} 条", f"there are at most {inputs.bound} records of each kind")
        )
    if inputs.with_awards:
        found.append(
            Text(
                "以前得过的奖补任意:当年一笔,往年一笔",
                "any earlier awards: one in the year, one in a year before",
            )
        )
    else:
        found.append(Text("以前没有得过奖补", "nothing was paid before"))
    return tuple(found)


def moved(encoded: Encoded, unknown: Term, other: Term) -> Encoded:
    """Formulas with one unknown replaced."""

    def replace(term: Term) -> Term:
        return z3.substitute(term, (unknown, other)) if isinstance(term, z3.ExprRef) else term

    return encoded._replace(
        outcome=replace(encoded.outcome), low=replace(encoded.low), high=replace(encoded.high)
    )


def fact_path(fact: Fact) -> str:
    """A fact by its key, a field with its kind of record."""
    return f"{fact.records}.{fact.key}" if fact.records else fact.key


def input_name(book: PolicyBook, fact: Fact) -> Text:
    """A fact's names, a field's with those of its kind of record."""
    if not fact.records:
        return fact.name
    records = book.listed.vocabulary.records_by_name[fact.records].name
    return Text(f"{records.zh}.{fact.name.zh}", f"{records.en}: {fact.name.en}")


def has_open(node: object) -> bool:
    """Whether something below is 待定."""
    return isinstance(node, Open) or any(has_open(child) for child in children(node))
