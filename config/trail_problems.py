"""The table's rows of the trail: what cannot be looked for, and files of events."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _t

from audit import exports
from config.problem_forms import Problem, fixed

TRAIL: dict[type[Exception], Callable[[Any], Problem]] = {
    exports.AlreadyAsked: fixed(
        409,
        "export-under-way",
        _t("A file of yours is being written"),
        _t("Wait until it is done; you will be told. Then ask for the next one."),
    ),
    exports.NotReady: fixed(
        409,
        "export-not-ready",
        _t("The file is not ready"),
        _t("It is being written. Look again in a moment."),
        Retry_After="2",
    ),
    exports.Gone: fixed(
        410,
        "export-gone",
        _t("The file is gone"),
        _t("Files are kept for a week. Ask for it again: the events are still there."),
    ),
}
