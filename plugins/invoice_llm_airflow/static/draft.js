// What was typed and not sent, kept in this browser: a reload, an ended session or somebody who was first lose nothing.
const OLDEST = 7 * 24 * 3600 * 1000;

export class Draft {
  constructor(root, fields) {
    this.key = `invoice-llm:draft:${root.dataset.address}`;
    this.version = root.dataset.version;
    this.fields = fields;
    this.note = document.querySelector("[data-draft]");
  }

  keep() {
    if (!this.fields.isDirty) return this.drop();
    const kept = { version: this.version, at: Date.now(), form: this.fields.snapshot() };
    return localStorage.setItem(this.key, JSON.stringify(kept));
  }

  drop() {
    localStorage.removeItem(this.key);
  }

  // Put back at once if the document is as it was; else ask, since somebody else has changed it.
  offer(editable) {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!kept) return;
    if (Date.now() - kept.at > OLDEST) return void this.drop();
    const same = kept.version === this.version && editable;
    if (same) this.fields.restore(kept.form);
    const other = `You had typed other values before this document was decided on${editable ? "." : "; take the decision back to put them in."}`;
    const said = same ? "What you typed before is here again." : other;
    this.note.querySelector("span").textContent = said;
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
