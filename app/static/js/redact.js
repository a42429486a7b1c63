// Words selected in a text that is looked through stand in the field of words to hide at once: one press then hides them.
const field = document.querySelector("[data-redact-phrase]");
const most = 200;

function take() {
  const chosen = document.getSelection();
  const inside = chosen?.anchorNode?.parentElement?.closest("[data-redact]");
  const words = chosen?.toString().trim() ?? "";
  if (field && inside && words.length > 1 && words.length <= most) field.value = words;
}

document.addEventListener("pointerup", take);
document.addEventListener("keyup", (event) => {
  if (event.shiftKey || event.key === "Shift") take();
});
