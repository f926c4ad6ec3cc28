// From anywhere into any field by two keys: G shows a letter at each, and the letter goes there.
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

export class Jump {
  constructor(form) {
    this.form = form;
    this.signs = [];
  }

  get isOpen() {
    return this.signs.length > 0;
  }

  open() {
    const seen = [...this.form.querySelectorAll(".field [data-path]")].filter((input) => input.offsetParent !== null);
    this.signs = seen.slice(0, LETTERS.length).map((input, index) => {
      const sign = document.createElement("kbd");
      sign.textContent = LETTERS[index].toUpperCase();
      sign.className = "jump";
      (input.closest(".field").querySelector("label, .label") ?? input).append(sign);
      return { sign, input };
    });
  }

  // True where the key was taken.
  key(event) {
    const found = this.signs[LETTERS.indexOf(event.key.toLowerCase())];
    this.close();
    if (!found || event.key.length !== 1) return false;
    found.input.closest("details")?.setAttribute("open", "");
    found.input.focus();
    found.input.select?.();
    return true;
  }

  close() {
    for (const { sign } of this.signs) sign.remove();
    this.signs = [];
  }
}
