// Decisions: one request each, with the dialogs for what may stand in the way, and the toast that takes it back.
import { isTyping, post, showDialog, t } from "./shell.js";
import { hand, Toast } from "./toast.js";

const OWN_REASONS = "invoice-llm:reasons";
const MOST_OWN = 4;
const ASKED = {
  reject: [t("Reject this invoice?"), t("Reject")],
  not_an_invoice: [t("This is not an invoice?"), t("Not an invoice")],
};

export class Deciding {
  // settled() ends when what was typed last is understood; visit(input) leads to a question.
  constructor(root, fields, draft, { settled, visit }) {
    this.root = root;
    this.settled = settled;
    this.visit = visit;
    this.fields = fields;
    this.draft = draft;
    this.began = Date.now();
    this.busy = false;
    this.message = document.querySelector("[data-message]");
    const query = root.dataset.query;
    this.address = root.dataset.address;
    this.decisionAddress = `${this.address}/decision${query ? `?${query}` : ""}`;
    this.wireDespite();
    this.wireConflict();
    this.wireDuplicate();
    this.toast = new Toast({ onConflict: (body) => this.conflict(body), tell: (text) => this.tell(text) });
  }

  get seconds() {
    return Math.min((Date.now() - this.began) / 1000, 86400);
  }

  // Buttons and keys end here.
  act(action) {
    if (!document.querySelector(`[data-action="${action}"]`) || this.busy) return;
    if (action === "duplicate") return this.openDuplicate();
    if (action in ASKED) return this.confirm(action);
    if (action === "as_printed") return this.accept({ asPrinted: true });
    return action === "accept" ? this.accept() : this.send({ action });
  }

  // What was just typed is checked first; a conflict that nobody has answered, and what is said of the whole document,
  // is asked about once. As it is printed:
  // every question is answered by what the form holds, and that is the reason where a check stops it.
  async accept({ asPrinted = false } = {}) {
    this.busy = true;
    await this.settled();
    this.busy = false;
    const wrong = this.root.querySelector(".invalid");
    if (wrong) {
      this.visit(wrong);
      return this.tell(this.fields.answers.choicesOf(wrong).length ? this.root.dataset.twoWays : this.root.dataset.notUnderstood);
    }
    const open = this.fields.doubtful.filter((input) => "conflict" in input.dataset && !("answered" in input.dataset));
    const asksAnyway = this.root.querySelector("[data-checks] .bad"); // then the reason is asked for
    if (open.length && !asPrinted && !asksAnyway && this.askedFor !== this.past) {
      this.askedFor = this.past;
      open[0].closest("details")?.setAttribute("open", "");
      (this.root.querySelector(`[data-for="${open[0].dataset.path}"]`) ?? open[0]).focus();
      return this.tell(this.root.dataset.conflictOpen);
    }
    if (this.root.querySelector("[data-concern]") && !asPrinted && !asksAnyway && !this.concerned) {
      this.concerned = true;
      return this.tell(this.root.dataset.concernOpen);
    }
    return this.send({ action: "accept" }, asPrinted);
  }

  // Grows with each change, so that the question is asked again after one.
  get past() {
    return this.fields.past.length;
  }

  async send(more, asPrinted = false) {
    this.busy = true;
    this.tell("");
    const withForm = ["accept", "save"].includes(more.action);
    const form = withForm ? this.fields.collect() : undefined;
    const body = { version: Number(this.root.dataset.version), seconds: this.seconds, ...(form && { form }), ...more };
    const { status, body: answer } = await post(this.decisionAddress, body);
    this.busy = false;
    if (status === 200) {
      if (more.action !== "undo") this.draft.park(this.fields.isDirty ? this.fields.collect() : null, answer.version); // taken back, it is there again
      return this.goOn(answer);
    }
    if (answer.kind === "conflict") return this.conflict(answer);
    if (answer.kind === "checks" || answer.kind === "accepted") return this.inSpiteOf(answer, more, asPrinted);
    if (answer.problems) this.fields.answers.told({ problems: answer.problems });
    this.root.querySelector(".invalid")?.focus();
    return this.tell(answer.message || t("It was not taken. Try again."));
  }

  // The reasons that were given at the fields are the note; the page answers what else stops it, where it is right as
  // printed. Where one is missing, it is asked for.
  inSpiteOf(answer, more, asPrinted) {
    const given = answer.asks.map((path) => this.fields.find(path)?.dataset.reason);
    const why = [...new Set(given.filter(Boolean)), ...(answer.besides && asPrinted ? [this.root.dataset.asPrinted] : [])];
    if (given.every(Boolean) && why.length && (asPrinted || !answer.besides)) return this.send(because(answer, why));
    return this.despite(answer, given.filter(Boolean));
  }

  // It is that document again.
  copies(original) {
    return this.send({ action: "duplicate", original });
  }

