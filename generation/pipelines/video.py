"""One video: a project's version + voices + pictures → MP4, subtitles, cover. Plain Python."""

MOTIONS = ("push_in", "pull_out", "pan_left", "pan_right", "drift_up", "hold")
SHORTEST_SCENE, LONGEST_SCENE = 1.0, 20.0  # seconds
