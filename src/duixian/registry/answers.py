"""Answers to questions: one fact more, checked like those of a facts file."""

from __future__ import annotations

from duixian.language.diagnostics import Diagnostic
from duixian.language.library import PolicyList
from duixian.language.node import replaced
from duixian.registry.json_facts import read_facts
from duixian.registry.json_writing import facts_as_json
from duixian.registry.recipient import RecipientFacts


class BadAnswer(Exception):
    """An answer that is none; ``diagnostics`` say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(found.render("zh") for found in diagnostics))
        self.diagnostics = diagnostics


def with_answer(listed: PolicyList, facts: RecipientFacts, path: str, raw: object) -> RecipientFacts:
    """The facts with an answer in them.

    ``path`` is ``kind``, ``roles``, a fact, a kind of record or a record's field
    (``lease_contracts[2].direct``); ``raw`` is what a facts file would hold. Raises BadAnswer.
    """
    written = facts_as_json(listed.vocabulary, facts)
    key, bracket, rest = path.partition("[")
    if bracket:
        index, _, field = rest.partition("].")
        rows = written[key]
        assert isinstance(rows, list)
        rows[int(index)][field] = raw
    else:
        written[key] = raw
    read = read_facts(written, listed)
    if read.diagnostics:
        raise BadAnswer(read.diagnostics)
    answered = read.recipients[0]
    return replaced(answered, dont_know=answered.dont_know - {path})


def without_answer(facts: RecipientFacts, path: str) -> RecipientFacts:
    """The facts with the note that the recipient does not know this one."""
    return replaced(facts, dont_know=facts.dont_know | {path})


def forgotten(facts: RecipientFacts, path: str) -> RecipientFacts:
    """The facts without the answer to ``roles``, a fact or a kind of record."""
    return RecipientFacts(
        facts.kind,
        None if path == "roles" else facts.roles,
        {key: value for key, value in facts.values.items() if key != path},
        {key: rows for key, rows in facts.records.items() if key != path},
        frozenset(noted for noted in facts.dont_know if noted.partition("[")[0] != path),
    )
