import "./waveform.js";
import "./view-switch.js";
import "./upload.js";
import "./catid.js";
import { mount as mountFlash } from "./flash.js";
import { mount as mountKeys } from "./keys.js";
import { mount as mountMenus } from "./menus.js";
import { mount as mountNavigation } from "./navigation.js";
import { Player } from "./player.js";
import { mount as mountBar } from "./player-bar.js";

mountFlash();
mountMenus();
mountNavigation();

const bar = document.querySelector("[data-testid=player]");
if (bar) {
  const player = new Player(bar.querySelector("audio"));
  mountBar(bar, player);
  mountKeys(bar, player);
}
