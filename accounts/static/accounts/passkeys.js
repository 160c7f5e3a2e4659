/** Says on the page that a passkey did not work; allauth would only write it into the console. */
document.addEventListener("allauth.error", (event) => {
  const note = document.querySelector("[data-passkey-error]");
  if (!(note instanceof HTMLElement)) return;
  event.preventDefault();
  note.hidden = false;
  note.scrollIntoView({ block: "center" });
});
