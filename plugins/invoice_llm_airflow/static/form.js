// The fields: what was changed in them and how it is taken back, and where each value stands on the page.
import { Answers } from "./answers.js";
import { Lines } from "./lines.js";

const FIELDS = "input[data-path], select[data-path], [data-lines] [data-cell]";

export class Fields {
  constructor(root, onChange) {
    this.root = root;
    this.onChange = onChange;
    this.picks = new WeakMap(); // input -> {page, bbox, quote, raw}
    this.open = new Set(); // doubtful and not answered yet
    this.different = new Set(); // changed by the person
    this.past = []; // {input, state} before each change, the latest last
    this.lines = new Lines(this, root.querySelector("[data-lines]"));
    this.answers = new Answers(this);
    this.single = new Map([...root.querySelectorAll("[data-path]")].filter((one) => !this.lines.has(one)).map((one) => [one.dataset.path, one]));
    this.enter(this.inputs);
    root.addEventListener("focusin", (event) => event.target.matches(FIELDS) && this.arrive(event.target));
    root.addEventListener("input", (event) => event.target.matches(FIELDS) && this.typed(event.target));
    root.addEventListener("change", (event) => event.target.matches("select[data-path]") && this.typed(event.target));
    root.addEventListener("click", (event) => {
      const owner = event.target.closest("[data-revert]")?.closest(".field");
      if (owner) for (const input of owner.querySelectorAll(FIELDS)) this.revert(input);
    });
    const early = this.inputs.filter((input) => this.isChanged(input));
    if (early.length) queueMicrotask(() => early.forEach((input) => this.typed(input)));
  }

  get inputs() {
    this.known ??= [...this.root.querySelectorAll(FIELDS)];
    return this.known;
  }

  // Called where lines came, went or moved.
  rearranged() {
    this.known = null;
    for (const set of [this.open, this.different]) for (const one of set) if (!one.isConnected) set.delete(one);
    this.moved?.();
    this.count();
  }

  // Fields that have just come into the page.
  enter(inputs) {
    for (const input of inputs) {
      input.dataset.initial = sent(input);
      if (this.isOpen(input)) this.open.add(input);
    }
  }

  get doubtful() {
    return this.inputs.filter((input) => this.open.has(input) || input.classList.contains("invalid"));
  }

  isChanged(input) {
    return input.value !== (input.dataset.initial ?? "") || this.picks.has(input) || "confirmed" in input.dataset;
  }

  // A value that a person gave, said is right or gave a reason for is no question any more.
  isOpen(input) {
    if (input.dataset.reason) return false;
    if ("byCheck" in input.dataset) return !("cleared" in input.dataset);
    return "doubtful" in input.dataset && !this.isChanged(input);
  }

  state(input) {
    return { value: input.value, pick: this.picks.get(input), confirmed: "confirmed" in input.dataset };
  }

  arrive(input) {
    this.typing = null;
    this.atFocus = { input, state: this.state(input) };
  }

  typed(input) {
    if (this.typing !== input && this.atFocus?.input === input) this.past.push({ ...this.atFocus });
    this.typing = input;
    delete input.dataset.followed;
    const pick = this.picks.get(input);
    if (pick && input.value !== pick.shown) this.picks.delete(input);
    this.changed(input);
  }

  changed(input) {
    this.mark(input);
    this.onChange(input);
  }

  // A change that can be taken back as one.
  change(input, make) {
    this.past.push({ input, state: this.state(input) });
    this.typing = null;
    make();
    this.changed(input);
  }

  put(input, { value, pick, confirmed }) {
    input.value = value;
    if (pick) this.picks.set(input, pick);
    else this.picks.delete(input);
    if (confirmed) input.dataset.confirmed = "";
    else delete input.dataset.confirmed;
    delete input.dataset.followed;
    this.changed(input);
  }

  undo() {
    const last = this.past.pop();
    if (!last) return false;
    if (last.again) last.again();
    else {
      this.put(last.input, last.state);
      last.input.focus();
    }
    return true;
  }

  // What was typed or clicked into the field since it got the focus; false where there is nothing to take back.
  escape(input) {
    const was = this.atFocus?.input === input ? this.atFocus.state : null;
    const now = this.state(input);
    if (!was || (was.value === now.value && was.pick === now.pick && was.confirmed === now.confirmed)) return false;
    while (this.past.at(-1)?.input === input) this.past.pop();
    this.put(input, was);
    this.typing = null;
    return true;
  }

  // As it was read.
  revert(input) {
    if (!this.isChanged(input)) return;
    this.past.push({ input, state: this.state(input) });
    this.put(input, { value: input.dataset.initial, pick: null, confirmed: false });
  }

