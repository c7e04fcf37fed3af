import "./range.js";
import "./waveform.js";
import "./view-switch.js";
import "./upload.js";
import "./weights.js";
import "./by-sound.js";
import "./catid.js";
import "./search-box.js";
import { mount as mountFavourites } from "./favourites.js";
import { mount as mountFilters } from "./filters.js";
import { mount as mountFlash } from "./flash.js";
import { mount as mountKeys } from "./keys.js";
import { mount as mountMenus } from "./menus.js";
import { mount as mountNavigation } from "./navigation.js";
import { Player } from "./player.js";
import { mount as mountBar } from "./player-bar.js";
import { mount as mountProjectOrder } from "./project-order.js";
import { mount as mountProjects } from "./projects.js";
import { mount as mountRegion } from "./region.js";
import { mount as mountResults } from "./results.js";

mountFavourites();
mountFilters();
mountFlash();
mountMenus();
mountNavigation();
mountProjectOrder();
mountProjects();
mountResults();

const bar = document.querySelector("[data-testid=player]");
if (bar) {
  const player = new Player(bar.querySelector("audio"));
  mountBar(bar, player);
  mountKeys(bar, player);
  mountRegion(bar, player);
}
