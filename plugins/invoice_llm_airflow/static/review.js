// The review of one document: joins the page, the fields, the checks, the keys and the decision.
import { isTyping, post } from "./shell.js";
import { Completing } from "./completing.js";
import { Deciding } from "./deciding.js";
import { Draft } from "./draft.js";
import { Fields } from "./form.js";
import { Jump } from "./jump.js";
import { Paper } from "./paper.js";

const root = document.getElementById("review");
const editable = root.dataset.editable === "yes";
const form = root.querySelector("form");
const save = form.querySelector('[data-action="save"]');
const asPrinted = form.querySelector('[data-action="as_printed"]');
let focused = null; // the input that a click on the page fills

const fields = new Fields(form, changed);
const draft = new Draft(root, fields);
const deciding = new Deciding(root, fields, draft, settled);
const paper = new Paper(root, root.dataset.words, { onPick: pick, onPlace: (path) => fields.find(path)?.focus() });
fields.moved = () => paper.show(fields.places(), focused && fields.pathOf(focused));

let waiting = 0;
let asked = 0;
let checking = null; // the check that is under way, or waits for the person to pause

function changed(input) {
  if (!editable) return;
  draft.keep();
  if (save) save.hidden = !fields.isDirty;
  if (input) paper.put(fields.pathOf(input), fields.place(input));
  clearTimeout(waiting);
  waiting = setTimeout(check, 250);
}

function check() {
  clearTimeout(waiting);
  waiting = 0;
  checking = ask().finally(() => (checking = null));
  return checking;
}

async function ask() {
  const mine = ++asked;
  const { status, body } = await post(`${root.dataset.address}/preview`, fields.collect());
  if (mine !== asked || status !== 200) return;
  fields.answers.told(body);
  for (const path of [...Object.keys(body.shown), ...Object.keys(body.followed)]) {
    const input = fields.find(path);
    if (input) paper.put(path, fields.place(input));
  }
  form.querySelector("[data-amount]").textContent = body.amount;
  const sum = form.querySelector("[data-lines-sum]");
  if (sum) sum.textContent = body.lines_sum;
  const items = body.checks.map(({ tone, sentence }) => {
    const item = document.createElement("li");
    item.className = tone;
    item.textContent = sentence;
    return item;
  });
  form.querySelector("[data-checks]").replaceChildren(...items);
  const said = form.querySelector("[data-sum] span");
  said.className = body.summary_tone;
  said.textContent = body.summary;
  if (asPrinted) asPrinted.hidden = !body.blocking && !fields.doubtful.length && !form.querySelector("[data-concern]");
}

// What was typed last is understood, or known not to be.
async function settled() {
  if (waiting) await check();
  else if (checking) await checking;
}

function pick(words) {
  if (!editable || !focused) return false;
  fields.fill(focused, words);
  return true;
}

function nextDoubtful(from) {
  const order = fields.inputs;
  const here = order.indexOf(from);
  return fields.doubtful.find((input) => order.indexOf(input) > here) ?? null;
}

// A field with several answers offers them under keys, so the focus goes to the first; else to the field.
function visit(input) {
  const choice = form.querySelector(`.why:not([hidden]) [data-for="${input.dataset.path}"]`);
  input.closest("details")?.setAttribute("open", "");
  (choice ?? input).focus();
  if (!choice) input.select?.();
}

async function goOn(from) {
  let next = nextDoubtful(from);
  if (!next && fields.lines.questionsLeft) {
    await fields.lines.loadAll();
    next = nextDoubtful(from);
  }
  if (next) visit(next);
  else form.querySelector('[data-action="accept"]')?.focus();
}

form.addEventListener("focusin", (event) => {
  const owner = event.target.closest("[data-for]");
  const input = owner ? inputOf(owner) : event.target.matches("[data-path], [data-cell]") ? event.target : null;
  if (!input) return;
  focused = input;
  if (owner) fields.arrive(input);
  paper.heat(fields.pathOf(input));
  paper.point(owner ? placeOf(owner) : null);
});
form.addEventListener("mouseover", (event) => {
  const choice = event.target.closest("[data-choice]");
  if (choice) paper.point(placeOf(choice));
});
form.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-path], [data-cell]") && fields.different.has(event.target)) changed(event.target);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.choice !== undefined) takeChoice(button);
  else if (button?.dataset.action) deciding.act(button.dataset.action);
});

const inputOf = (button) => form.querySelector(`[data-path="${CSS.escape(button.dataset.for)}"]`);

function placeOf({ dataset }) {
  return dataset.box ? { page: Number(dataset.page), box: dataset.box.split(" ").map(Number), quote: dataset.quote } : null;
}

