"""People as they come to a running product, and what they do before a test begins: by requests."""

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

PATIENCE_SECONDS = 60
PASSWORD = "a long enough passphrase"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Person:
    """Somebody with a workspace of their own, signed in to the site."""

    http: httpx.Client
    email: str
    slug: str = ""

    @property
    def cookies(self) -> dict[str, str]:
        """The session, as a browser would keep it."""
        return {one.name: one.value or "" for one in self.http.cookies.jar}

    @property
    def csrf(self) -> str:
        """The token that forms and scripts of the site send along."""
        return next(value for name, value in self.cookies.items() if name.startswith("csrf"))

    @property
    def origin(self) -> str:
        """The site's origin."""
        return str(self.http.base_url).rstrip("/")

    def path(self, rest: str = "") -> str:
        """Return an address in the person's workspace."""
        return f"/w/{self.slug}/{rest}"

    def speaks(self, language: str) -> None:
        """Choose a language, as the menu does."""
        form = {"language": language, "csrfmiddlewaretoken": self.csrf}
        headers = {"Origin": self.origin}
        assert self.http.post("/i18n/language", data=form, headers=headers).is_redirect

    def looks(self, theme: str) -> None:
        """Choose a theme, as the menu does."""
        form = {"theme": theme, "csrfmiddlewaretoken": self.csrf}
        headers = {"Origin": self.origin}
        assert self.http.post("/i18n/theme", data=form, headers=headers).status_code == 204

    def ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """Call the API as the site's own pages do; refusals raise."""
        headers = {"X-CSRFToken": self.csrf, "Origin": self.origin}
        if self.slug:
            headers["X-Workspace"] = self.slug
        answer = self.http.request(method, f"/api/v1/{path}", headers=headers, **content)
        answer.raise_for_status()
        read: dict[str, Any] = answer.json() if answer.content else {}
        return read

    def upload(self, content: bytes, *, name: str = "Tea tin.jpg", product: str = "") -> str:
        """Add a photo, to a product if one is given; return its id once it is in the library."""
        file = {"file": (name, content, "image/jpeg")}
        form = {"product": product} if product else {}
        upload = self.ask("POST", "assets/upload", files=file, data=form)
        found = self._until(f"assets/uploads/{upload['id']}", lambda answer: answer["asset"])
        asset_id: str = found["asset"]["id"]
        return asset_id

    def finish(self, job_id: str, *, family: str = "images") -> dict[str, Any]:
        """Return a job once it has ended. family: images, copy or video."""
        return self._until(f"{family}/{job_id}", lambda answer: answer["finished_at"])

    def _until(self, path: str, is_so: Callable[[Any], Any]) -> dict[str, Any]:
        """Ask until the answer is as wanted."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_so(found := self.ask("GET", path)):
            assert time.monotonic() < until, f"still not so: {found}"
            time.sleep(0.2)
        return found


def newcomer(address: str) -> Person:
    """Sign a new person up and give them a workspace. Close its `http` at the end."""
    http = httpx.Client(base_url=address, timeout=30)
    email = f"noor-{secrets.token_hex(4)}@example.com"
    person = Person(http, email)
    page = http.get("/accounts/signup/")
    token = _TOKEN.search(page.text)
    assert token is not None
    form = {"name": "Noor Haddad", "email": email, "password1": PASSWORD}
    made = http.post(
        "/accounts/signup/",
        data={**form, "csrfmiddlewaretoken": token[1]},
        headers={"Origin": address},
    )
    if not made.is_redirect:
        http.close()
    assert made.is_redirect, made.text
    workspace = person.ask("POST", "workspaces", json={"name": f"Haddad Home {email[5:9]}"})
    person.slug = workspace["slug"]
    return person
