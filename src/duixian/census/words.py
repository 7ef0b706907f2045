"""The words in which a census is told, in the terminal and on its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from duixian.census.tally import SchemeTally
from duixian.language.tree import Text

if TYPE_CHECKING:
    from duixian.census.run import Census
    from duixian.language.vocabulary import Vocabulary

RULES = {
    "first_come": Text("先到先得", "first come, first served"),
    "pro_rata": Text("按比例", "pro rata"),
    "by_rank": Text("按排名(金额从大到小)", "by rank (largest claim first)"),
    "open": Text("待定", "open"),
}
"""The rules by which an envelope is shared out."""

WHY_SINGLY = {
    "awards": Text("得过有关的奖补", "earlier awards count"),
    "places": Text("参加排名(名额)", "ranked for places"),
    "exclusion": Text("在不得同享的条款之间选择", "a choice between schemes that exclude each other"),
    "beyond": Text("数太大,引擎算不了", "sums beyond what the engine computes with"),
    "no_program": Text("规则没有引擎能用的形式", "the rule has no form for engines"),
}
"""Why a decision is made by itself."""


def path_words(vocabulary: Vocabulary, path: str, language: str) -> str:
    """A missing fact in words: 年度主营业务收入, 租赁合同·租赁额."""
    key, _, field_key = path.partition(".")
    records = vocabulary.records_by_name.get(key)
    if records is None:
        return vocabulary.fact_by_name[key].name.in_language(language)
    field = records.field(field_key)
    name = records.name.in_language(language)
    between = "·" if language == "zh" else ": "
    return name if field is None else f"{name}{between}{field.name.in_language(language)}"


def table_words(vocabulary: Vocabulary, table: str, language: str) -> str:
    """The name of a table of recipients or records."""
    named = vocabulary.records_by_name.get(table) or vocabulary.kind_by_name[table]
    return named.name.in_language(language)


class SchemeNames:
    """The schemes of a census in the order of the list, and what each is called."""

    def __init__(self, census: Census, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.language = language
        kinds = [kind.key for kind in vocabulary.kinds]
        self.tallies: Sequence[SchemeTally] = sorted(
            census.tallies,
            key=lambda tally: (
                tally.of.policy.number,
                tally.of.policy.schemes.index(tally.of.scheme),
                kinds.index(tally.kind),
            ),
        )

    def name(self, tally: SchemeTally) -> str:
        """A scheme's name, with the kind of recipient where it is for several."""
        name = tally.of.scheme.name.in_language(self.language)
        if sum(other.of.name == tally.of.name for other in self.tallies) == 1:
            return name
        kind = self.vocabulary.kind_by_name[tally.kind].name.in_language(self.language)
        return f"{name}({kind})" if self.language == "zh" else f"{name} ({kind})"

    def numbered(self, tally: SchemeTally) -> str:
        """The number of the policy and the scheme's name."""
        return f"{tally.of.policy.number} {self.name(tally)}"
