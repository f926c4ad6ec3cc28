// What the page prints, offered below the field that somebody types into: an arrow key and Enter take it, with its place.
import { bare, valuesOnPages } from "./page_values.js";

const MOST = 6;
const LIST = "on-the-page";

export class Completing {
  // settled() ends when what the other totals make is known.
  constructor(form, fields, paper, settled) {
    this.settled = settled;
    this.form = form;
    this.fields = fields;
    this.paper = paper;
    this.sizes = new Map(paper.sheets.map((sheet) => {
      const picture = sheet.querySelector("img");
      return [Number(sheet.dataset.page), picture.width / picture.height];
    }));
    this.close();
    for (const input of form.querySelectorAll("input[data-path]")) {
      if (!this.helps(input)) continue;
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-expanded", "false");
    }
    form.addEventListener("input", (event) => this.helps(event.target) && this.offer(event.target, event.target.value));
    form.addEventListener("keydown", (event) => this.helps(event.target) && this.key(event), { capture: true });
    form.addEventListener("focusin", ({ target }) => this.helps(target) && !target.value && fields.isOpen(target) && this.offer(target, ""));
    form.addEventListener("focusout", () => this.close());
  }

  helps(input) {
    return input.matches("input[data-path]") && input.dataset.kind !== "currency" && !this.fields.lines.has(input) && !input.readOnly;
  }

  async offer(input, typed) {
    const mine = (this.asked = (this.asked ?? 0) + 1);
    const words = await this.paper.load();
    if (document.activeElement !== input || mine !== this.asked) return;
    this.close();
    this.found = [...this.rest(input, typed), ...valuesOnPages(words, this.sizes, input.dataset.kind, typed, MOST)].slice(0, MOST);
    if (!this.found.length) return;
    this.input = input;
    this.list = document.createElement("ul");
    this.list.id = LIST;
    this.list.className = "on-page";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.form.dataset.onPage);
    this.list.append(...this.found.map((one, index) => this.option(one, index)));
    input.closest(".field").append(this.list);
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-controls", LIST);
  }

  // What the other totals make, where this one alone is missing.
  rest(input, typed) {
    const text = JSON.parse(this.form.dataset.rests)[input.dataset.path];
    return text && bare(text).startsWith(bare(typed)) ? [{ text, says: this.form.dataset.restOf }] : [];
  }

  option({ text, says }, index) {
    const option = document.createElement("li");
    option.id = `${LIST}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = text;
    if (says) option.append(" ", muted(says));
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the field keeps the focus
      this.at = index;
      this.take();
    });
    return option;
  }

  close() {
    this.list?.remove();
    this.input?.setAttribute("aria-expanded", "false");
    this.input?.removeAttribute("aria-controls");
    this.input?.removeAttribute("aria-activedescendant");
    if (this.at >= 0) this.paper.point(null);
    this.list = this.input = null;
    this.found = [];
    this.at = -1;
  }

  async key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const input = event.target;
      const isAsRead = input.value === input.dataset.initial; // then it is another one that is looked for
      if (this.at < 0 && input.dataset.kind === "amount") await this.settled();
      if (this.at < 0) await this.offer(input, isAsRead ? "" : input.value);
      return this.move(step);
    }
    if (event.key === "Escape" && this.list) {
      event.preventDefault();
      event.stopPropagation();
      return this.close();
    }
    if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) this.take(); // and on to the next
  }

  move(step) {
    if (!this.list) return;
    const options = [...this.list.children];
    options[this.at]?.setAttribute("aria-selected", "false");
    this.at = Math.max(Math.min(this.at + step, options.length - 1), -1);
    const option = options[this.at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    const { page, bbox } = this.found[this.at] ?? {};
    this.paper.point(page ? { page, box: bbox } : null);
  }

  take() {
    const { input } = this;
    const { text, page, bbox } = this.found[this.at];
    this.close();
    if (page) this.fields.fill(input, { text, page, bbox });
    else this.fields.change(input, () => (input.value = text));
  }
}

function muted(text) {
  const made = document.createElement("span");
  made.className = "muted small";
  made.textContent = text;
  return made;
}
