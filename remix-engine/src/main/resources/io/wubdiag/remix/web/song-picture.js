// A song as a picture: its peaks, in the colour of the section they are in, its beats as ticks below,
// and as much of it in full colour as the remix has got to.

const SECTION_COLOURS = 6;
const BAR = 3;
const TICKS = 14;

export class SongPicture {
  #canvas;
  #analysis = null;
  #share = 0;
  #reached = 0;

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  show(analysis) {
    this.#analysis = analysis;
    this.#canvas.hidden = false;
    this.#canvas.setAttribute('aria-label', `Picture of the song: ${describe(analysis)}`);
    this.#draw();
  }

  /**
   * How far the remix is.
   *
   * @param share how much of the work is done, from 0 to 1
   * @param text what is being done; of "section 3 of 7" the place is taken from there
   */
  showProgress(share, text) {
    const begunAgain = share < this.#share;
    this.#share = share;
    const [, number, count] = /section (\d+) of (\d+)/.exec(text) ?? [];
    const sections = this.#analysis?.sections ?? [];
    const now = Number(count) === sections.length ? sections[number - 1] : null;
    const place = now && share < 1 ? now.start / this.#analysis.seconds : share;
    this.#reached = begunAgain ? place : Math.max(this.#reached, place);
    this.#draw();
  }

  #draw() {
    const width = this.#canvas.clientWidth;
    const height = this.#canvas.clientHeight;
    if (!this.#analysis || width === 0) {
      return;
    }
    const scale = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    const context = this.#canvas.getContext('2d');
    context.scale(scale, scale);
    const style = getComputedStyle(this.#canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    this.#drawPeaks(context, width, height - TICKS, colour);
    this.#drawBeats(context, width, height, colour);
    if (this.#reached > 0 && this.#reached < 1) {
      context.fillStyle = colour('--ink');
      context.fillRect(Math.round(this.#reached * width) - 1, 0, 2, height);
    }
  }

  #drawPeaks(context, width, height, colour) {
    const { peaks, sections, seconds } = this.#analysis;
    const loudest = Math.max(0.05, ...peaks);
    const bars = Math.floor(width / BAR);
    let section = 0;
    for (let bar = 0; bar < bars; bar++) {
      const from = Math.floor((bar * peaks.length) / bars);
      const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars));
      const peak = Math.max(...peaks.slice(from, to)) / loudest;
      const time = ((bar + 0.5) / bars) * seconds;
      while (section < sections.length - 1 && time >= sections[section].end) {
        section++;
      }
      const length = Math.max(2, peak * height);
      context.globalAlpha = (bar + 0.5) / bars <= this.#reached ? 1 : 0.38;
      context.fillStyle = colour(`--section-${section % SECTION_COLOURS}`);
      context.fillRect(bar * BAR, (height - length) / 2, BAR - 1, length);
    }
    context.globalAlpha = 1;
  }

  /** Beats that would run into each other are left out; those that begin a bar are longer. */
  #drawBeats(context, width, height, colour) {
    const { beats, beatsPerBar, firstDownbeat, seconds } = this.#analysis;
    const apart = (width * beatsPerBar) / Math.max(1, beats.length);
    beats.forEach((time, index) => {
      const first = (((index - firstDownbeat) % beatsPerBar) + beatsPerBar) % beatsPerBar === 0;
      if ((first && apart >= 3) || apart / beatsPerBar >= 3) {
        context.fillStyle = colour(first ? '--quiet' : '--edge');
        context.fillRect(Math.round((time / seconds) * width), height - (first ? 9 : 5), 1, first ? 9 : 5);
      }
    });
  }
}

/** What a song is made of, in a line. */
export function describe({ seconds, tempo, key, sections }) {
  const parts = [clock(seconds)];
  if (sections.length > 0) {
    parts.push(`${Math.round(tempo)} beats per minute`, key);
    parts.push(sections.length === 1 ? '1 section' : `${sections.length} sections`);
  }
  return parts.join(', ');
}

function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
