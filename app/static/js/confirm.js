// Dialogs and menus. Contract:
// - a submit button or link with data-confirm="Withdraw this nomination?" (and data-consequence="Judges no longer see it.")
//   first asks in #confirm-dialog; the "yes" button repeats the words on the button, so that it says what it does.
// - a button with data-opens="ID" opens <dialog id="ID">; dialogs with data-dialog stand open in the page without a script.
// - <details data-menu> closes on Escape and on a press elsewhere.
// - [data-autofocus] (the summary of errors) takes the focus when the page opens.
// Without a script a confirmed button simply acts: the server asks or offers an undo where it matters.
const dialog = document.getElementById("confirm-dialog");
const confirmed = new WeakSet();

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();

  const control = event.target.closest("[data-confirm]");
  if (!control || !dialog || confirmed.has(control)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.querySelector("[data-confirm-title]").textContent = control.dataset.confirm;
  dialog.querySelector("[data-confirm-text]").textContent = control.dataset.consequence ?? "";
  dialog.querySelector("[data-confirm-yes]").textContent = control.textContent.trim();
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[data-confirm-no]").focus(); // Enter pressed too soon changes nothing
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") {
      confirmed.add(control);
      control.click();
      confirmed.delete(control);
    }
    control.focus();
  }, { once: true });
}, true);

for (const own of document.querySelectorAll("dialog[data-dialog]")) own.close();

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

document.querySelector("[data-autofocus]")?.focus();
