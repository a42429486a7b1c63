// Undo of the last saved change on a scorecard. Contract: a button [data-undo] in a form with data-autosave; after "autosave:saved" it shows,
// and a press puts the fields back as they were saved before, as ordinary changes, which autosave.js then saves in turn.
for (const button of document.querySelectorAll("[data-undo]")) {
  const form = button.closest("form");
  const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const now = () => fields().map((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value));
  const past = [];
  let saved = now();

  form.addEventListener("autosave:saved", () => {
    const state = now();
    if (JSON.stringify(state) === JSON.stringify(saved)) return;
    past.push(saved);
    saved = state;
    button.hidden = false;
  });

  button.addEventListener("click", () => {
    const before = past.pop();
    if (!before) return;
    let changed = null;
    fields().forEach((field, index) => {
      if (field.type === "radio" || field.type === "checkbox") {
        if (field.checked !== before[index]) changed = field;
        field.checked = before[index];
      } else if (field.value !== before[index]) {
        field.value = before[index];
        changed = field;
      }
    });
    saved = before;
    button.hidden = past.length === 0;
    changed?.dispatchEvent(new Event("change", { bubbles: true }));
    changed?.focus();
  });
}
