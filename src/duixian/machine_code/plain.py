"""The operations that kernels are written in, in plain Python: see ``operations``, which says what each does.

With them a kernel runs without being compiled, a hundred times slower and on whole numbers that never end.
"""

from __future__ import annotations

import ctypes


def byte_at(address: int, index: int) -> int:
    return ctypes.c_int8.from_address(address + index).value


def int_at(address: int, index: int) -> int:
    return ctypes.c_int32.from_address(address + 4 * index).value


def number_at(address: int, index: int) -> int:
    return ctypes.c_int64.from_address(address + 8 * index).value


def bit_at(address: int, index: int) -> bool:
    return bool(ctypes.c_uint8.from_address(address + (index >> 3)).value >> (index & 7) & 1)


def put_byte(address: int, index: int, value: int) -> None:
    ctypes.c_int8.from_address(address + index).value = value


def put_short(address: int, index: int, value: int) -> None:
    ctypes.c_int16.from_address(address + 2 * index).value = value


def put_int(address: int, index: int, value: int) -> None:
    ctypes.c_int32.from_address(address + 4 * index).value = value


def put_number(address: int, index: int, value: int) -> None:
    ctypes.c_int64.from_address(address + 8 * index).value = value


def increase(address: int, index: int, by: int) -> None:
    put_number(address, index, number_at(address, index) + by)


def add(first: int, second: int) -> int:
    return first + second


def multiply(first: int, second: int) -> int:
    return first * second


def negate(operand: int) -> int:
    return -operand


def rounded(operand: int, scale: int) -> int:
    return max(0, (2 * operand + scale) // (2 * scale))


def smaller(first: int, second: int) -> int:
    return min(first, second)


def larger(first: int, second: int) -> int:
    return max(first, second)


def choose(test: bool, first: int, otherwise: int) -> int:
    return first if test else otherwise


def byte_of(number: int) -> int:
    return number


def turned(truth: int) -> int:
    return 2 - truth


def beyond_sum(first: int, second: int) -> bool:
    return abs(first + second) >= 1 << 62


def beyond_product(first: int, second: int) -> bool:
    return abs(first * second) >= 1 << 62


def beyond(number: int, limit: int) -> bool:
    return abs(number) > limit


def equal(first: int, second: int) -> bool:
    return first == second


def differ(first: int, second: int) -> bool:
    return first != second


def below(first: int, second: int) -> bool:
    return first < second


def at_most(first: int, second: int) -> bool:
    return first <= second


def both(first: bool, second: bool) -> bool:
    return first and second


def either(first: bool, second: bool) -> bool:
    return first or second


def opposite(test: bool) -> bool:
    return not test


def flag(test: bool, bit: int) -> int:
    return test << bit


def upper(number: int, bits: int) -> int:
    return (number & (1 << 64) - 1) >> bits


def scattered(number: int) -> int:
    for factor in (0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53):
        number = (upper(number, 0) ^ upper(number, 33)) * factor
    number = upper(number, 0) ^ upper(number, 33)
    return number - (1 << 64) if number >> 63 else number
