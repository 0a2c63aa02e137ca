"""`python -m generation.film`: one film as JSON on stdin, JSON lines on stdout."""

from assets.limited import serve
from generation.film.worker import answer

if __name__ == "__main__":
    serve(answer)
