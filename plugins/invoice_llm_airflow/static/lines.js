// The table of lines: its rows come as they are scrolled to, and it is edited by keyboard as a spreadsheet is.
export class Lines {
  constructor(fields, table) {
    this.fields = fields;
    this.table = table; // one body a line: its cells, and below them what is said about it
    this.removed = [];
    this.more = fields.root.querySelector("[data-more-lines]");
    this.first = this.rows.map((row) => row.dataset.origin);
    table.addEventListener("click", (event) => {
      if (event.target.closest("[data-remove]")) this.remove(event.target.closest("tbody"));
    });
    table.addEventListener("keydown", (event) => this.key(event));
    table.addEventListener("paste", (event) => this.paste(event));
    fields.root.querySelector("[data-add]")?.addEventListener("click", () => this.addAtEnd());
    fields.root.querySelector("[data-restore]")?.addEventListener("click", () => this.bringBack());
    if (!this.more) return;
    this.more.querySelector("button").addEventListener("click", () => this.load());
    this.watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.load(), { rootMargin: "600px" });
    this.watch.observe(this.more);
  }

  get rows() {
    this.known ??= [...this.table.tBodies];
    return this.known;
  }

  indexOf(row) {
    this.numbers ??= new Map(this.rows.map((one, index) => [one, index]));
    return this.numbers.get(row) ?? -1;
  }

  has(input) {
    return this.table.contains(input);
  }

  get left() {
    return Number(this.more?.dataset.left ?? 0);
  }

  get questionsLeft() {
    return Number(this.more?.dataset.questions ?? 0);
  }

  get changed() {
    const now = this.rows;
    if (now.length !== this.first.length || now.some((row, index) => row.dataset.origin !== this.first[index])) return true;
    return [...this.fields.different].some((input) => this.has(input));
  }

  rearranged() {
    this.known = this.numbers = null;
    this.fields.rearranged();
  }

  // Rows that have not come yet stay as they are.
  collect() {
    const shown = this.rows.map((row) => this.line(row));
    const rest = Array.from({ length: this.left }, (_, index) => ({ origin: this.first.length + index, cells: {} }));
    return [...shown, ...rest];
  }

  line(row) {
    const changed = [...row.querySelectorAll("[data-cell]")].filter((input) => this.fields.different.has(input));
    const cells = Object.fromEntries(changed.map((input) => [input.dataset.cell, this.fields.entry(input)]));
    return { origin: row.dataset.origin === "" ? null : Number(row.dataset.origin), cells };
  }

  load() {
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }

  async loadAll() {
    while (this.left && (await this.load()));
  }

  async fetch() {
    if (!this.left) return false;
    const response = await fetch(`${this.table.dataset.address}?first=${this.first.length}`, { headers: { Accept: "text/html" } });
    if (!response.ok) return false;
    const made = document.createElement("template");
    made.innerHTML = `<table>${await response.text()}</table>`;
    const rows = [...made.content.querySelectorAll("tbody")];
    if (!rows.length) return false;
    const at = this.rows.findLast((row) => row.dataset.origin !== "") ?? this.table.tHead;
    at.after(...rows);
    this.first.push(...rows.map((row) => row.dataset.origin));
    this.fields.enter(rows.flatMap((row) => [...row.querySelectorAll("[data-cell]")]));
    const found = rows.reduce((sum, row) => sum + row.querySelectorAll("[data-doubtful]").length, 0);
    this.more.dataset.left = Math.max(this.left - rows.length, 0);
    this.more.dataset.questions = this.left ? Math.max(this.questionsLeft - found, 0) : 0;
    this.more.hidden = !this.left;
    this.more.querySelector("button").textContent = this.more.dataset.many.replace("{}", this.left);
    this.watch.unobserve(this.more); // told again, also where it is in view all the time
    this.watch.observe(this.more);
    this.rearranged();
    return true;
  }

  make() {
    return this.fields.root.querySelector("[data-new-line]").content.firstElementChild.cloneNode(true);
  }

  async addAtEnd() {
    await this.loadAll();
    const made = this.make();
    this.table.append(made);
    this.rearranged();
    made.querySelector("[data-cell]").focus();
    this.fields.past.push({ again: () => this.drop(made) });
    this.fields.onChange();
    return made;
  }

  drop(row) {
    row.remove();
    this.rearranged();
    this.fields.onChange();
  }

  remove(row) {
    const next = row.nextElementSibling?.matches("tbody") ? row.nextElementSibling : row.previousElementSibling;
    this.removed.push({ row, before: row.nextElementSibling });
    this.fields.past.push({ again: () => this.bringBack() });
    this.drop(row);
    (next?.querySelector("[data-cell]") ?? this.fields.root.querySelector("[data-add]")).focus();
    this.showRestore();
  }

  bringBack() {
    const last = this.removed.pop();
    if (!last) return;
    const before = last.before?.parentNode === this.table ? last.before : null;
    this.table.insertBefore(last.row, before);
    this.rearranged();
    for (const input of last.row.querySelectorAll("[data-cell]")) this.fields.mark(input);
    last.row.querySelector("[data-cell]").focus();
    this.showRestore();
    this.fields.onChange();
  }

  showRestore() {
    this.fields.root.querySelector("[data-restore]").hidden = this.removed.length === 0;
  }

  async restore(lines) {
    await this.loadAll();
    const old = new Map(this.rows.map((row) => [row.dataset.origin, row]));
    const rows = lines.map(({ origin }) => old.get(String(origin)) ?? this.make());
    for (const row of this.rows) row.remove();
    this.table.append(...rows);
    this.rearranged();
    lines.forEach(({ cells }, index) => {
      for (const [cell, entry] of Object.entries(cells)) this.fields.take(rows[index].querySelector(`[data-cell="${cell}"]`), entry);
    });
  }

  // Up and down stay in the column; Ctrl+D takes the value from above.
  key(event) {
    const cell = event.target;
    if (!cell.matches("[data-cell]") || cell.readOnly || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.ctrlKey && event.key.toLowerCase() === "d") return this.fillDown(event, cell);
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || event.ctrlKey || (cell.value.includes("\n") && cell.selectionStart !== (by < 0 ? 0 : cell.value.length))) return;
    const other = this.beside(cell, by);
    if (!other) return;
    event.preventDefault();
    other.focus();
    other.select?.();
  }

  beside(cell, by) {
    const row = this.rows[this.indexOf(cell.closest("tbody")) + by];
    return row?.querySelector(`[data-cell="${cell.dataset.cell}"]`) ?? null;
  }

  fillDown(event, cell) {
    event.preventDefault();
    const above = this.beside(cell, -1);
    if (above) this.fields.change(cell, () => (cell.value = above.value));
  }

  // A column, or a block of cells, from a spreadsheet; rows that are missing are added.
  async paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const cell = event.target;
    if (!cell.matches("[data-cell]") || cell.readOnly || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const block = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    const start = this.indexOf(cell.closest("tbody"));
    const names = [...cell.closest("tr").querySelectorAll("[data-cell]")].map((one) => one.dataset.cell);
    const from = names.indexOf(cell.dataset.cell);
    for (const [down, values] of block.entries()) {
      if (start + down >= this.rows.length) await this.addAtEnd();
      for (const [across, value] of values.entries()) {
        const target = names[from + across] && this.rows[start + down].querySelector(`[data-cell="${names[from + across]}"]`);
        if (target) this.fields.change(target, () => (target.value = value.trim()));
      }
    }
    cell.focus();
  }
}
