"""A census over a few recipients, all of it worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duixian.book import PolicyBook, load
from duixian.census import output
from duixian.census.decided import Engine
from duixian.census.output import FILES, Writer, write_results
from duixian.census.run import Census, run_census
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.census.tally import Lack, Money, SchemeTally, missing_over_all
from duixian.cli import main
from duixian.registry.folders import written_aside
from duixian.registry.population import open_population
from tests.census.by_decide import ByDecide
from tests.small_list import policy_list

DOCS = Path(__file__).parents[2] / "docs"
ON = date(2024, 12, 31)
BOOK = load()
IDS = [
    f"91370200MA3C000{end}"
    for end in ("00K", "01N", "02R", "03W", "040", "053", "066", "079", "08C", "09F", "10L", "11P")
]
ROLES = tuple(role.key for role in BOOK.listed.vocabulary.kinds if role.role)


def firms(roles: Sequence[str] = (), **columns: Sequence[Any]) -> dict[str, pa.Table]:
    """A table of firms with these roles and columns; what is not named is unknown."""
    number = len(next(iter(columns.values())))
    has = {f"role_{role}": [role in roles] * number for role in ROLES}
    return {"enterprise": pa.table({"id": IDS[:number], **has, **columns})}


def census(tables: Mapping[str, pa.Table], policy: int, **options: Any) -> Census:
    population = open_population(tables, BOOK.listed, complete=options.pop("complete", ()))
    return run_census(BOOK, population, ByDecide(), ON, {}, policies=frozenset({policy}), **options)


def tally(found: Census, scheme: str) -> SchemeTally:
    return next(one for one in found.tallies if one.of.scheme.key == scheme and one.kind == "enterprise")


# Three firms that buy computing: 20% of 600万 is 120万, capped at 100万; 20% of 30万 is 6万, but the revenue of
# the second is unknown and the third's is too small.
VOUCHERS = firms(
    main_revenue_fen=[8000_0000_00, None, 400_0000_00],
    via_compute_platform=[True, True, True],
    compute_fee_fen=[600_0000_00, 30_0000_00, 30_0000_00],
    model_kind=pa.array(["none"] * 3).dictionary_encode(),
)


def test_outcomes_and_amounts_add_up() -> None:
    found = tally(census(VOUCHERS, 11), "purchase")
    assert found.outcomes() == {"entitled": 1, "undetermined": 1, "not_entitled": 1, "not_applicable": 0}
    # Both are ceilings: nothing is sure but that it is no more than 100万 and 6万.
    assert (found.all.money.low, found.all.money.most) == (0, 106_0000_00)


@pytest.mark.parametrize("page", ["census.md", "census.en.md"])
def test_a_program_reads_the_sums_as_the_pages_say(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "build").mkdir()
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path)
        assert main(["sample", "build/city", "--recipients", "1000"]) == 0
        capsys.readouterr()
        text = (DOCS / page).read_text("utf-8")
        exec(text.split("```python\n")[1].split("```")[0], {})  # noqa: S102
    assert "'amount_max_fen': Decimal('" in capsys.readouterr().out


def test_what_is_missing_is_counted_with_the_money_that_hangs_on_it() -> None:
    lacking = tally(census(VOUCHERS, 11), "purchase").lacking
    assert {path: (lack.recipients, lack.alone, lack.money.high) for path, lack in lacking.items()} == {
        "main_revenue": (1, 1, 6_0000_00)
    }


def test_recipients_are_counted_by_district_and_unknown_ones_apart() -> None:
    districts = pa.array(["shinan", None, "shinan"]).dictionary_encode()
    tables = {"enterprise": VOUCHERS["enterprise"].append_column("district", districts)}
    by = tally(census(tables, 11), "purchase").by["district"]
    assert {value: (cell.entitled, cell.undetermined, cell.money.high) for value, cell in by.items()} == {
        "shinan": (1, 0, 100_0000_00),
        "": (0, 1, 6_0000_00),
    }


def test_an_envelope_that_suffices_leaves_every_claim_whole() -> None:
    [budget] = census(VOUCHERS, 11).budgets
    assert (budget.envelope, budget.claims) == (2000_0000_00, 2)
    assert (budget.claimed_low, budget.claimed_high) == (0, 106_0000_00)
    rules = {allocation.rule: allocation for allocation in budget.allocations}
    assert rules["first_come"].reason == "no_order"
    assert rules["pro_rata"].whole == 2


def test_what_is_surely_claimed_is_surely_paid_as_far_as_the_envelope_goes() -> None:
    # 9元 and 5元 are claimed and perhaps more: whose claim is cut is open, but two alone use up the 10元.
    listed = policy_list("对象 企业\n标准 收入\n预算 每年 10元 分配 待定")
    ids = ["a", "b", "c"]
    tables = {"enterprise": pa.table({"id": ids, "revenue_fen": pa.array([9_00, 5_00, None], pa.int64())})}
    population = open_population(tables, listed)
    [budget] = run_census(PolicyBook(listed), population, ByDecide(), ON, {}, order=ids[::-1]).budgets
    assert (budget.claimed_low, budget.claimed_high) == (14_00, None)
    paid = {allocation.rule: (allocation.low, allocation.high) for allocation in budget.allocations}
    assert paid == dict.fromkeys(("first_come", "pro_rata", "by_rank"), (10_00, 10_00))


def test_the_fact_on_which_most_hangs_is_named_first() -> None:
    # A larger sum comes before a smaller one, then what has no bound, then recipients.
    def lack(high: int, unbounded: int = 0) -> Lack:
        return Lack(1, 1, Money(0, high, unbounded))

    one, other = (SchemeTally(BOOK.listed.policies[0], "enterprise", (), {}) for _ in range(2))  # type: ignore[arg-type]
    one.lacking = {"small": lack(5), "large": lack(60)}
    other.lacking = {"small": lack(50), "open": lack(0, 1), "nothing": lack(0)}
    found = [path for path, _ in missing_over_all([one, other])]
    assert found == ["large", "small", "open", "nothing"]


def test_recipients_who_may_get_something_are_counted_once() -> None:
    # The second buyer is open and the third refused; as developers of large models they are all refused.
    found = census(VOUCHERS, 11)
    assert (found.reached["enterprise"].entitled, found.reached["enterprise"].undetermined) == (1, 1)
    assert found.singly == {("11.purchase", "beyond"): 3, ("11.large-model", "beyond"): 3}


def test_earlier_awards_of_the_year_leave_less_to_pay() -> None:
    # Policy 14: 100万 of financing give 10万; 45万 of this year's 50万 are gone, so 5万 are left.
    tables = firms(listed_on_regional_market=[True], direct_financing_fen=[100_0000_00])
    tables["earlier_awards"] = pa.table(
        {"owner": IDS[:1], "policy": ["14"], "scheme": ["firm"], "year": [2024], "amount_fen": [45_0000_00]}
    )
    found = tally(census(tables, 14), "firm")
    assert found.counts == [0, 0, 0, 1]
    assert (found.all.money.low, found.all.money.high) == (5_0000_00, 5_0000_00)


def vendors(values: Sequence[int | None]) -> dict[str, pa.Table]:
    return firms(["data_vendor"], traded_value_fen=pa.array(values, pa.int64()))


@pytest.mark.parametrize("stated", [None, 11])
def test_the_census_ranks_the_population_whatever_rank_is_stated(stated: int | None) -> None:
    # Twelve vendors with 1万 to 12万: the ten largest have 3万 to 12万, together 75万, and 1% of it is 7500元.
    tables = vendors([number * 1_0000_00 for number in range(1, 13)])
    ranks = pa.array([stated] * 12, pa.int64())
    tables["enterprise"] = tables["enterprise"].append_column("traded_value_rank", ranks)
    found = tally(census(tables, 13), "top-ten")
    assert found.outcomes() == {"entitled": 10, "undetermined": 0, "not_entitled": 2, "not_applicable": 0}
    assert (found.all.money.low, found.all.money.high) == (7500_00, 7500_00)


def test_whoever_is_ranked_is_counted_as_decided_one_by_one() -> None:
    tables = vendors([number * 1_0000_00 for number in range(1, 13)])
    population = open_population(tables, BOOK.listed)
    found = run_census(BOOK, population, DuckDBEngine(), ON, {}, policies=frozenset({13}))
    assert found.singly == {("13.top-ten", "places"): 12}
    assert (found.reached["enterprise"].entitled, found.reached["enterprise"].undetermined) == (10, 0)


def test_whoever_might_be_overtaken_by_an_unknown_value_is_undetermined() -> None:
    # The eleventh's value is unknown: it may push out the tenth, and itself be in or out. The twelfth is out.
    tables = vendors([*(number * 1_0000_00 for number in range(12, 2, -1)), None, 1_0000_00])
    found = tally(census(tables, 13), "top-ten")
    assert found.outcomes() == {"entitled": 9, "undetermined": 2, "not_entitled": 1, "not_applicable": 0}


def test_a_tie_at_the_last_place_stays_open() -> None:
    tables = vendors([*(number * 1_0000_00 for number in range(12, 3, -1)), 3_0000_00, 3_0000_00, 1_0000_00])
    found = tally(census(tables, 13), "top-ten")
    assert found.outcomes() == {"entitled": 9, "undetermined": 2, "not_entitled": 1, "not_applicable": 0}


def test_rejected_rows_are_counted_and_not_decided() -> None:
    columns = VOUCHERS["enterprise"].to_pydict() | {"id": [IDS[0], IDS[1], "91370200MA3C0002R0"]}
    population = open_population({"enterprise": pa.table(columns)}, BOOK.listed)
    found = run_census(BOOK, population, ByDecide(), ON, {}, policies=frozenset({11}))
    assert (population.rows["enterprise"], found.recipients["enterprise"]) == (3, 2)
    assert population.rejects.count["enterprise"] == 1


@pytest.mark.parametrize(("cost", "expected"), [(5_00, (10_00, 0)), (50_00, (0, 50_00))])
def test_of_two_schemes_that_exclude_each_other_the_better_one_is_paid(
    cost: int, expected: tuple[int, int]
) -> None:
    listed = policy_list("对象 企业\n标准 收入\n不与 1.other 同享", other="对象 企业\n标准 费用")
    tables = {"enterprise": pa.table({"id": ["a"], "revenue_fen": [10_00], "cost_fen": [cost]})}
    population = open_population(tables, listed)
    found = run_census(PolicyBook(listed), population, ByDecide(), ON, {})
    assert tuple(one.all.money.low for one in found.tallies) == expected
    assert [one.counts for one in found.tallies] == [[0, 0, 0, 1]] * 2
    assert found.instead == 1


# --- What is written -------------------------------------------------------------------------------------------


def written(
    tmp_path: Path, *, every: bool = True, engine: Engine | None = None, policies: Sequence[int] = (11,)
) -> Path:
    population = open_population(VOUCHERS, BOOK.listed)
    with written_aside(tmp_path / "out", FILES) as folder:
        writer = Writer(folder, every=every)
        by = engine or ByDecide()
        found = run_census(BOOK, population, by, ON, {}, policies=frozenset(policies), writer=writer)
        writer.close()
        write_results(folder, found, population, "zh")
    return tmp_path / "out"


def test_decisions_are_written_a_row_each(tmp_path: Path) -> None:
    rows = pq.read_table(written(tmp_path) / "decisions.parquet").to_pylist()
    assert [row for row in rows if row["scheme"] == "purchase"] == [
        {"id": IDS[0], "policy": 11, "scheme": "purchase", "outcome": "entitled", "amount_min_fen": 0,
         "amount_max_fen": 100_0000_00, "deciding": "", "missing": ""},
        {"id": IDS[1], "policy": 11, "scheme": "purchase", "outcome": "undetermined", "amount_min_fen": 0,
         "amount_max_fen": 6_0000_00, "deciding": "condition:2", "missing": "main_revenue"},
        {"id": IDS[2], "policy": 11, "scheme": "purchase", "outcome": "not_entitled", "amount_min_fen": 0,
         "amount_max_fen": 0, "deciding": "condition:2", "missing": ""},
    ]  # fmt: skip


@pytest.mark.parametrize("every", [True, False])
def test_decisions_stand_recipient_by_recipient_however_many_are_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, every: bool
) -> None:
    one_by_one = pq.read_table(written(tmp_path / "decide", every=every) / "decisions.parquet").to_pylist()
    monkeypatch.setattr(output, "TOGETHER", 2)
    folder = written(tmp_path / "engine", every=every, engine=DuckDBEngine())
    file = pq.ParquetFile(folder / "decisions.parquet")
    assert file.num_row_groups == (2 if every else 1)
    rows = file.read().to_pylist()
    assert rows == sorted(one_by_one, key=lambda row: IDS.index(row["id"]))


def test_words_are_written_once_in_a_row_group_also_where_two_schemes_have_one_key(tmp_path: Path) -> None:
    folder = written(tmp_path, engine=DuckDBEngine(), policies=(6, 11))
    file = pq.ParquetFile(folder / "decisions.parquet")
    schemes = [(row["policy"], row["scheme"]) for row in file.read().to_pylist() if row["id"] == IDS[0]]
    assert schemes == [(6, "scrapping"), (6, "purchase"), (11, "purchase"), (11, "large-model")]
    group = file.metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    in_full = [column.path_in_schema for column in columns if "RLE_DICTIONARY" not in column.encodings]
    assert in_full == ["policy", "amount_min_fen", "amount_max_fen"]


@pytest.mark.parametrize("together", [3, 1])
def test_a_table_that_cannot_be_written_ends_the_census(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    def full(*_arguments: Any, **_options: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(output, "TOGETHER", together)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(OSError, match="no space left"):
        written(tmp_path, engine=DuckDBEngine())
    assert not (tmp_path / "out").exists()


def test_the_sure_no_can_be_left_out(tmp_path: Path) -> None:
    rows = pq.read_table(written(tmp_path, every=False) / "decisions.parquet").to_pylist()
    assert [(row["scheme"], row["outcome"]) for row in rows] == [
        ("purchase", "entitled"),
        ("purchase", "undetermined"),
    ]


def test_the_summary_holds_the_sums(tmp_path: Path) -> None:
    table = pq.read_table(written(tmp_path) / "summary.parquet")
    assert table == census(VOUCHERS, 11).summary
    rows = table.to_pylist()
    [row] = [row for row in rows if row["scheme"] == "purchase" and row["dimension"] == ""]
    assert (row["entitled"], row["undetermined"], row["not_entitled"]) == (1, 1, 1)
    assert (row["amount_min_fen"], row["amount_max_fen"]) == (0, 106_0000_00)


def test_a_census_that_stops_half_way_leaves_the_old_result_and_nothing_else(tmp_path: Path) -> None:
    old = written(tmp_path)
    before = (old / "summary.parquet").read_bytes()

    def stopped() -> None:
        with written_aside(old, FILES) as folder:
            (folder / "summary.parquet").write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert (old / "summary.parquet").read_bytes() == before
    assert {path.name for path in old.iterdir()} == set(FILES)
