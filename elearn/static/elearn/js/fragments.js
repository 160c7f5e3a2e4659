/**
 * Loads the parts of a page that are the reader's own. A place is `<div data-fragment="/ar/me/…">` with a plain link in it; whatever fails,
 * the link stays. A place that the server has filled already is not loaded. Forms inside a fragment are sent in place, unless they carry `data-full`.
 */

export const FRAGMENT_HEADERS = { "X-Fragment": "1" };

/**
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function parseHtml(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

/**
 * @param {Element} place
 * @param {Element | null} root
 * @param {boolean} takesFocus
 */
function showFragment(place, root, takesFocus) {
  if (!root) return;
  place.replaceChildren(root);
  if (takesFocus) {
    const target = place.querySelector("[data-focus]");
    if (target instanceof HTMLElement) target.focus();
  }
  place.dispatchEvent(new CustomEvent("fragment:shown", { bubbles: true }));
}

/**
 * Places that name the same `data-batch` share one answer, in which each finds the root that bears its own address.
 * @param {string} address
 * @param {HTMLElement[]} places
 */
async function loadFragments(address, places) {
  try {
    const answer = await fetch(address, { headers: FRAGMENT_HEADERS, credentials: "same-origin" });
    if (!answer.ok) return;
    const content = parseHtml(await answer.text());
    for (const place of places) {
      const own = place.dataset.batch ? `[data-fragment-root="${place.dataset.fragment}"]` : "[data-fragment-root]";
      showFragment(place, content.querySelector(own), false);
    }
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
    showFragment(place, parseHtml(await answer.text()).querySelector("[data-fragment-root]"), true);
  } catch {
    form.submit();
  }
}

export function startFragments() {
  document.addEventListener("submit", sendFragmentForm);
  /** @type {Map<string, HTMLElement[]>} */
  const batches = new Map();
  for (const place of document.querySelectorAll("[data-fragment]")) {
    if (!(place instanceof HTMLElement) || place.querySelector("[data-fragment-root]")) continue;
    const address = place.dataset.batch ?? place.dataset.fragment ?? "";
    batches.set(address, [...(batches.get(address) ?? []), place]);
  }
  for (const [address, places] of batches) loadFragments(address, places);
}
