// What makes the desk quick: keys, and pages that change in place. Everything works without it.
//
// A control with data-key="x" is used by that key: a field is focused, a link or button is clicked. In an open menu a
// digit uses the control with data-digit. Rows with data-line are walked with j and k. Links and forms inside <main>
// are followed by fetch, and only what differs is exchanged; where that fails, the browser goes there as ever.

document.documentElement.classList.add("scripted");

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]), select, textarea, [contenteditable]";
const EXCHANGED = ["main", "nav.main", ".keys dl"];

function isTyping(target) {
  return target instanceof Element && target.closest(TYPING) !== null;
}

function visible(control) {
  return control.getClientRects().length > 0;
}

// Keys

function use(control) {
  if (control.matches(TYPING)) {
    control.focus();
    control.select?.();
  } else if (control.matches("summary")) {
    openMenu(control.parentElement);
  } else {
    control.click();
  }
}

function openMenu(menu) {
  closeMenus(menu);
  selectCurrentLine(menu);
  menu.open = true;
  const first = menu.querySelector(".menu-body :is(textarea, input:not([type=hidden]), select, button, a)");
  (first ?? menu.querySelector("summary")).focus();
}

function closeMenus(but) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === but) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
    unselectCurrentLine(menu);
  }
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (dialog && !dialog.open) dialog.showModal();
}

function byDigit(digit) {
  const menu = document.querySelector("details.menu[open]");
  return menu?.querySelector(`[data-digit="${digit}"]`);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (isTyping(event.target)) event.target.blur();
    const line = currentLine();
    closeMenus(null);
    if (line) focusLine(line);
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("[data-send]")) {
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    showKeys();
    return;
  }
  const control =
    (/^[0-9]$/.test(event.key) && byDigit(event.key)) ||
    [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find(visible);
  if (control) {
    event.preventDefault();
    use(control);
  } else if (onLines(event.key)) {
    event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  if (target.closest("[data-help]")) showKeys();
  const menu = target.closest("details.menu");
  closeMenus(menu);
  if (menu && target.closest("summary")) (menu.open ? unselectCurrentLine : selectCurrentLine)(menu);
});

// Lines of a list

let place = 0;

function lines() {
  return [...document.querySelectorAll("[data-line]")];
}

function currentLine() {
  return document.activeElement?.closest?.("[data-line]") ?? lines()[Math.min(place, lines().length - 1)];
}

function focusLine(line) {
  place = Math.max(0, lines().indexOf(line));
  line.querySelector("a").focus();
  line.scrollIntoView({ block: "nearest" });
}

function walk(step) {
  const all = lines();
  const focused = document.activeElement?.closest?.("[data-line]");
  const from = focused ? all.indexOf(focused) : place - (step > 0 ? 1 : 0);
  const next = all[Math.max(0, from + step)];
  if (next) focusLine(next);
  else document.querySelector("[data-next-page]")?.click();
}

function onLines(key) {
  if (lines().length === 0) return onTabs(key);
  if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "o") currentLine().querySelector("a").click();
  else if (key === "x") {
    const box = currentLine().querySelector("input[type=checkbox]");
    if (box) box.click();
    walk(1);
  } else return false;
  return true;
}

// On an application's page o goes through the documents and mails.
function onTabs(key) {
  if (key !== "o") return false;
  const tabs = [...document.querySelectorAll(".tabs a")];
  const at = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
  if (tabs.length > 1) tabs[(at + 1) % tabs.length].click();
  return tabs.length > 0;
}

// A bulk menu that is opened with nothing selected is for the line that one stands on; closed again, for none: else
// the next act would be done to a line that was left long ago.
function selectCurrentLine(menu) {
  const form = menu.closest("#bulk");
  if (!form || form.querySelector("input[name=application]:checked")) return;
  const box = currentLine()?.querySelector("input[name=application]");
  if (box) {
    box.checked = true;
    box.dataset.lent = "yes";
  }
  tellSelected();
}

function unselectCurrentLine(menu) {
  for (const box of menu.closest("#bulk")?.querySelectorAll("input[data-lent]") ?? []) {
    delete box.dataset.lent;
    box.checked = false;
  }
  tellSelected();
}

function tellSelected() {
  const told = document.querySelector("[data-selected]");
  if (!told) return;
  const count = document.querySelectorAll("#bulk input[name=application]:checked").length;
  told.textContent = count ? `With ${count} selected:` : "With what is selected:";
}

document.addEventListener("change", (event) => {
  const target = event.target;
  // Who touches the box themselves means it.
  delete target.dataset.lent;
  if (target.matches("[data-all]")) {
    for (const box of document.querySelectorAll("#bulk input[name=application]")) box.checked = target.checked;
  }
  tellSelected();
  if (target.closest("form[data-auto]") && target.matches("select")) target.form.requestSubmit();
});

