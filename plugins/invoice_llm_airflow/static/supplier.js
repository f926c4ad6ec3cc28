// Forgetting what is remembered of a supplier: asked once more, then the page is loaded again.
import { post, showDialog, t } from "./shell.js";

document.querySelector("[data-forget]")?.addEventListener("click", () => showDialog("forget"));

document.querySelector("[data-forget-now]")?.addEventListener("click", async (event) => {
  const answer = await post(event.target.dataset.forgetNow, {});
  if (answer.status === 200) location.reload();
  else document.querySelector("[data-told]").textContent = answer.body.message ?? t("It was not forgotten. Try again.");
});
