"""`specc clean`: remove what specc keeps for itself."""

import os

import click

from specc.cache import clear, is_cache
from specc.cli.fault import complain, explain_os_error
from specc.files.search import project_root


@click.command("clean")
def command() -> int:
    """Remove the caches of `specc check` below the project's root, and nothing else.

    The root is the nearest folder upwards with a `pyproject.toml`, a `specc.toml` or a `.git`, else
    the current folder. Links are not followed.
    """
    failed = False
    removed = 0
    for folder, inner, _ in os.walk(project_root(os.getcwd())):
        for name in [name for name in inner if is_cache(os.path.join(folder, name))]:
            inner.remove(name)
            path = os.path.join(folder, name)
            try:
                kept = clear(path)
            except OSError as fault:
                complain(explain_os_error(fault))
                failed = True
                continue
            removed += 1
            if kept:
                complain(f"`{path}` holds what specc did not write: that stays")
    print(f"removed {removed} {'cache' if removed == 1 else 'caches'}")
    return 2 if failed else 0
