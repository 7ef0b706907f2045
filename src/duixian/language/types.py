"""The types of expressions: what may be added to, multiplied by and compared with what."""

from __future__ import annotations

from typing import NamedTuple


class Type(NamedTuple):
    """A type: its kind, and the unit of a count or the name of a category.

    Base units, in which every value of the type is an integer or an exact ratio of integers:
    money in fen, counts in their unit, durations in months, dates as days (``date.toordinal``),
    ratios in 1 (20% is 1/5).
    """

    kind: str
    unit: str = ""

    @property
    def numeric(self) -> bool:
        """Whether values can be added and scaled."""
        return self.kind in ("money", "count", "ratio", "duration")

    @property
    def ordered(self) -> bool:
        """Whether values can be compared by size."""
        return self.numeric or self.kind == "date"


MONEY = Type("money")
RATIO = Type("ratio")
BOOLEAN = Type("boolean")
DATE = Type("date")
DURATION = Type("duration")
CODE = Type("code")
TEXT = Type("text")
ROLES = Type("roles")

KIND_WORDS: dict[str, tuple[str, str]] = {
    "money": ("金额", "money"),
    "count": ("计数", "count"),
    "ratio": ("比例", "ratio"),
    "boolean": ("是否", "yes/no"),
    "category": ("类别", "category"),
    "date": ("日期", "date"),
    "duration": ("时长", "duration"),
    "code": ("代码", "code"),
    "text": ("文本", "text"),
    "roles": ("集合", "set"),
}
"""Each kind's Chinese word (as in vocabulary tables) and English word."""

KIND_BY_WORD = {chinese: kind for kind, (chinese, _) in KIND_WORDS.items()}


def type_words(type_: Type, language: str) -> str:
    """A type in words: 计数(标准箱), count (标准箱)."""
    word = KIND_WORDS[type_.kind][0 if language == "zh" else 1]
    if not type_.unit:
        return word
    return f"{word}({type_.unit})" if language == "zh" else f"{word} ({type_.unit})"
