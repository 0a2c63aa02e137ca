"""Compiles `locale/*/LC_MESSAGES/*.po` to `.mo`; GNU gettext is not needed on the machine."""

import sys
from pathlib import Path

import polib

from config.stack.process import ROOT


def compile_all(locale: Path) -> list[Path]:
    """Compile every catalogue below the folder and return the files written.

    Raises:
        OSError: a catalogue cannot be read or is damaged.
    """
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


if __name__ == "__main__":
    compile_all(ROOT / "locale")
    sys.exit(0)
