import "./waveform.js";

// The review page has its own <audio controls>; the waveform follows it and seeks in it.
for (const panel of document.querySelectorAll("[data-review]")) {
  const audio = panel.querySelector("audio");
  const wave = panel.querySelector("ksound-waveform");
  const follow = () => {
    wave.progress = audio.duration ? audio.currentTime / audio.duration : 0;
    if (!audio.paused) requestAnimationFrame(follow);
  };
  for (const name of ["play", "timeupdate", "seeked", "ended"]) audio.addEventListener(name, follow);
  wave.addEventListener("ksound:seek", (event) => {
    audio.currentTime = event.detail.fraction * (audio.duration || Number(panel.dataset.durationMs) / 1000);
    audio.play();
  });
}

// The staff site keeps its theme in a class; the drawing follows it.
new MutationObserver(() => document.dispatchEvent(new CustomEvent("ksound:theme"))).observe(document.documentElement, {
  attributeFilter: ["class"],
});
