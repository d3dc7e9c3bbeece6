// The answer to a pasted text as a workspace: one error at a time, chosen from the list by mouse, keyboard or filter;
// its place in the text; the service chosen there and then; links that carry the text; formats for tickets.
//
// An answer takes the place of the page that asked, so everything listens on the document and looks for what is there.
"use strict";

(() => {
  const workspace = () => document.querySelector("[data-workspace]");
  const links = () => [...document.querySelectorAll(".errors a")].filter((link) => !link.closest("li").hidden);
  const current = () => document.querySelector(".error.current");

  // One error is shown, its lines are marked and brought up.
  function select(id, { focus = false, scroll = true } = {}) {
    const error = document.getElementById(id);
    if (!error || !error.classList.contains("error")) return;
    for (const each of document.querySelectorAll(".error.current")) each.classList.remove("current");
    error.classList.add("current");
    for (const link of document.querySelectorAll(".errors a")) {
      if (link.hash === "#" + id) {
        link.setAttribute("aria-current", "true");
        link.scrollIntoView({ block: "nearest" });
        if (focus) link.focus({ preventScroll: true });
      } else {
        link.removeAttribute("aria-current");
      }
    }
    mark(error, scroll);
  }

  function mark(error, scroll) {
    const pane = document.querySelector("[data-text]");
    if (!pane) return;
    for (const line of pane.querySelectorAll(".l.here")) line.classList.remove("here");
    const many = document.querySelectorAll(".error").length > 1;
    const lines = error.dataset.lines.split(" ").filter(Boolean).map((n) => document.getElementById("L" + n)).filter(Boolean);
    if (many) for (const line of lines) line.classList.add("here");
    if (lines.length && scroll) bringUp(lines[0]);
  }

  function bringUp(line) {
    const pane = line.closest("[data-text]");
    const fold = line.closest("details");
    if (fold) fold.open = true;
    if (pane) pane.scrollTop += line.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  }

  function move(step) {
    const all = links();
    if (!all.length) return;
    const here = all.findIndex((link) => link.hasAttribute("aria-current"));
    const next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + step))];
    select(next.hash.slice(1), { focus: true });
  }

  // Single keys can be switched off: whoever speaks to a computer types letters without meaning to.
  const shortcuts = {
    get on() {
      try { return window.localStorage.getItem("shortcuts") !== "off"; } catch { return true; }
    },
    set on(on) {
      try { window.localStorage.setItem("shortcuts", on ? "on" : "off"); } catch { /* Nothing is remembered then. */ }
    },
  };
  window.singleKeysAreOn = () => shortcuts.on;

  document.addEventListener("keydown", (event) => {
    if (!workspace() || event.ctrlKey || event.metaKey || event.altKey || !shortcuts.on) return;
    if (event.target.closest && event.target.closest("input, textarea, select")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || !workspace()) return;
    if (link.closest(".errors")) {
      event.preventDefault();
      select(link.hash.slice(1));
      // Below the list on a narrow window, where it would be out of sight.
      const shown = current().getBoundingClientRect();
      if (shown.top < 0 || shown.top > window.innerHeight - 80) current().scrollIntoView();
      current().focus({ preventScroll: true });
    } else if (/^#L\d+$/.test(link.hash)) {
      const line = document.getElementById(link.hash.slice(1));
      if (!line) return;
      event.preventDefault();
      bringUp(line);
      line.scrollIntoView({ block: "nearest" });
      for (const each of document.querySelectorAll(".l.here")) each.classList.remove("here");
      line.classList.add("here");
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-error-filter]")) filter(event.target.value);
    if (event.target.matches("[data-which-filter]")) narrow(event.target);
  });

  function filter(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const item of document.querySelectorAll(".errors li")) {
      const said = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => said.includes(word));
      left += !item.hidden;
    }
    for (const list of document.querySelectorAll(".errors ol")) {
      list.previousElementSibling.hidden = ![...list.children].some((item) => !item.hidden);
    }
    document.querySelector(".errors .none-left").hidden = left > 0;
  }

  // Where the answer follows a choice, the same error stays in sight.
  let stay = "";
  document.addEventListener("submit", (event) => {
    stay = event.target.id === "again-form" && current() ? current().id : "";
  });

  // A select of many services gets a field to type into, and the answer follows the choice.
  function typeAhead() {
    for (const select of document.querySelectorAll("[data-which].long select:not([data-ready])")) {
      select.dataset.ready = "";
      document.querySelector(`label[for="${select.id}"]`).htmlFor = `${select.id}-filter`;
      select.setAttribute("aria-label", select.options[0].textContent);
      select.options[0].remove();
      select.all = [...select.options];
      select.selectedIndex = -1;
      select.size = 5;
    }
  }

  async function narrow(field) {
    const select = field.nextElementSibling;
    const typed = field.value.trim().toLowerCase();
    let fitting = select.all.filter((option) => (option.textContent + option.value).toLowerCase().includes(typed));
    if (!fitting.length && typed) {
      const asked = new URLSearchParams({ code: select.dataset.code, q: typed });
      try {
        const answer = await fetch("/services/choose/?" + asked);
        const page = new DOMParser().parseFromString(`<select>${answer.ok ? await answer.text() : ""}</select>`, "text/html");
        fitting = [...page.querySelectorAll("option")];
      } catch { /* The list stays empty, which says that none was found. */ }
      if (field.value.trim().toLowerCase() !== typed) return;
    }
    select.replaceChildren(...fitting);
    select.selectedIndex = -1;
  }

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches || !event.target.matches("[data-which-filter]")) return;
    const select = event.target.nextElementSibling;
    if (event.key === "ArrowDown" && select.options.length) {
      event.preventDefault();
      select.focus();
      select.selectedIndex = 0;
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!select.options.length) return;
      select.selectedIndex = 0;
      select.form.requestSubmit();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches && event.target.matches("[data-which] select[size]")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  for (const kind of ["change", "click"]) {
    document.addEventListener(kind, (event) => {
      const select = event.target.closest("[data-which] select");
      if (!select || !select.value) return;
      // In a list that is open, arrow keys pass over many; a click or Enter is the choice.
      if (select.size > 1 ? kind === "click" : kind === "change") select.form.requestSubmit();
    });
  }

  // Links that carry an answer: the masked text, compressed, behind the "#", which browsers send to nobody.
  const LONGEST_LINK = 8000;
  const LONGEST_TEXT = 200000;
  const MARK = "#text=";

  const through = async (bytes, stream, most) => {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const parts = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) { await reader.cancel(); return null; }
      parts.push(value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  };
  const packed = async (text) => {
    const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"), LONGEST_TEXT);
    return bytes && btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const unpacked = async (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = await through(Uint8Array.from(plain, (each) => each.charCodeAt(0)), new DecompressionStream("deflate-raw"), LONGEST_TEXT);
    return bytes && new TextDecoder().decode(bytes);
  };

  async function share(button) {
    const form = document.getElementById("again-form");
    const told = document.querySelector("[data-shared]");
    const whole = { body: form.elements.body.defaultValue, choice: new FormData(form).getAll("choice").filter(Boolean) };
    // Of a long text, what is in sight: the lines that were recognised and those around them.
    const lines = [...document.querySelectorAll("[data-text] > .l")].map((line) => line.textContent.replace(/\n$/, ""));
    for (const [body, note] of [[whole.body, told.dataset.whole], [lines.join("\n"), told.dataset.part]]) {
      let link = null;
      if (body.length <= LONGEST_TEXT) {
        const text = await packed(JSON.stringify({ ...whole, body }));
        link = text && `${window.location.origin}/troubleshoot/${MARK}${text}`;
      }
      if (link && link.length <= LONGEST_LINK) {
        told.hidden = false;
        const copied = await window.copyText(link, button);
        told.textContent = (copied ? told.dataset.copied + " " : "") + note;
        const field = document.createElement("input");
        field.readOnly = true;
        field.value = link;
        field.setAttribute("aria-label", told.dataset.label);
        told.append(field);
        return;
      }
    }
    told.hidden = false;
    told.textContent = told.dataset.long;
  }

  async function openShared() {
    if (!window.location.hash.startsWith(MARK) || window.location.pathname !== "/troubleshoot/") return;
    const carried = window.location.hash.slice(MARK.length);
    let shared = null;
    try {
      shared = carried.length <= 4 * LONGEST_LINK ? JSON.parse(await unpacked(carried)) : null;
    } catch { /* It is told below. */ }
    // What was opened is not opened again on the way back.
    window.history.replaceState(window.history.state, "", window.location.pathname);
    if (!shared || typeof shared.body !== "string") return window.tellInPage(document.body.dataset.badLink);
    const asked = new FormData();
    asked.set("body", shared.body);
    for (const choice of Array.isArray(shared.choice) ? shared.choice.slice(0, 50) : []) asked.append("choice", String(choice));
    window.askFor(asked);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-share")) share(button);
    if (button.hasAttribute("data-print")) window.print();
  });

  // A menu closes when somebody goes elsewhere.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // The ticket is Markdown; the markup of other trackers is made of it, with what somebody added to it.
  const FLAVOURS = {
    plain: {
      text: (text) => text,
      code: (text) => text,
      label: (text) => text,
      link: (address) => address,
      heading: (level, text) => (level === 1 ? text.toUpperCase() : text),
      block: (text) => text,
      item: "- ",
    },
    jira: {
      text: (text) => text.replace(/[\\{}[\]|*_+^~!?-]/g, "\\$&"),
      code: (text) => `{{${FLAVOURS.jira.text(text)}}}`,
      label: (text) => `*${text}*`,
      link: (address) => `[${address.replace(/[|\]]/g, "")}]`,
      heading: (level, text) => `h${level + 1}. ${text}`,
      block: (text) => `{noformat}\n${text.replaceAll("{noformat}", "{ noformat }")}\n{noformat}`,
      item: "* ",
    },
    slack: {
      text: (text) => text,
      code: (text) => `\`${text.replaceAll("`", "'")}\``,
      label: (text) => `*${text}*`,
      link: (address) => address,
      heading: (level, text) => `*${text.replaceAll("*", "")}*`,
      block: (text) => `\`\`\`\n${text.replaceAll("```", "'''")}\n\`\`\``,
      item: "• ",
    },
  };
  const INLINE = /(`+)( ?)(.+?)\2\1(?!`)|<([^<>\s]+)>|\*\*(.+?)\*\*|(?:\\.|[^`<*\\])+|./g;

  function inMarkup(line, flavour) {
    const plain = (text) => flavour.text(text.replace(/\\([\\`*[\]<>|~_&#+=-])/g, "$1"));
    return line.replace(INLINE, (all, _fence, _blank, code, link, label) => {
      if (code) return flavour.code(code);
      if (link) return flavour.link(link);
      return label ? flavour.label(plain(label)) : plain(all);
    });
  }

  function asFlavour(markdown, flavour) {
    const written = [];
    let block = [];
    for (const line of [...markdown.split("\n"), ""]) {
      if (line.startsWith("    ")) {
        block.push(line.slice(4));
        continue;
      }
      if (block.length) written.push(flavour.block(block.join("\n")));
      block = [];
      const heading = /^(#+) (.*)/.exec(line);
      if (heading) written.push(flavour.heading(heading[1].length, inMarkup(heading[2], flavour)));
      else if (line.startsWith("- ")) written.push(flavour.item + inMarkup(line.slice(2), flavour));
      else written.push(inMarkup(line, flavour));
    }
    return written.slice(0, -1).join("\n");
  }

  // What was typed in another format than Markdown stays until another one is chosen.
  document.addEventListener("change", (event) => {
    if (event.target.name !== "flavour") return;
    const field = document.getElementById("ticket");
    if (!("flavour" in field.dataset) || field.dataset.flavour === "markdown") field.markdown = field.value;
    field.dataset.flavour = event.target.value;
    const flavour = FLAVOURS[event.target.value];
    field.value = flavour ? asFlavour(field.markdown, flavour) : field.markdown;
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-shortcuts]")) shortcuts.on = event.target.checked;
  });

  const online = () => document.body.classList.toggle("offline", !window.navigator.onLine);
  window.addEventListener("online", online);
  window.addEventListener("offline", online);

  function ready() {
    online();
    for (const box of document.querySelectorAll("[data-shortcuts]")) box.checked = shortcuts.on;
    if (!workspace()) return;
    typeAhead();
    const linked = window.location.hash.slice(1) || stay;
    stay = "";
    const first = document.getElementById(linked) || document.querySelector(".error.current");
    if (first && first.classList.contains("error")) select(first.id);
  }
  document.addEventListener("portal:shown", ready);
  window.addEventListener("hashchange", () => { ready(); openShared(); });
  ready();
  openShared();
})();
