"use strict";
// Forms of records: Enter goes on, the server's own sentences while one types, names after an @.
{
  const fields = (form) =>
    [...form.querySelectorAll("input:not([type=hidden]), select, textarea, button[type=submit]")].filter(
      (one) => !one.disabled && one.offsetParent !== null,
    );

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest(".record-form");
    if (!form || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (!event.target.matches("input:not([type=submit]):not([type=file]), select")) return;
    event.preventDefault();
    const all = fields(form);
    const next = all[all.indexOf(event.target) + 1];
    if (next) next.focus();
  });

  // Only what somebody has already left is spoken about; the rest is not wrong, it is not filled in yet.
  const left = new WeakMap();
  const place = (form, name) => [...form.elements].find((one) => one.name === name && one.type !== "hidden");
  const box = (input) => input.closest(".field");

  const tell = (field, text) => {
    let error = field.querySelector(".error");
    field.classList.toggle("wrong", Boolean(text));
    const input = field.querySelector("input:not([type=hidden]), select, textarea");
    if (!text) {
      if (error) error.remove();
      if (input) input.removeAttribute("aria-invalid");
      return;
    }
    if (!error) {
      error = document.createElement("p");
      error.className = "error";
      error.id = `${input.id || field.id}-error`;
      const head = field.querySelector("label, legend");
      head.after(error);
      input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") || ""} ${error.id}`.trim());
    }
    error.textContent = text;
    if (input) input.setAttribute("aria-invalid", "true");
  };

  let asked = 0;
  const check = async (form) => {
    const data = new FormData(form);
    for (const name of [...data.keys()]) if (data.get(name) instanceof File) data.delete(name);
    const mine = ++asked;
    const answer = await fetch(form.dataset.check, { method: "POST", body: data, credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok || mine !== asked) return;
    const faults = new Map();
    for (const one of (await answer.json()).faults) faults.set(one.at, `${faults.get(one.at) || ""}${one.text}`);
    youju.still(() => {
      if (mine !== asked) return; // the form has been sent, or asked about again
      for (const name of left.get(form) || []) {
        const input = place(form, name);
        if (input && box(input)) tell(box(input), faults.get((box(input).id || input.id)) || "");
      }
    });
  };
  document.addEventListener("submit", () => asked++);

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest("form[data-check]");
    if (!form || !event.target.name || event.target.type === "file" || event.target.matches("button")) return;
    if (form.contains(event.relatedTarget) && event.relatedTarget.matches("button[type=submit]")) return;
    if (!left.has(form)) left.set(form, new Set());
    left.get(form).add(event.target.name);
    check(form);
  });

  // Names after an @: those who see the record, offered under the text.
  for (const area of document.querySelectorAll("textarea[data-people]")) {
    const list = document.createElement("ul");
    list.className = "people";
    list.hidden = true;
    area.after(list);
    let turn = 0;
    const call = () => /(^|[^0-9A-Za-z._-])@([^\s@，。；：、（）()]*)$/.exec(area.value.slice(0, area.selectionStart));
    const close = () => {
      list.hidden = true;
      list.replaceChildren();
    };
    const take = (value) => {
      const found = call();
      if (!found) return close();
      const end = area.selectionStart;
      const begin = end - found[2].length - 1;
      area.setRangeText(`${value} `, begin, end, "end");
      close();
      area.focus();
    };
    const offer = (people) => {
      list.replaceChildren();
      for (const one of people) {
        const line = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `${one.name}　${one.note}`;
        button.addEventListener("click", () => take(one.value));
        line.append(button);
        list.append(line);
      }
      list.hidden = !list.children.length;
    };
    area.addEventListener("input", async () => {
      const found = call();
      if (!found) return close();
      const mine = ++turn;
      const answer = await fetch(`${area.dataset.people}?q=${encodeURIComponent(found[2])}`, { credentials: "same-origin" }).catch(() => null);
      if (!answer || !answer.ok) return;
      const people = (await answer.json()).results;
      youju.still(() => {
        if (mine === turn) offer(people);
      });
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
  }
}
