const SLOWEST = 0.5;
const FASTEST = 2;

/** Hear a sound faster or slower, its pitch kept or going along; it holds until it is reset or the page is loaded anew. */
export function mount(bar, audio) {
  const part = (name) => bar.querySelector(`[data-trial-${name}]`);
  const [speed, keepsPitch, shown, reset, badge] = ["speed", "pitch", "shown", "reset", "badge"].map(part);

  const show = () => {
    const rate = audio.playbackRate;
    const text = `${rate.toFixed(2)}×${audio.preservesPitch ? "" : ` · ${semitones(rate)}`}`;
    speed.value = rate;
    speed.setAttribute("aria-valuetext", text);
    shown.textContent = text;
    badge.textContent = text;
    badge.hidden = reset.disabled = rate === 1;
    keepsPitch.checked = audio.preservesPitch;
  };

  const set = (rate) => {
    // A new sound begins with the default.
    audio.defaultPlaybackRate = audio.playbackRate = Math.min(FASTEST, Math.max(SLOWEST, rate));
    show();
  };

  speed.addEventListener("input", () => set(Number(speed.value)));
  keepsPitch.addEventListener("change", () => {
    audio.preservesPitch = keepsPitch.checked;
    show();
  });
  for (const button of [reset, badge]) {
    button.addEventListener("click", () => {
      if (button === badge) bar.querySelector("[data-player-toggle]").focus(); // the badge goes
      set(1);
    });
  }
  show();
}

/** "+12" for twice the speed: how far the pitch goes along, in semitones. */
function semitones(rate) {
  const steps = Math.round(12 * Math.log2(rate) * 10) / 10;
  return `${steps > 0 ? "+" : steps < 0 ? "−" : ""}${Math.abs(steps)} st`;
}
