// How the seats of a section look. Neighbours that look alike are one shape: five hundred that change at once are a few
// shapes drawn anew. The seats themselves lie below, see-through, each a control of its own.
import type {State} from './live';
import type {Seat, Section} from './plan';

export const SVG = 'http://www.w3.org/2000/svg';

/** So many seats, one after the other, share their shapes: what one of them costs when it changes. */
const NEIGHBOURS = 200;

/** Not the letters: a style rule that knew them would have every control that changes styled anew. */
const KINDS = {A: 'is-free', H: 'is-held', S: 'is-sold', B: 'is-sold', mine: 'is-mine'} as const;

interface Look {
  className: string;
  /** Of what is filled; else the style sheet's. */
  color: string | null;
  /** From the seat's middle. */
  outline: string;
}

interface Block {
  shapes: Map<Look, SVGPathElement>;
  stale: boolean;
}

export class Looks {
  readonly layer = document.createElementNS(SVG, 'g');

  /** What a control covers. */
  readonly disc: string;

  private readonly outlines: Record<string, string>;
  /** By kind, colour and whether it is dimmed: the same look is the same object. */
  private readonly known = new Map<string, Look>();
  private readonly looks: (Look | undefined)[] = [];
  private readonly blocks: Block[] = [];

  constructor(
    private readonly section: Section,
    private readonly colorOf: (seat: Seat) => string,
  ) {
    this.layer.setAttribute('aria-hidden', 'true');
    const {radius} = section;
    this.disc = ring(radius * 0.84);
    // A point with a round cap is a disc, and by far the shortest way to say so.
    this.outlines = {
      'is-free': 'h0',
      'is-held': ring(radius * 0.55),
      'is-sold': cross(radius * 0.4),
      'is-mine': square(radius * 1.05),
    };
  }

  /** @return whether that is new; it is seen after the next `draw` */
  set(seat: Seat, state: State | 'mine', dimmed: boolean): boolean {
    const n = seat.index - this.section.first;
    const look = this.lookOf(KINDS[state], dimmed, state === 'A' ? this.colorOf(seat) : null);
    if (look === this.looks[n]) {
      return false;
    }
    this.looks[n] = look;
    (this.blocks[Math.floor(n / NEIGHBOURS)] ??= {shapes: new Map(), stale: true}).stale = true;
    return true;
  }

  /** Shape tells the state as well as colour does: disc, ring, cross, and a square with a tick on what is mine. */
  private lookOf(kind: string, dimmed: boolean, color: string | null): Look {
    const key = `${kind} ${dimmed} ${color}`;
    let look = this.known.get(key);
    if (!look) {
      look = {className: `look ${kind}${dimmed ? ' dimmed' : ''}`, color, outline: this.outlines[kind]!};
      this.known.set(key, look);
    }
    return look;
  }

  draw(): void {
    this.blocks.forEach((block, n) => {
      if (block.stale) {
        block.stale = false;
        this.drawBlock(block, n * NEIGHBOURS);
      }
    });
  }

  private drawBlock({shapes}: Block, from: number): void {
    const drawn = new Map<Look, string>();
    const end = Math.min(from + NEIGHBOURS, this.section.seats.length);
    for (let n = from; n < end; n++) {
      const look = this.looks[n];
      if (look) {
        const {x, y} = this.section.seats[n]!;
        drawn.set(look, `${drawn.get(look) ?? ''}M${x} ${y}${look.outline}`);
      }
    }
    for (const [look, path] of shapes) {
      if (!drawn.has(look)) {
        path.remove();
        shapes.delete(look);
      }
    }
    for (const [look, d] of drawn) {
      let path = shapes.get(look);
      if (!path) {
        path = document.createElementNS(SVG, 'path');
        path.setAttribute('class', look.className);
        if (look.color) {
          path.setAttribute('stroke', look.color);
          path.setAttribute('stroke-width', String(this.section.radius * 1.68));
        }
        shapes.set(look, path);
        this.layer.append(path);
      }
      if (path.getAttribute('d') !== d) {
        path.setAttribute('d', d);
      }
    }
  }
}

function cross(r: number): string {
  return `m${-r} ${-r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;
}

function ring(r: number): string {
  return `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}

function square(r: number): string {
  return `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`;
}
