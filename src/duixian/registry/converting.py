"""Columns as written into canonical ones: whole columns at a time, and odd cells one by one.

What people write often (plain numbers, keys, 是 and 否) is read in bulk. Whatever is left is read by
``language.values``, each distinct value once, so that a table and a facts file mean the same by the same text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from duixian.language import limits
from duixian.language.quantity import yuan_text
from duixian.language.types import type_words
from duixian.language.values import ValueFault, check_range, limit_of, number_text, read_value, shown
from duixian.language.vocabulary import Fact, Kind, Vocabulary
from duixian.registry.columns import column_name, role_column
from duixian.registry.faults import NEAR, Fault, Rows
from duixian.registry.headings import Heading
from duixian.registry.ids import CREDIT_CODE as CREDIT_CODE_STATE
from duixian.registry.ids import EMPTY, ODD, Keys, canonical_id, find_keys
from duixian.registry.json_facts import CREDIT_CODE

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Converted(NamedTuple):
    """Canonical columns by name, and the faults of their cells. A faulty cell may hold anything."""

    columns: dict[str, pa.Array]
    faults: list[Fault]


def type_fault(heading: Heading, type_: pa.DataType) -> tuple[str, dict[str, Any]] | None:
    """Why no column of this Arrow type can hold what its heading says: a code and its details."""
    type_ = _stored(type_)
    if pa.types.is_floating(type_) and heading.fact.type.numeric:
        return "F734", {"column": shown(heading.name), "type": type_}
    if pa.types.is_null(type_) or any(check(type_) for check in _TYPES[heading.fact.type.kind]):
        return None
    expected, expected_en = (type_words(heading.fact.type, language) for language in ("zh", "en"))
    return "F739", {
        "column": shown(heading.name), "type": type_, "expected": expected, "expected_en": expected_en
    }  # fmt: skip


def convert(words: Vocabulary, heading: Heading, raw: pa.Array) -> Converted:
    """The canonical columns of one column as written: for roles several, else one."""
    raw = _plain(raw)
    kind = heading.fact.type.kind
    if kind == "roles":
        return _roles(words, heading, raw)
    array, faults = _READERS[kind](words, heading, raw)
    return Converted({column_name(heading.fact): array}, faults)


# --- types -----------------------------------------------------------------------------------------------


def _stored(type_: pa.DataType) -> pa.DataType:
    """A type without what only says how it is stored."""
    if isinstance(type_, pa.BaseExtensionType):
        return _stored(type_.storage_type)
    return _stored(type_.value_type) if pa.types.is_dictionary(type_) else type_


def _is_text(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_)
    )


def _is_day(type_: pa.DataType) -> bool:
    return bool(pa.types.is_date(type_) or (pa.types.is_timestamp(type_) and type_.tz is None))


def _is_list(type_: pa.DataType) -> bool:
    lists = pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_fixed_size_list(type_)
    return bool(lists) and _is_text(type_.value_type)


_NUMBER = (pa.types.is_integer, pa.types.is_decimal, _is_text)
_TYPES: dict[str, tuple[Callable[[pa.DataType], bool], ...]] = {
    "money": _NUMBER,
    "count": _NUMBER,
    "duration": _NUMBER,
    "ratio": _NUMBER,
    "boolean": (pa.types.is_boolean, _is_text),
    "category": (_is_text,),
    "date": (_is_day, _is_text),
    "code": (_is_text, pa.types.is_integer),
    "text": (_is_text,),
    "roles": (_is_list, _is_text),
}
"""The Arrow types that a column of each kind of fact may have."""


def _plain(array: pa.Array) -> pa.Array:
    """The array with plain storage: ``string`` for texts, dictionaries only of texts, ``list`` for lists."""
    if isinstance(array, pa.ExtensionArray):
        return _plain(array.storage)
    type_ = array.type
    if pa.types.is_dictionary(type_):
        if pa.types.is_string(type_.value_type):
            return array
        return _plain(array.dictionary_decode())
    if _is_text(type_) and not pa.types.is_string(type_):
        return array.cast(pa.string())
    if _is_list(type_):
        return array.cast(pa.list_(pa.string()))
    return array


# --- cell by cell ----------------------------------------------------------------------------------------


def _distinct(array: pa.Array) -> pa.DictionaryArray:
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


def _is_blank(raw: object) -> bool:
    """Whether a cell says nothing: spreadsheets and CSV files have no other way to leave one out."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _read_each(
    array: pa.DictionaryArray,
    read: Callable[[Any], Any],
    rows: Rows | None = None,
    *,
    is_blank: Callable[[object], bool] = _is_blank,
) -> tuple[list[Any], list[Fault]]:
    """What each distinct value is read as (None: nothing, or a fault), and the faults. ``rows`` are those of
    the array's cells in the batch, where it is not the whole of it."""
    values: list[Any] = []
    refused: dict[str, list[int]] = {}
    for place, raw in enumerate(array.dictionary.to_pylist()):
        try:
            values.append(None if is_blank(raw) else read(raw))
        except ValueFault as found:
            values.append(None)
            refused.setdefault(found.code, []).append(place)
    faults = []
    for code, places in refused.items():
        cells = _rows_where(pc.is_in(array.indices, pa.array(places, array.indices.type)))
        if len(cells):
            raws = array.take(pa.array(cells)).dictionary_decode()
            faults.append(Fault(cells if rows is None else rows[cells], code, raws, _details(read)))
    return values, faults


