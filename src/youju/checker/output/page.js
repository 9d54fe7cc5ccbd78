"use strict";
for (const box of document.querySelectorAll("[data-filter]")) {
  box.addEventListener("change", () => {
    const on = new Set([...document.querySelectorAll("[data-filter]")].filter((one) => one.checked).map((one) => one.dataset.filter));
    for (const one of document.querySelectorAll("[data-rules]")) {
      const shown = one.dataset.rules.split(" ").some((rule) => on.has(rule) || !document.querySelector(`[data-filter="${rule}"]`));
      one.classList.toggle(one.tagName === "MARK" ? "plain" : "off", !shown);
    }
  });
}
