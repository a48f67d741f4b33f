// What makes the desk quick: keys and small comforts. Everything works without it.
//
// A control with data-key="x" is used by that key: a field is focused, a link or button is clicked. Views add theirs
// by that attribute alone, or listen to the event "desk:key" for what is no single control.

document.documentElement.classList.add("scripted");

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]), select, textarea, [contenteditable]";

function isTyping(target) {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function use(control) {
  if (control.matches(TYPING)) {
    control.focus();
    control.select?.();
  } else {
    control.click();
  }
}

function visible(control) {
  return control.getClientRects().length > 0;
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

function closeMenus(but) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === but) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeMenus(null);
    if (isTyping(event.target)) event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    showKeys();
    return;
  }
  const control = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find(visible);
  if (control) {
    event.preventDefault();
    use(control);
    return;
  }
  const key = new CustomEvent("desk:key", { detail: event.key, cancelable: true });
  if (!document.dispatchEvent(key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  if (target.closest("[data-help]")) showKeys();
  closeMenus(target.closest("details.menu"));
});

// A form that is sent twice by a double click would do its work twice.
document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog" || event.defaultPrevented) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
