// What the pages do beyond HTML; everything works without.
//
// The box: hits while one types (htmx fetches them), arrow keys and Enter to choose, Escape to clear; keys that are
// quicker than the hits wait for them; an error that is pasted into it is diagnosed. An answer takes the place of the
// page that asked. Besides: "/" goes to the box, Ctrl+Enter sends the paste form, files can be dropped anywhere, and
// buttons copy.
//
// A page is replaced by its answer in the same document, so everything listens on the document and asks for what is
// there by then.
"use strict";

const box = () => document.querySelector("[data-box]");
const input = () => document.querySelector("[data-find]");
const hits = () => document.getElementById("box-hits");

// The hits that are shown may still be those of a shorter text: a key pressed meanwhile is meant for those to come, so
// it is kept until they are there.
let late = false;
let answered = "";
let keys = [];

const options = () => [...hits().querySelectorAll('[role="option"]')];
const active = () => hits().querySelector('[aria-selected="true"]');

function open(show) {
  hits().hidden = !show;
  input().setAttribute("aria-expanded", String(show));
  if (!show) choose(null);
}

function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  if (option) {
    input().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input().removeAttribute("aria-activedescendant");
  }
}

function move(step) {
  const all = options();
  if (!all.length) return;
  if (hits().hidden) open(true);
  const here = all.indexOf(active());
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length;
  choose(all[next]);
}

function play(key) {
  const chosen = active();
  if (key === "ArrowDown") move(1);
  else if (key === "ArrowUp") move(-1);
  else if (chosen) follow(chosen);
  else input().form.requestSubmit();
}

function arrived() {
  late = false;
  const kept = keys.splice(0);
  if (document.activeElement === input()) kept.forEach(play);
}

function follow(option) {
  if (option.dataset.href) window.location.assign(option.dataset.href);
  else diagnose(input().value);
}

function noHits() {
  late = false;
  keys = [];
  hits().replaceChildren();
  open(false);
}

// Whether a text may hold a secret: what is searched for stands in an address, where none belongs.
const mayHoldSecret = (text) =>
  /(?:pass(?:word|wd|phrase)?|secret|token|api[-_ ]?key|authorization|cookie)["']?\s*[:=]\s*\S|\bbearer\s+\S{8}/i.test(text);

// Whether a text is an error rather than something to search for.
function isError(text) {
  const trimmed = text.trim();
  return (
    /[\n\r{<]/.test(trimmed) ||
    trimmed.length > 160 ||
    /^HTTP\/\d/.test(trimmed) ||
    /\S+:\s+\S+\s+\S+/.test(trimmed) ||
    mayHoldSecret(trimmed)
  );
}

const isSearch = (field) => field instanceof HTMLInputElement && field.name === "q";

function diagnose(text) {
  const asked = new FormData();
  asked.set("body", text);
  ask(asked);
}

document.addEventListener("paste", (event) => {
  const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
  if (!isSearch(event.target) || !isError(text)) return;
  event.preventDefault();
  diagnose(text);
});
document.addEventListener("input", (event) => {
  if (event.target !== input()) return;
  const text = event.target.value;
  if (!text.trim() || mayHoldSecret(text)) return noHits();
  late = text !== answered;
  keys = [];
  choose(null);
});
document.addEventListener("htmx:configRequest", (event) => {
  const text = event.detail.parameters.q;
  // A list is narrowed by words; an error that is sent from its field is diagnosed, not searched for.
  const isList = event.target.matches("[data-list-form]");
  if (text && (mayHoldSecret(text) || (isList && isError(text)))) event.preventDefault();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== hits()) return;
  const text = input().value;
  answered = event.detail.requestConfig.parameters.q;
  open(Boolean(options().length && text.trim() && !mayHoldSecret(text) && document.activeElement === input()));
  if (answered === text) arrived();
});
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (event.target !== input()) return;
    const kept = keys;
    noHits();
    keys = kept;
    arrived();
  });
}
document.addEventListener("focusin", (event) => {
  if (event.target === input() && input().value.trim() && options().length) open(true);
});
document.addEventListener("mousedown", (event) => {
  if (hits() && hits().contains(event.target)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (!box()) return;
  const option = event.target.closest('[role="option"]');
  if (option && hits().contains(option)) follow(option);
  else if (!box().contains(event.target)) open(false);
});

document.addEventListener("keydown", (event) => {
  if (event.target !== input() || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (late) keys.push(event.key);
    else play(event.key);
  } else if (event.key === "Enter") {
    const chosen = active();
    if (late && keys.length) {
      event.preventDefault();
      keys.push(event.key);
    } else if (chosen && !hits().hidden) {
      event.preventDefault();
      follow(chosen);
    } else if (!input().value.trim()) {
      event.preventDefault();
    }
  } else if (event.key === "Escape") {
    event.preventDefault();
    input().value = "";
    noHits();
  } else if (event.key === "Tab") {
    keys = [];
    open(false);
  }
});

// The address of a list has no empty parameters, whoever makes it: htmx or the browser.
document.addEventListener("htmx:configRequest", (event) => {
  const asked = event.detail.parameters;
  if (event.detail.verb === "get") for (const name of Object.keys(asked)) if (asked[name] === "") delete asked[name];
});
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

// Keys that work anywhere.
const search = () => input() || document.querySelector("[data-list-search]");
document.addEventListener("keydown", (event) => {
  const field = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && window.singleKeysAreOn() && !field && search() && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search().focus();
    search().select();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field && field.form && field.name === "body") {
    field.form.requestSubmit();
  }
});

