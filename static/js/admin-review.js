import "./waveform.js";
import "./view-switch.js";

// The review page has its own <audio controls>; its drawings follow it and seek in it.
for (const panel of document.querySelectorAll("[data-review]")) {
  const audio = panel.querySelector("audio");
  const drawings = panel.querySelectorAll("ksound-waveform, ksound-spectrogram");
  const follow = () => {
    for (const each of drawings) each.progress = audio.duration ? audio.currentTime / audio.duration : 0;
    if (!audio.paused) requestAnimationFrame(follow);
  };
  for (const name of ["play", "timeupdate", "seeked", "ended"]) audio.addEventListener(name, follow);
  panel.addEventListener("ksound:seek", (event) => {
    audio.currentTime = event.detail.fraction * (audio.duration || Number(panel.dataset.durationMs) / 1000);
    audio.play();
  });
}

// The staff site keeps its theme in a class; the drawing follows it.
new MutationObserver(() => document.dispatchEvent(new CustomEvent("ksound:theme"))).observe(document.documentElement, {
  attributeFilter: ["class"],
});