  goOn(answer) {
    hand(answer);
    location.assign(answer.next);
  }

  tell(text) {
    this.message.textContent = text;
    this.message.hidden = !text;
  }

  confirm(action) {
    const dialog = document.getElementById("confirm");
    const [title, name] = ASKED[action];
    dialog.querySelector("h2").textContent = title;
    const button = dialog.querySelector("[data-confirm]");
    button.textContent = name;
    button.onclick = () => {
      dialog.close();
      this.send({ action, note: dialog.querySelector("[data-note]").value || null });
    };
    showDialog("confirm");
    button.focus(); // Enter decides, Esc goes back
  }

  despite(answer, given) {
    const { sentences, href, original } = answer;
    const dialog = showDialog("despite");
    this.because = (note) => this.send(because(answer, [...given, note]));
    dialog.querySelector("[data-sentences]").replaceChildren(...sentences.map((text) => item(text)));
    dialog.querySelector("[data-link]").hidden = !href;
    if (href) dialog.querySelector("[data-link] a").href = href;
    const buttons = this.reasons(dialog, original);
    dialog.querySelector("[data-reasons]").replaceChildren(...buttons);
    buttons[0].focus();
    dialog.onkeydown = (event) => {
      const button = isTyping(event.target) ? null : buttons[Number(event.key) - 1];
      if (!button) return;
      event.preventDefault();
      button.click();
    };
  }

  // That it is a copy, where it may be one; the ready ones, and what this person wrote before.
  reasons(dialog, original) {
    const own = JSON.parse(localStorage.getItem(OWN_REASONS) ?? "[]");
    const { ready, copy } = dialog.querySelector("[data-reasons]").dataset;
    const because = [...JSON.parse(ready), ...own].map((text) => [text, () => this.because(text)]);
    const isCopy = original ? [[copy, () => this.copies(original)]] : [];
    return [...isCopy, ...because].slice(0, 9).map(([text, act], index) => {
      const button = this.fields.answers.button(index + 1, ` ${text}`);
      button.addEventListener("click", () => {
        dialog.close();
        act();
      });
      return button;
    });
  }

  remember(note, ready) {
    const own = JSON.parse(localStorage.getItem(OWN_REASONS) ?? "[]").filter((one) => one !== note);
    if (!ready.includes(note)) localStorage.setItem(OWN_REASONS, JSON.stringify([note, ...own].slice(0, MOST_OWN)));
  }

  wireDespite() {
    const dialog = document.getElementById("despite");
    dialog.querySelector("[data-confirm]").addEventListener("click", () => {
      const note = dialog.querySelector("[data-note]");
      if (!note.value.trim()) return note.focus();
      dialog.close();
      this.remember(note.value.trim(), JSON.parse(dialog.querySelector("[data-reasons]").dataset.ready));
      return this.because(note.value.trim());
    });
  }

  conflict({ message }) {
    this.draft.keep();
    showDialog("conflict").querySelector("[data-text]").textContent = message;
  }

  wireConflict() {
    document.querySelector("#conflict [data-look]").addEventListener("click", () => location.reload());
  }

  wireDuplicate() {
    let waiting = 0;
    document.getElementById("duplicate").addEventListener("keydown", (event) => this.walkOriginals(event));
    document.querySelector("[data-find]").addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.listOriginals(event.target.value), 250);
    });
  }

  // The arrows go from the search to the documents and among them.
  walkOriginals(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [document.querySelector("[data-find]"), ...document.querySelectorAll("[data-originals] button")];
    stops[Math.max(stops.indexOf(document.activeElement) + step, 0)]?.focus();
  }

  async openDuplicate() {
    showDialog("duplicate").querySelector("[data-find]").focus();
    await this.listOriginals("");
  }

  async listOriginals(text) {
    const response = await fetch(`${this.address}/originals?text=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    const rows = response.ok ? await response.json() : [];
    const list = document.querySelector("[data-originals]");
    list.replaceChildren(...rows.map((row) => this.originalButton(row)));
    if (!rows.length) list.textContent = t("No other document is like that.");
  }

  originalButton({ run_id, position, name, about }) {
    const button = document.createElement("button");
    const small = document.createElement("span");
    button.type = "button";
    button.role = "option";
    small.className = "small muted";
    small.textContent = about;
    button.append(name, document.createElement("br"), small);
    button.addEventListener("click", () => {
      document.getElementById("duplicate").close();
      this.send({ action: "duplicate", original: { run_id, position } });
    });
    return button;
  }
}

// The decision again, with why, and with what the person knows of.
function because({ kind, original }, reasons) {
  const known = original ? { original } : {};
  return { action: "accept", despite: kind === "checks", note: reasons.join(". "), ...known };
}

function item(text) {
  const line = document.createElement("li");
  line.textContent = text;
  return line;
}
