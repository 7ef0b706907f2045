"""Every operation does the same compiled and in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duixian.machine_code import operations, plain, store
from duixian.machine_code.addresses import Function, address, frame_of
from duixian.machine_code.store import Source

LARGEST = (1 << 62) - 1

CALLS = {
    # Numbers of 64 bits: the first two slots of the frame.
    "add": "add(a, b)",
    "multiply": "multiply(a, b)",
    "negate": "negate(a)",
    "smaller": "smaller(a, b)",
    "larger": "larger(a, b)",
    "choose": "choose(below(a, b), a, b)",
    "beyond_sum": "flag(beyond_sum(a, b), 0)",
    "beyond_product": "flag(beyond_product(a, b), 0)",
    "beyond": "flag(beyond(a, 288230376151711743), 0)",
    "equal": "flag(equal(a, b), 0)",
    "differ": "flag(differ(a, b), 0)",
    "below": "flag(below(a, b), 3)",
    "at_most": "flag(at_most(a, b), 62)",
    "both": "flag(both(below(a, 0), below(b, 0)), 0)",
    "either": "flag(either(below(a, 0), below(b, 0)), 0)",
    "opposite": "flag(opposite(below(a, b)), 0)",
    "upper": "upper(a, 5)",
    "scattered": "scattered(a)",
    **{f"rounded {scale}": f"rounded(a, {scale})" for scale in (1, 2, 3, 7, 100, 1_000_000, 10**12)},
    # Bytes, beside numbers and constants of either width.
    "turned": "add(turned(byte_of(t)), 0)",
    "smaller bytes": "add(smaller(byte_of(t), byte_of(u)), 0)",
    "larger bytes": "add(larger(byte_of(t), 1), 0)",
    "wide of bytes": "smaller(byte_of(t), a)",
    "wide constant": "larger(byte_of(t), 1000)",
    "chosen constants": "add(choose(equal(byte_of(t), 1), -2, 1000), 0)",
    "equal bytes": "flag(equal(byte_of(t), byte_of(u)), 0)",
    "byte and number": "flag(below(byte_of(t), a), 0)",
}


def kernel(call: str) -> Source:
    lines = ["def kernel(frame, first, stop):"]
    lines += [f"    {name} = number_at(frame, {slot})" for slot, name in enumerate("abtu")]
    lines.append(f"    put_number(frame, 4, {call})")
    return Source("\n".join(lines) + "\n", "kernel")


COMPILED = dict(
    zip(CALLS, store.functions([kernel(call) for call in CALLS.values()], lambda: None), strict=True)
)
PLAIN = {name: store.plain_function(kernel(call)) for name, call in CALLS.items()}


def result(function: Function, *numbers: int) -> int:
    frame = frame_of(*numbers, 0)
    function(address(frame), 0, 0)
    return int(frame[4])


numbers = (
    st.integers(-LARGEST, LARGEST)
    | st.integers(-3, 3)
    | st.sampled_from((-LARGEST, LARGEST, 1 << 31, 1 << 58))
)


@pytest.mark.parametrize("name", CALLS)
def test_an_operation_does_the_same_compiled_and_in_plain_python(name: str) -> None:
    @given(numbers, numbers, st.integers(0, 2), st.integers(0, 2))
    @example(LARGEST, LARGEST, 0, 2)
    @example(-LARGEST, LARGEST, 2, 0)
    @example(1 << 31, 1 << 31, 1, 1)
    def holds(a: int, b: int, t: int, u: int) -> None:
        if name in ("multiply", "add") and abs(a * b if name == "multiply" else a + b) > LARGEST:
            return  # no kernel does: a guard keeps such rows out
        assert result(COMPILED[name], a, b, t, u) == result(PLAIN[name], a, b, t, u)

    holds()


def test_every_operation_has_its_counterpart() -> None:
    def names(module: object) -> set[str]:
        return {
            name
            for name, found in vars(module).items()
            if not name.startswith("_")
            and (getattr(found, "__module__", "") == plain.__name__ or type(found).__name__ == "_Intrinsic")
        }

    assert names(plain) == names(operations) >= {name.split(" ")[0] for name in CALLS if " " not in name}


# --- Memory --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["compiled", "plain"])
def test_memory_is_read_and_written_at_its_width(how: str) -> None:
    text = """\
def kernel(frame, first, stop):
    source = number_at(frame, 0)
    target = number_at(frame, 1)
    for i in range(first, stop):
        put_byte(target, i, byte_at(source, i))
        put_short(number_at(frame, 2), i, byte_at(source, i))
        put_int(number_at(frame, 3), i, int_at(number_at(frame, 5), i))
        put_number(number_at(frame, 4), i, flag(bit_at(source, i), 0) - 7)
        increase(number_at(frame, 4), i, 7)
"""
    source = Source(text, "kernel")
    function = (
        store.functions([source], lambda: None)[0] if how == "compiled" else store.plain_function(source)
    )
    given_bytes = np.array([0, 1, 2, -1, 127, -128, 85, 3], dtype=np.int8)
    given_ints = np.array([0, -1, 2**31 - 1, -(2**31), 5, 6, 7, 8], dtype=np.int32)
    made = [np.zeros(8, dtype=width) for width in (np.int8, np.int16, np.int32, np.int64)]
    frame = frame_of(address(given_bytes), *(address(array) for array in made), address(given_ints))
    function(address(frame), 1, 7)
    inside = np.array([0, 1, 1, 1, 1, 1, 1, 0])
    assert made[0].tolist() == (given_bytes * inside).tolist()
    assert made[1].tolist() == (given_bytes * inside).tolist()
    assert made[2].tolist() == (given_ints * inside).tolist()
    # Bits 1 to 6 of the first byte, which is 0.
    assert made[3].tolist() == [0] * 8
    given_bytes[0] = 0b0010_1010
    function(address(frame), 0, 8)
    assert made[3].tolist() == [0, 1, 0, 1, 0, 1, 0, 0]
