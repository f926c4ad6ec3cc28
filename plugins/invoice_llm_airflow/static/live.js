// A run that is under way is shown as it goes on: the page is asked for again and its content put in.
const EVERY_MS = 4000;

async function refresh() {
  const main = document.querySelector("main");
  const isRead = main.contains(document.activeElement) && document.activeElement !== main;
  if (document.hidden || isRead || document.querySelector("dialog[open]")) return again();
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (response?.ok) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    main.replaceChildren(...document.importNode(page.querySelector("main"), true).childNodes);
  }
  return again();
}

function again() {
  if (document.querySelector("[data-live]")) setTimeout(refresh, EVERY_MS);
}

again();
