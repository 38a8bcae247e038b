// Bare letters press the buttons that they stand beside. They are off until somebody turns them on: who speaks
// to a computer, or hits keys by chance, must not decide by it.

const switcher = document.querySelector("#keys");
const button = switcher?.querySelector("button");
const stored = "skillgraph-keys";

const set = (on) => {
  button.setAttribute("aria-pressed", on);
  document.body.classList.toggle("keys", on);
};

if (button) {
  switcher.hidden = false;
  set(localStorage.getItem(stored) === "on");
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    localStorage.setItem(stored, on ? "on" : "off");
    set(on);
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !event.repeat;
    if (!document.body.classList.contains("keys") || typing || !bare) return;
    const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!found) return;
    event.preventDefault();
    if (found.matches("input")) found.focus();
    else found.click();
  });
}