def _details(read: Callable[[Any], Any]) -> Callable[[int, Any], Mapping[str, Any]]:
    """What reading a cell says is wrong with it."""

    @lru_cache(maxsize=10_000)
    def details(raw: object) -> Mapping[str, Any]:
        try:
            read(raw)
        except ValueFault as fault:
            return {**fault.details, NEAR: fault.near}
        raise AssertionError(f"{raw!r} was refused and now is not")

    return lambda _place, raw: details(raw)


def _taken(values: Iterable[Any], type_: pa.DataType, array: pa.DictionaryArray) -> pa.Array:
    """The values of the distinct texts, row by row."""
    return pc.take(pa.array(list(values), type_), array.indices)


# --- numbers ---------------------------------------------------------------------------------------------

_DECIMALS = {"money": 2, "ratio": 6, "count": 0, "duration": 0}
_SAFE = 1 << 62


def _numbers(words: Vocabulary, heading: Heading, raw: pa.Array) -> tuple[pa.Array, list[Fault]]:
    fact = heading.fact
    decimals = 0 if heading.form == "base" else _DECIMALS[fact.type.kind]
    units = () if heading.form == "base" else _units(fact)
    numbers, odd = _in_bulk(raw, decimals, units)
    faults: list[Fault] = []
    if len(odd):
        distinct = _distinct(raw.take(pa.array(odd)))
        values, faults = _read_each(distinct, partial(_number, words, heading), odd)
        numbers = _replaced(numbers, odd, _taken(values, pa.int64(), distinct))
    return numbers, faults + _range_faults(words, heading, numbers, raw)


def _units(fact: Fact) -> tuple[tuple[str, int], ...]:
    """The units that people write, each with the power of ten that it stands for."""
    match fact.type.kind:
        case "money":
            return ("元", 0), ("万元", 4), ("亿元", 8)
        case "ratio":
            return (("%", -2),)
        case "duration":
            return ("个月", 0), ("月", 0)
    return (fact.type.unit, 0), (f"万{fact.type.unit}", 4)


def _in_bulk(raw: pa.Array, decimals: int, units: Sequence[tuple[str, int]]) -> tuple[pa.Array, Rows]:
    """The numbers times 10 to the power of ``decimals``, and the rows that are left to be read one by one."""
    type_ = raw.type
    if pa.types.is_int64(type_) and not decimals:
        return raw, _NONE
    if pa.types.is_null(type_):
        return pa.nulls(len(raw), pa.int64()), _NONE
    if pa.types.is_integer(type_):
        return _from_integers(raw, decimals)
    if pa.types.is_decimal(type_):
        return _from_decimals(raw, decimals)
    return _from_texts(raw, decimals, units)


_NONE: Rows = np.zeros(0, np.int64)


