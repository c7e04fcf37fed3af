/** "0:03.2" below a minute, "2:05" above, "1:02:05" above an hour, as the `duration` template filter writes it. */
export function clock(ms) {
  const tenths = Math.max(0, Math.floor((Number.isFinite(ms) ? ms : 0) / 100));
  const seconds = Math.floor(tenths / 10);
  const two = (number) => String(number).padStart(2, "0");
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds >= 60 ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}` : `0:${two(seconds)}.${tenths % 10}`;
}

/** Fill "{name}" places of a sentence that the page carries in its own language. */
export function fill(sentence, values) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
