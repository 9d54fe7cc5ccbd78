"use strict";
/* What the page can do besides: drop files on the form, filter by rule, say that work is going on. */
for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector("input[type=file]");
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; }
  });
}
for (const form of document.querySelectorAll("[data-check]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("[type=submit]");
    button.setAttribute("aria-busy", "true");
    window.setTimeout(() => { button.disabled = true; }, 0);
  });
}
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
