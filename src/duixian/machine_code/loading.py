"""Machine code that is called: object files in memory, and the processor they are for."""

from __future__ import annotations

import ctypes
from functools import cache
from threading import Lock
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from duixian.machine_code.addresses import Function

PROTOTYPE = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64
)
"""How numba's functions are called: where the result and an exception would go, then the arguments; nought is
success. Python's lock is released during a call."""

_loaded: dict[str, Function] = {}
_lock = Lock()


@cache
def processor() -> str:
    """What machine code is for: the processor with its features, and the code generator."""
    return (
        f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()} llvmlite {llvmlite.__version__}"
    )


def target_machine() -> Any:
    """A code generator for this machine."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="default",
        codemodel="jitdefault",
        jit=True,
    )


def symbol(key: str) -> str:
    """The name of the one function of an object file."""
    return f"duixian_{key}"


def loaded(key: str) -> Function | None:
    """The kernel under a key, where it has been loaded."""
    return _loaded.get(key)


def load(key: str, machine_code: bytes) -> Function:
    """The function of an object file; it stays loaded."""
    with _lock:
        if key not in _loaded:
            engine = _engine()
            engine.add_object_file(llvm.ObjectFileRef.from_data(machine_code))
            engine.finalize_object()
            _loaded[key] = _function(engine, engine.get_function_address(symbol(key)))
        return _loaded[key]


@cache
def _engine() -> Any:
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())


def _function(engine: Any, address: int) -> Function:
    if not address:
        raise RuntimeError("an object file lacks its function")
    call = PROTOTYPE(address)
    # Kernels give no result and raise nothing, but numba's functions have places for both.
    places = (ctypes.c_void_p * 2)()
    result = ctypes.addressof(places)
    exception = result + ctypes.sizeof(ctypes.c_void_p)

    # The code is there as long as its engine is, and the places as long as they are.
    def function(frame: int, first: int, stop: int, _alive: object = (engine, places)) -> None:
        if call(result, exception, frame, first, stop) != 0:
            raise RuntimeError("a kernel failed")

    return function
