// Scores from paper. Contract (components/paper.html): in <form data-paper> each [data-paper-row] has data-url (where its scorecard is saved), a hidden
// [data-paper-version] and [data-paper-was], cells [data-paper-cell="score-ID"] and a [data-paper-status]. A row is saved when it is left with a change:
// the same save as the scorecard's own, one at a time per row. 200: saved. 422: the cells with their errors. 409, 401, 403: told, and no more tries; no
// network or 5xx: tried again in a while. Nothing typed is ever taken out. Enter goes on, arrows go up and down. Without this, the form's buttons save.
const form = document.querySelector("form[data-paper]");
const WORDS = {
  saving: "Saving…", saved: "Saved", refused: "Not saved: see the boxes marked.",
  offline: "Not saved: no connection. It is tried again.", conflict: "Saved differently in another tab. Press Save below to see both.",
  signedOut: "You were signed out. Sign in in another tab, then change a box.",
};

class Row {
  constructor(element) {
    Object.assign(this, { element, busy: false, stuck: false, failures: 0 });
    this.cells = [...element.querySelectorAll("[data-paper-cell]")];
    this.version = element.querySelector("[data-paper-version]");
    this.was = element.querySelector("[data-paper-was]");
    this.status = element.querySelector("[data-paper-status]");
    element.addEventListener("input", () => { this.stuck = false; });
    element.addEventListener("focusout", (event) => { if (!element.contains(event.relatedTarget)) this.save(); });
  }

  now() { return this.cells.map((cell) => cell.value.trim()).join("|"); }
  changed() { return this.now() !== this.was.value; }
  complete() { return this.cells.every((cell) => cell.value.trim() && !cell.hasAttribute("aria-invalid")); }

  async save() {
    if (this.busy || this.stuck || !this.changed() || this.cells.some((cell) => cell.disabled)) return;
    this.busy = true;
    const sent = this.now(), body = new FormData();
    body.append("version", this.version.value);
    for (const cell of this.cells) body.append(cell.dataset.paperCell, cell.value);
    this.say(WORDS.saving);
    let answer = null;
    try {
      answer = await fetch(this.element.dataset.url, { method: "POST", body, headers: { "X-Autosave": "1", Accept: "application/json" }, redirect: "manual", keepalive: true });
    } catch { /* no network */ }
    this.busy = false;
    const told = answer?.headers.get("content-type")?.includes("json") ? await answer.json().catch(() => ({})) : {};
    this.heard(answer, told, sent);
  }

  heard(answer, told, sent) {
    if (answer?.ok) {
      this.failures = 0;
      this.was.value = sent;
      this.version.value = told.version ?? this.version.value;
      this.errors({});
      this.say(WORDS.saved);
      ready();
      if (this.changed() && !this.element.contains(document.activeElement)) this.save();
    } else if (answer && (answer.type === "opaqueredirect" || (answer.status < 500 && answer.status !== 429))) {
      this.stuck = true;
      if (answer.status === 422) this.errors(told.errors ?? {});
      this.say(answer.status === 409 ? WORDS.conflict : answer.status === 422 ? WORDS.refused : answer.status === 403 ? (told.error ?? WORDS.refused) : WORDS.signedOut, true);
    } else {
      this.failures += 1;
      this.say(WORDS.offline, true);
      setTimeout(() => this.save(), Math.min(60, 2 ** this.failures) * 1000);
    }
  }

  errors(errors) {
    for (const cell of this.cells) {
      cell.parentElement.querySelector(".field-error")?.remove();
      const text = errors[cell.dataset.paperCell];
      cell.toggleAttribute("aria-invalid", false);
      cell.removeAttribute("aria-describedby");
      if (!text) continue;
      const line = Object.assign(document.createElement("div"), { className: "field-error", textContent: text, id: `${cell.id}-error` });
      cell.setAttribute("aria-invalid", "true");
      cell.setAttribute("aria-describedby", line.id);
      cell.after(line);
    }
  }

  say(text, trouble = false) { this.status.textContent = text; this.status.dataset.state = trouble ? "trouble" : "well"; }
}

let ready = () => {};
if (form) {
  const rows = [...form.querySelectorAll("[data-paper-row]")].map((element) => new Row(element));
  const cells = rows.flatMap((row) => row.cells);
  const counter = form.querySelector("[data-paper-ready]");
  let leaving = false;
  ready = () => { if (counter) counter.textContent = Number(form.dataset.elsewhere) + rows.filter((row) => row.complete() && !row.changed()).length; };
  const to = (cell) => { if (cell) { cell.focus(); cell.select?.(); } };
  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-paper-cell]");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows.findIndex((one) => one.cells.includes(cell)), column = rows[row].cells.indexOf(cell);
    if (event.key === "Enter") to(cells[cells.indexOf(cell) + 1] ?? form.querySelector("button[type=submit]"));
    else if (event.key === "ArrowDown") to(rows[row + 1]?.cells[column]);
    else if (event.key === "ArrowUp") to(rows[row - 1]?.cells[column]);
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", () => rows.forEach((row) => row.save()));
  document.addEventListener("visibilitychange", () => { if (document.hidden) rows.forEach((row) => row.save()); });
  window.addEventListener("beforeunload", (event) => { if (!leaving && rows.some((row) => row.changed())) event.preventDefault(); });
}
