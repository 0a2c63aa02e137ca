"""What people read when texts, voices, videos or a vendor failed; by code, as in `failures`."""

from typing import Any

from django.utils.translation import gettext_lazy as _t

Words = tuple[Any, Any, str]

TEXTS: dict[str, Words] = {
    "provider.unavailable": (
        _t("The AI service did not answer"),
        _t("It was tried several times. Trying again later helps."),
        "retry",
    ),
    "provider.paused": (
        _t("The AI service is having trouble"),
        _t("It is left alone for a moment. The work goes on by itself."),
        "none",
    ),
    "provider.rate_limited": (
        _t("The AI service is too busy"),
        _t("It asked us to wait, several times. Trying again later helps."),
        "retry",
    ),
    "provider.out_of_credit": (
        _t("The AI service's account is used up"),
        _t("Whoever runs this studio can top it up. Until then it makes nothing."),
        "retry",
    ),
    "provider.key_refused": (
        _t("The AI service refused our key"),
        _t("Whoever runs this studio has to check it."),
        "retry",
    ),
    "provider.key_missing": (
        _t("No AI service is set up"),
        _t("Whoever runs this studio has to give a key, or switch to making things offline."),
        "retry",
    ),
    "provider.model_unknown": (
        _t("The AI service does not know our model"),
        _t("Whoever runs this studio has to choose another."),
        "retry",
    ),
    "provider.endpoint_missing": (
        _t("The AI service cannot make this"),
        _t("Its server has no such function. Whoever runs this studio has to choose another."),
        "retry",
    ),
    "provider.url_invalid": (
        _t("The AI service's address is wrong"),
        _t("Whoever runs this studio has to check it."),
        "retry",
    ),
    "provider.unreadable": (
        _t("The AI service answers something else than expected"),
        _t("Whoever runs this studio has to check its address."),
        "retry",
    ),
    "provider.refused": (
        _t("The AI service refused to make this"),
        _t("Its rules forbid what was asked. Other facts, words or photos may pass."),
        "none",
    ),
    "provider.request_refused": (
        _t("The AI service did not accept the request"),
        _t("Staff can see its reason."),
        "retry",
    ),
    "provider.unknown_outcome": (
        _t("The AI service did not finish in time"),
        _t(
            "It took the request and never said what came of it. It is not asked again by itself,"
            " because it could charge twice. What is held for it comes back within a day."
        ),
        "retry",
    ),
    "copy.unreadable": (
        _t("What the AI service wrote could not be used"),
        _t("It was not in the form that was asked for, several times. Trying again often helps."),
        "retry",
    ),
    "copy.cut_off": (
        _t("The text broke off"),
        _t("The AI service stopped in the middle. A shorter length helps."),
        "retry",
    ),
    "copy.product_missing": (
        _t("The product is gone"),
        _t("It was deleted before this text was written."),
        "none",
    ),
    **{
        f"copy.{part}_unknown": (
            _t("This text cannot be written"),
            _t("Its kind, language, tone or length does not exist."),
            "none",
        )
        for part in ("kind", "language", "tone", "length")
    },
    "speech.unavailable": (
        _t("The voice did not answer"),
        _t("Neither the chosen voice nor this machine's own could speak."),
        "retry",
    ),
    "speech.nothing_to_say": (
        _t("A line cannot be spoken"),
        _t("It holds no word. Write one, or leave the line empty."),
        "script",
    ),
    "speech.too_long": (
        _t("A line is too long to be spoken"),
        _t("Shorten it, or split its scene."),
        "script",
    ),
    "speech.unreadable": (
        _t("The voice sent nothing that can be played"),
        _t("It was tried several times. Trying again later helps."),
        "retry",
    ),
    "speech.voice_unknown": (
        _t("This voice does not exist"),
        _t("Choose another for the video."),
        "script",
    ),
    "speech.request_invalid": (
        _t("A line cannot be spoken"),
        _t("Something in it is not allowed. Staff can see what."),
        "script",
    ),
    **{
        f"speech.worker_{reason}": (
            _t("A line could not be spoken"),
            _t("The process that speaks ended early, several times. Trying again later helps."),
            "retry",
        )
        for reason in ("crash", "memory", "time")
    },
    "video.script_missing": (
        _t("The script is gone"),
        _t("It was deleted before the video was made."),
        "none",
    ),
    "video.picture_missing": (
        _t("A picture of the video is gone"),
        _t("It was deleted before the video was made. Choose another for its scene."),
        "script",
    ),
    "video.picture_unreadable": (
        _t("A picture of the video cannot be read"),
        _t("Its file seems to be damaged. Choose another for its scene."),
        "script",
    ),
    "video.voice_unreadable": (
        _t("A recorded line cannot be read"),
        _t("Trying again records it anew."),
        "retry",
    ),
    "video.request_invalid": (
        _t("This video cannot be made"),
        _t("Something in its script is not allowed. Staff can see what."),
        "script",
    ),
    "video.too_long": (
        _t("The video is too long"),
        _t("Shorten some scenes."),
        "script",
    ),
    "video.encoder_failed": (
        _t("The video could not be finished"),
        _t("The encoder ended early, several times. Trying again later helps."),
        "retry",
    ),
    "video.worker_crash": (
        _t("The video could not be finished"),
        _t("The process that made it ended early, several times. Trying again later helps."),
        "retry",
    ),
    "video.worker_memory": (
        _t("The video needs too much memory"),
        _t("Fewer or smaller pictures help."),
        "script",
    ),
    "video.worker_time": (
        _t("The video took too long"),
        _t("It was stopped. Finished scenes are kept, so trying again is quicker."),
        "retry",
    ),
}

# Codes that end in a scene's number.
OF_SCENES: dict[str, Words] = {
    "video.voice_too_long": (
        _t("Scene %(number)d speaks longer than it lasts"),
        _t("Shorten what is said, or give the scene more time."),
        "script",
    ),
    "video.picture_unreadable": (
        _t("The picture of scene %(number)d cannot be read"),
        _t("Its file seems to be damaged. Choose another."),
        "script",
    ),
    "video.voice_unreadable": (
        _t("The recorded line of scene %(number)d cannot be read"),
        _t("Trying again records it anew."),
        "retry",
    ),
}
