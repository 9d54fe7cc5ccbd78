// Dialogs: a button names the dialog that it opens; without this file the button is a link to a page of its own.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && dialog.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    const around = closer.closest("dialog, .toast");
    if (!around) return;
    event.preventDefault();
    if (around.tagName === "DIALOG") around.close();
    else around.remove();
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) {
    event.preventDefault();
    window.print();
  }
});
