"use strict";
/* What the page can do besides: filter by rule, and not send a form twice. */
for (const form of document.querySelectorAll("[data-check]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("[type=submit]");
    button.setAttribute("aria-busy", "true");
    window.setTimeout(() => { button.disabled = true; }, 0);
  });
}
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-check] [type=submit]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});
for (const part of document.querySelectorAll("[data-document]")) {
  const boxes = [...part.querySelectorAll("[data-filter]")];
  const fieldset = part.querySelector("[data-filters]");
  if (fieldset) { fieldset.hidden = false; }
  const apply = () => {
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.filter));
    for (const one of part.querySelectorAll("[data-rules]")) {
      const hidden = one.dataset.rules.split(" ").every((rule) => off.has(rule));
      one.classList.toggle(one.tagName === "MARK" ? "off" : "off-row", hidden);
    }
  };
  for (const box of boxes) { box.addEventListener("change", apply); }
}
