"""The base of the trees' nodes: immutable records with named, typed fields.

A subclass lists its fields as annotations, like a frozen dataclass, and type checkers treat it as one. Unlike
``dataclasses``, nothing is generated and compiled when a class is made: with some sixty kinds of node that alone
took a fifth of the time in which ``duixian decide`` has to answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar, dataclass_transform

Kind = TypeVar("Kind", bound="Node")


class Fielded:
    """Something with named fields (``__match_args__``): equal when of one class and all fields are equal."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(value == getattr(other, name) for name, value in fields(self))

    def __hash__(self) -> int:
        return hash((type(self), *(value for _, value in fields(self))))

    def __repr__(self) -> str:
        inner = ", ".join(f"{name}={value!r}" for name, value in fields(self))
        return f"{type(self).__name__}({inner})"


@dataclass_transform(frozen_default=True)
class Node(Fielded):
    """An immutable record."""

    def __init_subclass__(cls) -> None:
        own = [name for name, type_ in cls.__annotations__.items() if not str(type_).startswith("ClassVar")]
        cls.__match_args__ = (*cls.__match_args__, *own)  # type: ignore[misc]  # mypy takes it for a constant

    def __init__(self, *values: Any, **named: Any) -> None:
        names = self.__match_args__
        if named or len(values) != len(names):
            values = self._complete(values, named)
        self.__dict__.update(zip(names, values, strict=True))

    def _complete(self, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """The values of all fields, with those given by name and the defaults."""
        names = self.__match_args__
        unknown = named.keys() - set(names[len(values) :])
        if unknown or len(values) > len(names):
            raise TypeError(f"{type(self).__name__} takes the fields {names}, not {values} and {named}")
        completed = list(values)
        for name in names[len(values) :]:
            if name in named:
                completed.append(named[name])
            elif hasattr(type(self), name):
                completed.append(getattr(type(self), name))
            else:
                raise TypeError(f"{type(self).__name__} lacks the field {name!r}")
        return tuple(completed)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable; {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable; {name!r} cannot be deleted")


def fields(node: Fielded) -> Iterator[tuple[str, Any]]:
    """The names and values of a node's fields, in order."""
    return ((name, getattr(node, name)) for name in node.__match_args__)


def replaced(node: Kind, **changes: Any) -> Kind:
    """A copy of a node with some fields changed."""
    return type(node)(**(dict(fields(node)) | changes))
