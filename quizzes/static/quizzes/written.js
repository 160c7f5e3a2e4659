/**
 * The panel beside accepted answers: says, while an editor writes, what would match and what would not. The server judges; nothing is saved.
 * A telepath definition, so that it stands wherever the block does: in the bank, in the window of a lesson, inside another block.
 */
(() => {
  const FIELDS = ["accepted", "text", "refused", "strictness"];
  const PAUSE = 400;
  let panels = 0;

  /** @param {string} tag @param {string} className @param {string} [text] */
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  class WrittenPanel {
    /** @param {HTMLElement} container @param {() => Record<string, unknown>} read @param {Record<string, string>} texts */
    constructor(container, read, texts) {
      this.read = read;
      this.texts = texts;
      this.sent = "";
      const id = `written-${(panels += 1)}`;
      this.element = make("section", "written");
      this.element.setAttribute("aria-labelledby", `${id}-title`);
      const title = make("h3", "written__title", texts.title);
      title.id = `${id}-title`;
      const label = /** @type {HTMLLabelElement} */ (make("label", "w-field__label", texts.tryLabel));
      this.tried = /** @type {HTMLInputElement} */ (make("input", "written__try"));
      Object.assign(this.tried, { type: "text", id: `${id}-try`, dir: "auto", autocomplete: "off", maxLength: 500 });
      label.htmlFor = this.tried.id;
      this.verdict = make("div", "written__tried");
      this.verdict.setAttribute("role", "status");
      this.found = make("div", "written__found", texts.hint);
      this.element.append(title, label, this.tried, this.verdict, this.found);
      // Below the fields it speaks of, above what explains the answer.
      container.insertBefore(this.element, container.querySelector(":scope > [data-contentpath=explanation]"));
      // Without a name it is no field of the form; Enter must not send the form either.
      this.tried.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
      for (const name of ["input", "change"]) container.addEventListener(name, () => this.plan());
      this.plan();
    }

    plan() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.update(), PAUSE);
    }

    body() {
      const value = this.read();
      const body = new URLSearchParams({ kind: this.texts.kind, given: this.tried.value, page: window.location.pathname });
      for (const name of FIELDS) if (name in value) body.set(name, String(value[name] ?? ""));
      if (value.accepts_slips) body.set("accepts_slips", "on");
      return body;
    }

    async update() {
      if (!this.element.isConnected) return;
      const body = this.body();
      if (String(body) === this.sent) return;
      this.sent = String(body);
      this.request?.abort();
      this.request = new AbortController();
      const { CSRF_HEADER_NAME, CSRF_TOKEN } = window.wagtailConfig;
      const headers = { [CSRF_HEADER_NAME]: CSRF_TOKEN, "X-Requested-With": "XMLHttpRequest" };
      try {
        const answer = await fetch(this.texts.url, { method: "POST", body, headers, signal: this.request.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        const { tried, found } = await answer.json();
        if (this.verdict.innerHTML !== tried) this.verdict.innerHTML = tried;
        this.found.innerHTML = found;
        if (!this.found.childElementCount) this.found.textContent = this.texts.hint;
      } catch (error) {
        if (/** @type {Error} */ (error).name === "AbortError") return;
        this.sent = "";
        this.verdict.textContent = this.texts.failed;
      }
    }
  }

  class WrittenBlock extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(...place) {
      const block = super.render(...place);
      new WrittenPanel(block.container[0], () => block.getValue(), this.meta.written);
      return block;
    }
  }

  window.telepath.register("quizzes.written.WrittenBlock", WrittenBlock);
})();