// Pages that change in place

let going = null;

async function go(address, options = {}, { push = true } = {}) {
  going?.abort();
  const mine = (going = new AbortController());
  document.documentElement.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { ...options, signal: mine.signal, credentials: "same-origin" });
    if (!(response.headers.get("content-type") ?? "").startsWith("text/html")) throw new Error("no page");
    const arrived = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!exchange(arrived)) throw new Error("another kind of page");
    const here = response.redirected || !options.method ? response.url : location.href;
    if (push && here !== location.href) history.pushState({}, "", here);
    else if (push) history.replaceState({}, "", here);
    settle(here, options.method ? "" : new URL(address, location.href).hash);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (options.method === "POST") location.reload();
    else location.assign(address);
  } finally {
    if (going === mine) going = null;
    document.documentElement.removeAttribute("aria-busy");
  }
}

function exchange(arrived) {
  if (!arrived.querySelector("nav.main") || !document.querySelector("nav.main")) return false;
  document.title = arrived.title;
  for (const part of EXCHANGED) {
    const [old, fresh] = [document.querySelector(part), arrived.querySelector(part)];
    if (old && fresh) old.replaceWith(document.adoptNode(fresh));
  }
  document.querySelector(".said")?.remove();
  const said = arrived.querySelector(".said");
  if (said) document.querySelector("main").before(document.adoptNode(said));
  const search = document.getElementById("search");
  const asked = arrived.getElementById("search");
  if (search && asked && document.activeElement !== search) search.value = asked.value;
  announce(said?.querySelector("p")?.textContent ?? arrived.title);
  return true;
}

function announce(text) {
  let told = document.getElementById("told");
  if (!told) {
    told = document.createElement("p");
    told.id = "told";
    told.className = "hidden";
    told.setAttribute("role", "status");
    document.body.append(told);
  }
  told.textContent = text;
}

let lastPath = location.pathname;

// Of many files the one that is read may lie beyond the few rows that its tabs have.
function showTab() {
  const tab = document.querySelector(".tabs a[aria-current]");
  const list = tab?.closest("ul");
  if (list) list.scrollTop = tab.offsetTop - list.offsetTop - (list.clientHeight - tab.offsetHeight) / 2;
}

function settle(here, hash) {
  showTab();
  const path = new URL(here).pathname;
  const same = path === lastPath;
  lastPath = path;
  if (!same) {
    place = 0;
    window.scrollTo(0, 0);
  }
  showPlace(hash);
  const line = same ? lines()[Math.min(place, lines().length - 1)] : lines()[0];
  if (line) focusLine(line);
  else document.querySelector("main").focus({ preventScroll: true });
}

// In one column the document that was asked for stands far below the link; beside the facts it is in sight already.
function showPlace(hash) {
  const place = hash && document.getElementById(hash.slice(1));
  if (!place) return;
  const top = place.getBoundingClientRect().top;
  if (top < 0 || top > window.innerHeight / 2) place.scrollIntoView({ block: "start" });
}

function ours(address) {
  return address.origin === location.origin && !/^\/(documents|mails|static|queue\/(export|selected)|sign-|welcome)/.test(address.pathname);
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element && event.target.closest("main a[href], nav.main a[href]");
  if (!link || link.hasAttribute("download") || link.target || !ours(new URL(link.href))) return;
  if (link.hash && sameDocument(new URL(link.href))) return;
  event.preventDefault();
  const line = link.closest("[data-line]");
  if (line) rememberLine(line);
  go(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  // A form that is sent twice by a double click would do its work twice.
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  const address = new URL(event.submitter?.getAttribute("formaction") ?? form.action, location.href);
  if (!form.closest("main, .said, [role=search]") || !ours(address) || form.enctype === "multipart/form-data") {
    // After a download the page is still there, and the form may be sent again.
    if (!address.pathname.startsWith("/queue/selected")) form.dataset.sent = "yes";
    return;
  }
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  if (form.method === "get") {
    address.search = fields.toString();
    go(address.href);
    return;
  }
  form.dataset.sent = "yes";
  go(address.href, { method: "POST", body: fields });
});

// A place on the page that is there already: the browser goes there by itself.
function sameDocument(address) {
  return address.pathname === location.pathname && address.search === location.search;
}

function rememberLine(line) {
  history.replaceState({ ...history.state, line: lines().indexOf(line) }, "");
}

window.addEventListener("popstate", async (event) => {
  await go(location.href, {}, { push: false });
  const line = lines()[event.state?.line ?? 0];
  if (line) focusLine(line);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

showTab();
if (lines().length && document.activeElement === document.body) focusLine(lines()[0]);
