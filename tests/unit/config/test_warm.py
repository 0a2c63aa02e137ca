"""What a worker loads before it serves."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.stack.process import ROOT
from config.warm import warm

ASKED = """
import config.wsgi, sys
from django.template import engines
loaders = engines["django"].engine.template_loaders
print(len(loaders[0].get_template_cache) if hasattr(loaders[0], "get_template_cache") else -1)
print("assets.views.library" in sys.modules, "generation.api.jobs" in sys.modules)
"""


def test_a_worker_that_serves_has_loaded_views_and_pages() -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    pages, views = told.stdout.split("\n", 1)
    assert int(pages) > 300
    assert views.strip() == "True True"


def test_a_page_that_is_broken_keeps_no_other_from_being_served(
    tmp_path: Path, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.html").write_text("{% if %}")
    (tmp_path / "sound.html").write_text("{{ word }}")
    settings.TEMPLATES = [  # type: ignore[attr-defined]
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [str(tmp_path)]}
    ]

    assert warm() == 1
    assert "a page cannot be compiled" in caplog.text
