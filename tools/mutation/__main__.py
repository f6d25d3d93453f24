"""`python -m tools.mutation`: how many of the planted faults a check finds, and finds exactly."""

import argparse
import json
import sys

from tools.mutation import page, table
from tools.mutation.judge import EVERY, Sample, plant_all
from tools.mutation.kind import Kind, find_kinds
from tools.mutation.zoo import seeds


def main() -> int:
    """Plant, judge, print; 1 where fewer are found exactly than wanted."""
    asked = _arguments()
    kinds = _chosen(find_kinds(), asked.kinds)
    if not kinds:
        print(f"there is no kind or subject `{' '.join(asked.kinds)}`", file=sys.stderr)
        return 2
    sample = EVERY if asked.every else Sample(salt=asked.seed)
    planted = list(plant_all(kinds, list(seeds()), sample))
    rows = table.rows(kinds, planted)
    if asked.json:
        print(json.dumps(table.record(rows, planted), indent=2))
    elif asked.list_misses:
        print("\n".join(table.misses(planted)))
    else:
        print("\n".join(table.text(rows)))
    if asked.page:
        page.write(rows)
    return 0 if table.share(rows) >= table.WANTED else 1


def _chosen(kinds: list[Kind], names: list[str]) -> list[Kind]:
    return [one for one in kinds if not names or one.name in names or one.subject in names]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("kinds", nargs="*", help="kinds or subjects; all where none is named")
    parser.add_argument("--every", action="store_true", help="every place instead of a sample")
    parser.add_argument("--seed", type=int, default=0, help="which sample (default: 0)")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--list-misses", action="store_true", help="what was not found exactly")
    parser.add_argument("--page", action="store_true", help="write the table to docs/mutation.md")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
