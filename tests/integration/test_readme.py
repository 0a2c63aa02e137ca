"""What the README tells people to type does what it says."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from config.stack.process import ROOT
from tests.factories import files
from tests.factories.newcomers import PASSWORD, Person, newcomer
from tests.servers.stage import RunningProduct

BLOCKS = re.compile(r"^## [^\n]*by `curl`$.*?^```bash$\n(.*?)^```$", re.DOTALL | re.MULTILINE)
GIVEN = {
    "BASE=http://localhost:8000": "BASE={address}",
    "you@example.com": "{email}",
    "your password": PASSWORD,
}
LIMIT_SECONDS = 180
# What the README uses of jq, for machines that run the tests without it: a path, -r, -e.
JQ = """#!{python}
import json, sys
*options, path = sys.argv[1:]
value = json.load(sys.stdin)
for name in path.strip(".").split("."):
    value = (value or {{}}).get(name)
print(json.dumps(value) if value is None or not isinstance(value, str) else value)
sys.exit(1 if any("e" in option for option in options) and value in (None, False) else 0)
"""


@pytest.fixture
def person(product: RunningProduct) -> Iterator[Person]:
    found = newcomer(product.address)
    yield found
    found.http.close()


def lines_of_the_readme(person: Person) -> str:
    """Return the README's lines with this person's address, e-mail and password in them."""
    found = BLOCKS.findall((ROOT / "README.md").read_text())
    assert len(found) == 2, "the README has lines for pictures, then for texts and a video"
    lines = "".join(found)
    for told, given in GIVEN.items():
        assert lines.count(told) == 1, f"the README does not say {told!r} once"
        lines = lines.replace(told, given.format(address=person.origin, email=person.email))
    return lines


def path_with_jq(folder: Path) -> str:
    """Return PATH with a small jq of our own in front."""
    program = folder / "bin" / "jq"
    program.parent.mkdir()
    program.write_text(JQ.format(python=sys.executable))
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def run(lines: str, folder: Path, *, path: str) -> "subprocess.CompletedProcess[str]":
    """Run lines as somebody who types them into a shell there."""
    return subprocess.run(
        [str(shutil.which("bash")), "-c", lines],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "no_proxy": "localhost"},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
@pytest.mark.timeout(LIMIT_SECONDS + 30)
def test_the_lines_for_curl_make_four_pictures_texts_and_a_video(
    person: Person, tmp_path: Path
) -> None:
    (tmp_path / "photo.jpg").write_bytes(files.photo(size_px=900))

    path = os.environ["PATH"] if shutil.which("jq") else path_with_jq(tmp_path)

    ended = run(lines_of_the_readme(person), tmp_path, path=path)

    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    assert ended.stdout.splitlines()[-1] == "event: done"
    sheet = (tmp_path / "texts.csv").read_text(encoding="utf-8-sig")
    texts = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["kind"], row["language"]) for row in texts] == [
        ("title", "en"), ("title", "zh-hans"), ("description", "en"), ("description", "zh-hans"),
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "video.zip") as archive:
        assert sorted(Path(name).suffix for name in archive.namelist()) == [".jpg", ".mp4", ".srt"]
    with zipfile.ZipFile(tmp_path / "pictures.zip") as archive:
        pictures = [Image.open(io.BytesIO(archive.read(name))) for name in archive.namelist()]
    assert [(one.format, one.size) for one in pictures] == [("JPEG", (1600, 1600))] * 4


@pytest.mark.parametrize(
    ("words", "answer", "said", "code"),
    [
        ("-r .id", '{"id": "a1"}', "a1\n", 0),
        ("-er .asset.id", '{"asset": {"id": "b2"}}', "b2\n", 0),
        ("-er .asset.id", '{"asset": null}', "null\n", 1),
        ("-er .url", "{}", "null\n", 1),
    ],
)
def test_our_own_jq_answers_as_jq_does(
    tmp_path: Path, words: str, answer: str, said: str, code: int
) -> None:
    lines = f"printf '%s' '{answer}' | jq {words}"
    paths = [path_with_jq(tmp_path), *([os.environ["PATH"]] if shutil.which("jq") else [])]

    for path in paths:
        ended = run(lines, tmp_path, path=path)
        assert (ended.stdout, ended.returncode) == (said, code)
