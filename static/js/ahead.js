const FEW_SECONDS = 12; // of a long sound; the rest comes while these play
const KBPS = 192; // of every preview
const WHOLE_MS = 40_000; // about a megabyte

/**
 * Fetches what is likely to be heard next into the browser's cache, under the address the player will ask for.
 * One at a time, nearest first, and only beside a sound that plays: the server counts what a person asks for.
 */
export function mount(player, connection = navigator.connection) {
  let wanted = [];
  let current = null; // { effect, stop }
  const fetched = new Set();

  const goOn = async () => {
    const track = wanted.find(({ effect }) => !fetched.has(effect));
    if (current || !track || isDear(connection)) return;
    const stop = new AbortController();
    current = { effect: track.effect, stop };
    fetched.add(track.effect);
    try {
      const answer = await fetch(track.preview, { headers: rangeOf(track), signal: stop.signal, priority: "low" });
      if (!answer.ok) wanted = []; // asked too much, or gone; whoever wants to hear it will be told
      await answer.arrayBuffer();
    } catch {
      fetched.delete(track.effect);
      if (!stop.signal.aborted) wanted = []; // no connection; the next sound that plays begins anew
    }
    current = null;
    goOn();
  };

  const look = () => {
    if (player.state !== "playing") return;
    fetched.add(player.track.effect);
    wanted = player.playlist.likely;
    if (current && !wanted.some(({ effect }) => effect === current.effect)) current.stop.abort();
    goOn();
  };

  player.addEventListener("track", () => {
    wanted = [];
    current?.stop.abort(); // also of this very sound: the player would wait for it to be whole
  });
  for (const name of ["state", "queue"]) player.addEventListener(name, look);
}

/** Whether this person pays for every byte, or waits for it. */
function isDear(connection) {
  return Boolean(connection?.saveData) || /2g|3g/.test(connection?.effectiveType ?? "");
}

function rangeOf({ durationMs }) {
  return durationMs && durationMs <= WHOLE_MS ? {} : { Range: `bytes=0-${(FEW_SECONDS * KBPS * 1000) / 8 - 1}` };
}
