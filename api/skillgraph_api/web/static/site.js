// The pages are complete without this. It says that an answer is on its way, and that once is enough.

// Fields that were left empty make addresses long that people share.
addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

for (const form of document.querySelectorAll("form[data-busy]")) {
  const status = form.querySelector("[role=status]");
  const buttons = form.querySelectorAll("button");
  const busy = (is) => {
    status.textContent = is ? form.dataset.busy : "";
    for (const button of buttons) button.toggleAttribute("aria-disabled", is);
    form.toggleAttribute("data-sent", is);
  };
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("data-sent")) event.preventDefault();
    else busy(true);
  });
  // Going back shows the page as it was left.
  addEventListener("pageshow", () => busy(false));
}

// On paper nothing can be opened any more. What was closed is closed again afterwards.
const opened = new Set();
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("main section details:not([open])")) opened.add(one);
  for (const one of opened) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of opened) one.open = false;
  opened.clear();
});
