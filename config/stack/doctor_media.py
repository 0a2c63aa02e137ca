"""What videos stand on: the encoder and its codecs, fonts, voices; and who makes what."""

import re
import subprocess

import imageio_ffmpeg
from django.conf import settings

from assets import scanning
from config.stack.findings import Finding, missing, ok, reason, warning
from generation import registry
from generation.providers.base import ProviderError

SYNC = "Install what the lock file names: `uv sync --frozen`."
NEEDED = {"encoders": ("libx264", "aac"), "filters": ("ass", "sidechaincompress", "alimiter")}
ASK_SECONDS = 20
LANGUAGES = {"en": "English", "zh-hans": "Chinese"}


def encoder() -> Finding:
    """Ffmpeg: is it there, with the codecs and filters that videos need?"""
    what = "Video encoder"
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        told = {part: _listed(program, part) for part in NEEDED}
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return missing(what, reason(error), SYNC)
    lacking = [name for part, names in NEEDED.items() for name in names if name not in told[part]]
    if lacking:
        return missing(what, f"{program} lacks {', '.join(lacking)}", SYNC)
    return ok(what, f"ffmpeg {imageio_ffmpeg.get_ffmpeg_version()}")


def _listed(program: str, part: str) -> set[str]:
    """Return the names of the encoders or filters a program has."""
    done = subprocess.run(
        [program, "-hide_banner", f"-{part}"],
        capture_output=True,
        text=True,
        timeout=ASK_SECONDS,
        check=True,
    )
    return set(re.findall(r"^ \S+ +(\S+) ", done.stdout, flags=re.MULTILINE))


def fonts() -> Finding:
    """The fonts of subtitles: are they where the settings say?"""
    what = "Subtitle fonts"
    lacking = [str(path) for path in registry.fonts() if not path.is_file()]
    if lacking:
        advice = "Install the front end's packages (`npm ci`), or set them in the settings."
        return missing(what, f"{', '.join(lacking)} not found", advice)
    return ok(what, ", ".join(path.stem for path in registry.fonts()))


def voices() -> Finding:
    """Voices: is there one for each language?"""
    what = "Voices"
    try:
        found = registry.voices()
    except ProviderError as error:
        return missing(what, error.code, "Set OPENAI_API_KEY, or AI_MOCK_MODE=true.")
    counts = {
        name: sum(voice.language == language for voice in found)
        for language, name in LANGUAGES.items()
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    return ok(what, said) if all(counts.values()) else missing(what, said, SYNC)


def makers() -> Finding:
    """Who makes pictures and texts: this machine or a vendor that is set up?"""
    what = "AI"
    lacking = [maker for maker in registry.makers() if maker.why_not]
    if lacking:
        advice = "Set OPENAI_API_KEY (or OPENAI_BASE_URL), or AI_MOCK_MODE=true."
        said = f"no vendor for {', '.join(maker.purpose for maker in lacking)}"
        return warning(what, said, advice)
    if settings.AI_MOCK_MODE:
        return ok(what, "made on this machine (AI_MOCK_MODE)")
    return ok(what, f"{settings.OPENAI_COPY_MODEL}, {settings.OPENAI_IMAGE_MODEL}")


def scanner() -> Finding:
    """The virus scanner: does it answer, where one is set up?"""
    what = "Virus scanner"
    if not settings.CLAMD_URL:
        return ok(what, "none is set up (CLAMD_URL)")
    try:
        return ok(what, f"{scanning.ping(settings.CLAMD_URL)} at {settings.CLAMD_URL}")
    except scanning.ScannerUnavailable as error:
        advice = "Start clamd, or mend CLAMD_URL: until then no upload is accepted."
        return missing(what, f"{settings.CLAMD_URL}: {reason(error)}", advice)
