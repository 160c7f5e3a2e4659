/** Puts the focus where the page says something new: a result, an error summary. `autofocus` does it without us where it is known. */
export function startFocus() {
  const target = document.querySelector("[data-focus]");
  if (target instanceof HTMLElement && document.activeElement !== target) target.focus();
}
