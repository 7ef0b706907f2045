"""What a census reads of tables: good rows as canonical batches, the others as rejects."""

from functools import cache

import pyarrow as pa

from duixian.book import default_list
from duixian.language.library import PolicyList, read_list
from duixian.registry.population import open_population

CODE, OTHER_CODE = "91110000600037341L", "91370200264574251E"


@cache
def listed() -> PolicyList:
    return read_list(default_list())


def test_columns_by_either_name_become_canonical_and_bad_rows_become_rejects() -> None:
    population = open_population(
        {
            "企业": pa.table({"编号": [CODE, "91110000600037341X"], "年度主营业务收入": ["800万元", "1"]}),
            "lease_contracts": pa.table(
                {"owner": [CODE, "x"], "amount_fen": [100, 200], "object": ["a", "b"]}
            ),
        },
        listed(),
    )
    (batch,) = population.batches("enterprise", ["main_revenue_fen"])
    assert batch.to_pylist() == [{"id": CODE, "main_revenue_fen": 800_000_000}]
    assert population.record_table("lease_contracts").column("amount_fen").to_pylist() == [100]
    rejects = population.rejects.table().select(["table", "row", "column", "code"]).to_pylist()
    assert [tuple(line.values()) for line in rejects] == [
        ("enterprise", 2, "编号", "F713"),
        ("lease_contracts", 2, "owner", "F731"),
    ]
