// What was decided on the page before; for a while it can be taken back, and the last ones stay known.
import { post } from "./shell.js";

const KEPT = "invoice-llm:toast";
const DONE = "invoice-llm:done";
const MOST = 20;
const SHOWN_MS = 10_000;

// Keeps an answer for the page that comes next.
export function hand(answer) {
  sessionStorage.setItem(KEPT, JSON.stringify({ ...answer, at: Date.now() }));
  const done = JSON.parse(sessionStorage.getItem(DONE) ?? "[]");
  const others = answer.undo ? done : done.slice(1);
  if (answer.undo) others.unshift({ name: answer.name, did: answer.did, undo: answer.undo });
  sessionStorage.setItem(DONE, JSON.stringify(others.slice(0, MOST)));
}

// Keeps a sentence for the page that comes next, with nothing to take back.
export function announce(message) {
  sessionStorage.setItem(KEPT, JSON.stringify({ message, at: Date.now() }));
}

export class Toast {
  constructor({ onConflict, tell } = {}) {
    this.onConflict = onConflict;
    this.tell = tell ?? ((text) => (this.text.textContent = text));
    this.toast = document.querySelector("[data-toast]");
    this.text = this.toast.querySelector("span");
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept) this.show(JSON.parse(kept));
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "u" || !this.takeBack || event.defaultPrevented || event.target.closest?.("input, select, textarea, dialog")) return;
      event.preventDefault();
      this.takeBack();
    });
  }

  show({ message, undo, at }) {
    if (Date.now() - at > SHOWN_MS) return;
    this.text.textContent = message;
    const button = this.toast.querySelector("button");
    button.hidden = !undo;
    this.toast.hidden = false;
    this.takeBack = undo && (() => this.undo(undo));
    button.addEventListener("click", () => this.takeBack?.());
    setTimeout(() => {
      this.toast.hidden = true;
      this.takeBack = null;
    }, SHOWN_MS);
  }

  async undo(undo) {
    this.takeBack = null;
    const { status, body } = await takeBack(undo);
    if (status === 200) return undefined;
    return body.kind === "conflict" && this.onConflict ? this.onConflict(body) : this.tell(body.message);
  }
}

export async function takeBack({ href, version }) {
  const [path, query] = href.split("?");
  const answer = await post(`${path}/decision${query ? `?${query}` : ""}`, { action: "undo", version });
  if (answer.status === 200) {
    hand(answer.body);
    location.assign(answer.body.next);
  }
  return answer;
}

// The last decisions of this tab, each with the way back; shown where nothing is left to do.
export function doneList(card) {
  const done = JSON.parse(sessionStorage.getItem(DONE) ?? "[]");
  if (!card || !done.length) return;
  card.querySelector("tbody").replaceChildren(...done.map(row));
  card.hidden = false;
}

function row({ name, did, undo }) {
  const made = document.createElement("tr");
  for (const text of [name, did]) made.insertCell().textContent = text;
  const link = document.createElement("a");
  const button = document.createElement("button");
  link.href = undo.href;
  link.textContent = made.cells[0].textContent;
  made.cells[0].replaceChildren(link);
  button.type = "button";
  button.className = "flat";
  button.textContent = document.querySelector("[data-toast] button").firstChild.textContent;
  button.addEventListener("click", () => takeBack(undo));
  made.insertCell().append(button);
  return made;
}
