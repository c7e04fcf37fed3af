import { flash } from "./flash.js";

const known = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials);

function reveal() {
  document.querySelectorAll("[data-passkey]").forEach((button) => (button.hidden = !known));
  document.querySelectorAll("[data-no-passkeys]").forEach((remark) => (remark.hidden = known));
}

// What the server asks the device: on the page, except at sign-in, where it is made for each try.
async function asked(button) {
  if (button.dataset.passkey !== "sign-in") return JSON.parse(document.querySelector("#passkey-options").textContent);
  const answer = await fetch(button.form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${button.form.action}`);
  return answer.json();
}

async function credential(button) {
  const options = await asked(button);
  if (button.dataset.passkey !== "add") {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey);
    return navigator.credentials.get({ publicKey });
  }
  const wanted = options.creation_options.publicKey;
  // A key that signs in alone must be found without a name and must ask who holds it.
  wanted.authenticatorSelection = {
    ...wanted.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
}

async function use(button) {
  button.disabled = true;
  try {
    button.form.elements.credential.value = JSON.stringify((await credential(button)).toJSON());
    button.form.submit();
  } catch {
    flash(button.dataset.textFailed, "error");
    button.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-passkey]");
  if (button) use(button);
});
document.addEventListener("htmx:afterSettle", reveal);
reveal();
