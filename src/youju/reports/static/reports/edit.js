"use strict";
// The text is written on a surface on which every bound number is one piece: it can be deleted or moved as a
// whole, and nobody sees its address. What is sent is the text area, which is all there is without script.
{
  const BOUND = /(?<!\\)\[([^\][\n]*)\]\(([^()\s]*)\)/g;
  const form = document.querySelector("[data-editor]");
  const source = form && form.querySelector("textarea[name=source]");
  let changed = false;

  const piece = (text, ref) => {
    const made = document.createElement("span");
    made.className = "bound";
    made.contentEditable = "false";
    made.dataset.ref = ref;
    made.textContent = text;
    return made;
  };

  const drawn = (text) => {
    const whole = document.createDocumentFragment();
    let done = 0;
    for (const found of text.matchAll(BOUND)) {
      whole.append(text.slice(done, found.index), piece(found[1], found[2]));
      done = found.index + found[0].length;
    }
    whole.append(text.slice(done));
    return whole;
  };

  const said = (node) => {
    let text = "";
    for (const one of node.childNodes) {
      if (one.nodeType === Node.TEXT_NODE) text += one.data;
      else if (one.nodeName === "BR") text += "\n";
      else if (one.dataset.ref !== undefined) text += `[${one.textContent}](${one.dataset.ref})`;
      else text += (text && !text.endsWith("\n") ? "\n" : "") + said(one);
    }
    return text;
  };

  const surface = () => {
    const made = document.createElement("div");
    made.contentEditable = "plaintext-only";
    if (made.contentEditable !== "plaintext-only") return null;
    made.className = "writing";
    made.tabIndex = 0; // axe-core does not know that it can be written in
    made.role = "textbox";
    made.ariaMultiLine = "true";
    made.lang = "zh-Hans";
    made.setAttribute("aria-labelledby", "source-label");
    made.setAttribute("aria-describedby", "source-hint");
    made.append(drawn(source.value));
    return said(made) === source.value ? made : null; // whatever cannot be drawn and told again is left as it is
  };

  const insert = (writing, link) => {
    const selection = window.getSelection();
    let range = selection.rangeCount ? selection.getRangeAt(0) : null;
    if (!range || !writing.contains(range.commonAncestorContainer)) {
      range = document.createRange();
      range.selectNodeContents(writing);
      range.collapse(false);
    }
    const nodes = drawn(link);
    const last = nodes.lastChild;
    range.deleteContents();
    range.insertNode(nodes);
    range.setStartAfter(last);
    range.collapse(true);
    selection.removeAllRanges();
    selection.addRange(range);
  };

  if (source) {
    let writing = null;
    try { writing = surface(); } catch { /* a browser that has no such surface */ }
    const tell = () => { if (writing) source.value = said(writing); changed = true; };
    if (writing) {
      source.hidden = true;
      source.before(writing);
      document.getElementById("source-hint").textContent = form.dataset.hint;
      for (const one of form.querySelectorAll("input[data-insert]")) {
        const button = document.createElement("button");
        Object.assign(button, { type: "button", value: one.value, textContent: form.dataset.word });
        button.dataset.insert = "";
        one.replaceWith(button);
      }
      writing.addEventListener("input", tell);
    }
    form.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-insert]");
      if (!chosen) return;
      event.preventDefault();
      if (writing) insert(writing, chosen.value);
      else source.setRangeText(chosen.value, source.selectionStart, source.selectionEnd, "end");
      (writing || source).focus();
      tell();
    });
    source.addEventListener("input", tell);
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.ctrlKey) form.querySelector("button[value=save]").click();
    });
  }
}
