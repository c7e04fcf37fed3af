import { Recorder } from "./recorder.js";
import { fill } from "./time.js";

// What getUserMedia says, and the sentence of the page that tells what to do.
const TROUBLES = { NotAllowedError: "textRefused", SecurityError: "textRefused", NotFoundError: "textMissing", NotReadableError: "textMissing" };

/** A file that is dropped or chosen leaves at once; a recording leaves as a file of the same form. */
class BySound extends HTMLElement {
  #recorder = null;

  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.form.querySelector("[type=file]");
    this.form.querySelector("[data-plain]").hidden = true;
    this.#part("record").hidden = false;
    this.input.addEventListener("change", () => this.input.files.length && this.#send("file"));
    this.#part("start").addEventListener("click", () => this.#start());
    this.#part("stop").addEventListener("click", () => this.#stop());
    this.#part("cancel").addEventListener("click", () => this.#cancel());
    this.#acceptDrops(this.#part("drop"));
  }

  /** Whoever leaves the page takes the microphone along. */
  disconnectedCallback() {
    this.#cancel();
  }

  #part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  #acceptDrops(zone) {
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
      const [file] = event.dataTransfer.files;
      if (file) this.#bring(file, "file");
    });
  }

  #bring(file, kind) {
    const carried = new DataTransfer();
    carried.items.add(file);
    this.input.files = carried.files;
    this.#send(kind);
  }

  #send(kind) {
    const [file] = this.input.files;
    if (file.size > Number(this.dataset.mostBytes)) {
      this.input.value = "";
      return void this.#tell(this.dataset.textTooLarge);
    }
    this.#tell("");
    this.form.elements.kind.value = kind;
    this.#part("sending").textContent = this.dataset.textSending;
    this.#part("sending").hidden = false;
    this.form.requestSubmit();
  }

  async #start() {
    this.#tell("");
    if (!Recorder.isPossible) return void this.#tell(this.dataset.textUnavailable);
    const mostSeconds = Number(this.dataset.mostSeconds);
    this.#recorder = new Recorder();
    try {
      await this.#recorder.start({
        mostSeconds,
        onLevel: (level, seconds) => this.#show(level, seconds, mostSeconds),
        onEnd: () => this.#stop(),
      });
      if (this.#recorder) this.#running(true);
    } catch (error) {
      this.#cancel();
      this.#tell(this.dataset[TROUBLES[error.name] ?? "textUnavailable"]);
    }
    return undefined;
  }

  async #stop() {
    const recorder = this.#recorder;
    this.#recorder = null;
    this.#running(false);
    try {
      const file = await recorder?.stop();
      if (file) this.#bring(file, "recording");
    } catch {
      recorder.cancel();
      this.#tell(this.dataset.textUnavailable);
    }
  }

  #cancel() {
    this.#recorder?.cancel();
    this.#recorder = null;
    this.#running(false);
  }

  #running(is) {
    const hadFocus = this.#part("record").contains(document.activeElement);
    this.#part("idle").hidden = is;
    this.#part("running").hidden = !is;
    if (hadFocus && this.isConnected) this.#part(is ? "stop" : "start").focus();
  }

  #show(level, seconds, most) {
    this.#part("level").value = level;
    this.#part("clock").textContent = fill(this.dataset.textSeconds, { seconds: seconds.toFixed(1), most });
  }

  #tell(sentence) {
    const error = this.#part("error");
    error.hidden = !sentence;
    error.textContent = sentence;
  }
}

customElements.define("ksound-by-sound", BySound);
