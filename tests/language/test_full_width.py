"""Full-width punctuation, as Chinese keyboards write it, means what its ASCII twin means."""

from __future__ import annotations

import shutil
from pathlib import Path

from duixian.check import check
from duixian.language.library import read_list

LIST = Path(__file__).parents[2] / "policies" / "qingdao" / "2024-2"
COLON, COMMA = "\uff1a", "\uff0c"


def test_a_citation_with_a_full_width_colon_is_a_source(tmp_path: Path) -> None:
    for name in ("list.md", "vocabulary.md"):
        shutil.copy(LIST / name, tmp_path / name)
    text = (LIST / "13-data-trading.md").read_text(encoding="utf-8")
    (tmp_path / "13-data-trading.md").write_text(text.replace("〔报道:", f"〔报道{COLON}"), encoding="utf-8")
    (policy,) = read_list(tmp_path).policies
    cited = policy.schemes[0].versions[0].sources
    assert [(source.source, source.place) for source in cited] == [("报道", "正文“创新支撑政策”")]


def test_missing_facts_may_stand_apart_by_full_width_commas(tmp_path: Path) -> None:
    for name in ("list.md", "vocabulary.md"):
        shutil.copy(LIST / name, tmp_path / name)
    text = (LIST / "13-data-trading.md").read_text(encoding="utf-8")
    case = f"```算例 什么都不明\n结果: 待核 不超过 20万元\n缺: 年度流通交易额{COMMA}年度流通交易额排名\n```\n"
    path = tmp_path / "13-data-trading.md"
    path.write_text(f"{text}\n{case}", encoding="utf-8")
    assert list(check(path).diagnostics) == []
