/*
 * Reader of the stored waveform ("KSPK", little endian):
 *   0 magic · 4 u8 version · 5 u8 channels · 6 u16 levels · 8 u32 sample rate · 12 u32 base frames · 16 u64 frames
 *   24 table: per level u32 frames per peak, u32 count, u32 byte offset, u32 zero · then int8 [peak][channel][min, max]
 */
const MAGIC = 0x4b50534b; // "KSPK" read as a little-endian word
const HEADER = 24;
const ENTRY = 16;
const OVERVIEW_BYTES = 4096; // header, table and the coarsest level of a stereo sound

const complete = new Map();
const overviews = new Map();

/** Parse as many levels as `buffer` holds in full; throws on anything else than a version 1 file. */
export function parse(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < HEADER || view.getUint32(0, true) !== MAGIC || view.getUint8(4) !== 1) {
    throw new Error("not a version 1 peaks file");
  }
  const whole = tableOf(buffer).filter(({ offset, length }) => offset + length <= buffer.byteLength);
  return {
    channels: view.getUint8(5),
    sampleRateHz: view.getUint32(8, true),
    frames: Number(view.getBigUint64(16, true)),
    levels: whole.map((each) => ({ ...each, data: new Int8Array(buffer, each.offset, each.length) })),
  };
}

/** Where each level lies, finest first, whatever the order of their data. */
function tableOf(buffer) {
  const view = new DataView(buffer);
  const channels = view.getUint8(5);
  return Array.from({ length: view.getUint16(6, true) }, (_, i) => {
    const at = HEADER + i * ENTRY;
    const peaks = view.getUint32(at + 4, true);
    const framesPerPeak = view.getUint32(at, true);
    return { framesPerPeak, peaks, offset: view.getUint32(at + 8, true), length: peaks * channels * 2 };
  }).sort((a, b) => a.framesPerPeak - b.framesPerPeak);
}

function range(offset, length) {
  return { Range: `bytes=${offset}-${offset + length - 1}` };
}

/** All levels of a sound, for a large drawing. */
export function load(url) {
  return remembered(complete, url, async () => parse(await fetched(url)));
}

/** Enough for one row of a list: the coarsest level, from the first bytes if it lies there, else by a second small request. */
export function overview(url) {
  return remembered(overviews, url, async () => {
    const head = await fetched(url, range(0, OVERVIEW_BYTES));
    const peaks = parse(head);
    if (peaks.levels.length) return peaks;
    const coarsest = tableOf(head).at(-1);
    const data = await fetched(url, range(coarsest.offset, coarsest.length));
    return { ...peaks, levels: [{ ...coarsest, data: new Int8Array(data) }] };
  });
}

/**
 * Minimum and maximum per drawn column, from -1 to 1, of one channel; `span` is the part of the sound that is drawn.
 * Uses the coarsest level that still has a peak per column; between the peaks of a very short sound it interpolates.
 */
export function envelope(peaks, channel, columns, { from, to } = { from: 0, to: 1 }) {
  const level = [...peaks.levels].reverse().find((each) => each.peaks * (to - from) >= columns) ?? peaks.levels[0];
  const low = new Float32Array(columns);
  const high = new Float32Array(columns);
  const at = (peak, side) => level.data[(peak * peaks.channels + channel) * 2 + side] / 127;
  const begin = level.peaks * from;
  const ratio = (level.peaks * (to - from)) / columns;
  for (let column = 0; column < columns; column += 1) {
    if (ratio >= 1) {
      const first = Math.min(level.peaks - 1, Math.floor(begin + column * ratio));
      const last = Math.min(level.peaks, Math.max(first + 1, Math.floor(begin + (column + 1) * ratio)));
      low[column] = at(first, 0);
      high[column] = at(first, 1);
      for (let peak = first + 1; peak < last; peak += 1) {
        low[column] = Math.min(low[column], at(peak, 0));
        high[column] = Math.max(high[column], at(peak, 1));
      }
    } else {
      const place = Math.min(level.peaks - 1, Math.max(0, begin + (column + 0.5) * ratio - 0.5));
      const left = Math.floor(place);
      const right = Math.min(level.peaks - 1, left + 1);
      const part = place - left;
      low[column] = at(left, 0) * (1 - part) + at(right, 0) * part;
      high[column] = at(left, 1) * (1 - part) + at(right, 1) * part;
    }
  }
  return { low, high };
}

async function fetched(url, headers = {}) {
  const response = await fetch(url, { headers, credentials: "same-origin" });
  if (!response.ok) throw new Error(`peaks answered ${response.status}`);
  return response.arrayBuffer();
}

function remembered(store, url, make) {
  if (!store.has(url)) {
    if (store.size >= 200) store.delete(store.keys().next().value);
    const made = make();
    made.catch(() => store.delete(url)); // a failed answer is asked for again
    store.set(url, made);
  }
  return store.get(url);
}
