/**
 * Buttons that move an item up or down, beside the select boxes that say its place. Moving writes the places; the select boxes stay, and
 * remain all that is needed.
 */

/** @param {HTMLElement} list */
function addMoveButtons(list) {
  const template = list.parentElement?.querySelector("template[data-move-buttons]");
  if (!(template instanceof HTMLTemplateElement) || list.dataset.ordering === "ready") return;
  list.dataset.ordering = "ready";
  const news = document.createElement("p");
  news.className = "visually-hidden";
  news.setAttribute("aria-live", "polite");
  list.after(news);
  for (const item of list.children) {
    const buttons = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    for (const button of buttons.querySelectorAll("button")) {
      button.setAttribute("aria-label", `${button.title}: ${itemText(item)}`);
      button.addEventListener("click", () => moveItem(list, item, button.dataset.move === "up", news));
    }
    item.append(buttons);
  }
}

/**
 * @param {HTMLElement} list
 * @param {Element} item
 * @param {boolean} isUp
 * @param {HTMLElement} news
 */
function moveItem(list, item, isUp, news) {
  const neighbour = isUp ? item.previousElementSibling : item.nextElementSibling;
  // The neighbour is moved, not the item: an element that leaves its place loses the focus on its button.
  if (neighbour && isUp) item.after(neighbour);
  else if (neighbour) item.before(neighbour);
  const places = Array.from(list.querySelectorAll("select"));
  places.forEach((select, index) => {
    select.value = String(index + 1);
  });
  const place = Array.from(list.children).indexOf(item) + 1;
  news.textContent = `${itemText(item)}: ${(list.dataset.textPlace ?? "").replace("[place]", String(place))}`;
  places[0]?.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * @param {Element} item
 * @returns {string}
 */
function itemText(item) {
  return item.querySelector("[data-item-text]")?.textContent?.trim() ?? "";
}

/** @param {ParentNode} root */
function enhanceOrderings(root) {
  for (const list of root.querySelectorAll("[data-ordering]")) {
    if (list instanceof HTMLElement) addMoveButtons(list);
  }
}

export function startOrdering() {
  enhanceOrderings(document);
  document.addEventListener("fragment:shown", (event) => {
    if (event.target instanceof Element) enhanceOrderings(event.target);
  });
}
