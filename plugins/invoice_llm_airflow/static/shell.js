// What every page needs: the keyboard without a click first, links out of Airflow's sandbox, and requests that say
// who we are.
const framed = parent !== window;

// Airflow keeps the focus after it has loaded us; a field of ours that has it already keeps it.
if (framed && !document.hasFocus()) window.focus();

// Airflow's own pages open in its window; the sandbox lets no target="_top" through. Ctrl and middle click stay.
export function openAirflow(path) {
  if (!framed) return location.assign(path);
  const link = parent.document.createElement("a");
  link.href = path;
  link.click();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-airflow]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openAirflow(link.getAttribute("href"));
});

// A form that filters: changing a choice is asking for it.
for (const form of document.querySelectorAll("form[data-filter]")) {
  form.addEventListener("change", (event) => event.target.matches("select") && form.requestSubmit());
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}

const words = JSON.parse(document.querySelector('meta[name="words"]')?.content ?? "{}");
// A text of ours in the reader's language.
export const t = (text) => words[text] ?? text;

export const isTyping = (target) => target.closest?.("input, select, textarea, [contenteditable]") !== null;

// Answers with {status, body}; a session that has ended opens the dialog that says so.
export async function post(path, body) {
  const token = document.querySelector('meta[name="token"]').content;
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-Invoice-LLM-Token": token },
      body: JSON.stringify(body),
    });
  } catch {
    return { status: 0, body: { message: t("Airflow does not answer. What you typed is kept; try again.") } };
  }
  const answer = await response.json().catch(() => ({ message: t("The answer could not be read. Try again.") }));
  if (response.status === 401 || answer.stale) showDialog("signed-out");
  return { status: response.status, body: answer };
}

export function showDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

for (const button of document.querySelectorAll("[data-reload]")) {
  button.addEventListener("click", () => (framed ? parent : window).location.reload());
}
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

for (const button of document.querySelectorAll("[data-help]")) button.addEventListener("click", () => showDialog("keys"));
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || isTyping(event.target)) return;
  if (showDialog("keys")) event.preventDefault();
});
