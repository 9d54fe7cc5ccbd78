// Picker: a combobox after the WAI-ARIA pattern. Without this file it is a text box that takes a code or a name.
let serial = 0;

const equip = (combo) => {
  if (combo.dataset.ready) return;
  combo.dataset.ready = "yes";
  const input = combo.querySelector("input");
  const list = document.createElement("ul");
  const id = `pick-${++serial}`;
  list.id = id;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", combo.dataset.label || "");
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "unseen";
  status.setAttribute("role", "status");
  combo.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", id);
  input.autocomplete = "off";
  let at = -1;
  let asked = 0;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    at = (place + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const take = (option) => {
    input.value = option.dataset.value;
    close();
    input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "taken" }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = (found) => {
    list.replaceChildren();
    found.results.forEach((one, index) => {
      const option = document.createElement("li");
      option.id = `${id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = one.value;
      const note = document.createElement("small");
      note.textContent = one.note ? `${one.code}　${one.note}` : one.code;
      option.append(one.name, note);
      list.append(option);
    });
    at = -1;
    input.removeAttribute("aria-activedescendant");
    const none = found.results.length === 0;
    list.hidden = none;
    input.setAttribute("aria-expanded", String(!none));
    status.textContent = found.said;
  };
  const ask = async () => {
    const mine = ++asked;
    const address = new URL(combo.dataset.pick, document.baseURI);
    address.searchParams.set("q", input.value);
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer || !answer.ok || mine !== asked || document.activeElement !== input) return;
    show(await answer.json());
  };
  input.addEventListener("focus", () => {
    if (combo.dataset.warm) return;
    combo.dataset.warm = "yes"; // the first answer of all takes a moment: let it be made while one begins to type
    fetch(combo.dataset.pick, { credentials: "same-origin" }).catch(() => null);
  });
  input.addEventListener("input", (event) => {
    if (event.detail === "taken" || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 60);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask().then(() => mark(0));
      else mark(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1));
    } else if (event.key === "Enter" && !list.hidden && !event.ctrlKey && at >= 0) {
      event.preventDefault();
      take(list.querySelectorAll("[role=option]")[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  input.addEventListener("blur", () => {
    asked++;
    close();
  });
};

const equipAll = () => document.querySelectorAll("[data-pick]").forEach(equip);
equipAll();
document.addEventListener("htmx:afterSettle", equipAll);
document.addEventListener("youju:rows", equipAll);
