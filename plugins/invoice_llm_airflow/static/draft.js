// What was typed and not sent, kept in this browser: a reload, an ended session or somebody who was first lose nothing.
const OLDEST = 7 * 24 * 3600 * 1000;

export class Draft {
  constructor(root, fields) {
    this.key = `invoice-llm:draft:${root.dataset.address}`;
    this.version = root.dataset.version;
    this.fields = fields;
    this.note = document.querySelector("[data-draft]");
    addEventListener("pagehide", () => this.flush());
  }

  // At the next pause: a key is answered before anything is kept.
  keep() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.flush(), 200);
    this.pending = true;
  }

  flush() {
    clearTimeout(this.waiting);
    if (!this.pending) return;
    this.pending = false;
    if (this.fields.isDirty) this.write({ version: this.version, form: this.fields.collect() });
    else this.drop();
  }

  write(kept) {
    localStorage.setItem(this.key, JSON.stringify({ ...kept, at: Date.now() }));
  }

  drop() {
    clearTimeout(this.waiting);
    this.pending = false;
    localStorage.removeItem(this.key);
  }

  // What was decided with stays for the case that the decision is taken back.
  park(form, version) {
    this.pending = false;
    clearTimeout(this.waiting);
    if (form && (Object.keys(form.fields).length || form.lines)) this.write({ version: String(version + 1), form, parked: true });
    else this.drop();
  }

  // Put back at once if the document is as it was; else ask, since somebody else has changed it.
  async offer(editable) {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!kept) return;
    if (Date.now() - kept.at > OLDEST) return void this.drop();
    if (kept.parked && Number(kept.version) > Number(this.version)) return; // the decision holds
    const same = kept.version === this.version && editable;
    if (same) await this.fields.restore(kept.form);
    const { same: again, other, later } = this.note.dataset;
    this.note.querySelector("span").textContent = same ? again : editable ? other : later;
    this.note.querySelector("[data-draft-use]").hidden = same || !editable;
    this.note.querySelector("[data-draft-use]").onclick = () => {
      this.fields.restore(kept.form);
      this.note.hidden = true;
    };
    this.note.querySelector("[data-draft-drop]").onclick = () => {
      this.drop();
      if (same) location.reload();
      this.note.hidden = true;
    };
    this.note.hidden = false;
  }
}
