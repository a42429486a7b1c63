// A link [data-peek] opens #peek-content of its page in <dialog id="peek">, under the link's words, and leaves this page as it is. Without a script, or without
// a connection, it is a link.
const dialog = document.getElementById("peek");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-peek]");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const content = page?.getElementById("peek-content");
  const body = dialog.querySelector("[data-peek-body]");
  dialog.querySelector("[data-peek-title]").textContent = link.textContent.trim();
  body.replaceChildren(...(content ? document.adoptNode(content).childNodes : [body.dataset.nothing]));
  dialog.showModal();
});
