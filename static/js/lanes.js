// In the order of the channels in the file (FFmpeg's names of layouts).
const SPEAKERS = {
  stereo: "L R",
  "2.1": "L R LFE",
  "3.0": "L R C",
  "4.0": "L R C Cs",
  quad: "L R Ls Rs",
  "quad(side)": "L R Ls Rs",
  "5.0": "L R C Ls Rs",
  "5.0(side)": "L R C Ls Rs",
  "5.1": "L R C LFE Ls Rs",
  "5.1(side)": "L R C LFE Ls Rs",
  "7.1": "L R C LFE Lb Rb Ls Rs",
};

/** Write beside each lane which speaker it is, and a line between the lanes. */
export function nameLanes(ink, { colour, lanes, layout, width, height }) {
  const names = SPEAKERS[layout]?.split(" ") ?? [];
  const room = height / lanes;
  ink.font = "600 11px system-ui, sans-serif";
  ink.textBaseline = "top";
  for (let lane = 0; lane < lanes; lane += 1) {
    ink.fillStyle = colour.axis;
    if (lane) ink.fillRect(0, Math.round(room * lane), width, 1);
    ink.fillStyle = colour.label;
    ink.fillText(names[lane] ?? String(lane + 1), 4, room * lane + 3);
  }
}
