// Keys on a scorecard. Contract (components/scorecard.html, choices.html): inside <form data-scorecard> each [data-criterion] holds one
// [data-scale] of radios. j and k go to the next and previous criterion; 1–9 choose that point of the criterion at hand and 0 chooses ten;
// n opens its note; ? opens <dialog id="shortcuts">. Keys typed into a field are text, and stay text; keys with Ctrl, Alt or Meta are the browser's.
// [data-scores-done] shows how many criteria have a score. Each choice is an ordinary change of a radio: autosave.js sees it.
const form = document.querySelector("form[data-scorecard]");

if (form) {
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  let here = -1;

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
  const note = () => {
    const details = criteria[Math.max(0, here)]?.querySelector("details.criterion-note");
    if (details) { details.open = true; details.querySelector("textarea")?.focus(); }
  };
  const typing = (target) => target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

  form.addEventListener("focusin", (event) => {
    const index = criteria.indexOf(event.target.closest("[data-criterion]"));
    if (index >= 0) mark(index);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog:modal")) return;
    const digit = /^[0-9]$/.test(event.key) ? Number(event.key) || 10 : null;
    if (event.key === "j") go(here + 1);
    else if (event.key === "k") go(here < 0 ? 0 : here - 1);
    else if (event.key === "n") note();
    else if (event.key === "?") document.getElementById("shortcuts")?.showModal();
    else if (digit !== null) choose(digit);
    else return;
    event.preventDefault();
  });

  const counter = document.querySelector("[data-scores-done]");
  const count = () => {
    counter.textContent = criteria.filter((criterion) => criterion.querySelector("[data-scale] .scale-point input:checked")).length;
  };
  if (counter) { form.addEventListener("change", count); count(); }
}
