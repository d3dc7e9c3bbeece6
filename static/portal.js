// What the pages do beyond HTML: "/" goes to the search field, Ctrl+Enter sends the paste form. Everything works without.
"use strict";
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !field && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const find = document.querySelector("[data-find]");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field && field.form && field.name === "body") {
    field.form.requestSubmit();
  }
});
