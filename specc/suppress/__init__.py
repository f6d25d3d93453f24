"""Silences the findings that comments ask for: `# specc: ignore[rule]`."""

from collections.abc import Mapping
from itertools import islice

from specc.diagnostics import Diagnostic
from specc.options import Options
from specc.rules.names import looked_for, named
from specc.source import Span
from specc.suppress.comment import Malformed, Suppression, read_suppressions
from specc.suppress.fault import MALFORMED, UNKNOWN, UNUSED, malformed, unknown, unused
from specc.syntax import ast

LOUD = frozenset({"syntax-error", "limit-exceeded", "not-utf-8", UNUSED, UNKNOWN, MALFORMED})
"""Findings that no comment silences."""

MOST_SUPPRESSIONS = 1000
"""So many are read in one file; more would only serve to make a check slow."""

MARK = "specc:"


class Suppressions:
    """The suppressions of all files of one check."""

    def __init__(self, checked: str, modules: Mapping[str, ast.Module]) -> None:
        self.checked = checked
        self.modules = modules
        self.known: dict[str, list[Suppression]] = {}
        self.malformed: list[Malformed] = []
        for path, module in modules.items():
            if MARK in module.source.text:
                self._read(path, module)

    def _read(self, path: str, module: ast.Module) -> None:
        found = list(islice(read_suppressions(module), MOST_SUPPRESSIONS))
        self.known[path] = [one for one in found if isinstance(one, Suppression)]
        if path == self.checked:
            self.malformed = [one for one in found if isinstance(one, Malformed)]

    def sift(self, found: list[Diagnostic], options: Options, *, whole: bool) -> list[Diagnostic]:
        """The findings that stay, and what is wrong with the checked file's own suppressions.

        Where all models came out `whole`, one is unused that silences nothing although its rule was
        looked for. Those of an imported file may be needed by another one that imports it.
        """
        if not self.known:
            return found
        used: set[Suppression] = set()
        kept = self.silence(found, used)
        return [*kept, *self._faults(kept, used, options, whole)]

    def silence(
        self, found: list[Diagnostic], used: set[Suppression] | None = None
    ) -> list[Diagnostic]:
        """The findings that stay; what silences the others is added to `used`."""
        silencing = used if used is not None else set()
        return [d for d in found if not self._silenced(d, silencing)] if self.known else found

    def _silenced(self, found: Diagnostic, used: set[Suppression]) -> bool:
        if found.rule in LOUD:
            return False
        known = self.known.get(found.primary.source.path, [])
        span = found.primary.span
        matching = [s for s in known if s.rule == found.rule and _touches(s.covers, span)]
        used.update(matching)
        return bool(matching)

    def _faults(
        self, found: list[Diagnostic], used: set[Suppression], options: Options, whole: bool
    ) -> list[Diagnostic]:
        source = self.modules[self.checked].source
        known = self.known.get(self.checked, [])
        idle = [one for one in known if one not in used]
        strange = [one for one in idle if one.rule not in LOUD and named(one.rule) is None]
        asked = [one for one in idle if one not in strange and looked_for(one.rule, options)]
        left = {one.comment for one in known if one not in asked}
        return [
            *(malformed(source, c, self._covered(c.covers, found)) for c in self.malformed),
            *(unknown(source, one) for one in strange),
            *(unused(source, one, alone=one.comment not in left) for one in asked if whole),
        ]

    def _covered(self, covers: Span, found: list[Diagnostic]) -> list[str]:
        """The rules of the findings in the checked file that a comment would have silenced."""
        own = [d for d in found if d.primary.source.path == self.checked and d.rule not in LOUD]
        return sorted({d.rule for d in own if _touches(covers, d.primary.span)})


def _touches(covers: Span, span: Span) -> bool:
    return covers.start <= span.start <= covers.end or covers.start <= span.end <= covers.end
