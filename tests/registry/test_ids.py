"""Ids in bulk agree with python-stdnum, and the compiled loops with numpy."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.cn import uscc

from duixian.machine_code.store import plain_function, source_of
from duixian.registry import id_loops, ids
from duixian.registry.ids import CREDIT_CODE, EMPTY, HASHED, ODD, PLAIN, canonical_id, find_keys, match

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE = "91110000600037341L"


@st.composite
def nearly_codes(draw: st.DrawFn) -> str:
    """Credit codes, good ones as often as not: with a sign changed, in small letters, with dashes."""
    region = draw(st.text("0123456789", min_size=8, max_size=8))
    stem = region + draw(st.text(ALPHABET, min_size=9, max_size=9))
    code = stem + uscc.calc_check_digit(stem)
    place = draw(st.integers(0, 17))
    match draw(st.integers(0, 7)):
        case 0:
            code = code[:place] + draw(st.sampled_from(ALPHABET + "IOSVZix中")) + code[place + 1 :]
        case 1:
            code = code.lower()
        case 2:
            code = f"{code[:place]}-{code[place:]}"
        case 3:
            code = f" {code}"
        case 4:
            code = code[:place] + code[place + 1 :]
    return code


TEXTS = st.one_of(
    nearly_codes(),
    st.text(max_size=20),
    st.text("0123456789X", min_size=17, max_size=19),
    st.text("ab-", min_size=17, max_size=21),
    st.sampled_from([CODE, "a" * 500, "a" * 501, "\t", "P-00000000000000001"]),
)


@given(st.lists(st.one_of(st.none(), TEXTS), max_size=12))
@example([CODE, None, "", CODE.lower()])
@example([f"91370200000000012{sign}" for sign in "6IOSVZ:x"])  # of these 6 is the check digit
def test_what_an_id_is_agrees_with_stdnum(texts: list[str | None]) -> None:
    states = find_keys(pa.array(texts, pa.string()), 1).states.tolist()
    for text, state in zip(texts, states, strict=True):
        if not text:
            assert state == EMPTY
        elif state == CREDIT_CODE:
            assert uscc.validate(text) == text
        elif state == PLAIN:
            assert canonical_id(text) == text
            assert not uscc.is_valid(text)
        else:
            assert state == ODD


@given(st.lists(nearly_codes(), min_size=1, max_size=12))
def test_every_valid_credit_code_is_found(texts: list[str]) -> None:
    states = find_keys(pa.array([canonical_id(text) for text in texts]), 1).states.tolist()
    assert [state == CREDIT_CODE for state in states] == [uscc.is_valid(text) for text in texts]


@given(st.lists(TEXTS, min_size=1, max_size=12), st.integers(0, 2**63 - 1))
def test_equal_keys_are_equal_ids_unless_they_are_hashes(texts: list[str], seed: int) -> None:
    found = find_keys(pa.array(texts), seed)
    ids_by_key: dict[tuple[int, int], str] = {}
    for text, key, kind in zip(texts, found.keys.tolist(), found.classes.tolist(), strict=True):
        if text and kind != HASHED:
            assert ids_by_key.setdefault((key, kind), text) == text


def plain_loops() -> ids._Loops:
    """The loops as plain Python."""
    return ids._Loops(
        *(plain_function(source_of(loop)) for loop in (id_loops.survey, id_loops.match, id_loops.sort))
    )


HOW = {"machine code": ids._loops, "numpy": lambda: None, "plain": plain_loops}


@pytest.mark.parametrize("how", ["numpy", "plain"])
@given(st.lists(st.one_of(st.none(), TEXTS), max_size=12), st.integers(0, 2**63 - 1), st.integers(0, 3))
def test_other_ways_find_the_same_keys_as_machine_code(
    how: str, texts: list[str | None], seed: int, offset: int
) -> None:
    array = pa.array(texts, pa.string()).slice(offset)
    looped = find_keys(array, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "_loops", HOW[how])
        plain = find_keys(array, seed)
    there = looped.states != EMPTY
    assert looped.states.tolist() == plain.states.tolist()
    assert looped.keys[there].tolist() == plain.keys[there].tolist()
    assert looped.classes[there].tolist() == plain.classes[there].tolist()


KEYS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1)), max_size=20)


@given(KEYS, KEYS)
@pytest.mark.parametrize("how", HOW)
def test_matching_finds_repeated_keys_and_owners(
    how: str, own: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
        return np.array([key for key, _ in pairs], np.uint64), np.array([kind for _, kind in pairs], np.uint8)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "_loops", HOW[how])
        found = match(*columns(own), *columns(others))
    first = {pair: own.index(pair) for pair in own}
    assert found.earlier.tolist() == [
        -1 if first[pair] == row else first[pair] for row, pair in enumerate(own)
    ]
    assert found.places.tolist() == [first.get(pair, -1) for pair in others]


@given(st.lists(st.integers(0, 2**64 - 1), max_size=40), st.integers(0, 6))
def test_sorting_into_shards_keeps_the_order_within_each(keys: list[int], bits: int) -> None:
    array = np.array(keys, np.uint64)
    rows = np.arange(len(keys), dtype=np.uint32)
    kinds = (rows % 7).astype(np.uint8)
    expected = sorted(range(len(keys)), key=lambda row: keys[row] >> (64 - bits))
    for loops in HOW.values():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ids, "_loops", loops)
            sorted_keys, sorted_kinds, sorted_rows, starts = ids.sort_by_shard(array, kinds, rows, bits)
        assert sorted_rows.tolist() == expected
        assert sorted_keys.tolist() == [keys[row] for row in expected]
        assert sorted_kinds.tolist() == [row % 7 for row in expected]
        shards = [keys[row] >> (64 - bits) for row in expected]
        assert [starts[shard] for shard in shards] == [shards.index(shard) for shard in shards]
        assert starts[-1] == len(keys)
