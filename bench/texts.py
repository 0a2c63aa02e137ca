"""Fifty texts through the offline writer, and how much two descriptions of a range share.

uv run python -m bench.texts
"""

import time
from itertools import cycle, islice

from generation.pipelines.copy import KINDS, LANGUAGES, LENGTHS, SCRIPT, TONES, plain
from generation.providers.base import CopyRequest
from tests.unit.writing.likeness import most_alike
from tests.unit.writing.ranges import MUGS, RANGES, products, write

TEXTS = 50
LIMIT_SECONDS = 5.0  # the job engine has its share of it
LIMIT_LIKENESS = 0.4


def main() -> None:
    """Print the seconds for fifty texts, and the greatest likeness by range, language and length."""
    requests = _requests()
    began = time.perf_counter()
    for request in requests:
        write(request)
    seconds = time.perf_counter() - began
    print(
        f"{TEXTS} texts in {seconds:.3f} s, {_verdict(seconds, LIMIT_SECONDS)} {LIMIT_SECONDS:.0f} s"
    )
    for name, kind in RANGES.items():
        for language in LANGUAGES:
            for length in LENGTHS:
                texts = [
                    plain(
                        "description",
                        write(CopyRequest("description", language, product, length=length)).content,
                    )
                    for product in products(kind)
                ]
                shared, _pair = most_alike(texts, language)
                verdict = _verdict(shared, LIMIT_LIKENESS)
                print(f"{name} {language} {length}: two share {shared:.0%} at most, {verdict} 40 %")


def _requests() -> list[CopyRequest]:
    """Return every kind in turn, each for another product, language and tone."""
    kinds, languages, tones = cycle((*KINDS, SCRIPT)), cycle(LANGUAGES), cycle(TONES)
    return [
        CopyRequest(next(kinds), next(languages), product, tone=next(tones), seconds=30, pictures=3)
        for product in islice(products(MUGS), TEXTS)
    ]


def _verdict(value: float, limit: float) -> str:
    return "within" if value <= limit else "OVER"


if __name__ == "__main__":
    main()
