// Autosave. Contract:
// - <form method="post" data-autosave="URL"> (URL may be empty: the form's action) is sent to URL as multipart, with the header
//   X-Autosave: 1, 1.2 s after the last change, when a field is left, and when the page is hidden; one save at a time, and what was typed meanwhile
//   goes out right after it. Text is only ever in the fields: nothing is taken out of them, whatever happens.
// - Answers: 200/204 saved; JSON {"version": 8, "saved_at": "8:41 p.m.", "message": …, "errors": {name: text}} may come along, each key
//   if it is known; `version` goes into the field [data-version], `message` (or the error page's `error`) replaces the words. 422 = saved nothing, `errors` are shown.
//   409 changed elsewhere: saving stops, the text stays, `message` and a link to data-reload (or this page) are shown.
//   401 signed out: a link to data-sign-in (default /sign-in) opens in a new tab; when this tab has the focus again, it saves.
//   No network, 429 or 5xx: tried again after 2, 4, 8 … 60 s, and at once when the browser is online again.
// - [data-save-status], in the form or pointing to it by data-for="FORM ID", says what is going on. Its words come from data-* of the form
//   (data-saving, data-saved with {time}, data-offline, data-conflict, data-signed-out, data-open-newer, data-sign-in-label).
// - [data-count="500"] on a textarea and [data-count-for="ID"]: characters left.
//   While the server can't be reached the form has data-unreached.
// The form fires "autosave:saved" with the JSON and `sent` (what was saved, as [[name, value], …] in JSON) as detail; on 409
// "autosave:conflict" with the JSON: who prevents its default shows the two versions, and fires "autosave:resume" with
//   {version} to save on; "autosave:hold" stops saving until then.
// With data-kept (kept.js) what is typed is in the browser too: leaving the page needs no warning.
const WORDS = {
  saving: "Saving…", saved: "Saved {time}", unsaved: "Not saved yet",
  offline: "Not saved: no connection. Your text is safe here, and we keep trying.",
  refused: "Not saved: look at the fields marked.",
  conflict: "This was changed in another tab or by somebody else. Your text is still here: copy it before you open the newer version.",
  signedOut: "You were signed out. Your text is safe here:", signInLabel: "sign in in a new tab", openNewer: "Open the newer version",
};

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-save-status]") ?? document.querySelector(`[data-save-status][data-for="${form.id}"]`);
    this.saved = this.snapshot();
    this.state = "idle"; // idle | saving | conflict | signed-out | submitting
    this.failures = 0;
    form.addEventListener("input", () => this.later(1200));
    form.addEventListener("change", () => this.later(250));
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented) this.state = "submitting"; });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.save(true) : this.again()));
    window.addEventListener("focus", () => this.again());
    window.addEventListener("online", () => this.save());
    form.addEventListener("autosave:hold", () => { this.state = "conflict"; });
    form.addEventListener("autosave:resume", (event) => this.resume(event.detail.version));
    window.addEventListener("pageshow", (event) => { if (event.persisted && this.state === "submitting") this.state = "idle"; });
    window.addEventListener("beforeunload", (event) => { if (this.state !== "submitting" && form.dataset.kept === undefined && this.changed()) event.preventDefault(); });
  }

  word(key, values = {}) {
    const text = this.form.dataset[key] ?? WORDS[key];
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  snapshot() {
    const data = new FormData(this.form);
    for (const field of this.form.querySelectorAll("[data-version]")) data.delete(field.name);
    return JSON.stringify([...data].map(([name, value]) => [name, typeof value === "string" ? value : `${value.name}/${value.size}`]));
  }

  changed() { return this.snapshot() !== this.saved; }

  later(delay) {
    if (this.state === "conflict" || this.state === "submitting") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  again() { if (this.state === "signed-out") { this.state = "idle"; this.save(); } }

  async save(leaving = false) {
    if (this.state !== "idle" || !this.changed()) return;
    clearTimeout(this.timer);
    const sent = this.snapshot();
    this.state = "saving";
    this.say(this.word("saving"));
    let answer = null;
    try {
      answer = await fetch(this.form.dataset.autosave || this.form.action, {
        method: "POST", body: new FormData(this.form), headers: { "X-Autosave": "1", Accept: "application/json" },
        redirect: "manual", keepalive: leaving && sent.length < 60000,
      });
    } catch { /* no network */ }
    if (this.state === "submitting") return;
    this.state = "idle";
    await this.heard(answer, sent);
  }

  async heard(answer, sent) {
    const body = answer?.headers.get("content-type")?.includes("json") ? await answer.json().catch(() => ({})) : {};
    if (answer?.ok) return this.done(body, sent);
    if (answer && answer.status < 500) delete this.form.dataset.unreached;
    if (answer?.status === 409) {
      this.state = "conflict";
      const asks = new CustomEvent("autosave:conflict", { detail: { ...body, sent }, bubbles: true, cancelable: true });
      if (!this.form.dispatchEvent(asks)) return this.trouble(body.message ?? this.word("conflict"));
      return this.trouble(body.message ?? body.error ?? this.word("conflict"), this.word("openNewer"), this.form.dataset.reload ?? location.href);
    }
    if (answer?.status === 401 || answer?.type === "opaqueredirect") {
      this.state = "signed-out";
      return this.trouble(this.word("signedOut"), this.word("signInLabel"), this.form.dataset.signIn ?? "/sign-in");
    }
    if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      this.errors(body.errors ?? {});
      this.trouble(body.message ?? body.error ?? this.word("refused"));
      if (this.snapshot() !== sent) this.later(1200);
      return undefined;
    }
    this.failures += 1;
    this.form.dataset.unreached = "";
    this.say(this.word("offline"), this.form.dataset.kept === undefined ? "trouble" : "waiting");
    return this.later(Math.min(60, 2 ** this.failures) * 1000);
  }

  done(body, sent) {
    this.failures = 0;
    this.saved = sent;
    this.errors({});
    this.build(body.version);
    const time = body.saved_at ?? new Date().toLocaleTimeString(document.documentElement.lang || "en", { hour: "numeric", minute: "2-digit" });
    this.say(body.message ?? this.word("saved", { time }));
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { detail: { ...body, sent }, bubbles: true }));
    if (this.changed()) this.later(300);
  }

  build(version) {
    if (version !== undefined) for (const field of this.form.querySelectorAll("[data-version]")) field.value = version;
  }

  resume(version) {
    this.build(version);
    this.state = "idle";
    this.saved = "";
    this.save();
  }

  say(text, state = "well") {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = text;
  }

  trouble(text, label = null, href = null) {
    this.say(text, "trouble");
    if (!label || !this.status) return;
    const link = Object.assign(document.createElement("a"), { href, textContent: label, target: "_blank", rel: "noopener" });
    this.status.append(" ", link);
  }

  errors(errors) {
    for (const old of this.form.querySelectorAll("[data-live-error]")) old.remove();
    for (const field of this.form.querySelectorAll("[data-live-invalid]")) { field.removeAttribute("aria-invalid"); delete field.dataset.liveInvalid; }
    for (const [name, text] of Object.entries(errors)) {
      const field = this.form.elements[name];
      if (!(field instanceof HTMLElement)) continue;
      field.setAttribute("aria-invalid", "true");
      field.dataset.liveInvalid = "";
      const line = Object.assign(document.createElement("div"), { className: "field-error", textContent: text });
      line.dataset.liveError = "";
      field.closest(".field")?.append(line);
    }
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);

for (const area of document.querySelectorAll("textarea[data-count]")) {
  const line = document.querySelector(`[data-count-for="${area.id}"]`);
  const most = Number(area.dataset.count);
  const numbers = new Intl.NumberFormat(document.documentElement.lang || "en");
  const show = () => {
    const count = [...area.value].length;
    line.textContent = `${numbers.format(count)} / ${numbers.format(most)}`;
    line.classList.toggle("is-over", count > most);
  };
  if (line) { area.addEventListener("input", show); show(); }
}
