// Elements that few pages have; their code comes with the first of them, and "ksound:elements" says that it came.
const ELEMENTS = {
  "ksound-by-sound": () => import("./by-sound.js"),
  "ksound-catid": () => import("./catid.js"),
  "ksound-marks": () => import("./marks.js"),
  "ksound-share": () => import("./share.js"),
  "ksound-upload": () => import("./upload.js"),
  "ksound-view-switch": () => import("./view-switch.js"),
  "ksound-weights": () => import("./weights.js"),
  "ksound-zoom": () => import("./zoom.js"),
};

const tell = () => document.dispatchEvent(new Event("ksound:elements"));

export function mount() {
  const look = () => {
    for (const [name, load] of Object.entries(ELEMENTS)) {
      if (!customElements.get(name) && document.querySelector(name)) load().then(tell);
    }
  };
  document.addEventListener("htmx:afterSettle", look);
  look();
}
