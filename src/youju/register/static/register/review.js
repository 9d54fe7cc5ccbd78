"use strict";
// One key for each button of the page on which links are reviewed; modifiers and fields are left alone.
{
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || event.repeat) return;
    if (event.target.closest("input:not([type=hidden]), textarea, select, [contenteditable]")) return;
    const form = document.querySelector("[data-review]");
    const chosen = form && [...form.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });
}
