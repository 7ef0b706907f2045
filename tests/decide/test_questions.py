"""What is asked, in which order, and that the answers come to the same decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from hypothesis import given, note, settings
from hypothesis import strategies as st

from duixian.book import PolicyBook, load
from duixian.decide.question_words import question_as_json, question_form
from duixian.decide.questions import KIND, ROLES, Question, Questionnaire
from duixian.language.node import replaced
from duixian.language.vocabulary import EARLIER_AWARDS
from duixian.registry.answers import with_answer, without_answer
from duixian.registry.recipient import RecipientFacts, Record
from tests import strategies
from tests.small_list import policy_list, typed
from tests.strategies import WrittenRule

DAY = date(2024, 12, 31)
ON = date(2024, 6, 1)
BOOK = load()
SCHEMES = tuple((policy.key, scheme.key) for policy in BOOK.listed.policies for scheme in policy.schemes)

FEW = settings(max_examples=20)
"""Each example is a whole questionnaire."""

Answer = Callable[[Question, RecipientFacts], RecipientFacts]


def questionnaire() -> Questionnaire:
    return Questionnaire(BOOK.plan, DAY)


def enterprise(**values: int | bool | str) -> RecipientFacts:
    return RecipientFacts("enterprise", frozenset(), values)


def walk(
    asking: Questionnaire, facts: RecipientFacts, answer: Answer
) -> tuple[list[Question], list[RecipientFacts]]:
    """Every question until none is left, and what was known before each and in the end."""
    questions: list[Question] = []
    known = [facts]
    while (question := asking.standing(known[-1]).question) is not None:
        questions.append(question)
        assert len(questions) < 200, "asks for ever"
        known.append(answer(question, known[-1]))
    return questions, known


def truthful(full: RecipientFacts) -> Answer:
    """Answers with what is so, and with "don't know" where nothing is known of it."""

    def answer(question: Question, known: RecipientFacts) -> RecipientFacts:
        path = question.path
        if path == ROLES and full.roles is not None:
            return replaced(known, roles=full.roles)
        if path in full.values:
            return replaced(known, values={**known.values, path: full.values[path]})
        if path in full.records:
            return replaced(known, records={**known.records, path: full.records[path]})
        return without_answer(known, path)

    return answer


def read_names(book: PolicyBook) -> frozenset[str]:
    """What the rules of a small list look at, and everything that may be in a record."""
    version = book.listed.policies[0].schemes[0].versions[0]
    fields = (field.key for records in book.listed.vocabulary.records for field in records.fields)
    return frozenset(strategies.read_names(version)) | frozenset(fields)


def results(book: PolicyBook, facts: RecipientFacts, day: date) -> list[tuple[str, tuple[int, int | None]]]:
    return [(decision.outcome, decision.amount) for decision in book.decide_typed(facts, day, {})]


def begun(full: RecipientFacts) -> RecipientFacts:
    """Only the kind known, and the earlier awards, for which nobody is asked."""
    records = {key: rows for key, rows in full.records.items() if key == EARLIER_AWARDS}
    return RecipientFacts(full.kind, None if full.kind == "enterprise" else frozenset(), {}, records)


@st.composite
def partly_known(draw: st.DrawFn) -> RecipientFacts:
    """A recipient of the real list with some things that it will not know, down to fields of records."""
    full = draw(strategies.complete(BOOK.listed.vocabulary, awards=SCHEMES, largest=2))
    vocabulary = BOOK.listed.vocabulary
    kinds = {fact.key: fact.kinds for fact in vocabulary.facts}
    kinds |= {records.key: records.kinds for records in vocabulary.records}
    own = RecipientFacts(
        full.kind,
        full.roles if full.kind == "enterprise" else frozenset(),
        {key: value for key, value in full.values.items() if full.kind in kinds[key]},
        {key: rows for key, rows in full.records.items() if full.kind in kinds[key]},
    )
    return draw(forgetful(own))


@st.composite
def forgetful(draw: st.DrawFn, full: RecipientFacts) -> RecipientFacts:
    """The recipient with some of what it is asked for forgotten: facts, whole lists, fields of records."""
    random = draw(st.randoms(use_true_random=False))
    share = draw(st.sampled_from((0.0, 0.1, 0.4, 1.0)))

    def kept(rows: tuple[Record, ...]) -> tuple[Record, ...]:
        return tuple(
            {key: value for key, value in row.items() if random.random() >= share / 4} for row in rows
        )

    return RecipientFacts(
        full.kind,
        None if full.kind == "enterprise" and random.random() < share / 4 else full.roles,
        {key: value for key, value in full.values.items() if random.random() >= share},
        {
            key: rows if key == EARLIER_AWARDS else kept(rows)
            for key, rows in full.records.items()
            if key == EARLIER_AWARDS or random.random() >= share
        },
    )


# --- where it ends -----------------------------------------------------------------------------------------


@given(partly_known())
def test_the_answers_come_to_the_decision_on_all_that_the_recipient_knows(full: RecipientFacts) -> None:
    questions, known = walk(questionnaire(), begun(full), truthful(full))
    note([question.path for question in questions])
    assert results(BOOK, known[-1], DAY) == results(BOOK, full, DAY)


@given(st.data(), strategies.rules())
def test_so_they_do_under_any_rule(data: st.DataObject, rule: WrittenRule) -> None:
    book = PolicyBook(policy_list(rule.text))
    note(rule.text)
    own = data.draw(strategies.complete(only=read_names(book), largest=2))
    full = data.draw(forgetful(replaced(own, roles=own.roles if own.kind == "enterprise" else frozenset())))
    _, known = walk(Questionnaire(book.plan, ON), begun(full), truthful(full))
    assert results(book, known[-1], ON) == results(book, full, ON)


@FEW
@given(partly_known())
def test_nothing_is_asked_twice(full: RecipientFacts) -> None:
    questions, _ = walk(questionnaire(), begun(full), truthful(full))
    paths = [question.path for question in questions]
    assert len(set(paths)) == len(paths)


@FEW
@given(partly_known())
def test_only_what_can_still_matter_is_asked(full: RecipientFacts) -> None:
    questions, known = walk(questionnaire(), begun(full), truthful(full))
    for question, before in zip(questions, known[:-1], strict=True):
        decisions = BOOK.decide_typed(before, DAY, {})
        assert question.path in {path for decision in decisions for path in decision.missing}
        assert question.path not in before.dont_know
        assert question.path not in {*before.values, *before.records}


@FEW
@given(partly_known(), st.data())
def test_going_back_asks_the_same_again_and_another_answer_counts(
    full: RecipientFacts, data: st.DataObject
) -> None:
    asking = questionnaire()
    questions, known = walk(asking, begun(full), truthful(full))
    if not questions:
        return
    back = data.draw(st.integers(0, len(questions) - 1))
    question = asking.standing(known[back]).question
    assert question == questions[back]
    unknown = without_answer(known[back], questions[back].path)
    following = asking.standing(unknown).question
    assert following is None or following.path != questions[back].path


@FEW
@given(partly_known())
def test_the_questions_left_are_never_fewer_than_those_that_come(full: RecipientFacts) -> None:
    asking = questionnaire()
    questions, known = walk(asking, begun(full), truthful(full))
    whole = [question for question in questions if "[" not in question.path]
    assert asking.standing(known[0]).left >= len(whole)


@FEW
@given(partly_known())
def test_more_answers_never_unsettle_a_scheme(full: RecipientFacts) -> None:
    asking = questionnaire()
    _, known = walk(asking, begun(full), truthful(full))
    settled = [asking.standing(facts).settled for facts in known]
    assert settled == sorted(settled)
    assert settled[-1] == len(SCHEMES)


# --- the order ---------------------------------------------------------------------------------------------


def test_the_first_question_is_what_kind_of_recipient_it_is() -> None:
    question = questionnaire().standing(RecipientFacts("")).question
    assert question is not None
    assert question.path == KIND


def test_a_firm_is_asked_for_its_roles_first_for_they_rule_out_the_most() -> None:
    question = questionnaire().standing(RecipientFacts("enterprise")).question
    assert question is not None
    assert question.path == ROLES
    # 13, two of 14, 15, 16, two of 19, 20 are for firms in a role.
    assert len(questionnaire().settles(RecipientFacts("enterprise"), question)) == 8


def test_one_topic_is_asked_to_its_end_before_the_next() -> None:
    yes = {"via_compute_platform": True, "model_filed": True, "listed_on_regional_market": True}

    def answer(question: Question, known: RecipientFacts) -> RecipientFacts:
        if question.path in yes:
            return replaced(known, values={**known.values, question.path: True})
        return without_answer(known, question.path)

    questions, _ = walk(questionnaire(), enterprise(), answer)
    topics = [question.topic.number for question in questions if question.topic]
    runs = [topic for index, topic in enumerate(topics) if index == 0 or topics[index - 1] != topic]
    assert len(runs) == len(set(runs))


def test_one_no_leaves_out_the_rest_of_a_policy() -> None:
    asking = questionnaire()
    pending = asking.pending(enterprise(via_compute_platform=False))
    assert not {"main_revenue", "compute_fee", "model_filed", "typical_scenarios"} & set(pending)


def test_what_matters_only_beside_an_unknown_fact_is_not_asked_either() -> None:
    # Without this year's containers, last year's say nothing about growth.
    facts = RecipientFacts("enterprise", frozenset({"port_operator"}))
    asking = questionnaire()
    assert "transhipment_teu_last_year" in asking.pending(facts)
    unknown = without_answer(facts, "transhipment_teu")
    assert "transhipment_teu_last_year" not in asking.pending(unknown)


def test_a_scheme_that_hangs_only_on_what_nobody_knows_counts_as_settled() -> None:
    asking = questionnaire()
    before = asking.standing(enterprise())
    after = asking.standing(without_answer(enterprise(), "engineering_centre"))
    assert after.settled == before.settled + 1


def test_the_order_does_not_hang_on_the_order_of_the_answers() -> None:
    one = enterprise(via_compute_platform=True, engineering_centre="none")
    other = enterprise(engineering_centre="none", via_compute_platform=True)
    assert questionnaire().standing(one) == questionnaire().standing(other)


def test_a_list_of_records_is_asked_for_as_one_question_with_the_fields_that_matter() -> None:
    facts = RecipientFacts("enterprise", frozenset({"leasing_company"}))
    asking = questionnaire()
    question = Question("lease_contracts", None, (("finance-leasing", "leasing"),))
    form = question_form(asking, question)
    assert form.type == "records"
    assert [field.fact for field in form.fields] == [
        "lessee_is_sme",
        "amount",
        "direct",
        "lessee_title",
        "object",
    ]
    assert "lease_contracts" in asking.pending(facts)


def test_an_unknown_field_of_a_record_is_asked_for_by_its_place() -> None:
    contract: Mapping[str, int | bool | str] = {"lessee_is_sme": True, "amount": 10_000_000_00}
    rows = ({**contract, "direct": False, "object": "A"}, {**contract, "direct": True, "object": "B"})
    facts = RecipientFacts("enterprise", frozenset({"leasing_company"}), {}, {"lease_contracts": rows})
    asking = questionnaire()
    assert "lease_contracts[0].lessee_title" in asking.pending(facts)
    assert "lease_contracts[1].lessee_title" not in asking.pending(facts)
    answered = with_answer(BOOK.listed, facts, "lease_contracts[0].lessee_title", "小巨人")
    assert answered.records["lease_contracts"][0]["lessee_title"] == "little_giant"
    unknown = without_answer(facts, "lease_contracts[0].lessee_title")
    assert "lease_contracts[0].lessee_title" not in asking.pending(unknown)


def test_the_more_telling_of_two_facts_comes_first() -> None:
    book = PolicyBook(policy_list("对象 企业\n条件 入库\n标准 若 合格 则 1元 否则 2元"))
    question = Questionnaire(book.plan, ON).standing(typed({})).question
    assert question is not None
    assert question.path == "listed"


# --- what a question says ----------------------------------------------------------------------------------


def test_a_question_says_what_it_would_settle() -> None:
    asking = questionnaire()
    facts = enterprise()
    written = question_as_json(asking, facts, "zh")
    assert written is not None
    assert written["fact"] == "via_compute_platform"
    assert written["settles"] == ["11.purchase", "11.large-model"]
    assert written["topic"] == {"policy": 11, "key": "compute-voucher"}


def test_a_fact_that_settles_nothing_alone_says_so() -> None:
    facts = RecipientFacts("enterprise", frozenset({"market_operator"}))
    asking = questionnaire()
    question = Question("market_financing_last_year", None, (("regional-equity", "operator"),))
    # Whatever last year's financing was, this year's is needed for the award.
    assert asking.settles(facts, question) == ()


# --- how fast ----------------------------------------------------------------------------------------------
