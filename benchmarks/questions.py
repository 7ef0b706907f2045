"""How good the order of `duixian ask` is: questions until every scheme is settled, over sampled recipients.

Run it with `.venv/bin/python benchmarks/questions.py`; it prints a table and writes nothing unless `--out` names
a file. A list of records counts as one question, whoever asks for it. The recipients are made up (seeded, so that
the table is the same everywhere); the shares in `CHANCES` are guesses at what is common among firms, written down
so that they can be argued with. Times are those of the machine at hand.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from statistics import mean, median

from duixian.book import PolicyBook, load
from duixian.decide.questions import ROLES, Questionnaire, of_kind
from duixian.language.values import Value
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT, Fact, Records
from duixian.registry.recipient import RecipientFacts, Record

DAY = date(2024, 12, 31)

KINDS = {"enterprise": 0.9, "person": 0.07, "district": 0.03}

ROLE_CHANCE = 0.02
"""How often a firm has any one role."""

CHANCES: dict[str, float] = {
    "via_compute_platform": 0.06,
    "model_filed": 0.01,
    "listed_on_regional_market": 0.05,
    "selected_bank": 0.4,
    "first_national_private_500": 0.001,
    "first_shandong_private_100": 0.002,
    "first_title": 0.01,
    "old_compound_works": 0.8,
}
"""How often a yes/no fact holds; one that is not named here, half the time."""

TITLE_CHANCE = 0.04
"""How often a firm or person has any one title, prize, centre or model (a category that may be 无)."""

RECORDS_CHANCE = {"trucks": 0.15, "equipment_loans": 0.1, "farm_machines": 0.03, "first_set_products": 0.02}
"""How often there are records of a kind; of a kind that is not named here, as often as a role."""

ROLE_OF = {
    "leasing_company": "lease_contracts",
    "bank": "loans",
    "nurturing_body": "nurtured_firms",
    "ship_company": "routes",
}
"""Records that a recipient in a role nearly always has."""


class Sampler:
    """Complete recipients, one after another. ``even``: whatever is yes or no, has a title or not, has records
    or not, is so half the time; nothing like real firms, but a harder test of the order."""

    def __init__(self, book: PolicyBook, seed: int, *, even: bool = False) -> None:
        self.even = even
        self.vocabulary = book.listed.vocabulary
        self.book = book
        self.random = random.Random(seed)  # noqa: S311  # a sample, not a secret

    def recipients(self, number: int) -> Iterator[RecipientFacts]:
        for _ in range(number):
            yield self.recipient()

    def recipient(self) -> RecipientFacts:
        """One recipient, of whom every fact is known that a rule may read."""
        kind = self.random.choices(list(KINDS), list(KINDS.values()))[0]
        all_roles = [role.key for role in self.vocabulary.kinds if role.role]
        roles = frozenset(role for role in all_roles if self._happens(ROLE_CHANCE))
        values = {
            fact.key: self._value(fact)
            for fact in self.vocabulary.facts
            if fact.used and kind in fact.kinds and fact.key != ROLES
        }
        rich = {ROLE_OF[role] for role in roles if role in ROLE_OF}
        records = {
            records.key: self._rows(records, records.key in rich)
            for records in self.vocabulary.records
            if kind in records.kinds and records.key != EARLIER_AWARDS
        }
        return of_kind(RecipientFacts(kind, roles, values, records), kind, self.book.plan)

    def _happens(self, chance: float) -> bool:
        return self.random.random() < (0.5 if self.even else chance)

    def _rows(self, records: Records, rich: bool) -> tuple[Record, ...]:
        chance = 0.95 if rich else RECORDS_CHANCE.get(records.key, ROLE_CHANCE)
        number = self.random.randint(1, 4) if self._happens(chance) else 0
        fields = records.fields
        rows = [{field.key: self._value(field) for field in fields} for _ in range(number)]
        return tuple({**row, OBJECT: f"{records.key}-{index}"} for index, row in enumerate(rows))

    def _value(self, fact: Fact) -> Value:
        draw = self.random
        match fact.type.kind:
            case "boolean":
                return self._happens(CHANCES.get(fact.key, 0.5))
            case "category":
                keys = [key for key, _ in self.vocabulary.category_by_name[fact.type.unit].values]
                rare = "none" in keys and not fact.records and not self._happens(TITLE_CHANCE)
                return "none" if rare else draw.choice(keys)
            case "date":
                return date(draw.randint(2019, 2024), draw.randint(1, 12), 1).toordinal()
            case "code" | "text" | "roles":
                return "x"
        return self._number(fact)

    def _number(self, fact: Fact) -> int:
        """A number in base units: many small ones, few large ones."""
        low, high = fact.range
        typical = {"money": 9.7, "count": 2.0, "duration": 1.0, "ratio": 5.0}[fact.type.kind]
        value = int(10 ** self.random.gauss(9 if fact.key == "model_parameters" else typical, 1))
        value = 0 if low is None and self.random.random() < 0.1 else value
        return min(max(value, low or 0), high if high is not None else value)


# --- the ways of asking --------------------------------------------------------------------------------------

Choose = Callable[[Questionnaire, RecipientFacts], str]


def ours(questionnaire: Questionnaire, known: RecipientFacts) -> str:
    question = questionnaire.standing(known).question
    return question.path if question else ""


def in_order_of_the_form(questionnaire: Questionnaire, known: RecipientFacts) -> str:
    """The first fact of the vocabulary that still matters."""
    pending = set(questionnaire.pending(known))
    vocabulary = questionnaire.book.listed.vocabulary
    order = [*(fact.key for fact in vocabulary.facts), *(records.key for records in vocabulary.records)]
    return next((key for key in order if key in pending), "")


def at_random(draw: random.Random) -> Choose:
    """Any fact that still matters."""

    def choose(questionnaire: Questionnaire, known: RecipientFacts) -> str:
        pending = questionnaire.pending(known)
        return draw.choice(pending) if pending else ""

    return choose


def asked(questionnaire: Questionnaire, full: RecipientFacts, choose: Choose) -> tuple[int, list[float]]:
    """How many questions it takes until every scheme is settled, and the seconds each choice took."""
    known = of_kind(RecipientFacts(""), full.kind, questionnaire.book)
    questions, seconds = 1, list[float]()
    while True:
        start = time.perf_counter()
        path = choose(questionnaire, known)
        seconds.append(time.perf_counter() - start)
        if not path:
            return questions, seconds
        known = told(known, full, (path,))
        questions += 1


def told(known: RecipientFacts, full: RecipientFacts, paths: Sequence[str]) -> RecipientFacts:
    """What is known, with some facts more."""
    values = {path: full.values[path] for path in paths if path in full.values}
    records = {path: full.records[path] for path in paths if path in full.records}
    roles = full.roles if ROLES in paths else known.roles
    return RecipientFacts(known.kind, roles, {**known.values, **values}, {**known.records, **records})


def all_facts(questionnaire: Questionnaire, full: RecipientFacts) -> int:
    """A form that asks for everything the rules may read of this kind of recipient."""
    nothing = of_kind(RecipientFacts(""), full.kind, questionnaire.book)
    return 1 + len(questionnaire.pending(nothing))


def fewest(questionnaire: Questionnaire, full: RecipientFacts) -> int:
    """The fewest questions that settle everything, by someone who knows the answers before asking.

    The roles decide whom a scheme is for and are always needed; beside them no fact is read by two policies,
    so that each policy's smallest set of facts can be found for itself, by trying."""
    known = of_kind(RecipientFacts(""), full.kind, questionnaire.book)
    needs_roles = ROLES in questionnaire.pending(known)
    known = told(known, full, (ROLES,) if needs_roles else ())
    total = 1 + needs_roles
    for number in {scheme.policy.number: None for scheme in questionnaire.schemes}:
        schemes = [scheme for scheme in questionnaire.schemes if scheme.policy.number == number]
        paths = list({one.unknown.path: None for scheme in schemes for one in scheme.hangs_on(known)})
        total += next(
            size
            for size in range(len(paths) + 1)
            for chosen in combinations(paths, size)
            if not any(scheme.hangs_on(told(known, full, chosen)) for scheme in schemes)
        )
    return total


