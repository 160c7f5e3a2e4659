import { FRAGMENT_HEADERS, parseHtml } from "../fragments.js";

/**
 * Buttons of a test that change one part of the page: they send the whole form, as they would without us, and put the part that comes back
 * into its place. Whatever else comes back is left to the browser, which sends the form again and shows it.
 */

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
async function sendInPlace(form, button) {
  const id = button.dataset.inPlace ?? "";
  const part = await fetchPart(form, button, id);
  const place = document.getElementById(id);
  if (part === null || !place) {
    const status = document.querySelector("[data-status]");
    if (status instanceof HTMLElement) {
      status.dataset.state = "unsent";
      status.textContent = status.dataset.textUnsent ?? "";
    }
    return;
  }
  if (part === undefined) {
    delete button.dataset.inPlace;
    button.click();
    return;
  }
  place.replaceWith(part);
  const target = part.querySelector("[data-focus]") ?? part;
  if (target instanceof HTMLElement) target.focus();
  part.dispatchEvent(new CustomEvent("fragment:shown", { bubbles: true }));
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 * @param {string} id
 * @returns {Promise<HTMLElement | null | undefined>} null without a connection, undefined if the answer is another than expected
 */
async function fetchPart(form, button, id) {
  try {
    const body = new FormData(form, button);
    const reply = await fetch(form.action, { method: "POST", body, headers: FRAGMENT_HEADERS, credentials: "same-origin" });
    if (!reply.ok) return undefined;
    return parseHtml(await reply.text()).getElementById(id) ?? undefined;
  } catch {
    return null;
  }
}

export function startInPlace() {
  const form = document.querySelector("form[data-autosave]");
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !(button instanceof HTMLButtonElement) || !button.dataset.inPlace) return;
    event.preventDefault();
    sendInPlace(form, button);
  });
}
