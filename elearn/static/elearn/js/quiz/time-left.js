/**
 * Says how much time is left, counted from what the server said when the page was made: the clock of the device may be wrong. The hour of
 * the end stands in the page without us.
 */

const WARNINGS = [60, 300];

class TimeLeft {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.endsAt = Date.now() + Number(section.dataset.seconds) * 1000;
    this.warned = 0;
    const language = document.documentElement.lang;
    this.minutes = new Intl.NumberFormat(`${language}-u-nu-latn`, { style: "unit", unit: "minute", unitDisplay: "long" });
  }

  tell() {
    const seconds = Math.max(0, Math.round((this.endsAt - Date.now()) / 1000));
    const text = this.minutes.format(Math.ceil(seconds / 60));
    const left = document.querySelector("[data-time-left]");
    const words = left?.querySelector("bdi");
    if (left instanceof HTMLElement && words) {
      left.hidden = false;
      if (words.textContent !== text) words.textContent = text;
    }
    const warning = seconds ? WARNINGS.find((limit) => seconds <= limit) : -1;
    if (warning && warning !== this.warned) this.warn(warning, text);
  }

  /**
   * Once for each stage: a countdown that is read out would be all that is heard.
   * @param {number} warning
   * @param {string} text
   */
  warn(warning, text) {
    this.warned = warning;
    const news = this.section.querySelector("[data-time-news]");
    if (!news) return;
    news.textContent = warning < 0 ? (this.section.dataset.textOver ?? "") : `${this.section.dataset.textSoon} ${text}`;
    if (warning > 0) return;
    this.section.classList.add("attempt-time--over");
    const link = document.createElement("a");
    link.href = this.section.closest("form")?.dataset.result ?? "";
    link.textContent = this.section.dataset.textResult ?? "";
    news.append(" ", link);
  }
}

export function startTimeLeft() {
  /** @type {TimeLeft | undefined} */
  let current;
  const tick = () => {
    const section = document.querySelector("[data-time]");
    if (!(section instanceof HTMLElement)) return;
    if (current?.section !== section) current = new TimeLeft(section);
    current.tell();
  };
  if (!document.querySelector("[data-time]")) return;
  tick();
  window.setInterval(tick, 1000);
}
