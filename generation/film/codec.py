"""How a film is encoded, and what the files in a render's folder are called."""

FILM, COVER, SOUND, FONTS = "film.mp4", "cover.jpg", "sound.m4a", "fonts"
TIMESCALE = 15360
COLOURS = {
    "color_range": "tv",
    "colorspace": "bt709",
    "color_primaries": "bt709",
    "color_trc": "bt709",
}
# Measured for smooth camera moves: the quality of x264's `medium` at crf 23 for a fifth of the
# time. Fixed B-frames cost little where everything moves evenly; `stitchable` keeps the headers
# of all segments equal, as joining without a new encode needs.
X264 = {
    "vcodec": "libx264",
    "preset": "veryfast",
    "crf": 18.5,
    "pix_fmt": "yuv420p",
    "profile:v": "high",
    "threads": 1,
    "x264-params": "stitchable=1:keyint=250:subme=1:me=dia:ref=1:rc-lookahead=5:bframes=3"
    ":b-adapt=0:scenecut=0",
    "video_track_timescale": TIMESCALE,
    **COLOURS,
}
