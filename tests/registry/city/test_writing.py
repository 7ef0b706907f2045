"""Tables that come in pieces are written in full row groups."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from duixian.registry.city.writing import ROWS_OF_GROUP, TableFile
from duixian.registry.columns import Column


def test_rows_that_come_in_pieces_are_written_in_full_groups_and_in_order(tmp_path: Path) -> None:
    pieces = [100_000, 0, 300_000, 1]
    rows = sum(pieces)
    file = TableFile(tmp_path / "firms.parquet", [Column("number", pa.int64())])
    first = 0
    for piece in pieces:
        file.add(pa.table({"number": pa.array(range(first, first + piece), pa.int64())}))
        first += piece
    file.close()
    written = pq.ParquetFile(tmp_path / "firms.parquet")
    groups = [written.metadata.row_group(number).num_rows for number in range(written.num_row_groups)]
    assert groups == [ROWS_OF_GROUP, rows - ROWS_OF_GROUP]
    assert written.read()["number"].to_pylist() == list(range(rows))
    assert file.rows == rows