// A choice gives its own field a value, and others where it says so.
function takeChoice(button) {
  const input = inputOf(button);
  const place = placeOf(button);
  if (button.dataset.choice === input.dataset.initial && !fields.picks.has(input)) {
    input.value = button.dataset.choice;
    fields.confirm(input);
  } else {
    fields.change(input, () => {
      input.value = button.dataset.choice;
      if (place) fields.picks.set(input, { page: place.page, bbox: place.box, quote: place.quote, shown: input.value, raw: false });
      else input.dataset.confirmed = "";
    });
  }
  for (const [path, text] of Object.entries(JSON.parse(button.dataset.sets || "{}"))) {
    const other = fields.find(path);
    if (other) fields.change(other, () => (other.value = text));
  }
  input.dataset.answered = "";
  goOn(input);
}

// The answer to the last open question is the decision as well.
async function takeAndAccept(button) {
  const input = inputOf(button);
  takeChoice(button);
  await settled();
  const open = fields.doubtful.filter((one) => !("answered" in one.dataset));
  if (open.length || fields.lines.questionsLeft) return;
  deciding.act(input.value === input.dataset.initial ? "as_printed" : "accept");
}

const jump = new Jump(form);
if (editable && paper.scroll) new Completing(form, fields, paper);
const go = (selector) => document.querySelector(`a${selector}`)?.click();
const KEYS = {
  g: () => jump.open(),
  j: () => go("[data-next]"),
  k: () => go("[data-previous]"),
  n: () => deciding.act("not_an_invoice"),
  d: () => deciding.act("duplicate"),
  r: () => deciding.act("reject"),
  z: () => fields.undo(),
  u: () => (deciding.toast.takeBack ? deciding.toast.takeBack() : deciding.act("undo")),
};

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  if (jump.isOpen && !["Alt", "Shift", "Control", "Meta"].includes(event.key)) {
    if (jump.key(event)) event.preventDefault();
    return;
  }
  if (event.altKey && event.code === "KeyG") return void (event.preventDefault(), jump.open());
  if (event.altKey && event.code === "KeyZ") return void keepOrRevert(event);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
    event.preventDefault();
    return void deciding.act(asPrinted ? "as_printed" : "accept");
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Enter" && event.repeat) return void event.preventDefault(); // a key held down decides nothing
  if (event.key === "Enter" && event.shiftKey) {
    event.preventDefault();
    return void deciding.act("accept");
  }
  if (isTyping(event.target)) return inField(event);
  if (event.key === "F2" && focused) {
    event.preventDefault();
    focused.focus();
    return void focused.select?.();
  }
  if (event.key === "Escape" && fields.atFocus && fields.escape(fields.atFocus.input)) return void event.preventDefault();
  const number = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
  const both = event.shiftKey && !number ? Number(/^Digit([1-9])$/.exec(event.code)?.[1] ?? 0) : 0; // take it, and accept
  const group = number || both ? choicesOf(focused ?? fields.doubtful[0]) : [];
  if (both && group[both - 1]?.dataset.choice !== undefined) return void (event.preventDefault(), takeAndAccept(group[both - 1]));
  const act = number ? group[number - 1] && (() => group[number - 1].click()) : KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

function choicesOf(input) {
  const owner = input?.closest(".field, tbody");
  return [...(owner?.querySelectorAll(".why:not([hidden]) button:not([data-keep])") ?? [])];
}

// What went with another value stays as it was; else the field is again as it was read.
function keepOrRevert(event) {
  event.preventDefault();
  const keep = form.querySelector(".problem:not([hidden]) [data-keep]");
  if (keep) keep.click();
  else if (focused && editable) fields.revert(focused);
}

// Keys that edit text stay what they are.
function inField(event) {
  if (event.key === "Escape") return void (fields.escape(event.target) || event.target.blur());
  if (event.key !== "Enter" || !event.target.matches("[data-path], [data-cell]")) return;
  event.preventDefault();
  if (editable && fields.isOpen(event.target) && !("byCheck" in event.target.dataset)) fields.confirm(event.target);
  goOn(event.target);
}

await draft.offer(editable);
const first = fields.doubtful[0];
if (first && editable) visit(first);
else (form.querySelector('[data-action="accept"]') ?? root.querySelector(".paper")).focus({ preventScroll: true });
if (fields.inputs.includes(document.activeElement)) {
  focused = document.activeElement; // also if it was there before us
  fields.arrive(focused);
}
paper.show(fields.places(), focused && fields.pathOf(focused));
paper.load();
if (root.dataset.nextPicture) new Image().src = root.dataset.nextPicture; // the next page is there before it is asked for