def row(name: str, counts: Sequence[int]) -> str:
    ordered = sorted(counts)
    ninth = ordered[len(ordered) * 9 // 10]
    return f"| {name} | {mean(counts):.2f} | {median(counts):g} | {ninth} | {max(counts)} |"


def table(number: int, seed: int, *, even: bool) -> Iterator[str]:
    book = load()
    recipients = list(Sampler(book, seed, even=even).recipients(number))
    questionnaire = Questionnaire(book.plan, DAY)
    draw = random.Random(seed + 1)  # noqa: S311
    counts = [asked(questionnaire, full, ours)[0] for full in recipients]
    ways = {
        "`duixian ask`": counts,
        "random order, what still matters": [
            asked(questionnaire, full, at_random(draw))[0] for full in recipients
        ],
        "order of the form, what still matters": [
            asked(questionnaire, full, in_order_of_the_form)[0] for full in recipients
        ],
        "all facts": [all_facts(questionnaire, full) for full in recipients],
        "fewest possible, answers known beforehand": [fewest(questionnaire, full) for full in recipients],
    }
    words = "even chances" if even else "chances as guessed"
    yield f"{number} recipients ({words}), seed {seed}, on {DAY}, {len(questionnaire.schemes)} schemes"
    yield ""
    yield "| questions until every scheme is settled | mean | median | 90% | most |"
    yield "|---|---:|---:|---:|---:|"
    yield from (row(name, found) for name, found in ways.items())
    enterprises = [count for count, full in zip(counts, recipients, strict=True) if full.kind == "enterprise"]
    yield row("`duixian ask`, enterprises only", enterprises)


def speed(number: int, seed: int) -> Iterator[str]:
    """How long choosing a question takes when nothing is remembered from other recipients."""
    book = load()
    seconds: list[float] = []
    for full in Sampler(book, seed).recipients(number):
        seconds += asked(Questionnaire(book.plan, DAY), full, ours)[1]
    yield f"one question: mean {mean(seconds) * 1000:.1f} ms, longest {max(seconds) * 1000:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20240717)
    parser.add_argument("--out", type=Path, help="also write the table here")
    arguments = parser.parse_args()
    lines = list(table(arguments.recipients, arguments.seed, even=False))
    lines += ["", *table(arguments.recipients, arguments.seed, even=True)]
    print("\n".join(lines))
    print()
    print("\n".join(speed(min(arguments.recipients, 50), arguments.seed)))
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
