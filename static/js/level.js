import { preferences } from "./preferences.js";

const TARGET_LUFS = -23; // EBU R 128
const CEILING_DBTP = -1; // room for what the preview's coding adds

/**
 * By how many dB a sound is raised or lowered to sound as loud as the others; never so far that its true peak passes
 * the ceiling. What was not measured is left as it is, or lowered under the ceiling.
 */
export function gainDb({ lufs, truePeak }) {
  const room = truePeak === null ? 0 : CEILING_DBTP - truePeak;
  return Math.min(lufs === null ? 0 : TARGET_LUFS - lufs, room);
}

/**
 * "Match level". The element's own volume cannot raise a sound, so once it is wanted the sound goes through an amplifier;
 * until then it takes the plain way, which no browser can suspend.
 */
export class Level {
  #audio;
  #context = null;
  #amplifier = null;

  constructor(audio, player) {
    this.#audio = audio;
    const apply = () => this.#apply(player.track);
    player.addEventListener("track", apply);
    preferences.addEventListener("change", apply);
    audio.addEventListener("play", apply);
  }

  #apply(track) {
    const isMatched = preferences.get("levelMatched");
    if (!track || (!isMatched && !this.#context)) return;
    // A page that nobody has touched yet may not open one, and would fall silent.
    if (!this.#context && navigator.userActivation?.hasBeenActive === false) return;
    this.#connect();
    this.#amplifier.gain.value = isMatched ? 10 ** (gainDb(track) / 20) : 1;
    if (this.#context.state !== "running") this.#context.resume();
  }

  #connect() {
    if (this.#context) return;
    this.#context = new AudioContext({ latencyHint: "interactive" });
    this.#amplifier = this.#context.createGain();
    this.#context.createMediaElementSource(this.#audio).connect(this.#amplifier).connect(this.#context.destination);
  }
}
