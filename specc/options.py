"""What a user asks of a check: which rules, how severe, and what a model may cost."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from specc.diagnostics import Severity
from specc.namedtuple import NamedTuple

if TYPE_CHECKING:
    from specc.prove.sample import Sample
    from specc.training.plan import DataPlan

ALL, DEFAULT = "all", "default"
"""Words that stand for every rule, and for those that run where nothing is asked for."""


class Options(NamedTuple):
    """The wishes of one check; every default asks for nothing in particular.

    `select` and `ignore` hold names of rules and of subjects (the folders of `specc/rules/`), and
    `select` the words `all` and `default`; an empty one is `default`. Budgets: `max_params` counts
    parameters, `max_macs` multiply-adds of one example, `max_memory` bytes of a training step.
    With `data`, rules may look at the rows of the data through `rows`: a sample, why there is
    none, or None where there is nothing to say (see `specc.files.rows`).
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = {}
    max_params: int | None = None
    max_memory: int | None = None
    max_macs: int | None = None
    data: bool = False
    rows: "Callable[[DataPlan], Sample | str | None] | None" = None

    def wants(self, rule: str, subject: str, by_default: bool) -> bool:
        """Whether a rule is to run: the narrowest name decides, and `ignore` between equals."""
        asked = self.select or {DEFAULT}
        for name in (rule, subject):
            if name in self.ignore:
                return False
            if name in asked:
                return name == rule or by_default
        return ALL in asked or (by_default and DEFAULT in asked)


PLAIN = Options()
"""A check of which nothing in particular is asked."""
