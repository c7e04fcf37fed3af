/** What the browser remembers for a person; private windows may refuse, then nothing is remembered. */
export function recall(key, storage = "localStorage") {
  try {
    return JSON.parse(window[storage].getItem(key));
  } catch {
    return null;
  }
}

export function keep(key, value, storage = "localStorage") {
  try {
    window[storage].setItem(key, JSON.stringify(value));
  } catch {
    /* as above */
  }
}
