// Several documents of the queue answered at once, and what was done when a filter is empty.
import { isTyping, post, showDialog } from "./shell.js";
import { announce, doneList, Toast } from "./toast.js";

new Toast();
const boxes = [...document.querySelectorAll("[data-tick]")];
const all = document.querySelector("[data-tick-all]");
const bar = document.querySelector("[data-ticked]");
const ticked = () => boxes.filter((box) => box.checked);

function show() {
  const count = ticked().length;
  if (!bar) return;
  bar.hidden = !count;
  bar.querySelector("[data-count]").textContent = count;
  all.checked = count === boxes.length && count > 0;
  all.indeterminate = count > 0 && count < boxes.length;
}

function tickAll(on) {
  for (const box of boxes) box.checked = on;
  show();
}

for (const box of boxes) box.addEventListener("change", show);
all?.addEventListener("change", () => tickAll(all.checked));
bar?.querySelector("[data-untick]").addEventListener("click", () => tickAll(false));
for (const button of document.querySelectorAll("[data-bulk]")) button.addEventListener("click", () => ask(button.dataset.bulk));

function ask(action) {
  const count = ticked().length;
  if (!count) return;
  const dialog = document.getElementById("bulk");
  const title = dialog.querySelector("h2");
  title.textContent = count === 1 ? title.dataset[`${action}One`] : title.dataset[action].replace("{}", count);
  const button = dialog.querySelector("[data-confirm]");
  button.onclick = () => {
    dialog.close();
    send(action, dialog.querySelector("[data-note]").value.trim());
  };
  showDialog("bulk");
  button.focus();
}

async function send(action, note) {
  const chosen = ticked();
  const documents = chosen.map(({ dataset }) => ({ run_id: dataset.run, position: Number(dataset.position), version: Number(dataset.tick) }));
  const path = `${location.pathname.replace(/\/$/, "")}/ticked`;
  const { status, body } = await post(path, { action, documents, note: note || null });
  const results = status === 200 ? body.results : [];
  const left = results.filter((one) => !one.done);
  const title = document.querySelector("#results h2");
  const said = status === 200 ? title.dataset.said.replace("{}", results.length - left.length).replace("{}", results.length) : body.message;
  if (status === 200 && !left.length) {
    announce(said);
    return location.reload();
  }
  const dialog = showDialog("results");
  title.textContent = said;
  dialog.querySelector("[data-left]").replaceChildren(...left.map(line));
  dialog.querySelector("[data-go-on]").onclick = () => location.reload();
}

function line({ href, sentence, run_id, position }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const row = boxes.find(({ dataset }) => dataset.run === run_id && Number(dataset.position) === position)?.closest("tr");
  link.href = href;
  link.textContent = row?.querySelector("[data-item]").textContent ?? href;
  item.append(link, `: ${sentence}`);
  return item;
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return tickAll(false);
  const typing = isTyping(event.target) && !event.target.matches("[data-tick]");
  const key = event.key.toLowerCase();
  const row = document.activeElement?.closest("tr")?.querySelector("[data-tick]");
  if (typing || !["x", "a", "r"].includes(key) || !boxes.length) return;
  event.preventDefault();
  if (key !== "x") return ask(key === "a" ? "accept" : "reject");
  if (row) row.checked = !row.checked;
  show();
});

show();
doneList(document.querySelector("[data-done]"));
