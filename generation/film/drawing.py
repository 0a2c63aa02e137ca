"""Draws segments: frames go to the encoder one by one, at most two pictures are laid out a lane."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from generation.film import canvas, encoder, layout, motion, subtitles
from generation.film.canvas import Canvas, Frame
from generation.film.keys import Piece, Plan, place_of
from generation.film.spec import Film, size

COVER_AT = 0.4  # of the first scene: the crossfade is far and the camera has found its subject


class Lane:
    """Draws one segment after another. Each lane runs in a thread of its own.

    pictures: the file of each picture by its SHA-256.
    """

    def __init__(self, film: Film, plan: Plan, *, folder: Path, pictures: dict[str, str]) -> None:
        self._film = film
        self._plan = plan
        self._folder = folder
        self._pictures = pictures
        self._size = size(film)
        self._canvases: OrderedDict[int, Canvas] = OrderedDict()
        self._frame, self._other = Frame(self._size), Frame(self._size)

    def draw(self, piece: Piece, *, each: Callable[[], None]) -> None:
        """Draw a segment into `<key>.mp4`. each: called after every frame; may raise to stop.

        Raises:
            PictureUnreadable: a picture's bytes are broken.
            EncoderFailed: ffmpeg ended early.
        """
        for number in piece.segment.scenes:  # before an encoder waits for frames
            self._canvas(number)
        words = None
        if piece.words.cues:
            words = f"{piece.key}.ass"
            document = subtitles.ass(piece.words, film=self._film)
            (self._folder / words).write_text(document, encoding="utf-8")
        # Under a name of its own until it is whole: a killed child leaves no half segment.
        graph = encoder.frames_to_segment(
            f"{piece.key}.part.mp4", size=self._size, words=words, lead=piece.words.lead
        )
        still = len(piece.segment.scenes) == 1 and self._motion(piece.segment.scenes[0]) == "hold"
        with encoder.piped(graph, folder=self._folder) as write:
            for frame in range(piece.segment.start, piece.segment.end):
                if not still or frame == piece.segment.start:
                    self.paint(piece, frame)
                write(self._frame.packed.data)
                each()
        (self._folder / f"{piece.key}.part.mp4").rename(self._folder / f"{piece.key}.mp4")

    def cover(self, path: Path) -> None:
        """Write the film's cover: a good moment of its first scene, without words."""
        first = self._plan.timeline.segments[0]
        middle = round(self._plan.timeline.bounds[1] * COVER_AT)
        self._show(self._frame, first.scenes[0], middle)
        canvas.write_jpeg(path, self._frame.picture())

    def paint(self, piece: Piece, frame: int) -> Frame:
        """Draw one frame of a segment. It is the lane's own: the next one takes its place."""
        first, *second = piece.segment.scenes
        self._show(self._frame, first, frame)
        if second:
            self._show(self._other, second[0], frame)
            self._frame.mix(self._other, share=piece.segment.share(frame))
        return self._frame

    def _show(self, target: Frame, number: int, frame: int) -> None:
        laid = self._canvas(number)
        progress = self._plan.timeline.spans[number].progress(frame)
        seen = motion.view(self._motion(number), progress, canvas=laid.size, size=self._size)
        target.paint(laid, seen)

    def _motion(self, number: int) -> str:
        return self._film.scenes[number].motion

    def _canvas(self, number: int) -> Canvas:
        if number not in self._canvases:
            scene = self._film.scenes[number]
            picture = canvas.read(self._folder / self._pictures[scene.picture])
            laid = layout.lay(
                picture,
                size=self._size,
                move=scene.motion,
                reach=motion.travel(scene.seconds),
                where=place_of(self._film, number),
            )
            while len(self._canvases) > 1:
                self._canvases.popitem(last=False)
            self._canvases[number] = canvas.planes(laid)
        self._canvases.move_to_end(number)
        return self._canvases[number]
