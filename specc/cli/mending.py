"""Edits the checked files, and proves of each edit that it does no harm before it stays."""

from collections.abc import Callable, Mapping, Sequence

from specc.cli.checker import Checker
from specc.cli.found import Found, found_in
from specc.cli.harm import loses_comment
from specc.cli.outcome import Outcome
from specc.cli.pages import Pages
from specc.cli.proposal import Proposal
from specc.diagnostics import Edit
from specc.edit.apply import compatible, rewrite

MOST_ROUNDS = 30
"""Fixes that touch wait for the next round; this is enough for all that do not go in circles."""

Propose = Callable[[list[Found], Pages], list[Proposal]]
Harm = Callable[[Outcome, Outcome, bool], str]
"""What is worse after than before, as `it would ...`; the flag is true of a single edit."""


class Mender:
    """Applies what is proposed for what is found, as long as something is.

    `outcomes` are those of the texts as they are at any time, `applied` what was changed, and
    `left_out` says why the rest was not.
    """

    def __init__(
        self, check: Callable[[Mapping[str, bytes]], Checker], pages: Pages, propose: Propose,
        harm: Harm,
    ) -> None:  # fmt: skip
        self._check = check
        self._propose = propose
        self._harm = harm
        self._refused: set[object] = set()
        self.pages = pages
        self.outcomes = self._checked(pages.places, pages.bytes)
        self.applied: list[Proposal] = []
        self.left_out: list[str] = []

    def run(self) -> None:
        """Apply all that can be applied."""
        for _ in range(MOST_ROUNDS):
            proposals = self._proposals()
            if not proposals:
                return
            taken: list[Proposal] = []
            self._settle(proposals, taken)
            self.pages.take(self._contents(taken))
            self.applied.extend(taken)
        self.left_out.append(f"there were still fixes after {MOST_ROUNDS} rounds of them")

    def _proposals(self) -> list[Proposal]:
        """Those of the next round: none touches another, and none was refused before."""
        proposed = self._propose(found_in(self.outcomes), self.pages)
        fresh = {id(one.fix): one for one in proposed if one.known_by not in self._refused}
        return [fresh[id(fix)] for fix in compatible(one.fix for one in fresh.values())]

    def _settle(self, proposals: Sequence[Proposal], taken: list[Proposal]) -> None:
        """Take all of them; where that does harm, each half for itself."""
        reason = self._try(proposals, taken)
        if not reason:
            taken.extend(proposals)
        elif len(proposals) == 1:
            self._refused.add(proposals[0].known_by)
            self.left_out.append(f"{proposals[0].title} was left out: it would {reason}")
        else:
            half = len(proposals) // 2
            self._settle(proposals[:half], taken)
            self._settle(proposals[half:], taken)

    def _try(self, proposals: Sequence[Proposal], taken: Sequence[Proposal]) -> str:
        """The harm that more proposals do; where they do none, their outcomes hold from now on."""
        contents = self._contents([*taken, *proposals])
        edited = {place for one in proposals for place in one.places}
        for place in edited:
            if loses_comment(self.pages.bytes[place], contents[place]):
                return "lose a comment"
        after = self._checked(self._concerned(edited), contents)
        for path, outcome in after.items():
            reason = self._harm(self.outcomes[path], outcome, len(proposals) == 1)
            if reason:
                return reason
        self.outcomes.update(after)
        return ""

    def _contents(self, proposals: Sequence[Proposal]) -> dict[str, bytes]:
        """What the files hold after proposals that speak of their texts as they are now."""
        edits: dict[str, list[Edit]] = {}
        for one in proposals:
            for edit in one.fix.edits:
                edits.setdefault(edit.source.path, []).append(edit)
        return self.pages.with_texts(
            {place: rewrite(some, some[0].source.text) for place, some in edits.items()}
        )

    def _concerned(self, edited: set[str]) -> dict[str, str]:
        """Place and path of the files that were edited or import one that was."""
        return {
            place: path
            for place, path in self.pages.places.items()
            if place in edited or not edited.isdisjoint(self.outcomes[path].imports)
        }

    def _checked(
        self, places: Mapping[str, str], contents: Mapping[str, bytes]
    ) -> dict[str, Outcome]:
        paths = list(places.values())
        return dict(zip(paths, self._check(contents).all(paths), strict=True))
