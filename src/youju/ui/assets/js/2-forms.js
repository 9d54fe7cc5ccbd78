// Forms: choices that take effect at once, checks while typing, drafts, buttons that cannot be pressed twice.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// A field is checked when one leaves it, and again while it is being mended. The server checks everything again.
const say = (input) => {
  const field = input.closest(".field");
  if (!field || !input.willValidate) return;
  let error = field.querySelector(".error");
  if (input.validity.valid) {
    if (!error) return;
    error.remove();
    field.classList.remove("wrong");
    input.removeAttribute("aria-invalid");
    return;
  }
  if (!error) {
    error = document.createElement("p");
    error.className = "error";
    error.id = `${input.id}-error`;
    input.parentElement.insertBefore(error, input);
    const described = (input.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
    input.setAttribute("aria-describedby", [...new Set([...described, error.id])].join(" "));
  }
  field.classList.add("wrong");
  input.setAttribute("aria-invalid", "true");
  error.textContent = input.dataset.invalid || input.validationMessage;
};

document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (input.matches("form[data-check-typing] :is(input, select, textarea)") && input.value) youju.still(() => say(input));
});
document.addEventListener("input", (event) => {
  if (event.target.getAttribute("aria-invalid") === "true" && event.target.closest("form[data-check-typing]")) say(event.target);
});

// A draft is sent two seconds after the last key; the answer's text says when it was kept.
const waiting = new WeakMap();
const keep = async (form) => {
  const said = form.querySelector("[data-saved]");
  const tell = (text) => {
    if (said) youju.still(() => { said.textContent = text; });
  };
  const data = new FormData(form);
  for (const name of [...data.keys()]) if (data.get(name) instanceof File) data.delete(name);
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, credentials: "same-origin" });
    tell(answer.ok ? await answer.text() : said?.dataset.failed || "");
  } catch {
    tell(said?.dataset.failed || "");
  }
};
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), 2000));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  clearTimeout(waiting.get(form));
  if (form.method.toLowerCase() !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 20000); // an answer that was lost or stopped: one may send again
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest && event.target.closest("form");
  if (form) delete form.dataset.sent;
});

for (const list of document.querySelectorAll("[data-focus]")) list.focus();