  mark(input) {
    const owner = input.closest("td") ?? input.closest(".field");
    for (const [set, is] of [[this.different, this.isChanged(input)], [this.open, this.isOpen(input)]]) {
      if (is) set.add(input);
      else set.delete(input);
    }
    const own = [...(owner?.querySelectorAll("[data-path], [data-cell]") ?? [])];
    owner?.classList.toggle("changed", own.some((one) => this.different.has(one)));
    if (own.some((one) => "doubtful" in one.dataset)) owner.classList.toggle("doubtful", own.some((one) => this.open.has(one)));
    this.count();
  }

  // Words from the page; they are read in the document's notation until the server has said what they are.
  fill(input, { text, page, bbox }) {
    this.change(input, () => {
      input.value = text;
      this.picks.set(input, { page, bbox, quote: text, shown: text, raw: true });
    });
  }

  // The value stays, with its place, and is now a person's.
  confirm(input) {
    this.change(input, () => {
      input.dataset.confirmed = "";
    });
  }

  // Why a value is accepted as it stands, in spite of a check; given again, it is taken back.
  reason(input, button) {
    const isNew = input.dataset.reason !== button.dataset.reason;
    for (const one of button.parentElement.querySelectorAll("[data-reason]")) one.setAttribute("aria-pressed", String(isNew && one === button));
    if (isNew) input.dataset.reason = button.dataset.reason;
    else delete input.dataset.reason;
    this.mark(input);
  }

  count() {
    const pill = this.root.querySelector("[data-questions-open]");
    if (!pill) return;
    const { one, many, none, besides } = pill.dataset;
    const open = this.open.size + this.lines.questionsLeft + Number(besides);
    pill.textContent = open === 0 ? none : open === 1 ? one : many.replace("{}", open);
    pill.className = open ? "pill warn" : "pill good";
  }

  entry(input) {
    const pick = this.picks.get(input);
    if (!pick) {
      const { confirmed, box, page, quote, initial } = input.dataset;
      const place = confirmed !== undefined && box && input.value === initial;
      const where = place ? { page: Number(page), bbox: box.split(" ").map(Number), quote: quote ?? null } : {};
      return { text: input.value, ...where };
    }
    return { text: input.value, picked: pick.raw, page: pick.page, bbox: pick.bbox, quote: pick.quote };
  }

  // What the server takes: single fields by path, and the whole table if anything in it is different.
  collect() {
    const single = [...this.different].filter((input) => !this.lines.has(input) && !("followed" in input.dataset));
    const fields = Object.fromEntries(single.map((input) => [input.dataset.path, this.entry(input)]));
    return { fields, lines: this.lines.changed ? this.lines.collect() : null };
  }

  get isDirty() {
    return this.lines.changed || this.different.size > 0;
  }

  // Paths of the table count its rows as they are now.
  find(path) {
    const line = path.match(/^lines\[(\d+)\]\.(\w+)$/);
    if (line) return this.lines.rows[Number(line[1])]?.querySelector(`[data-cell="${line[2]}"]`) ?? null;
    return this.single.get(path) ?? null;
  }

  pathOf(input) {
    const row = input.closest("[data-lines] tbody");
    return row ? `lines[${this.lines.indexOf(row)}].${input.dataset.cell}` : input.dataset.path;
  }

  // Where a value stands; what was typed stands nowhere.
  place(input) {
    const pick = this.picks.get(input);
    if (pick) return pick.bbox ? { path: this.pathOf(input), page: pick.page, box: pick.bbox, weak: false } : null;
    if (!input.dataset.box || input.value !== input.dataset.initial) return null;
    const box = input.dataset.box.split(" ").map(Number);
    return { path: this.pathOf(input), page: Number(input.dataset.page), box, weak: this.open.has(input) };
  }

  places() {
    return this.inputs.map((input) => this.place(input)).filter(Boolean);
  }

  async restore({ fields, lines }) {
    for (const [path, entry] of Object.entries(fields)) this.take(this.find(path), entry);
    if (lines) await this.lines.restore(lines);
    this.onChange();
  }

  // An entry of a draft.
  take(input, entry) {
    if (!input) return;
    input.value = entry.text;
    if (entry.page && entry.text !== input.dataset.initial) this.picks.set(input, { ...entry, shown: entry.text, raw: Boolean(entry.picked) });
    if (entry.text === input.dataset.initial) input.dataset.confirmed = "";
    this.mark(input);
  }
}

// What the server said, also where somebody has typed before this script was there.
function sent(input) {
  if (!input.options) return input.defaultValue;
  return ([...input.options].find((option) => option.defaultSelected) ?? input.options[0]).value;
}