def _from_integers(raw: pa.Array, decimals: int) -> tuple[pa.Array, Rows]:
    numbers = pc.cast(raw, pa.int64(), safe=False)
    limit = _SAFE // 10**decimals
    most = pa.scalar(min(limit, _largest(raw.type)), raw.type)
    fits = pc.and_(pc.less_equal(raw, most), pc.greater_equal(numbers, -limit))
    return pc.multiply(numbers, 10**decimals), _rows_where(pc.invert(fits))


def _largest(type_: pa.DataType) -> int:
    return int((1 << (type_.bit_width - pa.types.is_signed_integer(type_))) - 1)


def _from_decimals(raw: pa.Array, decimals: int) -> tuple[pa.Array, Rows]:
    if not pa.types.is_decimal128(raw.type):
        try:
            raw = raw.cast(pa.decimal128(38, raw.type.scale))
        except pa.ArrowInvalid:
            return pa.nulls(len(raw), pa.int64()), _rows_where(raw.is_valid())
    low, high = _halves(raw)
    shift = decimals - raw.type.scale
    if not -18 <= shift <= 18:
        return pa.nulls(len(raw), pa.int64()), _rows_where(raw.is_valid())
    if shift >= 0:
        limit = _SAFE // 10**shift
        fits = (-limit <= low) & (low <= limit)
        numbers = low * 10**shift
    else:
        numbers, rest = np.divmod(low, 10**-shift)
        fits = rest == 0
    fits &= high == low >> 63
    known = raw.is_valid().to_numpy(zero_copy_only=False)
    return pa.array(numbers, mask=~known), np.flatnonzero(known & ~fits)


