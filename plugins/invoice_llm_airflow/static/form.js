// The fields: what was changed in them, where each value stands on the page, and what the server says about it.
import { Answers } from "./answers.js";

export class Fields {
  constructor(root, onChange) {
    this.root = root;
    this.onChange = onChange;
    this.picks = new WeakMap(); // input -> {page, bbox, quote, raw}
    this.table = root.querySelector("[data-lines]"); // one body a line: its cells, and below them what is said about it
    this.removed = [];
    this.answers = new Answers(this);
    this.initialRows = this.rows.map((row) => row.dataset.origin).join();
    for (const input of this.inputs) input.dataset.initial = sent(input);
    root.addEventListener("input", (event) => event.target.matches("[data-path], [data-cell]") && this.typed(event.target));
    root.addEventListener("change", (event) => event.target.matches("select[data-path]") && this.typed(event.target));
    root.querySelector("[data-add]")?.addEventListener("click", () => this.addLine());
    root.querySelector("[data-restore]")?.addEventListener("click", () => this.restoreLine());
    this.table.addEventListener("click", (event) => {
      if (event.target.closest("[data-remove]")) this.removeLine(event.target.closest("tbody"));
    });
    const early = this.inputs.filter((input) => this.isChanged(input));
    if (early.length) queueMicrotask(() => early.forEach((input) => this.typed(input)));
  }

  get rows() {
    return [...this.table.tBodies];
  }

  get inputs() {
    return [...this.root.querySelectorAll("input[data-path], select[data-path], [data-lines] [data-cell]")];
  }

  get doubtful() {
    return this.inputs.filter((input) => this.isOpen(input) || input.classList.contains("invalid"));
  }

  isChanged(input) {
    return input.value !== (input.dataset.initial ?? "") || this.picks.has(input) || "confirmed" in input.dataset;
  }

  // A value that a person gave, or said is right, is no question any more.
  isOpen(input) {
    if ("byCheck" in input.dataset) return !("cleared" in input.dataset);
    return "doubtful" in input.dataset && !this.isChanged(input);
  }

  typed(input) {
    delete input.dataset.followed;
    const pick = this.picks.get(input);
    if (pick && input.value !== pick.shown) this.picks.delete(input);
    this.mark(input);
    this.onChange();
  }

  mark(input) {
    const owner = input.closest("td") ?? input.closest(".field");
    owner?.classList.toggle("changed", this.isChanged(input));
    const own = [...(owner?.querySelectorAll("[data-doubtful]") ?? [])];
    if (own.length) owner.classList.toggle("doubtful", own.some((one) => this.isOpen(one)));
    this.count();
  }

  // Words from the page; they are read in the document's notation until the server has said what they are.
  fill(input, { text, page, bbox }) {
    input.value = text;
    this.picks.set(input, { page, bbox, quote: text, shown: text, raw: true });
    this.mark(input);
    this.onChange();
  }

  // The value stays, with its place, and is now a person's.
  confirm(input) {
    input.dataset.confirmed = "";
    this.typed(input);
  }

  count() {
    const pill = this.root.querySelector("[data-questions]");
    if (!pill) return;
    const open = this.inputs.filter((input) => this.isOpen(input)).length;
    pill.textContent = open === 0 ? "all answered" : open === 1 ? "1 question" : `${open} questions`;
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
    const ofTheirOwn = this.inputs.filter((input) => !this.table.contains(input) && !("followed" in input.dataset));
    const single = ofTheirOwn.filter((input) => this.isChanged(input));
    const fields = Object.fromEntries(single.map((input) => [input.dataset.path, this.entry(input)]));
    return { fields, lines: this.linesChanged ? this.rows.map((row) => this.line(row)) : null };
  }

  line(row) {
    const changed = [...row.querySelectorAll("[data-cell]")].filter((input) => this.isChanged(input));
    const cells = Object.fromEntries(changed.map((input) => [input.dataset.cell, this.entry(input)]));
    return { origin: row.dataset.origin === "" ? null : Number(row.dataset.origin), cells };
  }

  get linesChanged() {
    if (this.rows.map((row) => row.dataset.origin).join() !== this.initialRows) return true;
    return [...this.table.querySelectorAll("[data-cell]")].some((input) => this.isChanged(input));
  }

  get isDirty() {
    return this.linesChanged || this.inputs.some((input) => this.isChanged(input));
  }

  addLine() {
    const made = this.root.querySelector("[data-new-line]").content.firstElementChild.cloneNode(true);
    this.table.append(made);
    made.querySelector("[data-cell]").focus();
    this.onChange();
    return made;
  }

  removeLine(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.removed.push({ row, before: row.nextElementSibling });
    row.remove();
    (next?.querySelector("[data-cell]") ?? this.root.querySelector("[data-add]")).focus();
    this.showRestore();
    this.onChange();
  }

  restoreLine() {
    const last = this.removed.pop();
    if (!last) return;
    const before = last.before?.parentNode === this.table ? last.before : null;
    this.table.insertBefore(last.row, before);
    last.row.querySelector("[data-cell]").focus();
    this.showRestore();
    this.onChange();
  }

  showRestore() {
    this.root.querySelector("[data-restore]").hidden = this.removed.length === 0;
  }

  // Paths of the table count its rows as they are now.
  find(path) {
    const line = path.match(/^lines\[(\d+)\]\.(\w+)$/);
    if (line) return this.rows[Number(line[1])]?.querySelector(`[data-cell="${line[2]}"]`) ?? null;
    return this.inputs.find((input) => input.dataset.path === path && !this.table.contains(input)) ?? null;
  }

  pathOf(input) {
    const row = input.closest("[data-lines] tbody");
    return row ? `lines[${this.rows.indexOf(row)}].${input.dataset.cell}` : input.dataset.path;
  }

  // Where the values stand; what was typed stands nowhere.
  places() {
    const all = this.inputs.map((input) => {
      const pick = this.picks.get(input);
      if (pick) return { path: this.pathOf(input), page: pick.page, box: pick.bbox, weak: false };
      if (!input.dataset.box || input.value !== input.dataset.initial) return null;
      const box = input.dataset.box.split(" ").map(Number);
      return { path: this.pathOf(input), page: Number(input.dataset.page), box, weak: this.isOpen(input) };
    });
    return all.filter(Boolean);
  }

  told(problems, shown, wrong, followed) {
    this.answers.told(problems, shown, wrong, followed);
  }

  // For a draft: everything that is different, and enough to put it back.
  snapshot() {
    return this.collect();
  }

  restore({ fields, lines }) {
    for (const [path, entry] of Object.entries(fields)) this.put(this.find(path), entry);
    if (lines) this.restoreLines(lines);
    this.onChange();
  }

  restoreLines(lines) {
    const old = new Map(this.rows.map((row) => [row.dataset.origin, row]));
    const rows = lines.map(({ origin }) => old.get(String(origin)) ?? this.addLine());
    for (const row of this.rows) row.remove();
    this.table.append(...rows);
    lines.forEach(({ cells }, index) => {
      for (const [cell, entry] of Object.entries(cells)) this.put(rows[index].querySelector(`[data-cell="${cell}"]`), entry);
    });
  }

  put(input, entry) {
    if (!input) return;
    input.value = entry.text;
    if (entry.page) this.picks.set(input, { ...entry, shown: entry.text, raw: Boolean(entry.picked) });
    this.mark(input);
  }
}

// What the server said, also where somebody has typed before this script was there.
function sent(input) {
  if (!input.options) return input.defaultValue;
  return ([...input.options].find((option) => option.defaultSelected) ?? input.options[0]).value;
}
