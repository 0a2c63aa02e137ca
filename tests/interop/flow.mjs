// A front end made of Auth.js's own handlers and studio.mjs, and browsers that use it: each signs in,
// fetches its session ten at once for some rounds, and signs out. The order comes as JSON on stdin:
// { accounts: [{ email, password, code? }], rounds }. What happened leaves on stdout.

import { Auth } from "@auth/core";
import { decode } from "@auth/core/jwt";
import Credentials from "@auth/core/providers/credentials";
import { given } from "./packages.mjs";

const SITE = "http://front.example";
const COOKIE = "authjs.session-token";
const secret = "of this front end alone";
const AT_ONCE = 10;

// Two of the front end's processes: each has flights of its own.
const processes = await Promise.all([import("./studio.mjs?one"), import("./studio.mjs?two")]);

function handler({ authorize, callbacks, events }) {
  const credentials = { email: {}, password: {}, code: {} };
  const config = {
    secret,
    trustHost: true,
    basePath: "/auth",
    providers: [Credentials({ credentials, authorize })],
    callbacks,
    events,
    logger: { error() {}, warn() {}, debug() {} },
  };
  return (request) => Auth(request, config);
}

const handlers = processes.map(handler);

// What the studio was asked for: how often, and how many different successors it gave.
const asked = { refreshes: 0, refused: 0, successors: new Set() };
const plainFetch = globalThis.fetch;
globalThis.fetch = async (url, options) => {
  const answer = await plainFetch(url, options);
  if (String(url).endsWith("/auth/refresh")) {
    asked.refreshes += 1;
    if (!answer.ok) asked.refused += 1;
    else asked.successors.add((await answer.clone().json()).refresh_token);
  }
  return answer;
};

class Browser {
  cookies = new Map();

  async ask(handle, path, form) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = form && { method: "POST", body: new URLSearchParams(form) };
    const headers = { cookie, "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" };
    const answer = await handle(new Request(`${SITE}/auth/${path}`, { headers, ...sent }));
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.cookies.set(name, decodeURIComponent(value));
      else this.cookies.delete(name);
    }
    return answer;
  }

  async post(handle, path, form) {
    const { csrfToken } = await (await this.ask(handle, "csrf")).json();
    return this.ask(handle, path, { ...form, csrfToken });
  }

  // The whole value, which may have been parted.
  get session() {
    const parts = [...this.cookies].filter(([name]) => name.startsWith(COOKIE));
    return parts
      .sort()
      .map(([, value]) => value)
      .join("");
  }
}

async function lived(account, rounds) {
  const browser = new Browser();
  const signedIn = await browser.post(handlers[0], "callback/credentials", account);
  const told = { location: signedIn.headers.get("location"), lost: 0, errors: [] };
  for (let round = 0; round < rounds; round += 1) {
    const together = Array.from({ length: AT_ONCE }, (_, n) =>
      browser.ask(handlers[n % handlers.length], "session").then((answer) => answer.json()),
    );
    for (const session of await Promise.all(together)) {
      if (!session?.user) told.lost += 1;
      else if (session.error) told.errors.push(session.error);
      if (JSON.stringify(session ?? "").includes("refreshToken")) told.errors.push("told a token");
    }
  }
  const content = await decode({ token: browser.session, secret, salt: COOKIE });
  told.accessToken = content?.studio?.accessToken;
  await browser.post(handlers[0], "signout", {});
  told.after = await (await browser.ask(handlers[0], "session")).json();
  return told;
}

const { accounts, rounds } = await given();
const people = await Promise.all(accounts.map((account) => lived(account, rounds)));
const successors = asked.successors.size;
process.stdout.write(JSON.stringify({ ...asked, successors, people }));
