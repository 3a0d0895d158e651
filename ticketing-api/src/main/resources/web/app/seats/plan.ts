// A hall as it is drawn: what `/api/performances/{p}/plan/overview` says, with each seat knowing its section. Of a large
// hall the seats of a section come when somebody looks at them.
import {get, type Money} from '../core/api';
import {t} from '../words/words';

export interface Geometry {
  size: {width: number; height: number};
  focalPoint: {x: number; y: number};
  grades: {name: string; color: string; price?: Money}[];
  areas: Area[];
  sections: DrawnSection[];
  /** Places without a number; they follow the seats in the state string. */
  openAreas?: OpenArea[];
}

type DrawnSeat = [id: string, x: number, y: number, grade: number, row: string, number: number | string];

/** With its seats, or with what there is to know before they come. */
interface DrawnSection {
  name: string;
  radius?: number;
  seats?: DrawnSeat[];
  /** Grade and number of seats, again and again in the order of the seats. */
  runs?: [grade: number, seats: number][];
  outline?: [number, number][];
}

export interface OpenArea {
  name: string;
  grade: number;
  capacity: number;
}

export interface Area {
  x: number;
  y: number;
  rotation?: number;
  color?: string;
  border?: string;
  width?: number;
  height?: number;
  rx?: number;
  ry?: number;
  points?: [number, number][];
  text?: {words: string; x: number; y: number; size: number; color?: string};
}

export interface Seat {
  /** Its place in the plan, and so in the state string. */
  index: number;
  id: string;
  x: number;
  y: number;
  grade: number;
  row: string;
  number: string;
  section: Section;
}

export interface Section {
  index: number;
  name: string;
  radius: number;
  /** The place of its first seat in the plan; the others follow. */
  first: number;
  count: number;
  /** Grade and number of seats, again and again in the order of the seats. */
  runs: [grade: number, seats: number][];
  /** Empty until they have come. */
  seats: Seat[];
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Around all its seats, clockwise. */
  outline: [number, number][];
}

/** So many sections are asked for at once, if somebody wants them all. */
const AT_ONCE = 10;
/** So many seats come before somebody looks at them: about 35 KiB over the line. */
const AHEAD = 5_000;

export class Plan {
  /** By their place in the plan; those that have not come yet are missing. */
  readonly seats: Seat[] = [];
  readonly sections: Section[] = [];
  readonly byId = new Map<string, Seat>();
  readonly grades: Geometry['grades'];
  readonly areas: Area[];
  readonly openAreas: OpenArea[];
  /** How many seats there are, whether they have come or not. */
  readonly size: number;
  /** What there is to see: the hall may be smaller or larger than the sheet it was drawn on. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;

  private readonly coming = new Map<number, Promise<void>>();
  private readonly focalPoint: {x: number; y: number};

  /** @param path where the plan is, for the sections whose seats have not come */
  constructor(
    geometry: Geometry,
    private readonly path: string,
  ) {
    this.grades = geometry.grades;
    this.focalPoint = geometry.focalPoint;
    this.areas = geometry.areas ?? [];
    this.openAreas = geometry.openAreas ?? [];
    let first = 0;
    for (const drawn of geometry.sections) {
      const radius = drawn.radius ?? 10;
      const outline = drawn.outline ?? hull((drawn.seats ?? []).map(([, x, y]) => [x, y]));
      const runs = drawn.runs ?? (drawn.seats ?? []).map(([, , , grade]): [number, number] => [grade, 1]);
      const section: Section = {
        index: this.sections.length,
        name: drawn.name,
        radius,
        first,
        count: runs.reduce((sum, [, seats]) => sum + seats, 0),
        runs,
        seats: [],
        left: Math.min(...outline.map(([x]) => x)) - radius,
        top: Math.min(...outline.map(([, y]) => y)) - radius,
        right: Math.max(...outline.map(([x]) => x)) + radius,
        bottom: Math.max(...outline.map(([, y]) => y)) + radius,
        outline,
      };
      this.sections.push(section);
      first += section.count;
      if (drawn.seats) {
        this.seat(section, drawn.seats);
      }
    }
    this.size = first;
    let left = Infinity;
    let top = Infinity;
    let right = -Infinity;
    let bottom = -Infinity;
    const reach = (l: number, t: number, r: number, b: number): void => {
      left = Math.min(left, l);
      top = Math.min(top, t);
      right = Math.max(right, r);
      bottom = Math.max(bottom, b);
    };
    this.sections.forEach(section => reach(section.left, section.top, section.right, section.bottom));
    this.areas.forEach(area =>
      reach(
        area.x - (area.rx ?? 0),
        area.y - (area.ry ?? 0),
        area.x + (area.width ?? area.rx ?? 0),
        area.y + (area.height ?? area.ry ?? 0),
      ),
    );
    const margin = 24;
    this.left = left - margin;
    this.top = top - margin;
    this.width = right - left + 2 * margin;
    this.height = bottom - top + 2 * margin;
  }

