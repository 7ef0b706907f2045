"""list.md: what a policy list is, its fields, the documents it cites and measures that are not payable."""

from __future__ import annotations

import re
from datetime import date

from duixian.language.diagnostics import Faults
from duixian.language.document import Front, Section, check_marks, read_document, read_table
from duixian.language.tree import ContextMeasure, DocumentSource, Field, ListHead, Text
from duixian.language.values import read_date

REQUIRED = ("标题", "英文", "键", "文号", "发布单位", "发布日期")
OPTIONAL = ("有效",)
FIELD_COLUMNS = ("名称", "English", "政策")
SOURCE_COLUMNS = ("代号", "名称", "English", "文号", "日期")
CONTEXT_COLUMNS = ("键", "名称", "English", "说明", "Explanation")


def read_list_head(faults: Faults) -> ListHead:
    """Read list.md; what is faulty is noted and left out."""
    document = read_document(faults)
    front = Front(faults, document.front, REQUIRED if document.readable else (), OPTIONAL)
    fields: list[Field] = []
    sources: list[DocumentSource] = []
    context: list[ContextMeasure] = []
    prose: list[str] = []
    for section in document.sections:
        faults.heading = section.title
        check_marks(faults, section, ("fields", "sources", "context"))
        if "fields" in section.classes:
            fields += [
                Field(Text(row["名称"][0], row["English"][0]), row["政策"][0])
                for row in _rows(faults, section, FIELD_COLUMNS)
            ]
        elif "sources" in section.classes:
            sources += [
                DocumentSource(
                    row["代号"][0], Text(row["名称"][0], row["English"][0]), row["文号"][0], row["日期"][0]
                )
                for row in _rows(faults, section, SOURCE_COLUMNS)
            ]
        elif "context" in section.classes:
            context += [
                ContextMeasure(
                    row["键"][0],
                    Text(row["名称"][0], row["English"][0]),
                    Text(row["说明"][0], row["Explanation"][0]),
                )
                for row in _rows(faults, section, CONTEXT_COLUMNS)
            ]
        else:
            prose += [part[1].strip() for part in section.content if isinstance(part, tuple)]
    faults.heading = ""
    start, end = _validity(faults, front)
    return ListHead(
        title=Text(front.text("标题"), front.text("英文")),
        key=front.text("键"),
        number=front.text("文号"),
        issuer=front.text("发布单位"),
        issued=front.text("发布日期"),
        start=start,
        end=end,
        prose="\n".join(prose),
        fields=tuple(fields),
        sources=tuple(sources),
        context=tuple(context),
    )


def _rows(faults: Faults, section: Section, columns: tuple[str, ...]) -> list[dict[str, tuple[str, object]]]:
    return [dict(row) for table in section.tables for row in read_table(faults, table, columns)]


def _validity(faults: Faults, front: Front) -> tuple[date | None, date | None]:
    """The dates in force of every rule that does not say its own."""
    text = front.text("有效")
    match = re.fullmatch(r"(?:(\S+)\s*起|(\S+)\s*至\s*(\S+)|至\s*(\S+))", text)
    if not text:
        return None, None
    if match is not None:
        starts, ends = match[1] or match[2], match[3] or match[4]
        start = read_date(starts) if starts else None
        end = read_date(ends) if ends else None
        if start and end and end < start:
            faults.add("E304", front.span("有效"), start=start, end=end)
            return None, None
        if (start is not None) == bool(starts) and (end is not None) == bool(ends):
            return start, end
    faults.add(
        "E009",
        front.span("有效"),
        key="有效",
        value=text,
        expected="“2024-07-17 起”这样的写法",
        expected_en="written like 2024-07-17 起",
    )
    return None, None
