// Rows that are typed: more can be added, one can be taken away, a block can be pasted from a spreadsheet.
const renumber = (rows) => {
  const total = rows.querySelector("input[data-total]");
  const lines = [...rows.querySelectorAll("tbody tr")];
  lines.forEach((line, index) => {
    for (const part of line.querySelectorAll("[name]")) part.name = part.name.replace(/-(\d+|__row__)-/, `-${index}-`);
    for (const part of line.querySelectorAll("[id]")) part.id = part.id.replace(/-(\d+|__row__)-/, `-${index}-`);
    for (const part of line.querySelectorAll("[aria-label]")) {
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+|__row__/, String(index + 1)));
    }
  });
  if (total) total.value = String(lines.length);
  document.dispatchEvent(new Event("youju:rows"));
};
const add = (rows) => {
  const line = rows.querySelector("template").content.firstElementChild.cloneNode(true);
  rows.querySelector("tbody").append(line);
  renumber(rows);
  return line;
};
const cells = (line) => [...line.querySelectorAll("input:not([type=hidden]), select, textarea")];

document.addEventListener("click", (event) => {
  const rows = event.target.closest("[data-rows]");
  if (!rows) return;
  if (event.target.closest("[data-add]")) {
    event.preventDefault();
    cells(add(rows))[0].focus();
  } else if (event.target.closest("[data-remove]")) {
    event.preventDefault();
    event.target.closest("tr").remove();
    renumber(rows);
    rows.querySelector("[data-add]").focus();
  }
});

document.addEventListener("paste", (event) => {
  const rows = event.target.closest("[data-rows]");
  const text = event.clipboardData.getData("text/plain");
  if (!rows || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const block = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
  let line = event.target.closest("tr");
  const from = cells(line).indexOf(event.target);
  const most = Number(rows.dataset.most || 500);
  block.slice(0, most).forEach((values, index) => {
    if (index) line = line.nextElementSibling || add(rows);
    const places = cells(line).slice(from);
    values.slice(0, places.length).forEach((value, column) => {
      const place = places[column];
      const words = value.trim();
      if (place.tagName === "SELECT") {
        const option = [...place.options].find((one) => one.text === words || one.value === words);
        if (option) place.value = option.value;
      } else place.value = words;
      place.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
});
