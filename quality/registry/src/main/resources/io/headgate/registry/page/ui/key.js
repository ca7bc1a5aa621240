// The key that a person enters; without one the page reads as anyone.

import { storedKey, storeKey } from "./api.js";
import { byId } from "./dom.js";

const dialog = byId("key-dialog");
const field = byId("key");

// The key that was refused when the page last asked by itself: who cancels is not asked again.
let refused = null;

export function askForOtherKey(why) {
  if (refused !== storedKey()) {
    refused = storedKey();
    askForKey(why);
  }
}

export function askForKey(why) {
  if (dialog.open) {
    return;
  }
  byId("key-why").textContent = why ?? "Without a key you see what the registry shows to anyone.";
  field.value = storedKey();
  dialog.showModal();
}

export function installKey(changed) {
  byId("key-button").addEventListener("click", () => askForKey());
  // Not by the dialog's own form method, which the policy of this page forbids.
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const choice = event.submitter?.value ?? "use";
    dialog.close();
    if (choice !== "cancel") {
      refused = null;
      storeKey(choice === "forget" ? "" : field.value.trim());
      changed();
    }
  });
}
