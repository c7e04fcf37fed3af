const STEP_MS = 5_000;

/** The system's own player: what plays, where it stands, and its keys. */
export function mount(player) {
  const session = navigator.mediaSession;
  if (!session) return;
  const keys = {
    play: () => player.resume(),
    pause: () => player.pause(),
    stop: () => player.stop(),
    nexttrack: () => player.step(1),
    previoustrack: () => player.step(-1),
    seekto: ({ seekTime }) => player.seek(seekTime * 1000),
    seekbackward: ({ seekOffset }) => player.seek(player.positionMs - (seekOffset * 1000 || STEP_MS)),
    seekforward: ({ seekOffset }) => player.seek(player.positionMs + (seekOffset * 1000 || STEP_MS)),
  };
  for (const [name, act] of Object.entries(keys)) listen(session, name, act);
  player.addEventListener("track", () => {
    const { title, by } = player.track;
    session.metadata = new MediaMetadata({ title, artist: by, album: "K-Sound Library" });
  });
  player.addEventListener("state", () => {
    session.playbackState = player.state === "paused" ? "paused" : "playing";
    const duration = player.durationMs / 1000;
    if (duration > 0) session.setPositionState?.({ duration, position: player.positionMs / 1000, playbackRate: player.rate });
  });
}

function listen(session, name, act) {
  try {
    session.setActionHandler(name, act);
  } catch {
    /* an older browser does not know this key */
  }
}
