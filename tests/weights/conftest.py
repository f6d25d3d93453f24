"""Command lines, as in the tests of the commands."""

from tests.cli.conftest import specc, write

__all__ = ["specc", "write"]
