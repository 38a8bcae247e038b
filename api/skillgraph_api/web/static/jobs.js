// Looks every other second how far the work is, while there is any; without scripts a link does.

const PAUSE = 2000; // milliseconds
const place = document.querySelector("#jobs");
const said = document.querySelector("#moved");

const states = () => [...place.querySelectorAll(".tag")].map((one) => one.textContent).join();

async function look() {
  const answer = await fetch(place.dataset.list);
  if (!answer.ok) return; // the session may have ended; the link of the page leads on
  const before = states();
  // Whoever is about to press a button keeps it.
  if (!place.contains(document.activeElement)) {
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...found.body.childNodes);
    if (states() !== before) said.textContent = said.dataset.moved;
  }
  again();
}

function again() {
  if (place.querySelector("[data-moving]")) setTimeout(() => look().catch(again), PAUSE);
}

if (place) again();
