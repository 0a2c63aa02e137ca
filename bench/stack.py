"""A running stack as the measurements reach it: `stack.json` says where it is and how to sign in."""

import json
from pathlib import Path
from typing import Any

import httpx


class Stack:
    """The API of a running stack, signed in as its demo person."""

    def __init__(self, data_dir: Path) -> None:
        document = json.loads((data_dir / "stack.json").read_text())
        self.address: str = document["address"]
        signin = next(entry for entry in document["sign_ins"] if entry["role"] == "demo")
        self.http = httpx.Client(base_url=self.address, timeout=60, follow_redirects=True)
        answer = self.post(
            "/api/v1/auth/login", json={"email": signin["email"], "password": signin["password"]}
        )
        self.http.headers["Authorization"] = f"Bearer {answer['access_token']}"

    def get(self, path: str) -> Any:
        """Return the JSON at a path; raises on a refusal."""
        return self._json(self.http.get(path))

    def post(self, path: str, **sent: Any) -> Any:
        """Send and return the JSON answered; raises on a refusal."""
        return self._json(self.http.post(path, **sent))

    def _json(self, answer: httpx.Response) -> Any:
        answer.raise_for_status()
        return answer.json()
