"""`NamedTuple` as in `typing`, but quick to define.

A check imports more than a hundred of these classes. The standard library compiles source text and
looks at the type of each field for every one of them, which took a tenth of the time of a check;
here a class costs little more than its namespace. For a type checker it is the one of `typing`.
"""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 14) or sys.implementation.name != "cpython":
    # annotations are not at hand in 3.14; other interpreters lack the getter
    from typing import NamedTuple
else:
    from _collections import _tuplegetter
    from functools import cache
    from types import FunctionType

    @cache
    def _template(count: int) -> Any:
        """The code of a `__new__` with so many fields, for all classes that have so many."""
        names = [f"_{at}" for at in range(count)]
        listed = "".join(f"{name}, " for name in names)
        function = eval(f"lambda _cls, {listed}: _new(_cls, ({listed}))")
        return function.__code__

    class _Meta(type):
        """Makes a class with annotated fields a tuple of them."""

        def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> Any:
            """A tuple class for what names `NamedTuple` as its base, else a plain subclass."""
            if bases != (NamedTuple,):
                return super().__new__(mcs, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if list(defaults) != list(fields[len(fields) - len(defaults) :]):
                raise TypeError(f"a field of {name} without a default follows one with a default")
            for at, field in enumerate(fields):
                namespace[field] = _tuplegetter(at, None)
            code = _template(len(fields)).replace(
                co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__"
            )
            globals_ = {"_new": tuple.__new__, "__builtins__": {}, "__name__": name}
            new = FunctionType(code, globals_, "__new__", tuple(defaults.values()))
            namespace |= {
                "__slots__": (),
                "__new__": new,
                "__match_args__": fields,
                "_fields": fields,
                "_field_defaults": defaults,
            }
            return super().__new__(mcs, name, (_Methods,), namespace)

    class _Methods(tuple):
        """What `collections.namedtuple` gives each class of its own."""

        __slots__ = ()
        _fields = ()

        @classmethod
        def _make(cls, values: Any) -> Any:
            """A tuple of the fields in order. Raises TypeError where their number is off."""
            return cls(*values)

        def _replace(self, /, **changes: Any) -> Any:
            """The same with other values. Raises ValueError for a name that is no field."""
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, Any]:
            """The values by field."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = ", ".join(f"{n}={v!r}" for n, v in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    NamedTuple = type.__new__(_Meta, "NamedTuple", (), {})

__all__ = ["NamedTuple"]
