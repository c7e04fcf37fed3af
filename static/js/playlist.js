const AHEAD = 3; // sounds that are likely to be asked for next
const KEPT_AROUND = 50; // of a long list, so many on either side outlive a page load

const place = (list, effect) => list.findIndex((each) => each.effect === effect);

/**
 * What plays, and what comes next: first what was queued by hand, then the list on the page that the sound stands in.
 * A track stands in the queue once.
 */
export class Playlist {
  #list = [];
  #index = -1;
  #queued = [];
  #now = null;

  get now() {
    return this.#now;
  }

  get queued() {
    return [...this.#queued];
  }

  /** What the list goes on with. */
  get following() {
    return this.#list.slice(this.#index + 1);
  }

  /** Most likely first. */
  get likely() {
    const before = this.#list[this.#index - 1];
    return [...[...this.#queued, ...this.following].slice(0, AHEAD), ...(before ? [before] : [])];
  }

  get hasNext() {
    return this.#queued.length > 0 || this.#index + 1 < this.#list.length;
  }

  get hasPrevious() {
    return this.#index > 0 || this.#isAside;
  }

  choose(track, list) {
    this.#list = list;
    this.#index = Math.max(0, place(list, track.effect));
    this.#now = list[this.#index];
    this.#queued = this.#queued.filter((each) => each.effect !== track.effect);
  }

  /** The list grew or changed on the page; false when the present sound is not in it. */
  adopt(list) {
    const index = place(list, this.#now?.effect);
    if (index < 0) return false;
    this.#list = list;
    this.#index = index;
    this.#now = list[index];
    return true;
  }

  /** Go on or back by one; false at the end. */
  step(by) {
    if (by > 0 && this.#queued.length) {
      this.#now = this.#queued.shift();
      return true;
    }
    const index = by < 0 && this.#isAside ? this.#index : this.#index + by;
    if (!this.#list[index]) return false;
    this.#index = index;
    this.#now = this.#list[index];
    return true;
  }

  /** Go to a sound further on, in the queue or else in the list; false when it is in neither. */
  skipTo(effect) {
    const queued = place(this.#queued, effect);
    const index = place(this.#list, effect);
    if (queued >= 0) [this.#now] = this.#queued.splice(0, queued + 1).slice(-1);
    else if (index >= 0) this.#now = this.#list[(this.#index = index)];
    return queued >= 0 || index >= 0;
  }

  enqueue(track, { first = false } = {}) {
    const others = this.#queued.filter((each) => each.effect !== track.effect);
    this.#queued = first ? [track, ...others] : [...others, track];
  }

  /** Take `effect` to another place of the queue, counted from 0; beyond the ends nothing moves. */
  move(effect, by) {
    const from = place(this.#queued, effect);
    const to = from + by;
    if (from < 0 || !this.#queued[to]) return;
    this.#queued.splice(to, 0, ...this.#queued.splice(from, 1));
  }

  remove(effect) {
    this.#queued = this.#queued.filter((each) => each.effect !== effect);
  }

  clear() {
    this.#queued = [];
  }

  toJSON() {
    const first = Math.max(0, this.#index - KEPT_AROUND);
    const list = this.#list.slice(first, this.#index + KEPT_AROUND);
    return { list, index: this.#index - first, queued: this.#queued, now: this.#now };
  }

  /** Take up what `toJSON` gave; false when it is nothing of the kind. */
  restore(kept) {
    if (!kept?.now?.preview || !Array.isArray(kept.list) || !Array.isArray(kept.queued)) return false;
    this.#list = kept.list;
    this.#index = kept.index;
    this.#queued = kept.queued;
    this.#now = kept.now;
    return true;
  }

  /** A queued sound plays while the list waits at its place. */
  get #isAside() {
    return Boolean(this.#now) && this.#list[this.#index]?.effect !== this.#now.effect;
  }
}
