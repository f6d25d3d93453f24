"""Gives every module of a class an attribute of its own; modules of a loop share a list."""

from collections.abc import Container, Iterable, Mapping, Sequence

from specc.emit.names import numbered, plural, safe, singular, unique
from specc.emit.step import Body, Branch, Case, Item, Loop

REST = "rest"


def distinct(body: Body, reserved: Iterable[str]) -> Body:
    """The body with module names that are unique, safe and, inside loops, plural."""
    names = _Names(reserved)
    shared = {s.name: names.free(s.name) for s in body.shared}
    items = tuple(names.renamed(item, shared, 0) for item in body.items)
    return body._replace(
        shared=tuple(s._replace(name=shared[s.name]) for s in body.shared), items=items
    )


class _Names:
    def __init__(self, reserved: Iterable[str]) -> None:
        self.reserved = frozenset(reserved)
        self.taken = set(self.reserved)
        self.beside: set[str] = set()
        """The lists of the same outer loop; an inner one of a kind with such a list is its rest."""

    def free(self, name: str) -> str:
        """The name; with `_` behind a reserved one, with a number behind one that is taken."""
        clash = safe(name) in self.reserved and f"{safe(name)}_" not in self.taken
        return unique(f"{safe(name)}_" if clash else name, self.taken)

    def renamed(
        self, item: Item, shared: Mapping[str, str], depth: int, alone: bool = False
    ) -> Item:
        """The item with its modules named."""
        if isinstance(item, Loop):
            alone = len(item.body) == 1
            body = tuple(self.renamed(i, shared, depth + 1, alone) for i in item.body)
            return item._replace(body=body)
        if isinstance(item, Branch):
            return item._replace(cases=tuple(self._case(case, shared) for case in item.cases))
        if not item.name:
            return item
        if item.make is None:
            return item._replace(name=shared[item.name])
        wanted = plural(item.name) if depth else item.name
        if alone and depth == 2 and safe(wanted) in self.beside and REST not in self.taken:
            wanted = REST
        found = self.free(wanted)
        self.beside = {*self.beside, found} if depth else set()
        return item._replace(name=found)

    def _case(self, case: Case, shared: Mapping[str, str]) -> Case:
        return case._replace(items=tuple(self.renamed(i, shared, 0) for i in case.items))


def loop_variables(names: Sequence[str], lists: Container[str]) -> dict[str, str]:
    """For lists of modules: `convs2` → `conv` where that is clear, else `conv2`.

    What `lists` has stands for several modules in the loop too.
    """
    single = {name: "layer" if name == REST else singular(name) for name in names}
    short = {name: name if name in lists else single[name] for name in names}
    if len(set(short.values())) < len(names):
        short = {n: word if n in lists else word + numbered(n)[1] for n, word in short.items()}
    return {name: safe(word) for name, word in short.items()}
