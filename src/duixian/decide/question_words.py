"""How a question is put: its words, its unit, what can be chosen, and what a record consists of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duixian.decide.questions import KIND, ROLES, Question, Questionnaire
from duixian.language.node import Node
from duixian.language.tree import NO_WORDS, Text
from duixian.language.values import unit_words
from duixian.language.vocabulary import OBJECT, Fact, Kind, Records, Vocabulary
from duixian.registry.json_facts import FIELD_PATH, KIND_NAMES
from duixian.registry.recipient import RecipientFacts


class Choice(Node):
    """One of the values that can be chosen."""

    value: str
    words: Text


class Form(Node):
    """What a question looks like.

    ``type`` is ``kind``, ``roles`` (several may be chosen), ``records`` (a list, each with ``fields``) or the
    type of a fact: ``money``, ``count``, ``ratio``, ``boolean``, ``category``, ``date``, ``duration``, ``code``,
    ``text``. ``words`` name what is asked for and say what it means.
    """

    fact: str
    type: str
    name: Text
    words: Text
    unit: Text = NO_WORDS
    choices: tuple[Choice, ...] = ()
    fields: tuple[Form, ...] = ()

    def unit_words(self, language: str) -> str:
        """The unit a bare number is in; empty where there is none, or in English for what is only counted."""
        return self.unit.zh if language == "zh" else self.unit.en

    def as_json(self, language: str) -> dict[str, Any]:
        """The question for programs: no unit and no choices are null."""
        written: dict[str, Any] = {
            "fact": self.fact,
            "name": self.name.in_language(language),
            "type": self.type,
            "unit": self.unit_words(language) or None,
            "choices": [
                {"value": choice.value, "text": choice.words.in_language(language)} for choice in self.choices
            ]
            or None,
            "text": self.words.in_language(language),
        }
        if self.type == "records":
            written["fields"] = [field.as_json(language) for field in self.fields]
        return written


def question_form(questionnaire: Questionnaire, question: Question) -> Form:
    """How a question is put to the recipient: of records only the fields that matter."""
    vocabulary = questionnaire.book.listed.vocabulary
    records = vocabulary.records_by_name.get(question.path)
    if records is not None:
        return _records_form(vocabulary, records, questionnaire.fields(question))
    form = form_of(vocabulary, question.path)
    assert form is not None, "what is asked for is in the vocabulary"
    return form


def form_of(vocabulary: Vocabulary, path: str) -> Form | None:
    """How a fact, a kind of record with all its fields, or a field of one record is asked for; None where there
    is none."""
    if path in KIND_NAMES:
        kinds = [kind for kind in vocabulary.kinds if not kind.role]
        words = Text("您是哪一类主体", "Which kind of recipient are you")
        return Form(KIND, KIND, Text("主体", "Kind of recipient"), words, choices=_kind_choices(kinds))
    if path in vocabulary.fact_by_name:
        return fact_form(vocabulary, vocabulary.fact_by_name[path])
    if path in vocabulary.records_by_name:
        records = vocabulary.records_by_name[path]
        return _records_form(vocabulary, records, records.fields)
    return _field_form(vocabulary, path)


def _field_form(vocabulary: Vocabulary, path: str) -> Form | None:
    """How a field of a record that was given is asked for; None where the path names none."""
    parts = FIELD_PATH.fullmatch(path)
    records = vocabulary.records_by_name.get(parts["records"]) if parts else None
    field = records.field(parts["field"]) if parts and records else None
    if parts is None or records is None or field is None:
        return None
    form = fact_form(vocabulary, field)
    index = int(parts["index"])
    zh, en = f"{records.name.zh}第{index + 1}条", f"{records.name.en} {index + 1}"
    return Form(
        f"{records.key}[{index}].{field.key}",
        form.type,
        Text(f"{zh}的{form.name.zh}", f"{en}: {form.name.en}"),
        Text(f"{zh} · {form.words.zh}", f"{en}: {form.words.en}"),
        form.unit,
        form.choices,
    )


def fact_form(vocabulary: Vocabulary, fact: Fact) -> Form:
    """How a fact or a field of a record is asked for."""
    name = Text(fact.name.zh, fact.name.in_language("en"))
    words = Text(f"{name.zh}:{fact.explanation.rstrip('。')}" if fact.explanation else name.zh, name.en)
    choices: tuple[Choice, ...] = ()
    if fact.key == ROLES:
        choices = _kind_choices([kind for kind in vocabulary.kinds if kind.role])
    elif fact.type.kind == "category":
        values = vocabulary.category_by_name[fact.type.unit].values
        choices = tuple(Choice(key, label) for key, label in values)
    return Form(fact.key, fact.type.kind, name, words, _unit(fact), choices)


def _records_form(vocabulary: Vocabulary, records: Records, fields: Sequence[Fact]) -> Form:
    name = Text(records.name.zh, records.name.in_language("en"))
    code = records.field(OBJECT)
    meant = f"({records.explanation.rstrip('。')})" if records.explanation else ""
    asked = [*fields, *([code] if code is not None and code not in fields else [])]
    return Form(
        records.key,
        "records",
        name,
        Text(
            f"{name.zh}{meant}:逐条填写;一条也没有就是空的列表",
            f"{name.en}: one by one; an empty list if none",
        ),
        fields=tuple(fact_form(vocabulary, field) for field in asked),
    )


def _kind_choices(kinds: Sequence[Kind]) -> tuple[Choice, ...]:
    return tuple(Choice(kind.key, kind.name) for kind in kinds)


_ENGLISH_MONEY = {"元": "yuan", "元/年": "yuan a year"}


def _unit(fact: Fact) -> Text:
    """The unit in which a bare number is read; a ratio has none."""
    match fact.type.kind:
        case "money":
            return Text(fact.unit, _ENGLISH_MONEY.get(fact.unit, "yuan"))
        case "count":
            return Text(fact.type.unit, unit_words(fact.type.unit, "en"))
        case "duration":
            return Text("个月", "months")
    return NO_WORDS


def question_as_json(
    questionnaire: Questionnaire, facts: RecipientFacts, language: str
) -> dict[str, Any] | None:
    """The next question for programs; None where there is none left to ask."""
    standing = questionnaire.standing(facts)
    question = standing.question
    if question is None:
        return None
    topic = question.topic
    written = question_form(questionnaire, question).as_json(language)
    written["settles"] = scheme_names(questionnaire, questionnaire.settles(facts, question))
    written["topic"] = None if topic is None else {"policy": topic.number, "key": topic.key}
    written["left"] = standing.left
    written["settled"] = standing.settled
    return written


def scheme_names(questionnaire: Questionnaire, schemes: Sequence[tuple[str, str]]) -> list[str]:
    """Schemes as people name them: ``11.purchase``."""
    numbers = {policy.key: policy.number for policy in questionnaire.book.listed.policies}
    return [f"{numbers[policy]}.{scheme}" for policy, scheme in schemes]
