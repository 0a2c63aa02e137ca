"""Reads XML piece by piece, without entities."""

from xml.parsers import expat

from assets.decoding.refused import Refused


class Reader:
    """Reads XML piece by piece, to see that it is sound and to tell what stands where."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        self._is_first = True

    @property
    def place(self) -> int:
        """Where what is being told of begins, in bytes of all that was fed."""
        return self._parser.CurrentByteIndex

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Read on.

        Raises:
            Refused: it is not sound, or has entities.
        """
        if self._is_first and b"\0" in piece[:8]:
            # UTF-16, which no Office writes: what looks for words here would look past it.
            raise Refused("document-broken", detail="encoding")
        self._is_first = False
        try:
            self._parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Refused("document-broken", detail=str(error)[:200]) from error

    def listen(self, on_start: object, on_end: object, on_words: object) -> None:
        """Have elements and words told."""
        self._parser.StartElementHandler = on_start  # type: ignore[assignment]
        self._parser.EndElementHandler = on_end  # type: ignore[assignment]
        self._parser.CharacterDataHandler = on_words  # type: ignore[assignment]

    @staticmethod
    def _refuse(*_told: object) -> int:
        raise Refused("document-broken", detail="entities")
