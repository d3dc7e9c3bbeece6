// The field that searches for a code while one types names itself only once a code is chosen: its label names it always.
"use strict";

// Behind what makes the fields, which waits for the same.
django.jQuery(() => {
  for (const shown of document.querySelectorAll(".select2-selection__rendered")) {
    const field = document.getElementById(shown.id.replace(/^select2-(.*)-container$/, "$1"));
    const label = field && field.labels[0];
    if (label) shown.setAttribute("aria-label", label.textContent.trim());
  }
});
