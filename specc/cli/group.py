"""The commands by name; each is imported only when it is run."""

import os
from importlib import import_module

import click

from specc import __version__
from specc.cli.fault import complain, explain_crash, explain_os_error

COMMANDS = {
    "init": "Write a commented first spec to start from.",
    "check": "Report what is wrong with specs.",
    "summary": "Print the layers, parameters and memory of models.",
    "draw": "Draw models as SVG, PNG, PDF, DOT or Mermaid.",
    "build": "Write a model as a program for a framework.",
    "train": "Build a model and train it.",
}
"""Each command is `command` in `specc/cli/<name>.py`; the first line of its help stands here, so
that `specc --help` imports none of them."""


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

            ctx.fail(f"no such command `{args[0]}`. {did_you_mean(args[0], COMMANDS)}".rstrip(". "))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their short helps, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


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
