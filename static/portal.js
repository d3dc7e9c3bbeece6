// What the pages do beyond HTML; everything works without.
//
// The box: hits while one types (htmx fetches them), arrow keys and Enter to choose, Escape to clear; keys that are
// quicker than the hits wait for them; an error that is pasted into it is diagnosed. Besides: "/" goes to the box,
// Ctrl+Enter sends the paste form, files can be dropped anywhere, and buttons copy.
"use strict";

const box = document.querySelector("[data-box]");
const input = box && box.querySelector("[data-find]");
const hits = document.getElementById("box-hits");

// The hits that are shown may still be those of a shorter text: a key pressed meanwhile is meant for those to come, so
// it is kept until they are there.
let late = false;
let answered = "";
let keys = [];

const options = () => [...hits.querySelectorAll('[role="option"]')];
const active = () => hits.querySelector('[aria-selected="true"]');

function open(show) {
  hits.hidden = !show;
  input.setAttribute("aria-expanded", String(show));
  if (!show) choose(null);
}

function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function move(step) {
  const all = options();
  if (!all.length) return;
  if (hits.hidden) open(true);
  const here = all.indexOf(active());
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : (here + step + all.length) % all.length;
  choose(all[next]);
}

function play(key) {
  const chosen = active();
  if (key === "ArrowDown") move(1);
  else if (key === "ArrowUp") move(-1);
  else if (chosen) follow(chosen);
  else input.form.requestSubmit();
}

function arrived() {
  late = false;
  const kept = keys.splice(0);
  if (document.activeElement === input) kept.forEach(play);
}

function follow(option) {
  if (option.dataset.href) window.location.assign(option.dataset.href);
  else diagnose(input.value);
}

// Whether a text is an error rather than something to search for.
function isError(text) {
  const trimmed = text.trim();
  return /[\n\r{<]/.test(trimmed) || trimmed.length > 160 || /^HTTP\/\d/.test(trimmed) || /\S+:\s+\S+\s+\S+/.test(trimmed);
}

function diagnose(text) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = box.dataset.paste;
  form.enctype = "multipart/form-data";
  form.hidden = true;
  const body = document.createElement("textarea");
  body.name = "body";
  body.value = text;
  form.append(body);
  document.body.append(form);
  form.submit();
}

if (input) {
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!isError(text)) return;
    event.preventDefault();
    diagnose(text);
  });
  input.addEventListener("input", () => {
    late = Boolean(input.value.trim()) && input.value !== answered;
    keys = [];
    choose(null);
    if (!input.value.trim()) open(false);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (late) keys.push(event.key);
      else play(event.key);
    } else if (event.key === "Enter") {
      const chosen = active();
      if (late && keys.length) {
        event.preventDefault();
        keys.push(event.key);
      } else if (chosen && !hits.hidden) {
        event.preventDefault();
        follow(chosen);
      } else if (isError(input.value)) {
        event.preventDefault();
        diagnose(input.value);
      } else if (!input.value.trim()) {
        event.preventDefault();
      }
    } else if (event.key === "Escape") {
      event.preventDefault();
      input.value = "";
      late = false;
      keys = [];
      open(false);
    } else if (event.key === "Tab") {
      keys = [];
      open(false);
    }
  });
  input.addEventListener("focus", () => {
    if (input.value.trim() && options().length) open(true);
  });
  hits.addEventListener("mousedown", (event) => event.preventDefault());
  hits.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) follow(option);
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) open(false);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== hits) return;
    answered = event.detail.requestConfig.parameters.q;
    open(Boolean(options().length && input.value.trim() && document.activeElement === input));
    if (answered === input.value) arrived();
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    input.addEventListener(failure, () => {
      hits.replaceChildren();
      open(false);
      arrived();
    });
  }
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !field && input && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
    input.select();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field && field.form && field.name === "body") {
    field.form.requestSubmit();
  }
});

// A log file, dropped anywhere or chosen: it goes to the paste form as it is.
function send(files) {
  const file = files[0];
  if (!file) return;
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/troubleshoot/";
  form.enctype = "multipart/form-data";
  form.hidden = true;
  const log = document.createElement("input");
  log.type = "file";
  log.name = "log";
  const given = new DataTransfer();
  given.items.add(file);
  log.files = given.files;
  form.append(log);
  document.body.append(form);
  form.submit();
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
for (const chosen of document.querySelectorAll('input[type="file"][name="log"]')) {
  chosen.addEventListener("change", () => send(chosen.files));
}

// A link to a finding opens it.
function reveal() {
  const target = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
}
window.addEventListener("hashchange", reveal);
reveal();

// On paper, every finding and every example is told.
window.addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details.further, .case details, details.shown")) each.open = true;
});

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  const said = button.textContent;
  button.addEventListener("click", async () => {
    const from = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
    const text = from ? from.value : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "✓ " + said;
    button.classList.add("done");
    window.setTimeout(() => {
      button.textContent = said;
      button.classList.remove("done");
    }, 1600);
  });
}
