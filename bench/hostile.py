"""Hostile files of other projects, and mutants of them, through the check every upload goes through.

    uv run python -m bench.hostile [--mutants 3000] [--stack .data --sample 200]

Prints how many were taken and refused, the slowest, the largest child, and what must be nothing:
workers that died (an exception that is no refusal), children that crashed, and answers of 5xx.
"""

import argparse
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath

import django

from assets import child
from assets.decoding import sniff
from assets.decoding.formats import BY_NAME
from bench.hostile_files import Case, corpus, fetch, mutants

AT_ONCE = 2
SLOWEST_SECONDS = 15.0
LARGEST_MIB = 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: a code, `taken`, or `DIED` with what was raised."""

    name: str
    code: str
    seconds: float


def main() -> None:
    """Print what became of all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, default=Path(".data/corpora"))
    parser.add_argument("--mutants", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--stack", type=Path)
    parser.add_argument("--sample", type=int, default=200)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.testing")
    django.setup()
    cases = corpus(fetch(asked.cache))
    changed = list(mutants(cases, asked.mutants, seed=asked.seed))
    print(f"{len(cases)} files of {asked.cache}, {len(changed)} mutants (seed {asked.seed})")
    tell("files", run(cases))
    tell("mutants", run(changed))
    child.nursery("assets.decoding.warm").close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"largest child: {peak} MiB ({verdict(peak <= LARGEST_MIB)} {LARGEST_MIB})")
    if asked.stack:
        from bench.hostile_posted import post  # noqa: PLC0415 - it needs a running product

        post(asked.stack, mutants(cases, asked.sample, seed=asked.seed + 1))


def run(cases: Iterable[Case]) -> list[Outcome]:
    """Clean every file, two at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(try_one, cases))


def try_one(case: Case) -> Outcome:
    """Clean one file under a name that fits, so that it is opened whatever it is called."""
    # Sentences are Django's, which is set up by now.
    cleaning, refusals = import_module("assets.cleaning"), import_module("assets.refusals")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name)
        (folder / cleaning.SOURCE).write_bytes(case.content)
        try:
            cleaning.clean_file(folder, filename=fitting(case), declared="")
            code = "taken"
        except refusals.UploadRefused as refusal:
            code = refusal.code
            str(refusal)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            code = f"DIED {type(error).__name__}: {error}"
    return Outcome(case.name, code, time.monotonic() - began)


def fitting(case: Case) -> str:
    """Return a name whose ending is that of what the file seems to be."""
    known = BY_NAME.get(sniff.name_of(case.content[: sniff.HEAD_BYTES]) or "")
    stem = PurePath(case.name).stem
    return f"{stem}.{known.extensions[0]}" if known else case.name


def tell(what: str, outcomes: list[Outcome]) -> None:
    """Print the counts, the slowest, and whoever died."""
    counts = Counter(outcome.code for outcome in outcomes)
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    died = [outcome for outcome in outcomes if outcome.code.startswith("DIED")]
    print(f"{what}: {counts['taken']} taken, {len(outcomes) - counts['taken']} refused")
    for code, count in counts.most_common():
        print(f"    {count:5} {code}")
    said = f"{slowest.seconds:.1f} s, {slowest.name} ({slowest.code})"
    print(
        f"  slowest: {said}: {verdict(slowest.seconds <= SLOWEST_SECONDS)} {SLOWEST_SECONDS:.0f} s"
    )
    print(f"  died: {len(died)}")
    for outcome in died:
        print(f"    {outcome.name}: {outcome.code}")


def verdict(is_within: bool) -> str:  # noqa: FBT001
    """Say whether a figure is kept."""
    return "within" if is_within else "OVER"


if __name__ == "__main__":
    main()
