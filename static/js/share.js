const SAID_FOR_MS = 4000;

/** The address of a page to pass on: a plain field that is there without scripts, and buttons that are not. */
class Share extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    const copy = this.querySelector("[data-copy]");
    const share = this.querySelector("[data-share]");
    copy.hidden = false;
    copy.addEventListener("click", () => this.copy());
    this.field.addEventListener("focus", () => this.field.select());
    // Desktop browsers have the sheet, too, but people there expect the link.
    share.hidden = !navigator.share || !matchMedia("(pointer: coarse)").matches;
    share.addEventListener("click", () => this.share());
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.field.value);
      this.say(this.dataset.textCopied);
    } catch {
      this.field.select(); // no permission, or no secure page: the keyboard still copies
      this.say(this.dataset.textSelect);
    }
  }

  async share() {
    try {
      await navigator.share({ title: this.dataset.title, url: this.field.value });
    } catch {
      /* closed without choosing anybody */
    }
  }

  say(text) {
    const said = this.querySelector("[data-said]");
    said.textContent = text;
    clearTimeout(this.ending);
    this.ending = setTimeout(() => (said.textContent = ""), SAID_FOR_MS);
  }
}

customElements.define("ksound-share", Share);
