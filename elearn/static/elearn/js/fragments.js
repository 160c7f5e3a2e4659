/**
 * Loads the parts of a page that are the reader's own. A place is `<div data-fragment="/ar/me/…">` with a plain link in it; whatever fails,
 * the link stays. Forms inside a fragment are sent in place, unless they carry `data-full`.
 */

const FRAGMENT_HEADERS = { "X-Fragment": "1" };

/**
 * @param {Element} place
 * @param {string} html
 * @param {boolean} takesFocus
 */
function showFragment(place, html, takesFocus) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const root = holder.content.querySelector("[data-fragment-root]");
  if (!root) return;
  place.replaceChildren(root);
  if (takesFocus) {
    const target = place.querySelector("[data-focus]");
    if (target instanceof HTMLElement) target.focus();
  }
  place.dispatchEvent(new CustomEvent("fragment:shown", { bubbles: true }));
}

/** @param {HTMLElement} place */
async function loadFragment(place) {
  try {
    const answer = await fetch(place.dataset.fragment ?? "", { headers: FRAGMENT_HEADERS, credentials: "same-origin" });
    if (answer.ok) showFragment(place, await answer.text(), false);
  } catch {
    // Without a network the link in the place still says where to go.
  }
}

/** @param {SubmitEvent} event */
async function sendFragmentForm(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.hasAttribute("data-full")) return;
  const place = form.closest("[data-fragment]");
  if (!place) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: FRAGMENT_HEADERS, credentials: "same-origin" });
    showFragment(place, await answer.text(), true);
  } catch {
    form.submit();
  }
}

export function startFragments() {
  document.addEventListener("submit", sendFragmentForm);
  for (const place of document.querySelectorAll("[data-fragment]")) {
    if (place instanceof HTMLElement) loadFragment(place);
  }
}