def _halves(raw: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lower and upper 64 bits of decimals without their point."""
    _, data = raw.buffers()
    halves = np.frombuffer(data, np.int64, 2 * len(raw), 16 * raw.offset).reshape(-1, 2)
    return halves[:, 0], halves[:, 1]


def _from_texts(raw: pa.Array, decimals: int, units: Sequence[tuple[str, int]]) -> tuple[pa.Array, Rows]:
    """The numbers of texts as most people write them: digits with a point, or with a unit, or with commas."""
    texts = as_text(raw)
    numbers, odd = _of_form(texts, decimals, "")
    for left_out, power in (*units, (",", 0)):
        if not len(odd):
            break
        found, left = _of_form(texts.take(pa.array(odd)), decimals + power, left_out)
        numbers = _replaced(numbers, odd, found)
        odd = odd[left]
    return numbers, odd


def _of_form(texts: pa.StringArray, decimals: int, left_out: str) -> tuple[pa.Array, Rows]:
    """The numbers of texts of one form, without their point, and the rows of other texts. ``left_out`` are
    commas between thousands, or a unit at the end."""
    plain = pc.match_substring_regex(texts, _pattern(decimals, left_out))
    texts = pc.if_else(plain, texts, pa.scalar(None, pa.string()))
    if left_out:
        texts = pc.replace_substring(texts, left_out, "")
    if decimals:
        low, _ = _halves(pc.cast(texts, pa.decimal128(18, decimals)))
        numbers = pa.array(low, mask=texts.is_null().to_numpy(zero_copy_only=False))
    else:
        numbers = pc.cast(texts, pa.int64())
    return numbers, _rows_where(pc.invert(plain))


def _pattern(decimals: int, left_out: str) -> str:
    """Numbers of at most 18 digits, decimals among them: such fit into 64 bits."""
    digits = f"[0-9]{{1,{min(15, 18 - decimals)}}}"
    if left_out == ",":
        digits, left_out = f"[0-9]{{1,3}}(,[0-9]{{3}}){{1,{(18 - decimals) // 3 - 1}}}", ""
    point = rf"(\.[0-9]{{1,{decimals}}})?" if decimals else ""
    return f"^-?{digits}{point}{re.escape(left_out)}$"


def _rows_where(mask: pa.BooleanArray) -> Rows:
    """The rows at which a mask is surely true."""
    return np.flatnonzero(mask.fill_null(fill_value=False).to_numpy(zero_copy_only=False))


def _number(words: Vocabulary, heading: Heading, raw: object) -> int:
    """One number in base units, as people write it. Raises ValueFault."""
    fact = heading.fact
    if heading.form == "base":
        value = _whole(fact, raw)
        _check(fact, value)
        return value
    try:
        return int(read_value(words, fact, raw))
    except ValueFault as fault:
        if _is_beyond(fact, fault):
            raise _beyond(fact, str(fault.details["value"])) from None
        raise


def _whole(fact: Fact, raw: object) -> int:
    """A number that is written in base units already."""
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw[: limits.TEXT_CHARACTERS]).strip()
        if re.fullmatch(r"[+-]?[0-9]{1,24}", text):
            return int(text)
    elif isinstance(raw, int) or (isinstance(raw, Decimal) and raw == raw.to_integral_value()):
        return int(raw)
    raise ValueFault("F719", name=fact.name.zh, name_en=fact.key, value=shown(raw))


def _check(fact: Fact, value: int) -> None:
    """Raise ValueFault where a number in base units is out of its fact's range, or overflows."""
    if fact.type.kind == "money" and abs(value) > limits.MONEY_FEN:
        raise _beyond(fact, number_text(fact, value))
    check_range(fact, value)


def _is_beyond(fact: Fact, fault: ValueFault) -> bool:
    """Whether what ``language.values`` calls out of range is more than any amount may be."""
    if fault.code != "F707" or fact.type.kind != "money":
        return False
    amount = str(fault.details["value"])
    return "^" in amount or abs(Decimal(amount)) * 100 > limits.MONEY_FEN


def _beyond(fact: Fact, amount: str) -> ValueFault:
    return ValueFault(
        "F733", name=fact.name.zh, name_en=fact.key, value=amount, limit=yuan_text(limits.MONEY_FEN)
    )


def _range_faults(words: Vocabulary, heading: Heading, numbers: pa.Array, raw: pa.Array) -> list[Fault]:
    """The faults of numbers that their fact may not have."""
    fact = heading.fact
    most = limit_of(fact)
    low = -most if fact.range.low is None else max(fact.range.low, -most)
    high = most if fact.range.high is None else min(fact.range.high, most)
    if _all_within(numbers, low, high):
        return []
    faults = []
    outside = pc.or_(pc.less(numbers, low), pc.greater(numbers, high))
    beyond = pc.or_(pc.less(numbers, -most), pc.greater(numbers, most))
    overflows = {"F733": pc.and_(outside, beyond), "F707": pc.and_(outside, pc.invert(beyond))}
    if heading.fact.type.kind != "money":
        overflows = {"F707": outside}
    for code, wrong in overflows.items():
        rows = _rows_where(wrong)
        if len(rows):
            details = _details(partial(_number, words, heading))
            faults.append(Fault(rows, code, raw.take(pa.array(rows)), details))
    return faults


def _all_within(numbers: pa.Int64Array, low: int, high: int) -> bool:
    """Whether no number is out of a range."""
    _, data = numbers.buffers()
    if data is not None and len(numbers):
        # What stands in the place of an unknown number is nothing to go by, but mostly nought: look at all first.
        values = np.frombuffer(data, np.int64, len(numbers), 8 * numbers.offset)
        if low <= values.min() and values.max() <= high:
            return True
    ends = pc.min_max(numbers)
    least, greatest = ends["min"].as_py(), ends["max"].as_py()
    return least is None or (low <= least and greatest <= high)


# --- the other types -------------------------------------------------------------------------------------


def _categories(words: Vocabulary, heading: Heading, raw: pa.Array) -> tuple[pa.Array, list[Fault]]:
    keys = [key for key, _ in words.category_by_name[heading.fact.type.unit].values]
    if pa.types.is_null(raw.type):
        return pa.DictionaryArray.from_arrays(pa.nulls(len(raw), pa.int8()), pa.array(keys)), []
    raw = _distinct(raw)
    if raw.dictionary.to_pylist() == keys:
        return pa.DictionaryArray.from_arrays(_narrow(raw.indices), pa.array(keys), safe=False), []
    read = partial(read_value, words, heading.fact)
    values, faults = _read_each(raw, read)
    places = [None if value is None else keys.index(value) for value in values]
    return pa.DictionaryArray.from_arrays(_taken(places, pa.int8(), raw), pa.array(keys)), faults


def _narrow(indices: pa.Array) -> pa.Int8Array:
    """Indices that are known to fit, as the smallest integers; Arrow's own cast looks at each."""
    if indices.offset or pa.types.is_int8(indices.type):
        return indices.cast(pa.int8())
    known, data = indices.buffers()
    numbers = np.frombuffer(data, indices.type.to_pandas_dtype(), len(indices)).astype(np.int8)
    return pa.Array.from_buffers(pa.int8(), len(indices), [known, pa.py_buffer(numbers)], indices.null_count)


def _flags(words: Vocabulary, heading: Heading, raw: pa.Array) -> tuple[pa.Array, list[Fault]]:
    if pa.types.is_boolean(raw.type):
        return raw, []
    if pa.types.is_null(raw.type):
        return pa.nulls(len(raw), pa.bool_()), []
    raw = _distinct(raw)
    values, faults = _read_each(raw, partial(read_value, words, heading.fact))
    return _taken(values, pa.bool_(), raw), faults


def _dates(words: Vocabulary, heading: Heading, raw: pa.Array) -> tuple[pa.Array, list[Fault]]:
    if pa.types.is_null(raw.type):
        return pa.nulls(len(raw), pa.date32()), []
    if _is_text(_stored(raw.type)):
        raw = _distinct(raw)
        values, faults = _read_each(raw, partial(read_value, words, heading.fact))
        days = [None if value is None else date.fromordinal(value) for value in values]
        return _taken(days, pa.date32(), raw), faults
    days = raw if pa.types.is_date32(raw.type) else pc.cast(raw, pa.date32(), safe=False)
    numbers = days.view(pa.int32())
    good = pc.and_(pc.greater_equal(numbers, _FIRST_DAY), pc.less_equal(numbers, _LAST_DAY))
    if not pa.types.is_date32(raw.type):
        good = pc.and_(good, pc.equal(pc.cast(days, raw.type, safe=False), raw))  # a time is no day
    rows = _rows_where(pc.invert(good))
    if not len(rows):
        return days, []
    distinct = raw.take(pa.array(rows)).cast(pa.string()).dictionary_encode()
    _, faults = _read_each(distinct, partial(_no_day, heading.fact), rows)
    return days, faults


_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = date.min.toordinal() - _EPOCH, date.max.toordinal() - _EPOCH


def _no_day(fact: Fact, raw: object) -> None:
    raise ValueFault("F709", name=fact.name.zh, name_en=fact.key, value=shown(raw))


def _texts(words: Vocabulary, heading: Heading, raw: pa.Array) -> tuple[pa.Array, list[Fault]]:
    """Codes and texts; a code may also be written as a whole number."""
    raw = as_text(raw)
    states = find_keys(raw, 0).states
    blank = (states == EMPTY) & raw.is_valid().to_numpy(zero_copy_only=False)
    odd = np.flatnonzero((states == ODD) | blank)
    if not len(odd):
        return raw, []
    distinct = _distinct(raw.take(pa.array(odd)))
    values, faults = _read_each(distinct, partial(read_value, words, heading.fact), odd)
    return _replaced(raw, odd, _taken(values, pa.string(), distinct)), faults


def as_text(raw: pa.Array) -> pa.StringArray:
    """A column of texts or whole numbers as texts."""
    raw = _plain(raw)
    if pa.types.is_dictionary(raw.type):
        return raw.dictionary_decode()
    return raw if pa.types.is_string(raw.type) else raw.cast(pa.string())


def _replaced(array: pa.Array, rows: Rows, values: pa.Array) -> pa.Array:
    """The array with other values at some rows, in order."""
    mask = np.zeros(len(array), np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(array, pa.array(mask), values)


_READERS: dict[str, Callable[[Vocabulary, Heading, pa.Array], tuple[pa.Array, list[Fault]]]] = {
    "money": _numbers,
    "count": _numbers,
    "duration": _numbers,
    "ratio": _numbers,
    "boolean": _flags,
    "category": _categories,
    "date": _dates,
    "code": _texts,
    "text": _texts,
}


# --- roles -----------------------------------------------------------------------------------------------

_NO_ROLE = ("", "无", "none")
"""How a text says that a recipient has no role."""


def _roles(words: Vocabulary, heading: Heading, raw: pa.Array) -> Converted:
    """A column a role; all of them null where the roles are unknown."""
    roles = [kind for kind in words.kinds if kind.role]
    columns = {role_column(role.key): role.key for role in roles}
    if pa.types.is_null(raw.type):
        return Converted({column: pa.nulls(len(raw), pa.bool_()) for column in columns}, [])
    faults = []
    if _is_list(raw.type):
        joined = pc.binary_join(raw, "、")
        holes = _rows_where(pc.and_(raw.is_valid(), joined.is_null()))
        if len(holes):
            faults.append(Fault(holes, "F714", details=_no_role(heading.fact, roles, None)))
        raw = joined
    distinct = _distinct(raw)
    read = partial(_roles_of, heading.fact, roles)
    values, more = _read_each(distinct, read, is_blank=lambda value: value is None)
    return Converted(
        {
            column: _taken([None if has is None else role in has for has in values], pa.bool_(), distinct)
            for column, role in columns.items()
        },
        faults + more,
    )


def _roles_of(fact: Fact, roles: list[Kind], text: str) -> set[str]:
    """The keys of the roles that a text names. Raises ValueFault."""
    if text.strip() in _NO_ROLE:
        return set()
    keys = {name: role.key for role in roles for name in (role.key, role.name.zh)}
    found: set[str] = set()
    for word in re.split("[,，、;；]", text):
        key = keys.get(word.strip())
        if key is None:
            raise ValueFault("F714", **_no_role(fact, roles, word.strip()))
        if key in found:
            raise ValueFault("F712", other=shown(word.strip()))
        found.add(key)
    return found


def _no_role(fact: Fact, roles: list[Kind], word: str | None) -> dict[str, Any]:
    known = "、".join(f"{role.name.zh}({role.key})" for role in roles)
    return {"name": fact.name.zh, "name_en": fact.key, "value": shown(word), "known": known}


# --- ids -------------------------------------------------------------------------------------------------


class Ids(NamedTuple):
    """A column of ids or owners as they should be written (null: none), their keys, and the faults."""

    texts: pa.StringArray
    keys: Keys
    faults: list[Fault]
    odd: bool
    """Whether some were not written as they should be, or might not have been."""


def read_ids(words: Vocabulary, heading: Heading, raw: pa.Array, seed: int) -> Ids:
    """Read a column of ids: where its fact is the credit code, of nothing but valid credit codes."""
    texts = as_text(raw)
    keys = find_keys(texts, seed)
    faults: list[Fault] = []
    odd = np.flatnonzero(keys.states == ODD)
    if len(odd):
        distinct = _distinct(texts.take(pa.array(odd)))
        _, faults = _read_each(distinct, partial(read_value, words, heading.fact), odd)
        written = [canonical_id(text) or None for text in distinct.dictionary.to_pylist()]
        proper = _taken(written, pa.string(), distinct)
        texts = _replaced(texts, odd, proper)
        proper_keys = find_keys(proper, seed)
        keys.keys[odd] = proper_keys.keys
        keys.classes[odd] = proper_keys.classes
        keys.states[odd] = proper_keys.states
    empty = np.flatnonzero(keys.states == EMPTY)
    if len(empty):
        name = heading.fact.name
        faults.append(Fault(empty, "F730", details={"name": name.zh, "name_en": heading.fact.key}))
    if heading.fact.key == CREDIT_CODE:
        wrong = np.flatnonzero((keys.states != CREDIT_CODE_STATE) & (keys.states != EMPTY))
        if len(wrong):
            faults.append(refused(texts.take(pa.array(wrong)), wrong, "F713"))
    return Ids(texts, keys, faults, len(odd) > 0)


def refused(texts: pa.StringArray, rows: Rows, code: str, **details: str) -> Fault:
    """The fault of rows that are refused for the id that stands in them."""
    return Fault(rows, code, texts, lambda _place, text: {"value": shown(text), **details})
