// Keys of judging. Contract: an element with data-key="g" is pressed by the key g, one with data-key="1 ArrowLeft" by either (a link is followed, a button pressed, a field focused); keys typed into
// a field are text, and stay text; keys with Ctrl, Alt or Meta are the browser's, but for Ctrl+Enter (⌘+Enter), which presses [data-key="enter"]
// wherever one is. ? opens <dialog id="shortcuts">, in which a checkbox [data-keys] turns single keys off; the browser remembers it.
// On a scorecard (components/scorecard.html, choices.html) each [data-criterion] in <form data-scorecard> holds one [data-scale] of radios: j and k go to
// the next and previous criterion; 1–9 choose that point of the criterion at hand and 0 chooses ten; n opens its note. [data-scores-done] shows how
// many criteria have a score. Each choice is an ordinary change of a radio: autosave.js sees it.
const form = document.querySelector("form[data-scorecard]");
const criteria = form ? [...form.querySelectorAll("[data-criterion]")] : [];
const toggle = document.querySelector("[data-keys]");
const REMEMBERED = "uphill:keys";
let here = -1;

const remembered = () => { try { return localStorage.getItem(REMEMBERED); } catch { return null; } };
if (toggle) {
  toggle.checked = remembered() !== "off";
  toggle.addEventListener("change", () => { try { localStorage.setItem(REMEMBERED, toggle.checked ? "on" : "off"); } catch { /* only for this page */ } });
}

const mark = (index) => {
  criteria[here]?.classList.remove("is-here");
  here = index;
  criteria[here]?.classList.add("is-here");
};
const go = (index) => {
  const next = Math.max(0, Math.min(criteria.length - 1, index));
  mark(next);
  const radios = [...criteria[next].querySelectorAll("[data-scale] .scale-point input")];
  (radios.find((radio) => radio.checked) ?? radios[0])?.focus({ preventScroll: true });
  criteria[next].scrollIntoView({ block: "nearest" });
};
const choose = (value) => {
  const index = here < 0 ? 0 : here;
  const radio = [...criteria[index].querySelectorAll("[data-scale] .scale-point input")].find((point) => Number(point.value) === value);
  if (!radio || radio.disabled) return;
  if (index !== here) mark(index);
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  radio.dispatchEvent(new Event("change", { bubbles: true }));
};
const open = (details) => {
  if (details) { details.open = true; details.querySelector("textarea")?.focus(); }
};
const press = (key) => {
  const target = [...document.querySelectorAll(`[data-key~="${CSS.escape(key)}"]`)].find((one) => !one.hidden && !one.disabled);
  if (!target) return false;
  if (target.matches("details")) open(target);
  else target.click();
  return true;
};
const onCard = (key) => {
  const digit = /^[0-9]$/.test(key) ? Number(key) || 10 : null;
  if (key === "j") go(here + 1);
  else if (key === "k") go(here < 0 ? 0 : here - 1);
  else if (key === "n") open(criteria[Math.max(0, here)]?.querySelector("details.criterion-note"));
  else if (digit !== null) choose(digit);
  else return false;
  return true;
};
const typing = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

form?.addEventListener("focusin", (event) => {
  const index = criteria.indexOf(event.target.closest("[data-criterion]"));
  if (index >= 0) mark(index);
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog:modal")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (press("enter")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || (toggle && !toggle.checked)) return;
  if (event.key === "?") document.getElementById("shortcuts")?.showModal();
  else if (!(criteria.length && onCard(event.key)) && !(/^([a-z0-9]|Arrow(Left|Right))$/.test(event.key) && press(event.key))) return;
  event.preventDefault();
});

const counter = document.querySelector("[data-scores-done]");
if (form && counter) {
  const count = () => {
    counter.textContent = criteria.filter((criterion) => criterion.querySelector("[data-scale] .scale-point input:checked")).length;
  };
  form.addEventListener("change", count);
  count();
}
