const SHORTEST_MS = 20;

/** The part of one sound between two moments, in ms. Event "change". There is one at a time on the site. */
class Region extends EventTarget {
  #marked = null; // { effect, from, to, durationMs }

  /** `{ from, to }` of this sound in ms, or null. */
  of(effect) {
    return effect && this.#marked?.effect === effect ? this.#marked : null;
  }

  /** Set one end where the sound stands; the other stays, or is the sound's own. */
  mark(edge, { effect, positionMs, durationMs }) {
    const before = this.of(effect) ?? { from: 0, to: durationMs };
    const ends = { from: before.from, to: before.to, [edge]: positionMs };
    if (ends.to - ends.from < SHORTEST_MS) ends[edge === "from" ? "to" : "from"] = edge === "from" ? durationMs : 0;
    this.set(effect, ends, durationMs);
  }

  set(effect, { from, to }, durationMs) {
    const ends = { from: Math.max(0, Math.min(from, to)), to: Math.min(durationMs, Math.max(from, to)) };
    this.#marked = ends.to - ends.from < SHORTEST_MS ? null : { effect, ...ends, durationMs };
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.#marked = null;
    this.dispatchEvent(new Event("change"));
  }
}

export const region = new Region();
