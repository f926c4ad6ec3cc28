// Follows Airflow's colour mode: its class inside the frame, its setting in a tab of its own.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let frame = null;
  try {
    frame = parent !== window ? parent.document.documentElement : null;
  } catch {
    frame = null; // another origin
  }
  const apply = () => {
    const saved = localStorage.getItem("theme");
    const dark = frame ? frame.classList.contains("dark") : saved === "dark" || (saved !== "light" && system.matches);
    root.classList.toggle("dark", dark);
    root.style.colorScheme = dark ? "dark" : "light";
  };
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  if (frame) new MutationObserver(apply).observe(frame, { attributes: true, attributeFilter: ["class"] });
})();
