// The packages a front end uses, by the names our tests call them.

import * as core from "@auth/core/jwt";
import v4 from "next-auth-4/jwt";
import * as v5 from "next-auth-5/jwt";
// Neither package lets others import what parts cookies; a path does.
import { SessionStore as StoreV5 } from "./node_modules/@auth/core/lib/utils/cookie.js";
import cookiesV4 from "./node_modules/next-auth-4/core/lib/cookie.js";

export const packages = { "@auth/core": core, "next-auth-4": v4, "next-auth-5": v5 };
export const stores = {
  "@auth/core": StoreV5,
  "next-auth-4": cookiesV4.SessionStore,
  "next-auth-5": StoreV5,
};

// What stands on stdin, as JSON.
export async function given() {
  let text = "";
  for await (const part of process.stdin) text += part;
  return JSON.parse(text);
}
