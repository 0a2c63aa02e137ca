import { meta } from "./dom.js";

/** What the server answered when it did not do what was asked (RFC 9457). `more`: what it told besides. */
export class Problem extends Error {
  constructor({ status, title = "", detail = "", code = "", reference = "", ...more }) {
    super(detail || title);
    Object.assign(this, { name: "Problem", status, title, detail, code, reference, more });
  }
}

/** Sends JSON to our own origin with the session's CSRF token and returns the JSON answer.
 * Throws a Problem for a refusal and a TypeError when the server cannot be reached. */
export async function send(url, { method = "POST", body, workspace, signal } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": meta("csrf-token") };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (workspace) headers["X-Workspace"] = workspace;
  const response = await fetch(url, {
    method,
    headers,
    signal,
    credentials: "same-origin",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (isSignIn(response.url) || response.status === 401) goToSignIn();
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const reference = response.headers.get("X-Request-ID") ?? "";
  throw new Problem({ ...answer, status: response.status, reference });
}

export function isSignIn(url) {
  const login = meta("login-url");
  return Boolean(url && login) && new URL(url, location.href).pathname === login;
}

/** The address of the sign-in page that leads back to `here`. */
export function signInUrl(login, here) {
  return `${login}?${new URLSearchParams({ expired: "1", next: here })}`;
}

/** The session has ended: the person signs in and comes back to this page. */
export function goToSignIn() {
  location.assign(signInUrl(meta("login-url"), location.pathname + location.search));
}
