"""What each rule needs of a spec. Written by `make rules`; see `specc.rules`."""

NEEDS: tuple[tuple[str, str, bool, tuple[str | tuple[str, ...], ...]], ...] = ()
BUILT_IN: frozenset[str] = frozenset()
