// What the server says about what was typed: at each field what is not understood or does not fit, and how the rest looks
// in the reader's notation.
export class Answers {
  constructor(fields) {
    this.fields = fields;
    this.notes = new Set(); // shown now
    this.invalid = new Set();
    this.words = fields.root.dataset;
  }

  // {path: {sentence, choices}} of what is not understood, and {path: [sentence]} of the checks that stop, both under
  // their fields; and what the others look like in the reader's notation.
  told({ problems, shown = {}, wrong, followed }) {
    for (const note of this.notes) {
      note.replaceChildren();
      note.hidden = true;
    }
    for (const input of this.invalid) input.classList.remove("invalid");
    this.notes.clear();
    this.invalid.clear();
    for (const [path, problem] of Object.entries(problems)) {
      const input = this.fields.find(path);
      if (input) this.invalid.add(input);
      input?.classList.add("invalid");
      const buttons = problem.choices.map((text, index) => this.choiceButton(input, text, index + 1));
      this.note(input, `${problem.sentence} `, ...buttons);
    }
    if (followed) this.follow(followed);
    if (wrong) this.checked(wrong, problems);
    for (const [path, text] of Object.entries(shown)) this.settle(this.fields.find(path), text, path in problems);
  }

  // A value of the same print goes with the one that was typed, as long as nobody types it itself. It says so, and
  // one key leaves it as it was.
  follow(followed) {
    for (const input of this.fields.root.querySelectorAll("[data-followed]")) {
      delete input.dataset.followed;
      if (!(this.fields.pathOf(input) in followed)) input.value = input.dataset.initial;
      this.fields.mark(input);
    }
    for (const [path, text] of Object.entries(followed)) {
      const input = this.fields.find(path);
      if (!input) continue;
      input.dataset.followed = "";
      input.value = text;
      this.fields.mark(input);
      this.note(input, `${this.words.follows} `, this.keepButton(input));
    }
  }

  keepButton(input) {
    const button = this.button("Alt Z", ` ${this.words.keep.replace("{}", input.dataset.initial)}`);
    button.dataset.keep = "";
    button.addEventListener("click", () => {
      delete input.dataset.followed;
      input.value = input.dataset.initial;
      this.fields.confirm(input);
    });
    return button;
  }

  checked(wrong, problems) {
    for (const input of this.fields.root.querySelectorAll("[data-by-check]")) {
      const sentences = wrong[this.fields.pathOf(input)];
      const why = document.getElementById(`why-${input.dataset.path}`);
      const said = why?.querySelector("[data-said]");
      if (why) why.hidden = !sentences;
      if (said && sentences) said.textContent = sentences.join(" ");
      if (sentences) delete input.dataset.cleared;
      else input.dataset.cleared = "";
      this.fields.mark(input);
    }
    for (const [path, sentences] of Object.entries(wrong)) {
      const input = this.fields.find(path);
      const isSaid = !input || path in problems || "byCheck" in input.dataset;
      if (!isSaid && this.fields.isDirty) this.note(input, `${sentences.join(" ")} `);
    }
  }

  note(input, ...said) {
    const note = (input?.closest("tbody") ?? input?.closest(".field"))?.querySelector(".problem");
    if (!note) return;
    note.append(...said);
    note.hidden = false;
    this.notes.add(note);
    note.closest("details")?.setAttribute("open", "");
  }

  // The ways to read what was typed.
  choicesOf(input) {
    return [...(input.closest("tbody") ?? input.closest(".field")).querySelectorAll(".problem button")].filter((one) => one.answers === input);
  }

  settle(input, text, isWrong) {
    if (!input || isWrong) return;
    const pick = this.fields.picks.get(input);
    if (document.activeElement === input && !pick?.raw) return; // not under the person's fingers
    input.value = text;
    if (pick) Object.assign(pick, { raw: false, shown: text });
    this.fields.mark(input);
  }

  button(key, text) {
    const button = document.createElement("button");
    const sign = document.createElement("kbd");
    button.type = "button";
    sign.textContent = key;
    button.append(sign, text);
    return button;
  }

  choiceButton(input, text, number) {
    const button = this.button(number, ` ${text}`);
    button.answers = input;
    Object.assign(button.dataset, { choice: text, for: input.dataset.path ?? "" });
    return button;
  }
}
