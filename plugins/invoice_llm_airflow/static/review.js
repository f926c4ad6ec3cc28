// The review of one document: joins the page, the fields, the checks, the keys and the decision.
import { isTyping, post } from "./shell.js";
import { Deciding } from "./deciding.js";
import { Draft } from "./draft.js";
import { Fields } from "./form.js";
import { Paper } from "./paper.js";

const root = document.getElementById("review");
const editable = root.dataset.editable === "yes";
const form = root.querySelector("form");
const save = form.querySelector('[data-action="save"]');
let focused = null; // the input that a click on the page fills

const fields = new Fields(form, changed);
const draft = new Draft(root, fields);
const deciding = new Deciding(root, fields, draft);
const paper = new Paper(root, root.dataset.words, { onPick: pick, onPlace: (path) => fields.find(path)?.focus() });

let waiting = 0;
let asked = 0;

function changed() {
  if (!editable) return;
  draft.keep();
  if (save) save.hidden = !fields.isDirty;
  paper.show(fields.places(), focused && fields.pathOf(focused));
  clearTimeout(waiting);
  waiting = setTimeout(check, 250);
}

async function check() {
  const mine = ++asked;
  const { status, body } = await post(`${root.dataset.address}/preview`, fields.collect());
  if (mine !== asked || status !== 200) return;
  fields.told(body.problems, body.shown, body.wrong, body.followed);
  paper.show(fields.places(), focused && fields.pathOf(focused));
  form.querySelector("[data-amount]").textContent = body.amount;
  const items = body.checks.map(({ tone, sentence }) => {
    const item = document.createElement("li");
    item.className = tone;
    item.textContent = sentence;
    return item;
  });
  form.querySelector("[data-checks]").replaceChildren(...items);
  sumUp(body.checks, Object.keys(body.problems).length);
}

// Beside the buttons, where it is seen wherever the person is in the form.
function sumUp(checks, problems) {
  const stop = checks.filter(({ tone }) => tone === "bad").length;
  const sum = form.querySelector("[data-sum] span");
  sum.className = stop || problems ? "down" : "up";
  const held = checks.filter(({ tone }) => tone === "good").length;
  const holding = held === checks.length ? `All ${held} checks hold` : `${held} of ${checks.length} checks hold`;
  const said = stop ? `${stop} of ${checks.length} checks ${stop === 1 ? "stops" : "stop"} it` : holding;
  sum.textContent = problems ? "A value is not understood" : said;
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

// A field with two readings offers them under keys, so the focus goes to the choice; else to the field.
function visit(input) {
  const choice = form.querySelector(`[data-for="${input.dataset.path}"]`);
  (choice ?? input).focus();
  if (!choice) input.select?.();
}

form.addEventListener("focusin", (event) => {
  const owner = event.target.closest("[data-for]");
  const input = owner ? inputOf(owner) : event.target.matches("[data-path], [data-cell]") ? event.target : null;
  if (!input) return;
  focused = input;
  paper.show(fields.places(), fields.pathOf(input));
});
form.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-path], [data-cell]") && fields.isChanged(event.target)) changed();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.choice !== undefined) takeChoice(button);
  else if (button?.dataset.action) deciding.act(button.dataset.action);
});

const inputOf = (button) => form.querySelector(`[data-path="${CSS.escape(button.dataset.for)}"]`);

function takeChoice(button) {
  const input = inputOf(button);
  input.value = button.dataset.choice;
  fields.confirm(input);
  const next = nextDoubtful(input);
  if (next) visit(next);
  else form.querySelector('[data-action="accept"]').focus();
}

const go = (selector) => document.querySelector(`a${selector}`)?.click();
const KEYS = {
  j: () => go("[data-next]"),
  k: () => go("[data-previous]"),
  n: () => deciding.act("not_an_invoice"),
  d: () => deciding.act("duplicate"),
  r: () => deciding.act("reject"),
  u: () => (deciding.takeBack ? deciding.takeBack() : deciding.act("undo")),
};

document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyZ") {
    event.preventDefault();
    return void form.querySelector(".problem:not([hidden]) [data-keep]")?.click();
  }
  if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.repeat) return void event.preventDefault(); // a key held down decides nothing
  if (event.key === "Enter" && event.shiftKey) {
    event.preventDefault();
    return void deciding.act("accept");
  }
  if (isTyping(event.target)) return inField(event);
  const number = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
  const group = number && focused ? [...(focused.closest(".field, tbody")?.querySelectorAll(".why:not([hidden]) button") ?? [])] : [];
  const act = number ? group[number - 1] && (() => group[number - 1].click()) : KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// Keys that edit text stay what they are.
function inField(event) {
  if (event.key === "Escape") return void event.target.blur();
  if (event.key !== "Enter" || !event.target.matches("[data-path], [data-cell]")) return;
  event.preventDefault();
  if (editable && fields.isOpen(event.target) && !("byCheck" in event.target.dataset)) fields.confirm(event.target);
  const next = nextDoubtful(event.target);
  if (next) visit(next);
  else form.querySelector('[data-action="accept"]')?.focus();
}

draft.offer(editable);
const first = fields.doubtful[0];
if (first && editable) visit(first);
else (form.querySelector('[data-action="accept"]') ?? root.querySelector(".paper")).focus({ preventScroll: true });
if (fields.inputs.includes(document.activeElement)) focused = document.activeElement; // also if it was there before us
paper.show(fields.places(), focused && fields.pathOf(focused));
paper.load();
if (root.dataset.nextPicture) new Image().src = root.dataset.nextPicture; // the next page is there before it is asked for
