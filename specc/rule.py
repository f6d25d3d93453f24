"""What a rule is: one file that names a fault, says why it is bad, and finds it.

A rule's class reads from top to bottom: docstring, severity, `needs`, `bad` and `good` specs,
`check`. Its name is its file's, and it states the bad thing; its subject is its folder's. Add one
by writing a file in a folder of `specc/rules/`; `make rules` then writes the table of what rules
need, which saves a check from importing those that have nothing to say, and their page.
"""

from collections.abc import Iterator
from typing import ClassVar

from specc.diagnostics import Diagnostic, Fix, Label, Severity
from specc.ir.graph import Place
from specc.options import PLAIN, Options
from specc.subject import Application as Application
from specc.subject import Subject as Subject


class Rule:
    """A fault that specc looks for."""

    name: ClassVar[str] = ""
    """Taken from the name of the file."""
    subject: ClassVar[str] = ""
    """Taken from the name of the folder."""
    known: ClassVar[dict[str, type["Rule"]]] = {}
    severity: ClassVar[Severity]
    """The usual one; a finding may be less or more severe."""
    default: ClassVar[bool] = True
    """False where the rule runs only when it is asked for."""
    built_in: ClassVar[bool] = False
    """True where specc finds the fault while it reads a spec and infers its shapes: then the file
    documents and tests it, and `check` has nothing to do."""
    needs: ClassVar[tuple[str | tuple[str, ...], ...]] = ()
    """Words without which a spec cannot have the fault (see `specc.prove.words`); of a tuple
    inside, one is enough. A rule whose needs are not met is not even imported."""
    gives_way_to: ClassVar[tuple[str, ...]] = ()
    """More specific rules: where one of them has a finding at the same place, this one is left
    out."""
    options: ClassVar[Options] = PLAIN
    """What the examples are checked with."""
    bad: ClassVar[str]
    """A spec with the fault, and no other finding."""
    message: ClassVar[str]
    """What is said about `bad`."""
    good: ClassVar[str]
    """A spec much like `bad` that is right."""
    fixed: ClassVar[str] = ""
    """`bad` after the fix; empty where there is none."""

    def __init_subclass__(cls) -> None:
        package, _, file = cls.__module__.rpartition(".")
        cls.name = file.replace("_", "-")
        cls.subject = package.rpartition(".")[2]
        Rule.known[cls.name] = cls

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """The places that have the fault."""
        return iter(())

    def at(
        self,
        place: Place,
        message: str,
        *,
        label: str = "",
        related: tuple[Label, ...] = (),
        help: str = "",
        fix: Fix | None = None,
        severity: Severity | None = None,
    ) -> Diagnostic:
        """A finding of this rule, of its severity unless another is given."""
        primary = Label(place.source, place.span, label)
        return Diagnostic(
            self.name, severity or self.severity, message, primary, related, help, fix
        )
