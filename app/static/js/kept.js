// What is typed stays in the browser until it is saved. Contract:
// - <body data-viewer="ID">: whose browser this is. Entries are keyed by person and form: another person's page never reads them; they go when that person
//   signs out (asked first, if something in them isn't saved: <button data-kept-loses="…">), and after 30 days.
// - <form data-keep> with data-autosave: on every change, the fields that differ from what was last saved are kept, with the version they build on. The form
//   then has data-kept. When the page opens again they are put back and saved; where the same field was saved elsewhere meanwhile, the form fires
//   "kept:conflict" {mine, theirs, version}, which conflict.js shows; so does a 409 from autosave.js.
// - data-keep-apart="calibration": kept apart from the form of the same address that counts.
// - [data-kept-work] on the desk: work kept for other forms is sent, and what can't be is listed with a link.
// - Without a connection, links and buttons of a page with such a form would lose the page: the first press says so instead (data-leaving), the second acts.
const viewer = document.body.dataset.viewer ?? "";
const PREFIX = "uphill:kept:";
const mine = (path) => `${PREFIX}${viewer}:${path}`;
const DAYS = 30 * 24 * 3600 * 1000;

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing is kept there */ } },
  keys(start) { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch { return []; } },
};
for (const key of store.keys(PREFIX)) if (!(Date.now() - store.get(key)?.at < DAYS)) store.drop(key);

class Keeper {
  constructor(form) {
    this.form = form;
    this.path = new URL(form.action).pathname;
    this.key = mine(this.path + (form.dataset.keepApart ? `#${form.dataset.keepApart}` : ""));
    this.status = form.querySelector("[data-save-status]");
    this.version = form.querySelector("[data-version]");
    this.saved = this.fields();
    this.warned = 0;
  }

  // One tab at a time keeps a form: two would take each other's words for their own.
  async start() {
    if (navigator.locks) await new Promise((granted) => { navigator.locks.request(this.key, () => { granted(); return new Promise(() => {}); }); });
    if (!this.form.dataset.keepApart) this.tell(mine(`${this.path}#calibration`));
    if (this.form.dataset.autosave === undefined) return this.tell(this.key);
    if (!store.set(`${PREFIX}probe`, { at: Date.now() })) return undefined;
    store.drop(`${PREFIX}probe`);
    this.form.dataset.kept = "";
    for (const word of ["offline", "signedOut"]) this.form.dataset[word] = this.form.dataset[`${word}Kept`] ?? "";
    this.form.addEventListener("input", () => this.keep());
    this.form.addEventListener("change", () => this.keep());
    this.form.addEventListener("autosave:saved", (event) => { this.saved = Object.fromEntries(JSON.parse(event.detail.sent)); this.keep(); });
    this.form.addEventListener("autosave:conflict", (event) => {
      if (!event.detail.stored) return;
      event.preventDefault();
      this.meet(this.changed(), event.detail.stored, event.detail.version);
    });
    this.form.addEventListener("submit", (event) => this.stay(event), true);
    document.addEventListener("click", (event) => { if (event.target.closest("a[href^='/']:not([target], [data-peek])")) this.stay(event); }, true);
    return this.restore();
  }