// An answer is shown in the place of the page that asked, which is kept beside it: so the way back from a code leads to
// the answer again, and yet the text is nowhere but in this window.
const places = [];
let place = (window.history.state || {}).place || 0;
let asking = false;

async function ask(asked) {
  if (asking) return;
  asking = true;
  document.documentElement.classList.add("asking");
  document.getElementById("content").setAttribute("aria-busy", "true");
  let page = null;
  try {
    const answer = await fetch("/troubleshoot/", { method: "POST", body: asked, headers: { Accept: "text/html" } });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    // It is told below.
  }
  document.documentElement.classList.remove("asking");
  document.getElementById("content").removeAttribute("aria-busy");
  asking = false;
  if (!page || !page.getElementById("content")) return tell(document.body.dataset.noAnswer);
  keepPlace();
  window.history.replaceState({ place }, "");
  place += 1;
  places.length = place;
  window.history.pushState({ place }, "", "/troubleshoot/");
  for (const each of page.querySelectorAll("noscript")) each.remove();
  show({ body: document.adoptNode(page.body), title: page.title, top: 0 });
  document.getElementById("content").focus({ preventScroll: true });
}

function tell(text) {
  const told = document.querySelector("[data-told]") || document.createElement("p");
  told.className = "alert";
  told.dataset.told = "";
  told.setAttribute("role", "alert");
  document.getElementById("content").prepend(told);
  told.textContent = text;
  window.scrollTo(0, 0);
}

function keepPlace() {
  places[place] = { body: document.body, title: document.title, top: window.scrollY };
}

function show(page) {
  late = false;
  answered = "";
  keys = [];
  document.body = page.body;
  document.title = page.title;
  window.htmx.process(document.body);
  window.scrollTo({ top: page.top, behavior: "instant" });
  document.dispatchEvent(new Event("portal:shown"));
}

window.addEventListener("popstate", (event) => {
  // Without a place of its own it is a link within the page.
  const to = event.state && event.state.place;
  if (typeof to !== "number" || to === place) return;
  keepPlace();
  place = to;
  if (places[to]) show(places[to]);
  else window.location.reload();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const search = form.elements.namedItem("q");
  if (form.getAttribute("action") === "/troubleshoot/") {
    event.preventDefault();
    ask(new FormData(form));
  } else if (isSearch(search) && isError(search.value)) {
    event.preventDefault();
    diagnose(search.value);
  }
});

// A log file, dropped anywhere or chosen: it is read as it is.
function send(files) {
  if (!files.length) return;
  const asked = new FormData();
  asked.set("log", files[0]);
  ask(asked);
}

let depth = 0;
const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
document.addEventListener("dragenter", (event) => {
  if (!carriesFiles(event)) return;
  depth += 1;
  document.body.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!carriesFiles(event)) return;
  depth = Math.max(0, depth - 1);
  if (!depth) document.body.classList.remove("dropping");
});
document.addEventListener("dragover", (event) => {
  if (carriesFiles(event)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  depth = 0;
  document.body.classList.remove("dropping");
  send(event.dataTransfer.files);
});
document.addEventListener("change", (event) => {
  if (event.target.matches('input[type="file"][name="log"]')) send(event.target.files);
});

// Filters stand open beside a list also where the style cannot open them.
function openFilters() {
  const filters = document.querySelector(".facets details");
  if (filters && !CSS.supports("selector(::details-content)") && window.innerWidth > 960) filters.open = true;
}
for (const event of ["portal:shown", "htmx:afterSettle"]) document.addEventListener(event, openFilters);
openFilters();

// What could not be saved is sent again until it is.
for (const form of document.querySelectorAll("form[data-again]")) {
  window.setTimeout(() => form.requestSubmit(), 1000 * form.dataset.again);
}

// Public pages know of no account. Where somebody who edits uses this browser, they show the way to the form; where
// somebody has signed in, they ask for the team's part of a code's page. Who may see and edit is decided there.
function showCurators() {
  try {
    if (document.querySelector("[data-signed-in]")) window.localStorage.setItem("signed-in", "yes");
    if (window.localStorage.getItem("curator")) for (const link of document.querySelectorAll("[data-curator]")) link.hidden = false;
    if (!window.localStorage.getItem("signed-in")) return;
  } catch { return; /* Without storage it stays hidden. */ }
  for (const part of document.querySelectorAll("[data-team]:empty")) window.htmx.ajax("GET", part.dataset.team, { target: part, swap: "innerHTML" });
}
document.addEventListener("htmx:afterRequest", (event) => {
  // Nobody is signed in any more.
  if (event.detail.target.matches("[data-team]") && event.detail.xhr.status === 204) window.localStorage.removeItem("signed-in");
});
document.addEventListener("portal:shown", showCurators);
showCurators();

// On paper, every example is shown.
window.addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll(".case details, details.shown, details.others")) each.open = true;
});

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    button.focus();
    return copied;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button || button.classList.contains("done")) return;
  const from = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  // The element before the button, or before the row of buttons.
  const before = "copyBefore" in button.dataset && (button.previousElementSibling || button.parentElement.previousElementSibling).textContent;
  await copyText(from ? from.value : before || button.dataset.copy, button);
  const label = [...button.childNodes];
  button.prepend("✓ ");
  button.classList.add("done");
  window.setTimeout(() => {
    button.replaceChildren(...label);
    button.classList.remove("done");
  }, 1600);
});

// What the other script asks of this one.
Object.assign(window, { askFor: ask, tellInPage: tell, copyText });
