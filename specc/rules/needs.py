"""What each rule needs of a spec. Written by `make rules`; see `specc.rules`."""

NEEDS: tuple[tuple[str, str, bool, tuple[tuple[str, ...], ...]], ...] = ()
BUILT_IN: dict[str, tuple[str, bool]] = {}