  fields() {
    const found = {};
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && name !== this.version?.name) found[name] = value;
    return found;
  }

  changed() {
    return Object.fromEntries(Object.entries(this.fields()).filter(([name, value]) => value !== (this.saved[name] ?? "")));
  }

  keep() {
    const fields = this.changed();
    if (Object.keys(fields).length === 0) return store.drop(this.key);
    const base = Object.fromEntries(Object.keys(fields).map((name) => [name, this.saved[name] ?? ""]));
    return store.set(this.key, { at: Date.now(), version: this.version?.value ?? "", fields, base, label: this.form.dataset.keep });
  }

  // Typed on a page of another rubric: the server says what of it still fits, and shows it.
  carry(entry) {
    const sending = Object.assign(document.createElement("form"), { method: "post", action: this.form.action, hidden: true });
    for (const [name, value] of Object.entries({ ...entry.fields, version: entry.version })) sending.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(sending);
    sending.submit();
  }

  restore() {
    if (this.form.dataset.carried !== undefined) { this.saved = {}; this.keep(); return; }
    const entry = store.get(this.key);
    if (entry && Object.keys(entry.fields).some((name) => /^(score|note)-/.test(name) && !this.form.elements[name])) { this.carry(entry); return; }
    if (!entry) { this.keep(); return; } // typed while the page was opening
    const theirs = { ...this.saved };
    const back = Object.entries({ ...entry.fields, ...this.changed() }).filter(([name, value]) => value !== (theirs[name] ?? ""));
    if (!back.length) { store.drop(this.key); return; }
    const version = this.version?.value;
    if (entry.version !== version) {
      this.saved = { ...this.saved, ...entry.base };
      this.version.value = entry.version; // until the judge has chosen, the server refuses it
    }
    this.meet(Object.fromEntries(back), theirs, version);
  }

  // What only I changed goes in; where both changed the same, the judge chooses.
  meet(own, theirs, version) {
    const before = (name) => this.saved[name] ?? "";
    const both = Object.keys(own).filter((name) => (theirs[name] ?? "") !== own[name] && (theirs[name] ?? "") !== before(name));
    for (const [name, value] of Object.entries({ ...theirs, ...own })) this.put(name, value);
    if (both.length) {
      this.form.dispatchEvent(new Event("autosave:hold"));
      const detail = { names: both, mine: own, theirs, version, put: (name, value) => this.put(name, value) };
      this.form.dispatchEvent(new CustomEvent("kept:conflict", { detail }));
    } else {
      this.saved = { ...this.saved, ...theirs };
      this.form.dispatchEvent(new CustomEvent("autosave:resume", { detail: { version } }));
    }
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  put(name, value) {
    const field = this.form.elements[name];
    if (!field || field === this.version) return;
    if (field instanceof RadioNodeList) for (const one of field) one.checked = one.value === value;
    else field.value = value;
    const folded = value && field instanceof HTMLElement ? field.closest("details") : null;
    if (folded) folded.open = true;
  }

  stay(event) {
    const reachable = navigator.onLine && this.form.dataset.unreached === undefined;
    if (event.defaultPrevented || reachable || this.warned > Date.now() - 8000) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.warned = Date.now();
    if (this.status) Object.assign(this.status, { textContent: this.form.dataset.leaving ?? "" }).dataset.state = "waiting";
    if (navigator.onLine) window.dispatchEvent(new Event("online"));
  }

  // What can't be saved any more is shown, to be copied or forgotten: the page takes no more, or it was typed for a calibration
  // that is over (kept apart, so that it never goes into the scorecard that counts).
  tell(key) {
    const box = document.querySelector("[data-kept-lost]");
    const entry = store.get(key);
    if (!box || !entry) return;
    box.hidden = false;
    const said = ([name, value]) => [document.getElementById(`${name}-title`)?.textContent.trim(), value].filter(Boolean).join(": ");
    box.querySelector("ul").replaceChildren(...Object.entries(entry.fields).map((field) => Object.assign(document.createElement("li"), { textContent: said(field) })));
    box.querySelector("button").addEventListener("click", () => { store.drop(key); box.remove(); });
  }
}

const keepers = [...document.querySelectorAll("form[data-keep]")].map((form) => new Keeper(form));
document.addEventListener("DOMContentLoaded", () => keepers.forEach((keeper) => keeper.start()));
document.addEventListener("click", (event) => { if (event.target.closest("[data-kept-drop]")) keepers.forEach((keeper) => store.drop(keeper.key)); });

// Work kept for other pages: sent here; what is refused stays until its page is opened.
async function send(key) {
  const path = key.slice(mine("").length);
  const entry = store.get(key);
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...entry.fields, version: entry.version })) data.set(name, value);
  const answer = await fetch(path, { method: "POST", body: data, headers: { "X-Autosave": "1", Accept: "application/json" }, redirect: "manual" }).catch(() => null);
  if (answer?.ok || answer?.status === 404) store.drop(key);
  const state = !answer || answer.status >= 500 || answer.status === 429 ? "offline" : answer.status === 401 ? "signedOut" : answer.ok || answer.status === 404 ? "saved" : "stays";
  return { state, path, label: entry.label };
}

async function sendAll() {
  const box = document.querySelector("[data-kept-work]");
  const open = (await navigator.locks?.query())?.held?.map((lock) => lock.name) ?? keepers.map((keeper) => keeper.key);
  const waiting = store.keys(mine("")).filter((key) => !open.includes(key) && !keepers.some((keeper) => keeper.key === key));
  if (!viewer || !waiting.length) return;
  const say = (state, rows = []) => {
    if (!box) return;
    box.hidden = false;
    box.querySelector("[data-kept-state]").textContent = box.querySelector("[data-kept-state]").dataset[state];
    box.querySelector("[data-kept-list]").replaceChildren(...rows.map(({ path, label }) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("a"), { href: path, textContent: label || path }));
      return item;
    }));
  };
  say("sending");
  const answers = [];
  for (const key of waiting) answers.push(await send(key));
  const worst = ["offline", "signedOut", "stays"].find((state) => answers.some((answer) => answer.state === state)) ?? "saved";
  say(worst, answers.filter((answer) => answer.state !== "saved"));
}
sendAll();
window.addEventListener("online", sendAll);

for (const form of document.querySelectorAll("form[action='/sign-out'], form[action='/account/sign-out-everywhere']")) {
  const button = form.querySelector("button");
  document.addEventListener("click", () => { // before confirm.js, which asks
    const loses = store.keys(mine("")).length > 0 && button.dataset.keptLoses;
    if (loses) button.dataset.confirm = loses;
    else if (button.dataset.keptLoses) delete button.dataset.confirm;
  }, true);
  form.addEventListener("submit", () => store.keys(mine("")).forEach(store.drop));
}
