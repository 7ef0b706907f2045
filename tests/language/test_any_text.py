"""Whatever stands in a file, reading it ends in diagnostics or a result. ``tests/fuzz`` tries more, and longer."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.language.diagnostics import in_order
from duixian.language.files import read_text
from duixian.language.format import lay_out
from duixian.language.library import read_list
from duixian.language.lint import lint_policy
from duixian.language.listing import read_list_head
from duixian.language.policy import read_policy
from duixian.language.vocabulary_reader import read_vocabulary
from tests.fuzz.seeds import WORDS

QINGDAO = Path(__file__).resolve().parents[2] / "policies" / "qingdao" / "2024-2"
LISTED = read_list(QINGDAO, lint=True)
POLICIES = [path.read_text(encoding="utf-8") for path in sorted(QINGDAO.glob("[0-9][0-9]-*.md"))]
RULES = [text[:4_000] for text in POLICIES]
quick = settings(max_examples=60, deadline=None)


def read(content: bytes) -> None:
    """Read bytes as each kind of file; every fault must be printable in both languages."""
    for kind in ("policy", "vocabulary", "list"):
        faults = read_text("01-a.md", content)
        match kind:
            case "policy":
                file = read_policy(faults, LISTED.vocabulary, LISTED.head)
                lint_policy(file, LISTED.vocabulary, LISTED.head)
                assert file.policy is None or not faults.errors
            case "vocabulary":
                read_vocabulary(faults)
            case _:
                read_list_head(faults)
        for found in in_order(faults):
            assert found.render("zh")
            assert found.render("en")
            assert found.as_json("en")["message"]


@quick
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    read(content)


@quick
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    read(text.encode("utf-8", "surrogatepass"))


@quick
@given(st.lists(st.sampled_from(WORDS), max_size=80))
def test_any_words_of_the_language(words: list[str]) -> None:
    read(" ".join(words).encode())
    read(f"# 政策\n\n## 条款 {{#a}}\n\n```规则\n{' '.join(words)}\n```\n".encode())


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real policy with pieces cut out, doubled or exchanged."""
    text = draw(st.sampled_from(RULES))
    for _ in range(draw(st.integers(1, 3))):
        first, second, third = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 3)))
        match draw(st.sampled_from(["cut", "doubled", "exchanged", "written into"])):
            case "cut":
                text = text[:first] + text[min(second, first + 40) :]
            case "doubled":
                text = text[:second] + text[first:]
            case "exchanged":
                text = text[:first] + text[second:third] + text[first:second] + text[third:]
            case _:
                text = text[:first] + draw(st.sampled_from(WORDS)) + text[first:]
    return text


@settings(max_examples=80, deadline=None)
@given(mutated())
def test_any_real_policy_with_pieces_moved(text: str) -> None:
    read(text.encode())


@settings(max_examples=40, deadline=None)
@given(mutated())
def test_laying_out_any_text_is_done_in_one_go(text: str) -> None:
    laid_out = lay_out(text)
    assert lay_out(laid_out.text).text == laid_out.text
