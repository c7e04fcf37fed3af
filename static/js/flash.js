const STAY_MS = 8000;

/**
 * Show a message made on this side (a lost connection, a sound that will not play); `act` is a link or a button in it.
 * Returns what shows it.
 */
export function flash(text, tone = "info", act = null) {
  const list = document.querySelector("#flash");
  const mould = document.querySelector("#flash-mould");
  if (!list || !mould || !text) return null;
  const item = mould.content.firstElementChild.cloneNode(true);
  item.classList.add(tone);
  item.querySelector("[data-flash-text]").textContent = text;
  if (act) item.querySelector("[data-flash-text]").append(" ", control(act, item));
  list.append(item);
  window.htmx?.process(item);
  age(item);
  return item;
}

function control({ text, url, run }, item) {
  const made = document.createElement(url ? "a" : "button");
  made.className = "button button--quiet button--small";
  made.textContent = text;
  if (url) {
    made.href = url; // the page it leads to brings messages of its own
    return made;
  }
  made.type = "button";
  made.addEventListener("click", () => {
    item.remove();
    run();
  });
  return made;
}

// Good news leaves by itself unless it is being read; anything that went wrong stays until dismissed.
function age(item) {
  if (item.dataset.ageing !== undefined || item.matches(".error, .warning")) return;
  item.dataset.ageing = "";
  const leave = () => (item.matches(":hover, :focus-within") ? setTimeout(leave, STAY_MS / 2) : item.remove());
  setTimeout(leave, STAY_MS);
}

export function mount() {
  document.addEventListener("click", (event) => event.target.closest?.("[data-flash-dismiss]")?.closest(".flash")?.remove());
  const ageAll = () => document.querySelectorAll("#flash .flash").forEach(age);
  document.addEventListener("htmx:afterSettle", ageAll);
  ageAll();
}
