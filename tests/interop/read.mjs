// Reads session tokens with the real packages: orders come as JSON on stdin, claims leave on stdout.
//
// An order: { name, package, how, secret, salt?, token? , cookie?, cookies? }. how: "decode" a token,
// or "getToken" from `cookies` or from a bearer `token`, of the cookie named. Unreadable is null.

import { packages, given } from "./packages.mjs";

async function read({ name, package: from, how, secret, salt, token, cookie, cookies }) {
  const { decode, getToken } = packages[from];
  if (how === "decode") {
    return { name, claims: await decode({ token, secret, salt }).catch(() => null) };
  }
  const headers = {};
  if (token) headers.authorization = `Bearer ${encodeURIComponent(token)}`;
  if (cookies) {
    headers.cookie = Object.entries(cookies)
      .map(([key, value]) => `${key}=${value}`)
      .join("; ");
  }
  // Version 4 takes the cookies parted by its framework, version 5 the header.
  const req = from === "next-auth-4" ? { headers, cookies: cookies ?? {} } : { headers };
  const wanted = { req, secret, cookieName: cookie, secureCookie: cookie.startsWith("__Secure-") };
  return { name, claims: await getToken(wanted) };
}

const orders = await given();
process.stdout.write(JSON.stringify(await Promise.all(orders.map(read))));
