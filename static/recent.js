// What the box offers before anything is typed: the codes that were looked up last, kept in this browser alone; and
// Ctrl+K, which opens the box from anywhere. It builds on portal.js.
"use strict";

(() => {
  const labels = document.currentScript.dataset;
  const KEY = "looked-up";
  const MOST = 8;

  // A browser may refuse to keep anything.
  function read() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(KEY) || "[]");
      return Array.isArray(kept) ? kept.filter((each) => each && /^\/errors\/[^/]+\/[^/]+\/$/.test(each.path)) : [];
    } catch {
      return [];
    }
  }

  function write(kept) {
    try {
      if (kept.length) window.localStorage.setItem(KEY, JSON.stringify(kept));
      else window.localStorage.removeItem(KEY);
    } catch {
      // Then there is no list.
    }
  }

  // The page of a code was looked up, by whatever way it was reached; nothing that was typed or pasted is kept.
  function remember() {
    const [, service, code] = /^\/errors\/([^/]+)\/([^/]+)\/$/.exec(window.location.pathname) || [];
    // The page of a code that the catalog does not have names no address of its own.
    if (!code || !document.querySelector('link[rel="canonical"]')) return;
    const path = window.location.pathname;
    const others = read().filter((each) => each.path !== path);
    write([{ path, code: decodeURIComponent(code), service: decodeURIComponent(service) }, ...others].slice(0, MOST));
  }

  function item(id, parts) {
    const option = document.createElement("li");
    option.id = id;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    for (const [name, text] of parts) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      option.append(part, " ");
    }
    return option;
  }

  function offer() {
    const field = input();
    const kept = read();
    if (!field || document.activeElement !== field || field.value.trim() || !kept.length) return;
    const head = document.createElement("li");
    head.setAttribute("role", "presentation");
    head.className = "aside";
    head.textContent = labels.recent;
    const shown = kept.map((each, number) => {
      const option = item(`box-recent-${number}`, [["code", each.code], ["of", each.service]]);
      option.dataset.href = each.path;
      return option;
    });
    const forget = item("box-forget", [["further", labels.forget]]);
    forget.dataset.forget = "";
    hits().replaceChildren(head, ...shown, forget);
    open(true);
  }

  function forgetAll(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    write([]);
    noHits();
  }

  document.addEventListener("focusin", (event) => event.target === input() && offer());
  document.addEventListener("click", (event) => event.target === input() && offer());
  document.addEventListener("input", (event) => event.target === input() && offer());
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target === hits() && offer());
  document.addEventListener("click", (event) => event.target.closest("[data-forget]") && forgetAll(event), true);
  document.addEventListener(
    "keydown",
    (event) => {
      const chosen = event.key === "Enter" && event.target === input() && active();
      if (chosen && "forget" in chosen.dataset) forgetAll(event);
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    const field = search();
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
    field.scrollIntoView({ block: "nearest" });
  });

  remember();
})();
