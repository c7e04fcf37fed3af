const STATE_KEY = "ksound.player";
const VOLUME_KEY = "ksound.volume";

/**
 * The one player of the site: a queue of tracks and a single <audio>. It knows nothing of the page.
 * Events: "track" (another sound), "state" (paused, playing, loading), "failed".
 */
export class Player extends EventTarget {
  #audio;
  #queue = [];
  #index = -1;
  #wanted = 0; // ms to start from once the sound is known
  #renewed = false; // the address was asked for anew, and nothing has been heard since
  #sounds = false; // whether it was last told to play; after an error the element says "paused" whatever it was

  constructor(audio) {
    super();
    this.#audio = audio;
    audio.volume = Number(read(localStorage, VOLUME_KEY) ?? 1);
    for (const name of ["play", "playing", "pause", "waiting", "ended", "seeked"]) {
      audio.addEventListener(name, () => this.#say("state"));
    }
    audio.addEventListener("loadedmetadata", () => this.#takePlace());
    audio.addEventListener("playing", () => (this.#renewed = false));
    audio.addEventListener("play", () => (this.#sounds = true));
    for (const name of ["pause", "ended"]) audio.addEventListener(name, () => (this.#sounds = false));
    audio.addEventListener("error", () => audio.hasAttribute("src") && this.#renew());
    addEventListener("pagehide", () => this.remember());
  }

  get track() {
    return this.#queue[this.#index] ?? null;
  }

  get state() {
    if (this.#audio.paused) return "paused";
    return this.#audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !this.#audio.ended ? "loading" : "playing";
  }

  get durationMs() {
    return this.track?.durationMs || this.#audio.duration * 1000 || 0;
  }

  get positionMs() {
    const now = this.#audio.readyState ? this.#audio.currentTime * 1000 : this.#wanted;
    return Math.min(now, this.durationMs);
  }

  get fraction() {
    return this.durationMs ? this.positionMs / this.durationMs : 0;
  }

  get volume() {
    return this.#audio.volume;
  }

  set volume(value) {
    this.#audio.volume = Math.min(1, Math.max(0, value));
    write(localStorage, VOLUME_KEY, this.#audio.volume);
  }

  get hasNext() {
    return this.#index + 1 < this.#queue.length;
  }

  get hasPrevious() {
    return this.#index > 0;
  }

  /** Play `track` as part of `list`; `fraction` says where to start. */
  play(track, list = [track], fraction = 0) {
    this.#queue = list;
    this.#index = Math.max(0, list.findIndex((each) => each.effect === track.effect));
    this.#start(fraction * track.durationMs);
  }

  /** The list grew or changed on the page; the present sound stays. */
  adopt(list) {
    const place = list.findIndex((each) => each.effect === this.track?.effect);
    if (place < 0) return;
    this.#queue = list;
    this.#index = place;
    this.#say("state");
  }

  toggle() {
    if (!this.track) return;
    if (!this.#audio.paused) this.#audio.pause();
    else this.#sound();
  }

  step(by) {
    const place = this.#index + by;
    if (place < 0 || place >= this.#queue.length) return false;
    this.#index = place;
    this.#start(0);
    return true;
  }

  seek(ms) {
    const to = Math.min(Math.max(0, ms), Math.max(0, this.durationMs - 20));
    this.#wanted = to;
    if (this.#audio.readyState) this.#audio.currentTime = to / 1000;
    this.#say("state");
  }

  pause() {
    this.#audio.pause();
  }

  stop() {
    this.#audio.pause();
    this.seek(0);
  }

  remember() {
    if (!this.track) return;
    const around = Math.max(0, this.#index - 50);
    const queue = this.#queue.slice(around, this.#index + 50);
    write(sessionStorage, STATE_KEY, { queue, index: this.#index - around, at: this.positionMs });
  }

  /** After a full page load the sound stands where it stood, silent until asked. */
  restore() {
    const kept = read(sessionStorage, STATE_KEY);
    if (!kept?.queue?.[kept.index]?.preview) return;
    this.#queue = kept.queue;
    this.#index = kept.index;
    this.#wanted = kept.at;
    this.#say("track");
  }

  #start(ms) {
    this.#wanted = ms;
    this.#renewed = false;
    const address = new URL(this.track.preview, location.href).href;
    if (this.#audio.src === address && this.#audio.readyState) this.#audio.currentTime = ms / 1000;
    else this.#audio.src = address;
    this.#say("track");
    this.#sound();
    this.remember();
  }

  #sound() {
    if (!this.#audio.hasAttribute("src")) this.#audio.src = this.track.preview;
    this.#audio.play().catch((error) => error.name === "AbortError" || this.#say("state"));
  }

  /** What the sound was read from may have expired in a long pause; its lasting address leads to a new one, once. */
  #renew() {
    if (this.#renewed) return this.#say("failed");
    this.#renewed = true;
    this.#wanted = this.#audio.currentTime * 1000 || this.#wanted;
    this.#audio.src = this.track.preview;
    if (this.#sounds) this.#sound();
    else this.#audio.load();
    return undefined;
  }

  #takePlace() {
    if (this.#wanted > 0) this.#audio.currentTime = this.#wanted / 1000;
    this.#say("state");
  }

  #say(name) {
    this.dispatchEvent(new Event(name));
  }
}

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    /* private windows may refuse; then nothing is remembered */
  }
}
