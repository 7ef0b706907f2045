import pytest

from duixian.language.diagnostics import Faults
from duixian.language.document import Document, read_document
from duixian.language.source import Source, Span


def read(text: str) -> tuple[Document, list[str]]:
    faults = Faults(Source("file.md", text))
    return read_document(faults), [fault.code for fault in faults]


def test_everything_keeps_its_place_in_the_file() -> None:
    document, codes = read(
        "---\n编号: 1\n---\n\n# 政策\n\n正文\n\n```规则\n对象 企业\n```\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    )
    assert codes == []
    assert document.front[0] == ("编号", "1", Span(2, 1, 2, 6))
    _, section = document.sections
    assert section.span == Span(5, 1, 5, 5)
    assert section.content[0] == (7, "正文")
    (block,), (table,) = section.blocks, section.tables
    assert (block.info, block.lines, block.first_line, block.span.line) == ("规则", ("对象 企业",), 10, 9)
    assert table.rows[0][1] == ("2", Span(15, 7, 15, 8))


def test_windows_line_ends_change_no_place() -> None:
    text = "---\n编号: 1\n---\n\n# 政策\n\n```规则\n对象 企业\n```\n"
    assert read(text.replace("\n", "\r\n")) == read(text)


def test_a_lone_carriage_return_moves_no_line() -> None:
    document, _ = read("# 政策\n甲\r乙\n\n```规则\n对象 企业\n```\n")
    assert document.sections[1].blocks[0].first_line == 5


def test_a_heading_has_a_key_classes_and_attributes() -> None:
    document, codes = read('## 企业的事实 {#key-1 .facts .more of="enterprise person"}\n')
    section = document.sections[1]
    assert codes == []
    assert (section.title, section.key, section.level) == ("企业的事实", "key-1", 2)
    assert section.classes == {"facts", "more"}
    assert section.attributes == {"of": "enterprise person"}


@pytest.mark.parametrize("heading", ["## 条款 ##", "条款\n---", "##   条款   "])
def test_a_heading_may_be_written_in_every_way_of_markdown(heading: str) -> None:
    document, _ = read(f"{heading}\n")
    assert document.sections[1].title == "条款"


def test_a_bar_inside_a_cell_is_written_with_a_backslash() -> None:
    document, _ = read("| 甲 | 乙 |\n|---|---|\n| a\\|b | c |\n")
    assert [text for text, _ in document.sections[0].tables[0].rows[0]] == ["a|b", "c"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\n编号 1\n---\n", "E006"),
        ("---\n编号: 1\n", "E028"),
        ("## 条款 {# }\n", "E012"),
        ("```规则\n对象 企业\n", "E015"),
        ("```规则\n对象 企业\n\n```算例 一\n结果: 待核\n```\n", "E015"),
        ("- 一\n\n  ```规则\n  对象 企业\n  ```\n", "E014"),
        ("> ```规则\n> 对象 企业\n> ```\n", "E014"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, code: str) -> None:
    assert read(text)[1] == [code]


def test_a_block_without_its_end_does_not_take_the_next_one_with_it() -> None:
    document, _ = read("```规则\n对象 企业\n\n```算例 一\n结果: 待核\n```\n")
    assert document.sections[0].blocks[0].lines == ("对象 企业", "")
