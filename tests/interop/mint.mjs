// Mints session tokens with the real packages: orders come as JSON on stdin, tokens leave on stdout.
//
// An order: { name, package, claims, secret, salt?, seconds?, cookie? }. With `cookie` the token is
// also cut into cookies of this name by the package's own SessionStore.

import { given, packages, stores } from "./packages.mjs";

const logger = { debug() {}, warn() {}, error() {} };

async function minted({ name, package: from, claims, secret, salt, seconds, cookie }) {
  const token = await packages[from].encode({ token: claims, secret, salt, maxAge: seconds });
  if (!cookie) return { name, token };
  const named = { name: cookie, options: {} };
  const store = new stores[from](named, { cookies: {}, headers: {} }, logger);
  const parts = store.chunk(token, {}).map((part) => [part.name, part.value]);
  return { name, token, cookies: Object.fromEntries(parts) };
}

const orders = await given();
process.stdout.write(JSON.stringify(await Promise.all(orders.map(minted))));
