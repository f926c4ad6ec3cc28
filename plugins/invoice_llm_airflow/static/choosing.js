// The answers that a question offers: a value, the reason why the one that is there is right, or that it is a copy.
export class Choosing {
  // settled() ends when what was chosen last is understood; goOn(input) leads to the next question.
  constructor(fields, deciding, { settled, goOn }) {
    this.fields = fields;
    this.deciding = deciding;
    this.settled = settled;
    this.goOn = goOn;
  }

  inputOf(button) {
    return button.answers ?? this.fields.root.querySelector(`[data-path="${CSS.escape(button.dataset.for)}"]`);
  }

  take(button) {
    const { copies, reason } = button.dataset;
    if (copies) return this.deciding.copies(JSON.parse(copies));
    const input = this.inputOf(button);
    if (reason) this.fields.reason(input, button);
    else this.value(input, button);
    if (!reason || input.dataset.reason) this.goOn(input);
  }

  // A choice gives its own field a value, and others where it says so.
  value(input, button) {
    const picked = button.answers && this.fields.picks.get(input); // it is one of the ways to read this
    const place = picked ? { ...picked, box: picked.bbox } : placeOf(button);
    if (button.dataset.choice === input.dataset.initial && !this.fields.picks.has(input)) {
      input.value = button.dataset.choice;
      this.fields.confirm(input);
    } else {
      this.fields.change(input, () => {
        input.value = button.dataset.choice;
        if (place) this.fields.picks.set(input, { page: place.page, bbox: place.box, quote: place.quote, shown: input.value, raw: false });
        else input.dataset.confirmed = "";
      });
    }
    for (const [path, text] of Object.entries(JSON.parse(button.dataset.sets || "{}"))) {
      const other = this.fields.find(path);
      if (other) this.fields.change(other, () => (other.value = text));
    }
    input.dataset.answered = "";
  }

  // The answer to the last open question is the decision as well. With a reason, all that stands in the form is accepted.
  async takeAndAccept(button) {
    const input = this.inputOf(button);
    if (button.dataset.reason && input.dataset.reason === button.dataset.reason) return this.deciding.act("as_printed");
    this.take(button);
    if (button.dataset.copies) return;
    if (button.dataset.reason) return this.deciding.act("as_printed");
    await this.settled();
    const open = this.fields.doubtful.filter((one) => !("answered" in one.dataset));
    if (open.length || this.fields.lines.questionsLeft || this.fields.root.querySelector("[data-concern]")) return;
    this.deciding.act(input.value === input.dataset.initial ? "as_printed" : "accept");
  }
}

export function placeOf({ dataset }) {
  return dataset.box ? { page: Number(dataset.page), box: dataset.box.split(" ").map(Number), quote: dataset.quote } : null;
}
