// Public pages know of no account, so that everybody gets the same copy; this browser remembers that somebody who edits
// the catalog is signed in with it, so that they show the way to the form. Who may edit is decided there.
"use strict";

(() => {
  function remember(mayEdit) {
    try {
      if (mayEdit) window.localStorage.setItem("curator", "yes");
      else window.localStorage.removeItem("curator");
    } catch { /* Without storage there is no such link. */ }
  }

  remember(document.currentScript.dataset.mayEdit);
  // Signing out leads to a public page.
  document.addEventListener("submit", (event) => {
    // The attribute: a field that is called "action" hides the property of that name.
    const address = new URL(event.target.getAttribute("action") || "", document.baseURI);
    if (address.pathname.endsWith("/logout/")) remember(false);
  });
})();
