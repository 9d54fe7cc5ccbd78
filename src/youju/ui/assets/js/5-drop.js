// File drop: files are told with their size before anything is sent; what is too large is said at once.
const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

const tellFiles = (drop) => {
  const input = drop.querySelector("input[type=file]");
  let list = drop.querySelector("ul");
  if (!list) {
    list = document.createElement("ul");
    list.setAttribute("role", "status");
    drop.append(list);
  }
  const limit = Number(drop.dataset.bytes || 0);
  list.replaceChildren();
  let large = false;
  for (const file of input.files) {
    const line = document.createElement("li");
    const over = limit > 0 && file.size > limit;
    line.textContent = `${file.name}　${size(file.size)}${over ? `　${drop.dataset.tooLarge}` : ""}`;
    line.classList.toggle("too-large", over);
    large = large || over;
    list.append(line);
  }
  input.setCustomValidity(large ? drop.dataset.tooLarge : "");
};

document.addEventListener("change", (event) => {
  const drop = event.target.closest && event.target.closest(".drop");
  if (drop && event.target.type === "file") tellFiles(drop);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const drop = event.target.closest && event.target.closest(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = drop.querySelector("input[type=file]");
    const held = new DataTransfer();
    for (const file of input.multiple ? [...input.files, ...event.dataTransfer.files] : [event.dataTransfer.files[0]]) held.items.add(file);
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
