"use strict";
// A figure of the list goes into the text where the cursor is; without script its link is copied by hand.
{
  const form = document.querySelector("[data-editor]");
  const text = form && form.querySelector("textarea[name=source]");
  let changed = false;
  if (text) {
    form.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-insert]");
      if (!chosen) return;
      event.preventDefault();
      text.setRangeText(chosen.value, text.selectionStart, text.selectionEnd, "end");
      text.focus();
      changed = true;
    });
    text.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) form.querySelector("button[value=save]").click();
    });
  }
}
