"""The commands by name; each is imported only when it is run."""

import os
from importlib import import_module

import click

from specc import __version__
from specc.cli.commands import COMMANDS, help_text
from specc.cli.fault import complain, explain_crash, explain_os_error


class LazyGroup(click.Group):
    """Imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of a user's first steps."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"specc.cli.{cmd_name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name where there is none of that name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from specc.suggest import did_you_mean

            help = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"there is no command `{args[0]}`{f'; {help}' if help else ''}")
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """The same text as without click."""
        return help_text()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="specc %(version)s")
def specc() -> None:
    """Compiler and static analyser for neural networks written as text."""


def run(arguments: list[str]) -> int:
    """Run a command line; commands return their exit code."""
    try:
        code = specc.main(arguments, prog_name="specc", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return 130
    except click.ClickException as fault:
        fault.show()
        return 2
    except BrokenPipeError:
        raise
    except OSError as fault:
        complain(explain_os_error(fault))
        return 2
    except Exception as fault:
        complain(explain_crash(f"running `specc {os.fsdecode(' '.join(arguments[:1]))}`", fault))
        return 2
    return code if isinstance(code, int) else 0
