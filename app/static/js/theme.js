// Theme: the system's, unless somebody chose otherwise here. Loaded early and blocking, so that no page flashes.
// Contract: <html data-bs-theme="light|dark"> is set; a button [data-theme-toggle] (hidden without a script) switches,
// with its label from data-label-dark / data-label-light. The choice stays in localStorage "theme"; choosing what the
// system has anyway forgets it, so that the page follows the system again.
(() => {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const store = (theme) => {
    try {
      if (theme === null) localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch { /* private windows may refuse: the choice lasts for this page */ }
  };
  const ofSystem = () => (system.matches ? "dark" : "light");
  const root = document.documentElement;
  const label = () => {
    const toggle = document.querySelector("[data-theme-toggle]");
    if (!toggle) return;
    const text = root.dataset.bsTheme === "dark" ? toggle.dataset.labelLight : toggle.dataset.labelDark;
    toggle.hidden = false;
    toggle.setAttribute("aria-label", text);
    toggle.title = text;
  };
  const use = (theme) => { root.dataset.bsTheme = theme; label(); };

  const saved = stored();
  use(saved === "light" || saved === "dark" ? saved : ofSystem());
  system.addEventListener("change", () => { if (!stored()) use(ofSystem()); });
  document.addEventListener("DOMContentLoaded", () => {
    label();
    document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
      const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
      store(next === ofSystem() ? null : next);
      use(next);
    });
  });
})();
