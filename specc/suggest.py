"""The nearest known name to one that is not known."""

from collections.abc import Iterable


def distance(a: str, b: str) -> int:
    """Edit distance with swaps of neighbours (Damerau 1964, restricted), ignoring case."""
    a, b = a.lower(), b.lower()
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row, older = row, [i], before
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name within a third of the length of `name`, or None; the first of equals wins."""
    if len(name) > 60:
        return None
    limit = max(1, len(name) // 3)
    best, found = limit + 1, None
    for candidate in known:
        if abs(len(candidate) - len(name)) >= best:
            continue
        far = distance(name, candidate)
        if far < best:
            best, found = far, candidate
    return found


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Help text that names the nearest known word, or nothing."""
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else ""
