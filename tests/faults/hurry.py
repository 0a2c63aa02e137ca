"""Loaded into the workers (`celery … -I tests.faults.hurry`): a vendor is waited for a moment only.

No setting names how long an answer may take, and minutes of silence are no test anybody runs.
"""

from generation.providers.openai import copy, image, speech
from generation.providers.openai.client import Patience

SILENCE_SECONDS = 2.0
WHOLE_SECONDS = 4.0
SHORT = Patience(connect=2.0, silence=SILENCE_SECONDS, whole=WHOLE_SECONDS)


def _short() -> Patience:
    return SHORT


copy.Patience = image.Patience = _short  # type: ignore[assignment, misc]
speech.PATIENCE = SHORT
