// Pages that add a passkey, or ask for one: the form is sent with what the key answered.
import { asJson, creation, request } from "../lib/passkeys.js";

const TROUBLES = {
  NotAllowedError: "notAllowed",
  AbortError: "notAllowed",
  InvalidStateError: "known",
  SecurityError: "unsupported",
};

/** The server's options: on the page, or asked for when they are wanted. */
async function optionsOf(form) {
  const script = document.getElementById(form.dataset.options);
  if (script) return JSON.parse(script.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}

async function ask(form) {
  if (!window.PublicKeyCredential) throw new DOMException("", "SecurityError");
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") return navigator.credentials.get(request(options));
  const alone = form.querySelector("[data-passwordless]")?.checked ?? false;
  return navigator.credentials.create(creation(options, alone));
}

function tell(error) {
  const box = document.querySelector("[data-passkey-trouble]");
  box.querySelector("p").textContent = box.dataset[TROUBLES[error.name] ?? "failed"];
  box.hidden = false;
}

async function send(form) {
  const button = form.querySelector("[type=submit]");
  document.querySelector("[data-passkey-trouble]").hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    form.elements.credential.value = JSON.stringify(asJson(await ask(form)));
    form.submit();
  } catch (error) {
    tell(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.querySelector("[aria-busy]")) return;
    send(form);
  });
}
