import { fill } from "./time.js";

const AT_ONCE = 2;

/**
 * Wraps the upload form: several files, dropped or chosen, each sent on its own with its own progress.
 * Sentences come from data-text-*; the server answers JSON, and the list of rows below is fetched again after each file.
 */
class Upload extends HTMLElement {
  #waiting = [];
  #running = 0;

  connectedCallback() {
    const form = this.querySelector("form");
    const input = form.querySelector("input[type=file]");
    form.querySelector("[data-upload-plain]")?.setAttribute("hidden", "");
    input.addEventListener("change", () => {
      this.#take([...input.files]);
      input.value = "";
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    const zone = this.querySelector("[data-drop]");
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.dataset.over = "";
      });
    }
    zone.addEventListener("dragleave", (event) => zone.contains(event.relatedTarget) || delete zone.dataset.over);
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      delete zone.dataset.over;
      this.#take([...event.dataTransfer.files]);
    });
    this.warn = (event) => this.#running && event.preventDefault();
    addEventListener("beforeunload", this.warn);
  }

  disconnectedCallback() {
    removeEventListener("beforeunload", this.warn);
  }

  #take(files) {
    const limit = Number(this.dataset.maxBytes);
    for (const file of files) {
      const row = this.#row(file);
      if (limit && file.size > limit) this.#fail(row, fill(this.dataset.textTooLarge, { name: file.name }));
      else this.#waiting.push({ file, row });
    }
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.length) {
      this.#running += 1;
      this.#send(this.#waiting.shift());
    }
  }

  #row(file) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").append(...breakable(file.name));
    row.querySelector("[data-note]").textContent = this.dataset.textWaiting;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    this.querySelector("[data-sending]").prepend(row);
    return row;
  }

  #send({ file, row }) {
    const form = this.querySelector("form");
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("Accept", "application/json");
    const cancel = row.querySelector("[data-cancel]");
    cancel.hidden = false;
    cancel.addEventListener("click", () => request.abort());
    request.upload.addEventListener("progress", (event) => this.#show(row, event));
    request.addEventListener("load", () => this.#finish({ file, row, request }));
    request.addEventListener("error", () => this.#fail(row, fill(this.dataset.textLost, { name: file.name }), { file, row }));
    request.addEventListener("abort", () => row.remove());
    request.addEventListener("loadend", () => {
      this.#running -= 1;
      this.#next();
    });
    request.send(body);
  }

  #show(row, event) {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    row.querySelector("progress").value = percent;
    row.querySelector("[data-note]").textContent =
      percent < 100 ? fill(this.dataset.textSending, { percent }) : this.dataset.textReceived;
  }

  #finish({ file, row, request }) {
    const answer = answered(request);
    const refused = answer?.errors?.[0]?.message ?? (answer?.code && answer.message);
    if (request.status >= 200 && request.status < 300 && !refused && answer) {
      row.remove();
      window.htmx?.trigger("#upload-poll", "refresh");
    } else if (request.status >= 500 || !refused) {
      this.#fail(row, refused || fill(this.dataset.textLost, { name: file.name }), { file, row });
    } else this.#fail(row, refused);
  }

  /** `again` = the sending may be repeated as it is; a refusal of the file itself may not. */
  #fail(row, message, again = null) {
    row.querySelector("progress").hidden = true;
    row.querySelector("[data-cancel]").hidden = true;
    row.querySelector("[data-note]").textContent = "";
    const error = row.querySelector("[data-error]");
    error.hidden = false;
    error.querySelector("[data-error-text]").textContent = message;
    const dismiss = row.querySelector("[data-dismiss]");
    dismiss.hidden = false;
    dismiss.addEventListener("click", () => row.remove());
    const retry = row.querySelector("[data-retry]");
    retry.hidden = !again;
    if (again) {
      retry.addEventListener("click", () => {
        row.remove();
        this.#take([again.file]);
      });
    }
  }
}

function answered(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

/** The parts of a UCS name, each of which may begin a line. */
function breakable(name) {
  const [first, ...parts] = name.split("_");
  return [first, ...parts.flatMap((part) => ["_", document.createElement("wbr"), part])];
}

customElements.define("ksound-upload", Upload);
