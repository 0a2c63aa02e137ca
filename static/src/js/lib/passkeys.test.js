import assert from "node:assert/strict";
import test from "node:test";
import { asJson, creation, request, toBytes, toText } from "./passkeys.js";

const text = "-_8AAQ";

test("bytes come back as they went", () => {
  assert.deepEqual([...toBytes(text)], [251, 255, 0, 1]);
  assert.equal(toText(toBytes(text).buffer), text);
});

test("a passkey that signs in alone is kept on the device and asks who one is", () => {
  const options = {
    publicKey: {
      challenge: text,
      user: { id: text, name: "noor@example.com" },
      authenticatorSelection: { residentKey: "discouraged", userVerification: "preferred" },
      excludeCredentials: [{ id: text, type: "public-key" }],
    },
  };
  const alone = creation(options, true).publicKey;
  assert.deepEqual(alone.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
  assert.deepEqual([...alone.excludeCredentials[0].id], [251, 255, 0, 1]);
  const second = creation(options, false).publicKey.authenticatorSelection;
  assert.equal(second.residentKey, "discouraged");
  assert.equal(second.userVerification, "preferred");
});

test("a key is asked for by what the server says", () => {
  const asked = request({ publicKey: { challenge: text, rpId: "localhost" } }).publicKey;
  assert.equal(asked.rpId, "localhost");
  assert.deepEqual(asked.allowCredentials, []);
});

test("what a key answers is written as text", () => {
  const bytes = toBytes(text).buffer;
  const answer = asJson({
    id: text,
    rawId: bytes,
    type: "public-key",
    getClientExtensionResults: () => ({ credProps: { rk: true } }),
    response: {
      clientDataJSON: bytes,
      authenticatorData: bytes,
      signature: bytes,
      userHandle: null,
    },
  });
  assert.deepEqual(answer.response, {
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
  });
  assert.equal(answer.clientExtensionResults.credProps.rk, true);
});
