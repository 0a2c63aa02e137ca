"""`python -m generation.speech`: lines to speak as JSON on stdin, JSON lines on stdout."""

from assets.limited import serve
from generation.speech.worker import answer

if __name__ == "__main__":
    serve(answer)
