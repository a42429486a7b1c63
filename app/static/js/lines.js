// The small spreadsheet of revenue lines. Contract:
// - <table data-lines data-preview="URL" data-split="URL"> inside a form. Its <tbody> holds rows [data-line] whose fields are named
//   "PREFIX-N-FIELD" (lines-0-name); <template data-line-template> holds one row with "__N__" in place of N, in names, ids and labels.
// - [data-line-add] adds a row (its value, default 1, says how many); [data-line-remove] in a row removes it, with an undo in
//   [data-lines-status]; without a script the same buttons are submits that the server answers with one row more or less.
// - Pasting several cells (tabs or line breaks) into a row sends {text, format: "tsv"} to data-preview, which answers with an HTML fragment for
//   [data-lines-preview] (what was understood, and a button to take it over); a failed preview leaves the paste as text in the fields' own way.
// - Half a second after a change, and after each row added or removed, the form goes to data-split; the HTML fragment answered replaces what is in
//   [data-split-live]. The split is computed by the server only. Out of date answers are dropped; one request at a time.
const table = document.querySelector("table[data-lines]");

if (table) {
  const form = table.closest("form");
  const body = table.tBodies[0];
  const find = (name) => document.querySelector(`[${name}]`);
  const status = find("data-lines-status");
  const changed = () => form.dispatchEvent(new Event("change", { bubbles: true }));
  const nextNumber = () => 1 + Math.max(-1, ...[...body.querySelectorAll("[name]")].map((field) => Number(/-(\d+)-/.exec(field.name)?.[1] ?? -1)));

  const addRow = () => {
    const template = form.querySelector("template[data-line-template]");
    const holder = document.createElement("tbody");
    holder.innerHTML = template.innerHTML.replaceAll("__N__", String(nextNumber()));
    const row = holder.querySelector("[data-line]");
    body.append(row);
    return row;
  };

  const removeRow = (row) => {
    const after = row.nextElementSibling;
    const focus = (after ?? row.previousElementSibling)?.querySelector("input, select") ?? form.querySelector("[data-line-add]");
    row.remove();
    focus?.focus();
    if (status) {
      const undo = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary", textContent: status.dataset.undo ?? "Undo" });
      undo.addEventListener("click", () => {
        body.insertBefore(row, after?.isConnected ? after : null);
        status.replaceChildren();
        row.querySelector("input, select")?.focus();
        changed();
      });
      status.replaceChildren(status.dataset.removed ?? "Row removed.", " ", undo);
    }
    changed();
  };

  table.closest("form").addEventListener("click", (event) => {
    const add = event.target.closest("[data-line-add]");
    const remove = event.target.closest("[data-line-remove]");
    if (!add && !remove) return;
    event.preventDefault();
    if (remove) removeRow(remove.closest("[data-line]"));
    else {
      let first = null;
      for (let i = 0; i < (Number(add.value) || 1); i += 1) {
        const row = addRow();
        first ??= row;
      }
      first.querySelector("input, select")?.focus();
      changed();
    }
  });

  table.addEventListener("paste", async (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const preview = find("data-lines-preview");
    if (!table.dataset.preview || !preview || !/\t|\r?\n.*\S/.test(text.trim())) return;
    event.preventDefault();
    const sent = new FormData();
    sent.set("text", text);
    sent.set("format", "tsv");
    try {
      const answer = await fetch(table.dataset.preview, { method: "POST", body: sent, headers: { "HX-Request": "true" } });
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      preview.innerHTML = await answer.text();
      window.htmx?.process(preview);
      preview.tabIndex = -1;
      preview.focus();
      preview.scrollIntoView({ block: "nearest" });
    } catch {
      if (status) status.textContent = status.dataset.failed ?? "We could not read the rows just now. They are still in your clipboard: try again.";
    }
  });

  let timer = 0;
  let busy = false;
  let again = false;
  const split = async () => {
    const live = find("data-split-live");
    if (!table.dataset.split || !live) return;
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(table.dataset.split, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
      if (answer.ok || answer.status === 422) live.innerHTML = await answer.text();
    } catch { /* no network: the split is shown again with the next change */ }
    busy = false;
    if (again) { again = false; split(); }
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(split, 500); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
}
