"""specc's own `NamedTuple` is the one of `typing`, in all that anybody can see of it."""

import copy
import pickle
import typing
from typing import Any

import pytest

from specc import namedtuple


class Ours(namedtuple.NamedTuple):
    """A point."""

    x: int
    names: tuple[str, ...]
    y: int = 2

    def area(self) -> int:
        """Both sides."""
        return self.x * self.y

    @property
    def first(self) -> str:
        """The first name."""
        return self.names[0]


class Theirs(typing.NamedTuple):
    """A point."""

    x: int
    names: tuple[str, ...]
    y: int = 2

    def area(self) -> int:
        """Both sides."""
        return self.x * self.y

    @property
    def first(self) -> str:
        """The first name."""
        return self.names[0]


class Empty(namedtuple.NamedTuple):
    """No field."""


class Derived(Ours):
    """A plain class below one."""

    def area(self) -> int:
        """Twice."""
        return 2 * super().area()


def seen(cls: Any) -> list[Any]:
    """What one sees of a class, its name left out."""
    one = cls(3, names=("a", "b"))
    return [
        tuple(one), one.x, one.names, one.y, one.area(), one.first, len(one), hash(one),
        one == (3, ("a", "b"), 2), one < (4,), one[1:], one._asdict(),
        tuple(one._replace(y=7, x=1)), tuple(cls._make([1, (), 5])),
        repr(one).replace(cls.__name__, ""), cls._fields, cls._field_defaults, cls.__match_args__,
        cls.__doc__, hasattr(one, "__dict__"), issubclass(cls, tuple), cls.__module__,
        tuple(copy.copy(one)), type(copy.deepcopy(one)) is cls,
        pickle.loads(pickle.dumps(one)) == one, type(pickle.loads(pickle.dumps(one))) is cls,
        typing.get_type_hints(cls),
    ]  # fmt: skip


def test_it_is_like_the_one_of_typing() -> None:
    assert seen(Ours) == seen(Theirs)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [((), {}), ((1,), {}), ((1, (), 3, 4), {}), ((1, ()), {"x": 1}), ((1, ()), {"z": 1})],
)
def test_wrong_arguments_are_refused_with_the_same_words(
    arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    messages = []
    for cls in (Ours, Theirs):
        with pytest.raises(TypeError) as caught:
            cls(*arguments, **named)
        messages.append(str(caught.value).replace(cls.__name__, ""))
    assert messages[0] == messages[1]


def test_an_unknown_field_is_not_replaced() -> None:
    with pytest.raises(ValueError, match="unexpected field names"):
        Ours(1, ())._replace(z=1)  # type: ignore[call-arg]


def test_fields_are_read_only() -> None:
    one: Any = Ours(1, ())
    for name in ("x", "z"):
        with pytest.raises(AttributeError):
            setattr(one, name, 2)


def test_a_class_may_have_no_field_and_may_be_derived_from() -> None:
    assert Empty() == ()
    assert repr(Empty()) == "Empty()"
    assert Derived(3, ()).area() == 12
    assert Derived(3, ()) == Ours(3, ())


def test_patterns_match_by_position() -> None:
    match Ours(1, ("a",)):
        case Ours(x, names):
            assert (x, names) == (1, ("a",))


def test_a_field_without_a_default_may_not_follow_one_with_a_default() -> None:
    with pytest.raises(TypeError, match="default"):
        exec(
            "class Wrong(NamedTuple):\n    x: int = 1\n    y: int\n",
            {"NamedTuple": namedtuple.NamedTuple, "__name__": "wrong"},
        )
