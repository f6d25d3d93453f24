"""`specc check --fix`, `--add-ignores` and `--diff`: what becomes of the files."""

from collections.abc import Sequence

from specc.cli.asked import Asked
from specc.cli.baseline import Baseline
from specc.cli.checker import Checker
from specc.cli.found import Found
from specc.cli.harm import new_error, new_finding
from specc.cli.ignoring import ignores
from specc.cli.mending import Mender
from specc.cli.outcome import Outcome
from specc.cli.pages import Pages
from specc.cli.proposal import Proposal, fixes
from specc.cli.ruling import Rulings
from specc.namedtuple import NamedTuple


class Edited(NamedTuple):
    """What is found in the files as they are now, and what was done.

    `done` findings were mended or silenced; `notes` tell what was not done, and `problems` which
    files could not be written.
    """

    outcomes: dict[str, Outcome]
    done: int
    notes: list[str]
    problems: list[str]


class Editor:
    """Edits the files of one run, in memory at first."""

    def __init__(
        self, asked: Asked, rulings: Rulings, files: Sequence[str], piped: str,
        baseline: Baseline | None,
    ) -> None:  # fmt: skip
        self._asked = asked
        self._baseline = baseline
        self._piped = piped
        self._pages = Pages(files, piped)
        self._mender = Mender(
            lambda contents: Checker(rulings, None, piped, contents),
            self._pages,
            self._propose,
            new_finding if asked.add_ignores else new_error,
        )
        self._first = dict(self._mender.outcomes)
        self._mender.run()

    def _propose(self, found: list[Found], pages: Pages) -> list[Proposal]:
        left = found if self._baseline is None else self._baseline.new(found)
        if self._asked.add_ignores:
            return ignores(left, pages)
        return fixes(left, pages, ("safe", "unsafe") if self._asked.unsafe_fixes else ("safe",))

    def diff(self) -> tuple[str, list[str], list[str]]:
        """What would change, as a unified diff; what would not and why; what cannot be checked."""
        pages = self._pages
        text = "".join(pages.diff(one, self._shown(pages.places[one])) for one in pages.changed())
        problems = [one.problem for one in self._first.values() if one.problem]
        return text, self._mender.left_out, problems

    def write(self) -> Edited:
        """Put the new texts in the place of the old ones; standard input's goes to the output."""
        outcomes, problems, failed = dict(self._mender.outcomes), [], set()
        for place, path in self._pages.places.items():
            if path == "-" and place in self._pages.bytes:
                self._pages.print(place)
        for place in self._pages.changed():
            path = self._pages.places[place]
            reason = self._pages.write(place) if path != "-" else ""
            if reason:
                failed.add(place)
                problems.append(reason)
                outcomes[path] = self._first[path]
        done = [one for one in self._mender.applied if failed.isdisjoint(one.places)]
        count = sum(len(one.records) for one in done)
        return Edited(outcomes, count, self._mender.left_out, problems)

    def _shown(self, path: str) -> str:
        return self._piped if path == "-" else path
