// The order of the best. Contract: <form data-order="K"> holds an <ol> of [data-order-item], each with a select [data-order-place] ("" or 1…K) and buttons
// [data-order-step="up|down"]. Choosing a place puts the item there and moves the others on; who falls off the end has no place. Places are thus always 1, 2, 3 …
// without gaps or doubles. With the focus on an item's buttons the digits choose its place, and 0 takes it out. What happened is said in [data-order-said] (words in
// data-placed and data-unplaced of the form). Each change is an ordinary change of a field: autosave.js and kept.js see it.
for (const form of document.querySelectorAll("form[data-order]")) {
  const most = Number(form.dataset.order);
  const list = form.querySelector("ol");
  const said = form.querySelector("[data-order-said]");
  const items = [...list.querySelectorAll("[data-order-item]")];
  const at = (item) => item.querySelector("[data-order-place]");
  const held = () => items.filter((item) => at(item).value).sort((one, other) => Number(at(one).value) - Number(at(other).value));
  let order = held();

  const draw = () => {
    const focused = document.activeElement;
    const rest = items.filter((item) => !order.includes(item));
    for (const item of [...order, ...rest]) {
      list.append(item);
      item.classList.toggle("is-placed", order.includes(item));
    }
    for (const item of items) at(item).value = order.includes(item) ? String(order.indexOf(item) + 1) : "";
    if (focused?.isConnected && focused !== document.body) focused.focus({ preventScroll: true });
  };
  const tell = (item) => {
    const name = item.querySelector(".order-name").textContent.trim();
    const place = order.indexOf(item) + 1;
    said.textContent = (place ? form.dataset.placed : form.dataset.unplaced).replace("{name}", name).replace("{place}", place);
    item.scrollIntoView({ block: "nearest" });
  };
  const put = (item, place) => { // 0 or more than the last: out
    if (at(item).disabled) return;
    order = order.filter((one) => one !== item);
    if (place >= 1 && place <= most) order.splice(Math.min(place - 1, order.length), 0, item);
    order = order.slice(0, most);
    draw();
    tell(item);
  };
  const step = (item, way) => {
    const place = order.indexOf(item) + 1;
    if (way === "up") put(item, place ? Math.max(1, place - 1) : Math.min(most, order.length + 1));
    else if (place) put(item, place < Math.min(order.length, most) ? place + 1 : 0);
  };

  for (const item of items) {
    at(item).addEventListener("change", () => put(item, Number(at(item).value)));
    for (const button of item.querySelectorAll("[data-order-step]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        step(item, button.dataset.orderStep);
        form.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
    item.addEventListener("keydown", (event) => {
      if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
      event.preventDefault();
      put(item, Number(event.key));
      form.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  // What kept.js put back, or what was chosen of two versions, may hold gaps and doubles: it is shown as it is, and submitting says so.
  form.addEventListener("change", (event) => { if (event.target === form) order = held(); });
  form.addEventListener("kept:put", () => { order = held(); });
}
