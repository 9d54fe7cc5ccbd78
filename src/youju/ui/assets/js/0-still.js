// While a pointer is pressed nothing moves: a button that slides away between down and up misses its click.
// Whoever changes what stands on a page by himself, and not because it was asked for just now, calls `youju.still`.
let pressed = false;
let timer = 0;
const later = [];
const release = () => {
  pressed = false;
  for (const change of later.splice(0)) change();
};
// The click follows its "up" at once under a mouse, a moment later under a finger.
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(release, 50);
};
for (const kind of ["pointerdown", "mousedown"]) {
  document.addEventListener(kind, () => {
    clearTimeout(timer);
    pressed = true;
  }, true);
}
for (const kind of ["pointerup", "pointercancel", "mouseup"]) window.addEventListener(kind, soon, true);
window.addEventListener("blur", soon);

window.youju = {
  still: (change) => {
    if (pressed) later.push(change);
    else change();
  },
};
