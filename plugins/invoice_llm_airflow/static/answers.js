// What the server says about what was typed: at each field what is not understood or does not fit, and how the rest looks
// in the reader's notation.
export class Answers {
  constructor(fields) {
    this.fields = fields;
  }

  // {path: {sentence, choices}} of what is not understood, and {path: [sentence]} of the checks that stop, both under
  // their fields; and what the others look like in the reader's notation.
  told(problems, shown, wrong, followed) {
    for (const note of this.fields.root.querySelectorAll(".problem")) {
      note.replaceChildren();
      note.hidden = true;
    }
    for (const input of this.fields.inputs) input.classList.remove("invalid");
    for (const [path, problem] of Object.entries(problems)) {
      const input = this.fields.find(path);
      input?.classList.add("invalid");
      const buttons = problem.choices.map((text, index) => this.choiceButton(input, text, index + 1));
      this.note(input, `${problem.sentence} `, ...buttons);
    }
    if (followed) this.follow(followed);
    if (wrong) this.checked(wrong, problems);
    for (const [path, text] of Object.entries(shown)) this.settle(this.fields.find(path), text, path in problems);
  }

  // A value of the same print goes with the one that was typed, as long as nobody types it itself.
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
      this.note(input, "It was the same print on the page, so it goes with what you changed. ", this.keepButton(input));
    }
  }

  // The value stays as it was, whatever becomes of the one that it went with.
  keepButton(input) {
    const button = document.createElement("button");
    const key = document.createElement("kbd");
    button.type = "button";
    button.dataset.keep = "";
    key.textContent = "Alt Z";
    button.append(key, ` Keep ${input.dataset.initial}`);
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
      if (why) why.hidden = !sentences;
      if (why && sentences) why.textContent = sentences.join(" ");
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
    note.closest("details")?.setAttribute("open", "");
  }

  settle(input, text, isWrong) {
    if (!input || isWrong) return;
    const pick = this.fields.picks.get(input);
    if (document.activeElement === input && !pick?.raw) return; // not under the person's fingers
    input.value = text;
    if (pick) Object.assign(pick, { raw: false, shown: text });
    this.fields.mark(input);
  }

  choiceButton(input, text, number) {
    const button = document.createElement("button");
    const key = document.createElement("kbd");
    button.type = "button";
    key.textContent = number;
    button.append(key, ` ${text}`);
    button.addEventListener("click", () => {
      const pick = this.fields.picks.get(input);
      input.value = text;
      if (pick) Object.assign(pick, { raw: false, shown: text });
      this.fields.mark(input);
      input.focus();
      this.fields.onChange();
    });
    return button;
  }
}
