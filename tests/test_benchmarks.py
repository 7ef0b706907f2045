"""What the benchmark rests on: our five rules, the right amounts, and a hard file that is hard."""

import struct
from pathlib import Path

from benchmarks import cases
from benchmarks.engines import duixian_w5, python_decimal, python_integers
from benchmarks.population import by_duixian, by_sql, table
from benchmarks.population.worker import FILE


def test_our_five_rules_agree_with_the_fractions_on_every_hard_row() -> None:
    engine = duixian_w5.Engine()
    for row in cases.hard(500):
        assert tuple(engine.answers(engine.decide(engine.prepare(row)))) == cases.expected(row)


def test_the_rules_by_hand_agree_with_the_fractions() -> None:
    integers, decimals = python_integers.Engine(), python_decimal.Engine()
    for row in cases.hard(500):
        right = cases.expected(row)
        assert tuple(integers.answers(integers.decide(integers.prepare(row)))) == right
        assert tuple(decimals.answers(decimals.decide(decimals.prepare(row)))) == right


def test_the_hard_file_catches_single_precision() -> None:
    def single(amount: int) -> float:
        found: float = struct.unpack("f", struct.pack("f", amount))[0]
        return found

    wrong = 0
    for row in cases.hard(500):
        principal = row["bad_principal"]
        assert principal is not None
        wrong += int(single(principal) * 0.3 + 0.5) != (3 * principal + 5) // 10
    assert wrong > 50


def test_where_facts_are_missing_we_say_unknown_exactly_where_the_answer_hangs_on_one() -> None:
    engine = duixian_w5.Engine()
    hanging = 0
    for row in cases.with_missing(500):
        answers = engine.answers(engine.decide(engine.prepare(row)))
        for given, (low, high) in zip(answers, cases.bounds(row), strict=True):
            assert given == (low if low == high else None)
            hanging += low != high
    assert hanging > 50


def test_the_same_seed_gives_the_same_cases() -> None:
    assert list(cases.hard(20)) == list(cases.hard(20))
    assert list(cases.hard(20)) != list(cases.hard(20, seed=1))


def test_a_census_of_the_hard_table_agrees_with_the_fractions(tmp_path: Path) -> None:
    rows = list(cases.hard(300))
    table.write_rows(tmp_path / FILE, rows)
    right = [list(amounts) for amounts in zip(*map(cases.expected, rows), strict=True)]
    engine = by_duixian.Engine()
    assert engine.amounts(tmp_path / FILE) == right
    assert engine.sums(tmp_path / FILE) == [sum(amounts) for amounts in right]


def test_the_sql_by_hand_agrees_with_the_fractions(tmp_path: Path) -> None:
    rows = list(cases.hard(300))
    table.write_rows(tmp_path / FILE, rows)
    right = [list(amounts) for amounts in zip(*map(cases.expected, rows), strict=True)]
    assert by_sql.Engine().amounts(tmp_path / FILE) == right
    assert by_sql.WithIds().sums(tmp_path / FILE) == [sum(amounts) for amounts in right]


def test_a_census_says_unknown_exactly_where_an_amount_hangs_on_a_missing_fact(tmp_path: Path) -> None:
    rows = list(cases.with_missing(300))
    table.write_rows(tmp_path / FILE, rows)
    bounds = zip(*map(cases.bounds, rows), strict=True)
    assert by_duixian.Engine().amounts(tmp_path / FILE) == [
        [low if low == high else None for low, high in ends] for ends in bounds
    ]


def test_the_sums_of_a_large_table_are_those_of_a_census(tmp_path: Path) -> None:
    table.write_many(tmp_path / FILE, 3000)
    assert by_duixian.Engine().sums(tmp_path / FILE) == table.right_sums(tmp_path / FILE)