  private seat(section: Section, drawn: DrawnSeat[]): void {
    section.seats = drawn.map(([id, x, y, grade, row, number], n) => {
      const seat = {index: section.first + n, id, x, y, grade, row, number: String(number), section};
      this.seats[seat.index] = seat;
      this.byId.set(id, seat);
      return seat;
    });
  }

  has(section: Section): boolean {
    return section.seats.length === section.count;
  }

  /** Resolves once the seats of these sections have come. */
  async load(sections: Section[]): Promise<void> {
    const asked: Promise<void>[] = [];
    const missing = sections.filter(section => !this.has(section));
    for (let n = 0; n < missing.length; ) {
      const known = this.coming.get(missing[n]!.index);
      let count = 1;
      while (!known && count < AT_ONCE && missing[n + count]?.index === missing[n]!.index + count) {
        count++;
      }
      asked.push(known ?? this.ask(missing[n]!.index, count));
      n += count;
    }
    await Promise.all(asked);
  }

  /** Resolves once all seats have come. */
  async complete(): Promise<void> {
    await this.loadInTurn(this.sections);
  }

  /** Asks for the seats nearest to the stage, which most look at first, while nobody waits for anything. */
  async ahead(): Promise<void> {
    if ((navigator as {connection?: {saveData?: boolean}}).connection?.saveData) {
      return;
    }
    const {x, y} = this.focalPoint;
    const far = ({left, right, top, bottom}: Section): number =>
      Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y);
    const near: Section[] = [];
    let room = AHEAD;
    for (const section of [...this.sections].sort((a, b) => far(a) - far(b))) {
      room -= section.count;
      if (room < 0) {
        break;
      }
      near.push(section);
    }
    near.sort((a, b) => a.index - b.index);
    await this.loadInTurn(near);
  }

  private async loadInTurn(sections: Section[]): Promise<void> {
    for (let from = 0; from < sections.length; from += AT_ONCE) {
      await this.load(sections.slice(from, from + AT_ONCE));
    }
  }

  private ask(from: number, count: number): Promise<void> {
    const sections = this.sections.slice(from, from + count);
    const asked = get<{sections: {seats: DrawnSeat[]}[]}>(`${this.path}/sections?from=${from}&count=${count}`)
      .then(answer =>
        answer.sections.forEach((drawn, n) => {
          const section = sections[n];
          // Another number of seats means another plan, of which the live seats tell.
          if (section && !this.has(section) && drawn.seats.length === section.count) {
            this.seat(section, drawn.seats);
          }
        }),
      )
      .finally(() => sections.forEach(section => this.coming.delete(section.index)));
    sections.forEach(section => this.coming.set(section.index, asked));
    return asked;
  }

  /** How many of a section can be had, by its state string; of one grade, or of all. */
  leftIn(section: Section, states: string, onlyGrade: number | null): number {
    let left = 0;
    let index = section.first;
    for (const [grade, seats] of section.runs) {
      const end = index + seats;
      if (onlyGrade === null || onlyGrade === grade) {
        for (; index < end; index++) {
          if (states[index] === 'A') {
            left++;
          }
        }
      }
      index = end;
    }
    return left;
  }

  sectionOf(index: number): Section | undefined {
    let low = 0;
    let high = this.sections.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.sections[middle]!.first <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return this.sections[low];
  }

  gradeOf(seat: Seat): Geometry['grades'][number] {
    return this.grades[seat.grade] ?? {name: '?', color: '#888888'};
  }
}

/** How a person finds a seat. */
export function seatName(seat: Seat): string {
  const values = {section: seat.section.name, row: seat.row, number: seat.number};
  return seat.row ? t('seatName', values) : t('seatNameNoRow', values);
}

/** Andrew's monotone chain. */
function hull(points: [number, number][]): [number, number][] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) {
    return sorted;
  }
  const cross = (o: [number, number], a: [number, number], b: [number, number]): number =>
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (list: [number, number][]): [number, number][] => {
    const chain: [number, number][] = [];
    for (const point of list) {
      while (chain.length >= 2 && cross(chain[chain.length - 2]!, chain[chain.length - 1]!, point) <= 0) {
        chain.pop();
      }
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}
