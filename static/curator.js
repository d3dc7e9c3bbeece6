// Pages outside the admin know of no account; this browser remembers that somebody who edits uses it, so that they show
// the way to the form. Who may edit is decided there.
"use strict";

try {
  if (document.getElementById("user-tools")) window.localStorage.setItem("curator", "yes");
  else if (document.body.classList.contains("login")) window.localStorage.removeItem("curator");
} catch { /* Without storage there is no such link. */ }
