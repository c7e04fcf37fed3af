/** Sliders that say in words how much each of them counts; without scripts the words are those of the last answer. */
class Weights extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
  }

  handleEvent({ target }) {
    const word = target.dataset.words?.split("|")[target.valueAsNumber];
    if (!word) return;
    target.setAttribute("aria-valuetext", word);
    this.querySelector(`output[for="${target.id}"]`).textContent = word;
  }
}

customElements.define("ksound-weights", Weights);
