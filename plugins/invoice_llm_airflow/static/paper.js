// The page beside the fields: places light up with their field, and a click on a word is an answer.
const SVG = "http://www.w3.org/2000/svg";
const STEPS = [1, 1.3, 1.7, 2.2, 3];

export class Paper {
  // onPick({text, page, bbox}) for words that were clicked; onPlace(path) for a place that has a field.
  constructor(root, wordsAddress, { onPick, onPlace }) {
    this.scroll = root.querySelector(".scroll");
    this.sheets = [...root.querySelectorAll(".sheet")];
    this.freeze = root.querySelector("[data-freeze]");
    this.onPick = onPick;
    this.onPlace = onPlace;
    this.marks = new Map(); // path -> {place, mark}
    this.hotPath = null;
    this.words = this.scroll ? null : {}; // data has no page, and no words to click on
    this.zoom = 0;
    if (!this.scroll) return;
    this.wordsAddress = wordsAddress;
    root.querySelector('[data-zoom="in"]').addEventListener("click", () => this.zoomBy(1));
    root.querySelector('[data-zoom="out"]').addEventListener("click", () => this.zoomBy(-1));
    this.freeze.addEventListener("click", () => {
      this.freeze.setAttribute("aria-pressed", String(!this.frozen));
    });
    for (const sheet of this.sheets) this.listen(sheet);
  }

  get frozen() {
    return this.freeze.getAttribute("aria-pressed") === "true";
  }

  zoomBy(steps) {
    this.zoom = Math.min(Math.max(this.zoom + steps, 0), STEPS.length - 1);
    for (const sheet of this.sheets) sheet.style.width = `${100 * STEPS[this.zoom]}%`;
  }

  // places: [{path, page, box: [x0, top, x1, bottom], weak}]
  show(places, hotPath) {
    if (!this.scroll) return;
    this.marks = new Map(places.map((place) => [place.path, { place, mark: rect(place.box, place.weak ? "weak" : "") }]));
    const byPage = Map.groupBy ? Map.groupBy(this.marks.values(), ({ place }) => place.page) : grouped(this.marks.values());
    for (const sheet of this.sheets) {
      const here = byPage.get(Number(sheet.dataset.page)) ?? [];
      sheet.querySelector("svg").replaceChildren(...here.map(({ mark }) => mark));
    }
    this.heat(hotPath);
  }

  // One value has another place now, or none.
  put(path, place) {
    if (!this.scroll) return;
    this.marks.get(path)?.mark.remove();
    this.marks.delete(path);
    if (!place) return;
    const mark = rect(place.box, place.weak ? "weak" : "");
    this.marks.set(path, { place, mark });
    this.sheets.find((one) => Number(one.dataset.page) === place.page)?.querySelector("svg").append(mark);
    if (this.hotPath === path) this.heat(path);
  }

  // The value that is looked at.
  heat(path) {
    if (!this.scroll) return;
    const was = this.marks.get(this.hotPath);
    if (was) was.mark.setAttribute("class", was.place.weak ? "weak" : "");
    this.hotPath = path;
    const hot = this.marks.get(path);
    if (!hot) return;
    hot.mark.setAttribute("class", "hot");
    hot.mark.parentNode?.append(hot.mark); // over the others
    if (!this.frozen) this.bringIntoView(hot.place);
  }

  // A place that is pointed at, as long as it is.
  point(place) {
    this.pointed?.remove();
    this.pointed = null;
    const sheet = place && this.sheets.find((one) => Number(one.dataset.page) === place.page);
    if (!sheet) return;
    this.pointed = rect(place.box, "pick");
    sheet.querySelector("svg").append(this.pointed);
    if (!this.frozen) this.bringIntoView(place);
  }

  bringIntoView({ page, box }) {
    const sheet = this.sheets.find((one) => Number(one.dataset.page) === page);
    if (!sheet || !sheet.offsetHeight) return;
    const left = sheet.offsetLeft + ((box[0] + box[2]) / 2) * sheet.offsetWidth - this.scroll.clientWidth / 2;
    const middle = sheet.offsetTop - this.scroll.offsetTop + ((box[1] + box[3]) / 2) * sheet.offsetHeight;
    const { scrollTop, clientHeight } = this.scroll;
    const seen = middle > scrollTop + 40 && middle < scrollTop + clientHeight - 40;
    this.scroll.scrollTo({ left, top: seen ? scrollTop : middle - clientHeight / 3 });
  }

  async load() {
    if (this.words) return this.words;
    const response = await fetch(this.wordsAddress, { headers: { Accept: "application/json" } });
    this.words = response.ok ? await response.json() : {};
    return this.words;
  }

  listen(sheet) {
    let from = null;
    const point = (event) => {
      const { left, top, width, height } = sheet.getBoundingClientRect();
      return [(event.clientX - left) / width, (event.clientY - top) / height];
    };
    const picked = (to) => this.within(sheet, from, to);
    sheet.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault(); // the field keeps the focus
      from = point(event);
      sheet.setPointerCapture(event.pointerId);
      this.load();
    });
    const clear = () => sheet.querySelectorAll(".pick").forEach((mark) => mark.remove());
    sheet.addEventListener("pointermove", (event) => {
      if (!from) return;
      const svg = sheet.querySelector("svg");
      clear();
      for (const word of picked(point(event))) svg.append(rect(word.slice(1), "pick"));
    });
    sheet.addEventListener("pointerup", async (event) => {
      if (!from) return;
      await this.load();
      const words = picked(point(event));
      clear();
      const start = from;
      from = null;
      this.take(sheet, words, start);
    });
    sheet.addEventListener("pointercancel", () => { // a finger scrolls
      from = null;
      clear();
    });
  }

  take(sheet, words, [x, y]) {
    const page = Number(sheet.dataset.page);
    if (words.length) {
      const box = [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...words.map((word) => word[side + 1])));
      if (this.onPick({ text: words.map((word) => word[0]).join(" "), page, bbox: box })) return;
    }
    const inside = (b) => x >= b[0] - 0.004 && x <= b[2] + 0.004 && y >= b[1] - 0.004 && y <= b[3] + 0.004;
    const at = [...this.marks.values()].find(({ place }) => place.page === page && inside(place.box));
    if (at) this.onPlace(at.place.path);
  }

  // The words that a click stands on, or that a drag touches, in reading order.
  within(sheet, [x0, y0], [x1, y1]) {
    const words = this.words?.[sheet.dataset.page] ?? [];
    const [left, right] = x0 < x1 ? [x0, x1] : [x1, x0];
    const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0];
    const slack = 0.002;
    return words.filter(
      (w) => w[1] - slack <= right && w[3] + slack >= left && w[2] - slack <= bottom && w[4] + slack >= top,
    );
  }
}

function grouped(marks) {
  const byPage = new Map();
  for (const one of marks) byPage.set(one.place.page, [...(byPage.get(one.place.page) ?? []), one]);
  return byPage;
}

function rect([x0, top, x1, bottom], kind) {
  const mark = document.createElementNS(SVG, "rect");
  const pad = 0.0025;
  mark.setAttribute("x", x0 - pad);
  mark.setAttribute("y", top - pad);
  mark.setAttribute("width", x1 - x0 + 2 * pad);
  mark.setAttribute("height", bottom - top + 2 * pad);
  mark.setAttribute("rx", 0.004);
  if (kind) mark.setAttribute("class", kind);
  return mark;
}
