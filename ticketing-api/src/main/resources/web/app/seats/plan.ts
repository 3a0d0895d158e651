// A hall as it is drawn: what `/api/performances/{p}/plan` says, with each seat knowing its section.
import type {Money} from '../core/api';
import {t} from '../words/words';

export interface Geometry {
  size: {width: number; height: number};
  focalPoint: {x: number; y: number};
  grades: {name: string; color: string; price?: Money}[];
  areas: Area[];
  sections: {name: string; radius?: number; seats: [string, number, number, number, string, number | string][]}[];
  /** Places without a number; they follow the seats in the state string. */
  openAreas?: OpenArea[];
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
  seats: Seat[];
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Around all its seats, clockwise. */
  outline: [number, number][];
}

export class Plan {
  readonly seats: Seat[] = [];
  readonly sections: Section[] = [];
  readonly byId = new Map<string, Seat>();
  readonly grades: Geometry['grades'];
  readonly areas: Area[];
  readonly openAreas: OpenArea[];
  /** What there is to see: the hall may be smaller or larger than the sheet it was drawn on. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;

  constructor(geometry: Geometry) {
    this.grades = geometry.grades;
    this.areas = geometry.areas ?? [];
    this.openAreas = geometry.openAreas ?? [];
    for (const drawn of geometry.sections) {
      const section: Section = {
        index: this.sections.length,
        name: drawn.name,
        radius: drawn.radius ?? 10,
        seats: [],
        left: Infinity,
        top: Infinity,
        right: -Infinity,
        bottom: -Infinity,
        outline: [],
      };
      for (const [id, x, y, grade, row, number] of drawn.seats) {
        const seat = {index: this.seats.length, id, x, y, grade, row, number: String(number), section};
        this.seats.push(seat);
        this.byId.set(id, seat);
        section.seats.push(seat);
        section.left = Math.min(section.left, x - section.radius);
        section.top = Math.min(section.top, y - section.radius);
        section.right = Math.max(section.right, x + section.radius);
        section.bottom = Math.max(section.bottom, y + section.radius);
      }
      section.outline = hull(section.seats.map(seat => [seat.x, seat.y]));
      this.sections.push(section);
    }
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
