// Two versions of one scorecard, side by side, and the judge chooses. Contract: kept.js fires "kept:conflict" {names, mine, theirs, version, put} at a form;
// <template data-conflict-template> holds the notice with a table in [data-conflict-rows] and a button [data-conflict-save]. Each row has two buttons, of which one is
// pressed (aria-pressed): what was typed here, at first. Saving puts the chosen values into the fields and fires "autosave:resume".
const template = document.querySelector("template[data-conflict-template]");

const label = (form, name) => {
  const titled = document.getElementById(`${name}-title`) ?? form.elements[name]?.[0]?.closest("fieldset")?.querySelector("legend");
  return (titled ?? form.elements[name]?.labels?.[0])?.textContent.trim() ?? name;
};
const words = (form, name, value) => {
  const field = form.elements[name];
  const radio = field instanceof RadioNodeList ? [...field].find((one) => one.value === value) : null;
  return (radio ? radio.closest("label")?.textContent.trim() : value) || template.dataset.empty;
};

function row(form, name, detail, chosen) {
  const line = document.createElement("tr");
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: label(form, name) });
  line.append(head);
  const buttons = [detail.mine[name], detail.theirs[name]].map((value) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary conflict-choice", textContent: words(form, name, value) });
    button.addEventListener("click", () => {
      chosen[name] = value;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
    });
    line.append(document.createElement("td"));
    line.lastChild.append(button);
    return button;
  });
  buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === 0)));
  return line;
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("kept:conflict", ({ detail }) => {
    document.getElementById("conflict")?.remove();
    const panel = Object.assign(document.createElement("div"), { id: "conflict", tabIndex: -1 });
    const chosen = Object.fromEntries(detail.names.map((name) => [name, detail.mine[name]]));
    panel.append(template.content.cloneNode(true));
    panel.querySelector("[data-conflict-rows] tbody").append(...detail.names.map((name) => row(form, name, detail, chosen)));
    panel.querySelector("[data-conflict-save]").addEventListener("click", () => {
      for (const [name, value] of Object.entries(chosen)) detail.put(name, value);
      panel.remove();
      form.dispatchEvent(new Event("kept:put", { bubbles: true }));
      form.dispatchEvent(new CustomEvent("autosave:resume", { detail: { version: detail.version } }));
      form.querySelector("[data-save-status]")?.scrollIntoView({ block: "nearest" });
    });
    form.before(panel);
    panel.focus();
  });
}
