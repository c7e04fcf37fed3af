import { keep, recall } from "./kept.js";
import { Playlist } from "./playlist.js";

const STATE_KEY = "ksound.player";
const VOLUME_KEY = "ksound.volume";
const MUTED_KEY = "ksound.muted";

/**
 * The one player of the site: a playlist and a single <audio>. It knows nothing of the page.
 * Events: "track" (another sound), "state" (paused, playing, loading), "queue" (what comes next changed), "failed".
 */
export class Player extends EventTarget {
  #audio;
  #playlist = new Playlist();
  #wanted = 0; // ms to start from once the sound is known
  #renewed = false; // the address was asked for anew, and nothing has been heard since
  #sounds = false; // whether it was last told to play; after an error the element says "paused" whatever it was
  #broken = false;

  constructor(audio) {
    super();
    this.#audio = audio;
    audio.volume = Number(recall(VOLUME_KEY) ?? 1);
    audio.muted = recall(MUTED_KEY) === true;
    for (const name of ["play", "playing", "pause", "waiting", "ended", "seeked", "ratechange", "volumechange"]) {
      audio.addEventListener(name, () => this.#say("state"));
    }
    audio.addEventListener("loadedmetadata", () => this.#takePlace());
    audio.addEventListener("playing", () => (this.#renewed = this.#broken = false));
    audio.addEventListener("play", () => (this.#sounds = true));
    for (const name of ["pause", "ended"]) audio.addEventListener(name, () => (this.#sounds = false));
    // A list is auditioned sound by sound; what somebody queued plays by itself.
    audio.addEventListener("ended", () => this.#playlist.queued.length && this.step(1));
    audio.addEventListener("error", () => audio.hasAttribute("src") && this.#renew());
    addEventListener("online", () => this.#broken && this.#renew());
    addEventListener("pagehide", () => this.remember());
  }

  get track() {
    return this.#playlist.now;
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
    this.muted = false;
    keep(VOLUME_KEY, this.#audio.volume);
  }

  get muted() {
    return this.#audio.muted;
  }

  set muted(value) {
    this.#audio.muted = value;
    keep(MUTED_KEY, value);
  }

  get rate() {
    return this.#audio.playbackRate;
  }

  /** What comes next; change it through `arrange`. */
  get playlist() {
    return this.#playlist;
  }

  arrange(change) {
    change(this.#playlist);
    this.#say("queue");
    this.remember();
  }

  /** Play `track` as part of `list`; `fraction` says where to start. */
  play(track, list = [track], fraction = 0) {
    this.#playlist.choose(track, list);
    this.#start(fraction * track.durationMs);
  }

  /** The list grew or changed on the page; the present sound stays. */
  adopt(list) {
    if (this.#playlist.adopt(list)) this.#say("state");
  }

  toggle() {
    if (!this.track) return;
    if (!this.#audio.paused) this.#audio.pause();
    else this.#sound();
  }

  step(by) {
    if (!this.#playlist.step(by)) return false;
    this.#start(0);
    return true;
  }

  /** Play what the queue or the list holds further on; what was queued before it is passed over. */
  skipTo(effect) {
    if (this.#playlist.skipTo(effect)) this.#start(0);
  }

  seek(ms) {
    const to = Math.min(Math.max(0, ms), Math.max(0, this.durationMs - 20));
    this.#wanted = to;
    if (this.#audio.readyState) this.#audio.currentTime = to / 1000;
    this.#say("state");
  }

  resume() {
    if (this.track && this.#audio.paused) this.#sound();
  }

  pause() {
    this.#audio.pause();
  }

  stop() {
    this.#audio.pause();
    this.seek(0);
  }

  remember() {
    if (this.track) keep(STATE_KEY, { playlist: this.#playlist, at: this.positionMs }, "sessionStorage");
  }

  /** After a full page load the sound stands where it stood, silent until asked. */
  restore() {
    const kept = recall(STATE_KEY, "sessionStorage");
    if (!this.#playlist.restore(kept?.playlist)) return;
    this.#wanted = kept.at;
    this.#say("track");
    this.#say("queue");
  }

  #start(ms) {
    this.#wanted = ms;
    this.#renewed = false;
    const address = new URL(this.track.preview, location.href).href;
    if (this.#audio.src.split("?")[0] === address && this.#audio.readyState) this.#audio.currentTime = ms / 1000;
    else this.#audio.src = address;
    this.#sound(); // before the page is touched: the ear waits, the eye does not
    this.#say("track");
    this.#say("queue");
    this.remember();
  }

  #sound() {
    if (!this.#audio.hasAttribute("src") || this.#audio.error) this.#audio.src = this.track.preview;
    this.#audio.play().catch((error) => error.name === "AbortError" || this.#say("state"));
  }

  /** What the sound was read from may have expired in a long pause; its lasting address leads to a new one, once. */
  #renew() {
    if (this.#renewed && !this.#broken) {
      this.#broken = true;
      return this.#say("failed");
    }
    const again = this.#sounds || this.#broken;
    this.#renewed = true;
    this.#broken = false;
    this.#wanted = this.#audio.currentTime * 1000 || this.#wanted;
    // Not from the browser's cache: that may be what has expired.
    this.#audio.src = `${this.track.preview}?again=${Date.now()}`;
    if (again) this.#sound();
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
