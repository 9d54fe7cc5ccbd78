// Tables: rows that are chosen are counted and summed; a table can be copied into a spreadsheet.
const boxes = (table) => [...table.querySelectorAll("tbody input[type=checkbox][data-row]")];
const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });
let last = null;

const tell = (table) => {
  const all = boxes(table);
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr").classList.toggle("chosen", box.checked);
  const head = table.querySelector("thead input[data-all]");
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
  const bar = document.getElementById(table.dataset.selects);
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = number.format(chosen.length);
  for (const place of bar.querySelectorAll("[data-sum]")) {
    let sum = 0;
    for (const box of chosen) {
      const cell = box.closest("tr").querySelector(`[data-column="${place.dataset.sum}"]`);
      const value = cell ? Number(cell.dataset.value || cell.textContent.replace(/,/g, "")) : NaN;
      if (!Number.isNaN(value)) sum += value;
    }
    place.textContent = number.format(sum);
  }
};

document.addEventListener("click", (event) => {
  if (!event.target.matches("input[data-row]")) return;
  const table = event.target.closest("table");
  const all = boxes(table);
  if (event.shiftKey && last && all.includes(last)) {
    const ends = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    for (const box of all.slice(ends[0], ends[1] + 1)) box.checked = event.target.checked;
  }
  last = event.target;
  tell(table);
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("input[data-all]")) return;
  const table = event.target.closest("table");
  for (const box of boxes(table)) box.checked = event.target.checked;
  tell(table);
});
const prepare = () => {
  for (const table of document.querySelectorAll("table[data-selects]")) tell(table);
};
prepare();
document.addEventListener("htmx:afterSettle", prepare);
window.addEventListener("pageshow", prepare);

// Tabs and line breaks are what every spreadsheet reads; hidden columns and the boxes stay behind.
const written = (table) =>
  [...table.rows]
    .map((row) =>
      [...row.cells]
        .filter((cell) => !cell.classList.contains("pick") && cell.offsetParent !== null)
        .map((cell) => cell.innerText.trim().replace(/\s+/g, " "))
        .join("\t"),
    )
    .join("\n");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = written(document.getElementById(button.dataset.copy));
  let done = false;
  if (navigator.clipboard && window.isSecureContext) {
    done = await navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  if (!done) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
  }
  const words = button.textContent;
  button.textContent = done ? button.dataset.done : button.dataset.failed;
  setTimeout(() => { button.textContent = words; }, 2000);
});
