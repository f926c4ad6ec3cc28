// The review of one document: joins the page, the fields, the checks, the keys and the decision.
import { isTyping, post } from "./shell.js";
import { Choosing, placeOf } from "./choosing.js";
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
const deciding = new Deciding(root, fields, draft, { settled, visit });
const choosing = new Choosing(fields, deciding, { settled, goOn });
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
  form.dataset.rests = JSON.stringify(body.rests);
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
  const isUnread = input.classList.contains("invalid");
  const choice = isUnread ? fields.answers.choicesOf(input)[0] : form.querySelector(`.why:not([hidden]) [data-for="${input.dataset.path}"]`);
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
  if (!next && from.dataset.reason) next = fields.doubtful[0]; // it was asked out of turn
  if (next) visit(next);
  else form.querySelector('[data-action="accept"]')?.focus();
}

form.addEventListener("focusin", (event) => {
  const owner = event.target.closest("[data-for]");
  const input = owner ? choosing.inputOf(owner) : event.target.matches("[data-path], [data-cell]") ? event.target : null;
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
  if (button?.dataset.for !== undefined) choosing.take(button);
  else if (button?.dataset.action) deciding.act(button.dataset.action);
});

const jump = new Jump(form);
if (editable && paper.scroll) new Completing(form, fields, paper, settled);
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
  if (both && group[both - 1]?.dataset.for !== undefined) return void (event.preventDefault(), choosing.takeAndAccept(group[both - 1]));
  const act = number ? group[number - 1] && (() => group[number - 1].click()) : KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

function choicesOf(input) {
  if (input?.classList.contains("invalid")) return fields.answers.choicesOf(input);
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
const isAskedWhy = ({ dataset }) => form.querySelector(`.why :is([data-reason], [data-copies])[data-for="${CSS.escape(dataset.path)}"]`);
const first = fields.doubtful.find(isAskedWhy) ?? fields.doubtful[0]; // who is paid, and whether again, before what the page says
if (first && editable) visit(first);
else (form.querySelector('[data-action="accept"]') ?? root.querySelector(".paper")).focus({ preventScroll: true });
if (fields.inputs.includes(document.activeElement)) {
  focused = document.activeElement; // also if it was there before us
  fields.arrive(focused);
}
paper.show(fields.places(), focused && fields.pathOf(focused));
paper.load();
if (root.dataset.nextPicture) new Image().src = root.dataset.nextPicture; // the next page is there before it is asked for
