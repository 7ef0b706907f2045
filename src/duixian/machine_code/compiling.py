"""Kernels made into machine code: the text through numba into LLVM's language, and that into an object file."""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm

from duixian.machine_code.addresses import Function
from duixian.machine_code.loading import symbol, target_machine

SIGNATURE = "void(int64, int64, int64)"


def compiled(function: Function, key: str) -> bytes:
    """The object file of a function over ``operations``, under a key."""
    import numba

    options: dict[str, Any] = {
        "nogil": True,
        "error_model": "numpy",
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
    }
    made = numba.njit(SIGNATURE, **options)(function)
    module = llvm.parse_assembly(made.inspect_llvm(made.signatures[0]))
    defined = [function for function in module.functions if not function.is_declaration]
    if len(defined) != 1:
        raise RuntimeError(f"numba gave {len(defined)} functions for one")
    defined[0].name = symbol(key)
    for variable in module.global_variables:
        # A place for numba's own use, under a name that another kernel may have too.
        if variable.linkage == llvm.Linkage.common:
            variable.linkage = llvm.Linkage.internal
    return bytes(target_machine().emit_object(module))
