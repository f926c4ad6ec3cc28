// A list under the keys: J and K go down and up, Enter opens (the link has the focus), / goes to the search.
import { isTyping } from "./shell.js";

const items = [...document.querySelectorAll("[data-item]")];

function step(by) {
  const here = items.indexOf(document.activeElement);
  const next = items[here < 0 ? 0 : Math.min(Math.max(here + by, 0), items.length - 1)];
  next?.focus();
  next?.closest("tr")?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "j" || event.key === "ArrowDown") step(1);
  else if (key === "k" || event.key === "ArrowUp") step(-1);
  else if (event.key === "/") document.querySelector("[data-search]")?.focus();
  else if (event.key === "Enter" && document.activeElement === document.body) items[0]?.click();
  else return;
  event.preventDefault();
});

items[0]?.focus({ preventScroll: true });
