import { makeEventId } from "./event-id.js";

/**
 * Saves every answer of a test as it is given. Says «saved» only after the server has; what could not be sent is kept here and sent again
 * with the same name. Without it the form's own buttons do everything.
 */

const TYPING_PAUSE = 800;
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30000;
const LONGEST_WAIT = 20000;

/**
 * @typedef {object} PendingAnswer
 * @property {string} id
 * @property {URLSearchParams} fields
 */

class AttemptSaver {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.status = /** @type {HTMLElement} */ (document.querySelector("[data-status]"));
    /** @type {Map<string, PendingAnswer>} */
    this.pending = new Map();
    this.isSending = false;
    this.retryAfter = FIRST_RETRY;
    this.timer = 0;
    /** @type {HTMLElement | null} the button pressed while something was still unsaved */
    this.pressed = null;
  }

  start() {
    this.form.addEventListener("change", (event) => this.note(event.target, 0));
    this.form.addEventListener("input", (event) => {
      if (isTyped(event.target)) this.note(event.target, TYPING_PAUSE);
    });
    this.form.addEventListener("submit", (event) => this.hold(event));
    window.addEventListener("online", () => this.schedule(0));
    window.addEventListener("beforeunload", (event) => {
      if (!this.pending.size) return;
      event.preventDefault();
      event.returnValue = "";
    });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) this.noteRestored();
    });
  }

  /** A browser may have put back what was typed before a reload: that is not what the server has. */
  noteRestored() {
    for (const control of this.form.querySelectorAll("[data-question] input, [data-question] select, [data-question] textarea")) {
      if (isRestored(control)) this.note(control, 0);
    }
  }

  /**
   * @param {EventTarget | null} control
   * @param {number} delay
   */
  note(control, delay) {
    const question = control instanceof Element ? control.closest("[data-question]") : null;
    if (!(question instanceof HTMLElement)) return;
    const position = question.dataset.question ?? "";
    this.pending.set(position, { id: makeEventId(), fields: answerFields(this.form, `q${position}`) });
    this.retryAfter = FIRST_RETRY;
    this.show("saving");
    this.schedule(delay);
  }

  /** @param {number} delay */
  schedule(delay) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.send(), delay);
  }

  async send() {
    const [next] = this.pending;
    if (this.isSending || !next) return;
    const [position, answer] = next;
    this.isSending = true;
    this.show("saving");
    const [status, code] = await this.post(position, answer);
    this.isSending = false;
    this.settle(position, answer, status, code);
  }

  /**
   * @param {string} position
   * @param {PendingAnswer} answer
   * @returns {Promise<[number, string]>} the status, 0 without a readable reply, and the code of a refusal
   */
  async post(position, answer) {
    const body = new URLSearchParams(answer.fields);
    body.set("event", answer.id);
    body.set("csrfmiddlewaretoken", tokenField(this.form).value);
    const abort = new AbortController();
    const limit = window.setTimeout(() => abort.abort(), LONGEST_WAIT);
    try {
      const url = (this.form.dataset.autosave ?? "").replace(/0\/$/, `${position}/`);
      const reply = await fetch(url, { method: "POST", body, credentials: "same-origin", signal: abort.signal });
      const told = await reply.json().catch(() => ({}));
      return [reply.ok && !told.saved ? 0 : reply.status, told.code ?? ""];
    } catch {
      return [0, ""];
    } finally {
      window.clearTimeout(limit);
    }
  }

  /**
   * @param {string} position
   * @param {PendingAnswer} answer
   * @param {number} status
   * @param {string} code
   */
  settle(position, answer, status, code) {
    const isCurrent = this.pending.get(position) === answer;
    if (status === 200) {
      if (isCurrent) this.pending.delete(position);
      this.proceed();
    } else if (status === 409 && (code === "submitted" || code === "late")) {
      this.pending.clear();
      this.show(code);
      this.linkResult();
    } else if (status === 409 && code === "checked") {
      this.drop(position, "checked");
    } else if (status === 409) {
      answer.id = makeEventId();
      this.schedule(0);
    } else if (status === 400 || status === 404 || status === 413) {
      this.drop(isCurrent ? position : "", "refused");
    } else {
      this.retry(status === 401 || status === 403);
    }
  }

  /**
   * @param {string} position
   * @param {"refused" | "checked"} state
   */
  drop(position, state) {
    this.pending.delete(position);
    this.pressed = null;
    this.show(state);
    if (this.pending.size) this.schedule(0);
  }

  proceed() {
    this.retryAfter = FIRST_RETRY;
    if (this.pending.size) {
      this.schedule(0);
      return;
    }
    this.show("saved");
    const button = this.pressed;
    this.pressed = null;
    if (button) button.click();
  }

  /** @param {boolean} isSignedOut */
  async retry(isSignedOut) {
    this.pressed = null;
    this.show(isSignedOut ? "signedOut" : "retry");
    this.schedule(this.retryAfter);
    this.retryAfter = Math.min(this.retryAfter * 2, LONGEST_RETRY);
    if (isSignedOut) await this.renewToken();
  }

  /** Logging in again gives the form a new token; the page as it stands now holds it. */
  async renewToken() {
    try {
      const reply = await fetch(window.location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const found = page.querySelector(`#${this.form.id} [name=csrfmiddlewaretoken]`);
      if (found instanceof HTMLInputElement) tokenField(this.form).value = found.value;
    } catch {
      // The next try comes anyway.
    }
  }

  /** @param {SubmitEvent} event */
  hold(event) {
    if (!this.pending.size) return;
    event.preventDefault();
    this.pressed = /** @type {HTMLElement | null} */ (event.submitter);
    this.schedule(0);
  }

  /** @param {"saved" | "saving" | "retry" | "signedOut" | "refused" | "submitted" | "late" | "checked"} state */
  show(state) {
    const text = this.status.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    this.status.dataset.state = state;
    // The same words again would be read out again.
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  linkResult() {
    const link = document.createElement("a");
    link.href = this.form.dataset.result ?? "";
    link.textContent = this.status.dataset.textResult ?? "";
    this.status.append(" ", link);
  }
}

/**
 * @param {Element} control
 * @returns {boolean}
 */
function isRestored(control) {
  if (control instanceof HTMLSelectElement) return Array.from(control.options).some((option) => option.selected !== option.defaultSelected && option.value);
  if (isTyped(control)) return control.value !== control.defaultValue;
  return control instanceof HTMLInputElement && control.checked !== control.defaultChecked;
}

/**
 * Whether an answer is written here, letter by letter.
 * @param {EventTarget | null} control
 * @returns {control is HTMLInputElement | HTMLTextAreaElement}
 */
function isTyped(control) {
  return control instanceof HTMLTextAreaElement || (control instanceof HTMLInputElement && control.type === "text");
}

/**
 * What the form would send for one question.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {URLSearchParams}
 */
function answerFields(form, name) {
  const fields = new URLSearchParams();
  for (const [key, value] of new FormData(form)) {
    if ((key === name || key.startsWith(`${name}-`)) && typeof value === "string") fields.append(key, value);
  }
  return fields;
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement}
 */
function tokenField(form) {
  return /** @type {HTMLInputElement} */ (form.querySelector("[name=csrfmiddlewaretoken]"));
}

export function startAutosave() {
  const form = document.querySelector("form[data-autosave]");
  if (form instanceof HTMLFormElement) new AttemptSaver(form).start();
}
