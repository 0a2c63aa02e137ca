// Auth.js with the studio as the one that knows its people. The studio's tokens stand in Auth.js's
// own cookie, which is encrypted and which no script of a page can read.

import { CredentialsSignin } from "@auth/core/errors"; // "next-auth" has it, too

const STUDIO = process.env.STUDIO_URL; // https://studio.example.com
const AHEAD_SECONDS = Number(process.env.STUDIO_REFRESH_AHEAD ?? 60);
const KEPT_MS = 30_000;

async function ask(path, body, headers) {
  return fetch(`${STUDIO}/api/v1/auth/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: body && JSON.stringify(body),
    cache: "no-store",
  });
}

// Whose browser it is: the studio counts wrong passwords by address, and names devices in its list
// of sessions. It believes this of a server in its TRUSTED_PROXIES.
function browserOf(request) {
  const headers = {};
  for (const name of ["x-forwarded-for", "user-agent"]) {
    const value = request?.headers?.get(name);
    if (value) headers[name] = value;
  }
  return headers;
}

function kept(answer) {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: Math.floor(Date.now() / 1000) + answer.expires_in,
  };
}

// --- signing in -----------------------------------------------------------------------------------

// What the sign-in page is told: "credentials-wrong", "second-factor-required", "too-many-tries" …
class Refused extends CredentialsSignin {
  constructor(code) {
    super();
    this.code = code;
  }
}

// Credentials({ credentials: { email: {}, password: {}, code: {} }, authorize })
export async function authorize({ email, password, code }, request) {
  const from = browserOf(request);
  let answer = await ask("login", { email, password }, from);
  let body = await answer.json();
  if (body.code === "second-factor-required" && code) {
    answer = await ask("login", { challenge: body.challenge, code }, from);
    body = await answer.json();
  }
  if (!answer.ok) throw new Refused(body.code);
  const { id, name, email: address } = body.user;
  return { id, name, email: address, studio: kept(body) };
}

// --- going on -------------------------------------------------------------------------------------

// Refresh token → the promise of what follows it. A page that asks for ten things at once comes here
// ten times with the same cookie: one of them refreshes, all get the same answer.
const flights = new Map();

async function refreshed(studio) {
  const answer = await ask("refresh", { refresh_token: studio.refreshToken });
  if (answer.ok) return kept(await answer.json());
  // Over for good: signed out elsewhere, password changed, unused for too long.
  if (answer.status === 401) return { error: (await answer.json()).code };
  throw new Error(`the studio answered ${answer.status}`);
}

export async function fresh(studio) {
  if (studio.error || Date.now() / 1000 < studio.expiresAt - AHEAD_SECONDS) return studio;
  const { refreshToken } = studio;
  if (!flights.has(refreshToken)) {
    flights.set(refreshToken, refreshed(studio));
    setTimeout(() => flights.delete(refreshToken), KEPT_MS).unref?.();
  }
  try {
    return await flights.get(refreshToken);
  } catch {
    // Not reached, or busy: what there is may still be good, and the next request tries again.
    flights.delete(refreshToken);
    return studio;
  }
}

export const callbacks = {
  async jwt({ token, user }) {
    if (user?.studio) return { ...token, studio: user.studio };
    return token.studio ? { ...token, studio: await fresh(token.studio) } : token;
  },
  // Browsers see this one. No token belongs in it; that the session is over does.
  session({ session, token }) {
    return { ...session, error: token.studio?.error };
  },
};

// --- signing out ----------------------------------------------------------------------------------

export const events = {
  async signOut({ token }) {
    const studio = token?.studio && (await fresh(token.studio));
    if (!studio?.accessToken) return;
    await ask("logout", undefined, { Authorization: `Bearer ${studio.accessToken}` });
  },
};
