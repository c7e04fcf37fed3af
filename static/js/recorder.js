import { wav } from "./wav.js";

// What a telephone call needs would change the sound.
const AS_IT_SOUNDS = { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } };
// 170 ms at 48 kHz: nothing goes unseen between two frames, even of a slow page.
const WINDOW = 8192;
// As a peak programme meter falls: 20 dB in 1.7 s.
const FALL_PER_SECOND = 10 ** (-1 / 1.7);

/** One recording from the microphone, which is asked for by `start` and let go of at the end, whatever it is. */
export class Recorder {
  #stream = null;
  #recorder = null;
  #context = null;
  #chunks = [];
  #frame = 0;
  #cancelled = false;

  static get isPossible() {
    return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.AudioContext);
  }

  /** `onLevel(level 0–1, seconds)` is called while it runs; after `mostSeconds` it ends by itself, then `onEnd`. */
  async start({ mostSeconds, onLevel, onEnd }) {
    this.#stream = await navigator.mediaDevices.getUserMedia(AS_IT_SOUNDS);
    if (this.#cancelled) return this.#release();
    this.#context = new AudioContext();
    const analyser = new AnalyserNode(this.#context, { fftSize: WINDOW });
    this.#context.createMediaStreamSource(this.#stream).connect(analyser);
    this.#recorder = new MediaRecorder(this.#stream);
    this.#recorder.addEventListener("dataavailable", ({ data }) => data.size && this.#chunks.push(data));
    this.#recorder.start();
    const began = performance.now();
    const heard = new Float32Array(analyser.fftSize);
    let level = 0;
    let before = 0;
    const look = () => {
      const seconds = (performance.now() - began) / 1000;
      analyser.getFloatTimeDomainData(heard);
      const peak = heard.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      level = Math.max(peak, level * FALL_PER_SECOND ** (seconds - before));
      before = seconds;
      onLevel(level, Math.min(seconds, mostSeconds));
      if (seconds >= mostSeconds) onEnd();
      else this.#frame = requestAnimationFrame(look);
    };
    look();
    return undefined;
  }

  /** The recording as a WAV file; null when there is none. */
  async stop() {
    if (this.#recorder?.state !== "recording") return null;
    const ended = new Promise((resolve) => this.#recorder.addEventListener("stop", resolve, { once: true }));
    this.#recorder.stop();
    await ended;
    const encoded = await new Blob(this.#chunks, { type: this.#recorder.mimeType }).arrayBuffer();
    const decoded = await this.#context.decodeAudioData(encoded);
    this.#release();
    return new File([wav(decoded)], "recording.wav", { type: "audio/wav" });
  }

  cancel() {
    this.#cancelled = true;
    if (this.#recorder?.state === "recording") this.#recorder.stop();
    this.#release();
  }

  #release() {
    cancelAnimationFrame(this.#frame);
    this.#stream?.getTracks().forEach((track) => track.stop());
    if (this.#context?.state !== "closed") this.#context?.close();
    this.#stream = null;
  }
}
