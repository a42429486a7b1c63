// Marks in a story. Contract (components/marks.html): <fieldset data-marks-for="STORY ID"> holds checkboxes
// [data-mark-toggle] whose value is a kind; what stands in <span data-mark="KIND"> in the story loses its look (class is-off on <mark>) and what it says to
// screen readers while its kind is off. Without a script all marks show.
for (const legend of document.querySelectorAll("[data-marks-for]")) {
  const story = document.getElementById(legend.dataset.marksFor);
  legend.addEventListener("change", (event) => {
    const toggle = event.target.closest("[data-mark-toggle]");
    if (!toggle || !story) return;
    for (const mark of story.querySelectorAll("[data-mark]")) {
      if (mark.dataset.mark !== toggle.value) continue;
      mark.querySelector("mark").classList.toggle("is-off", !toggle.checked);
      for (const said of mark.querySelectorAll(".visually-hidden")) said.hidden = !toggle.checked;
    }
  });
}

// A mark is a link to its reason, which may be folded away.
addEventListener("hashchange", () => {
  const folded = document.getElementById(location.hash.slice(1))?.closest("details.mark-reasons");
  if (folded) folded.open = true;
});
