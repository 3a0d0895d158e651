// Reads QR codes from a camera's pictures, where the browser does not: versions 1 to 11, all levels, digits, letters and
// bytes (ISO/IEC 18004:2015). Tickets have no other.
import {masked} from './qr';

/** Rows of pixels, four bytes each. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

interface Point {
  x: number;
  y: number;
}

/** One of the three corners: its middle, and how large a module is there. */
interface Corner extends Point {
  module: number;
  seen: number;
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const LARGEST_VERSION = 11;

/** By version, from 1: where alignment patterns are besides 6, in both directions. */
const ALIGNMENT = [[], [18], [22], [26], [30], [34], [22, 38], [24, 42], [26, 46], [28, 50], [30, 54]];

/** By level as its two bits say it, M, L, H, Q, then by version: bytes for correcting errors in a block, and blocks. */
const CORRECTION = [
  [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30],
  [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20],
  [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24],
  [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28],
];
const BLOCKS = [
  [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5],
  [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4],
  [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11],
  [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8],
];

/**
 * What a code in the picture says; null if there is none that can be read.
 *
 * @param attempt pictures of one camera are numbered: what is dark is decided a little differently each time
 */
export function readQr(picture: Picture, attempt = 0): string | null {
  const dark = darkness(picture, attempt % 2 === 0 ? 0.88 : 0.96);
  for (const corners of triples(findCorners(dark))) {
    const text = readAt(dark, corners);
    if (text !== null) {
      return text;
    }
  }
  return null;
}

// --- what is dark

class Bitmap {
  constructor(
    readonly width: number,
    readonly height: number,
    private readonly bits: Uint8Array,
  ) {}

  at(x: number, y: number): number {
    const [column, row] = [x | 0, y | 0];
    return column < 0 || row < 0 || column >= this.width || row >= this.height ? 0 : this.bits[row * this.width + column]!;
  }
}

/** A pixel is dark if it is darker than those around it, as D. Bradley and G. Roth decide (2007). */
function darkness({width, height, data}: Picture, part: number): Bitmap {
  const sums = new Uint32Array((width + 1) * (height + 1));
  const light = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      const value = (data[i]! * 77 + data[i + 1]! * 150 + data[i + 2]! * 29) >> 8;
      light[y * width + x] = value;
      row += value;
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row;
    }
  }
  const reach = Math.max(8, Math.round(Math.max(width, height) / 16));
  const bits = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach) * (width + 1);
    const bottom = Math.min(height, y + reach + 1) * (width + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const around = sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!;
      const pixels = ((bottom - top) / (width + 1)) * (right - left);
      bits[y * width + x] = light[y * width + x]! * pixels < around * part ? 1 : 0;
    }
  }
  return new Bitmap(width, height, bits);
}

// --- where it is

/** Whether five runs are as 1 : 1 : 3 : 1 : 1. */
function isCorner(runs: number[]): boolean {
  const total = runs.reduce((sum, run) => sum + run, 0);
  if (total < 7 || runs.some(run => run === 0)) {
    return false;
  }
  const module = total / 7;
  const off = module / 1.9;
  return (
    Math.abs(runs[0]! - module) < off &&
    Math.abs(runs[1]! - module) < off &&
    Math.abs(runs[2]! - 3 * module) < 3 * off &&
    Math.abs(runs[3]! - module) < off &&
    Math.abs(runs[4]! - module) < off
  );
}

function findCorners(dark: Bitmap): Corner[] {
  const corners: Corner[] = [];
  const step = Math.max(1, Math.floor(dark.height / 360));
  for (let y = 0; y < dark.height; y += step) {
    const runs = [0, 0, 0, 0, 0];
    let color = 0;
    let run = 0;
    for (let x = 0; x <= dark.width; x++) {
      const now = x < dark.width ? dark.at(x, y) : 1 - color;
      if (now === color) {
        run++;
        continue;
      }
      runs.shift();
      runs.push(run);
      // A dark run has ended.
      if (color === 1 && isCorner(runs)) {
        const middle = x - runs[4]! - runs[3]! - runs[2]! / 2;
        const corner = checked(dark, middle, y);
        if (corner) {
          join(corners, corner);
        }
      }
      color = now;
      run = 1;
    }
  }
  return corners;
}

/** The same downwards, and then once more across, from its middle. */
function checked(dark: Bitmap, x: number, y: number): Corner | null {
  const down = through(dark, x, y, 0, 1);
  if (!down) {
    return null;
  }
  const across = through(dark, x, down.y, 1, 0);
  if (!across || across.module > 2 * down.module || down.module > 2 * across.module) {
    return null;
  }
  return {x: across.x, y: down.y, module: (down.module + across.module) / 2, seen: 1};
}

function through(dark: Bitmap, x: number, y: number, dx: number, dy: number): {x: number; y: number; module: number} | null {
  if (!dark.at(x, y)) {
    return null;
  }
  const side = (sign: number): number[] | null => {
    const runs = [0, 0, 0];
    let at = sign > 0 ? 0 : -1;
    for (let part = 0; part < 3; part++) {
      const color = part === 1 ? 0 : 1;
      for (;;) {
        const [px, py] = [x + at * dx, y + at * dy];
        if (px < 0 || py < 0 || px >= dark.width || py >= dark.height || dark.at(px, py) !== color) {
          break;
        }
        runs[part]!++;
        at += sign;
      }
      if (runs[part] === 0 && part > 0) {
        return null;
      }
    }
    return runs;
  };
  const after = side(1);
  const before = side(-1);
  if (!after || !before) {
    return null;
  }
  const runs = [before[2]!, before[1]!, before[0]! + after[0]!, after[1]!, after[2]!];
  if (!isCorner(runs)) {
    return null;
  }
  const middle = (after[0]! - before[0]!) / 2;
  const [atX, atY] = [Math.floor(x), Math.floor(y)];
  return {
    x: dx ? atX + middle : x,
    y: dy ? atY + middle : y,
    module: runs.reduce((sum, run) => sum + run, 0) / 7,
  };
}

function join(corners: Corner[], found: Corner): void {
  for (const known of corners) {
    if (
      Math.abs(known.x - found.x) < 2 * known.module &&
      Math.abs(known.y - found.y) < 2 * known.module &&
      Math.abs(known.module - found.module) < Math.max(1, known.module)
    ) {
      const seen = known.seen + 1;
      known.x = (known.x * known.seen + found.x) / seen;
      known.y = (known.y * known.seen + found.y) / seen;
      known.module = (known.module * known.seen + found.module) / seen;
      known.seen = seen;
      return;
    }
  }
  corners.push(found);
}

/** Three corners each, the most likely first: as top left, top right, bottom left. */
function triples(corners: Corner[]): [Corner, Corner, Corner][] {
  const likely = corners
    .filter(corner => corner.seen > 1)
    .sort((a, b) => b.seen - a.seen)
    .slice(0, 9);
  const found: {corners: [Corner, Corner, Corner]; off: number}[] = [];
  for (let a = 0; a < likely.length; a++) {
    for (let b = a + 1; b < likely.length; b++) {
      for (let c = b + 1; c < likely.length; c++) {
        const ordered = inOrder([likely[a]!, likely[b]!, likely[c]!]);
        const [tl, tr, bl] = ordered;
        const right = distance(tl, tr);
        const down = distance(tl, bl);
        const sizes = ordered.map(corner => corner.module);
        // A right angle and sides of one length, as far as a camera from aside lets it be.
        const off =
          Math.abs(right - down) / Math.max(right, down) +
          Math.abs(right * right + down * down - distance(tr, bl) ** 2) / (2 * right * down) +
          (Math.max(...sizes) - Math.min(...sizes)) / Math.max(...sizes);
        if (off < 1.2) {
          found.push({corners: ordered, off});
        }
      }
    }
  }
  return found
    .sort((a, b) => a.off - b.off)
    .slice(0, 6)
    .map(one => one.corners);
}

/** The corner opposite the longest side is the top left one. */
function inOrder([a, b, c]: [Corner, Corner, Corner]): [Corner, Corner, Corner] {
  const [ab, bc, ac] = [distance(a, b), distance(b, c), distance(a, c)];
  const [tl, one, other] = bc >= ab && bc >= ac ? [a, b, c] : ac >= ab && ac >= bc ? [b, a, c] : [c, a, b];
  const turn = (one.x - tl.x) * (other.y - tl.y) - (one.y - tl.y) * (other.x - tl.x);
  return turn > 0 ? [tl, one, other] : [tl, other, one];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

// --- what its modules are

function readAt(dark: Bitmap, [tl, tr, bl]: [Corner, Corner, Corner]): string | null {
  const across = moduleAlong(dark, tl, tr);
  const down = moduleAlong(dark, tl, bl);
  if (!across || !down) {
    return null;
  }
  const module = (across + down) / 2;
  const modules = (distance(tl, tr) / across + distance(tl, bl) / down) / 2 + 7;
  const nearest = Math.round((modules - 17) / 4);
  // How large a module is, is known less well than how large the whole is: the neighbours may be meant.
  for (const version of [nearest, nearest + 1, nearest - 1]) {
    if (version < 1 || version > LARGEST_VERSION) {
      continue;
    }
    const size = version * 4 + 17;
    for (const fourth of fourths(dark, tl, tr, bl, version, module)) {
      const text = decoded(sampled(dark, size, transform(tl, tr, bl, fourth, size)), version);
      if (text !== null) {
        return text;
      }
    }
  }
  return null;
}

/** How long a module is on the way from one corner to another: each is dark, light, dark for three and a half of them. */
function moduleAlong(dark: Bitmap, one: Point, other: Point): number | null {
  const from = reachOf(dark, one, other);
  const to = reachOf(dark, other, one);
  return from && to ? (from + to) / 7 : null;
}

function reachOf(dark: Bitmap, from: Point, to: Point): number | null {
  const length = distance(from, to);
  const [dx, dy] = [(to.x - from.x) / length / 4, (to.y - from.y) / length / 4];
  let color = 1;
  let changes = 0;
  for (let n = 0; n < length * 2; n++) {
    if (dark.at(from.x + n * dx, from.y + n * dy) !== color) {
      color = 1 - color;
      if (++changes === 3) {
        return n / 4;
      }
    }
  }
  return null;
}

interface Fourth extends Point {
  /** Modules from the right and the lower edge. */
  inset: number;
}

/** Where the fourth corner's alignment pattern is, or where it would be if nothing were seen from aside. */
function fourths(dark: Bitmap, tl: Point, tr: Point, bl: Point, version: number, module: number): Fourth[] {
  const guess = {x: tr.x + bl.x - tl.x, y: tr.y + bl.y - tl.y, inset: 3.5};
  if (version === 1) {
    return [guess];
  }
  const size = version * 4 + 17;
  const part = 1 - 3 / (size - 7);
  const near = {
    x: tl.x + part * (tr.x - tl.x + bl.x - tl.x),
    y: tl.y + part * (tr.y - tl.y + bl.y - tl.y),
  };
  const found = alignment(dark, near, tl, tr, bl, size, module);
  return found ? [{...found, inset: 6.5}, guess] : [guess];
}

/** The place near there whose five by five modules are most like an alignment pattern. */
function alignment(dark: Bitmap, near: Point, tl: Point, tr: Point, bl: Point, size: number, module: number): Point | null {
  const modules = size - 7;
  const right = {x: (tr.x - tl.x) / modules, y: (tr.y - tl.y) / modules};
  const down = {x: (bl.x - tl.x) / modules, y: (bl.y - tl.y) / modules};
  let best: Point | null = null;
  let most = 21;
  const reach = Math.max(4, Math.min(10, size / 6));
  const step = Math.max(0.25, 1 / module);
  let sumX = 0;
  let sumY = 0;
  let count = 0;
  for (let v = -reach; v <= reach; v += step) {
    for (let u = -reach; u <= reach; u += step) {
      const x = near.x + u * right.x + v * down.x;
      const y = near.y + u * right.y + v * down.y;
      let like = 0;
      for (let j = -2; j <= 2; j++) {
        for (let i = -2; i <= 2; i++) {
          const wanted = Math.max(Math.abs(i), Math.abs(j)) === 1 ? 0 : 1;
          like += dark.at(x + i * right.x + j * down.x, y + i * right.y + j * down.y) === wanted ? 1 : 0;
        }
      }
      if (like > most) {
        [most, best, sumX, sumY, count] = [like, {x, y}, x, y, 1];
      } else if (like === most && best && distance(best, {x, y}) < 1.5 * module) {
        sumX += x;
        sumY += y;
        count++;
      }
    }
  }
  return best ? {x: sumX / count, y: sumY / count} : null;
}

type Transform = (x: number, y: number) => Point;

/** From modules to pixels, as a plane is seen by a camera. */
function transform(tl: Point, tr: Point, bl: Point, fourth: Fourth, size: number): Transform {
  const end = size - 3.5;
  const from = quadrilateral(
    {x: 3.5, y: 3.5},
    {x: end, y: 3.5},
    {x: size - fourth.inset, y: size - fourth.inset},
    {x: 3.5, y: end},
  );
  const to = quadrilateral(tl, tr, fourth, bl);
  const m = product(to, adjoint(from));
  return (x, y) => {
    const w = m[6]! * x + m[7]! * y + m[8]!;
    return {x: (m[0]! * x + m[1]! * y + m[2]!) / w, y: (m[3]! * x + m[4]! * y + m[5]!) / w};
  };
}

/** The matrix that makes this quadrilateral of the unit square (P. Heckbert, 1989). */
function quadrilateral(p0: Point, p1: Point, p2: Point, p3: Point): number[] {
  const dx3 = p0.x - p1.x + p2.x - p3.x;
  const dy3 = p0.y - p1.y + p2.y - p3.y;
  const dx1 = p1.x - p2.x;
  const dx2 = p3.x - p2.x;
  const dy1 = p1.y - p2.y;
  const dy2 = p3.y - p2.y;
  const all = dx1 * dy2 - dx2 * dy1;
  const g = (dx3 * dy2 - dx2 * dy3) / all;
  const h = (dx1 * dy3 - dx3 * dy1) / all;
  return [
    p1.x - p0.x + g * p1.x, p3.x - p0.x + h * p3.x, p0.x,
    p1.y - p0.y + g * p1.y, p3.y - p0.y + h * p3.y, p0.y,
    g, h, 1,
  ];
}

function adjoint(m: number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  return [e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g, b * g - a * h, a * e - b * d];
}

function product(a: number[], b: number[]): number[] {
  return Array.from({length: 9}, (_, n) => {
    const row = Math.floor(n / 3) * 3;
    const column = n % 3;
    return a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
  });
}

function sampled(dark: Bitmap, size: number, pixel: Transform): Uint8Array[] {
  return Array.from({length: size}, (_, y) =>
    Uint8Array.from({length: size}, (_, x) => {
      const at = pixel(x + 0.5, y + 0.5);
      return dark.at(at.x, at.y);
    }),
  );
}

// --- what they say

function decoded(grid: Uint8Array[], version: number): string | null {
  const format = formatOf(grid);
  if (format === null) {
    return null;
  }
  const level = format >> 3;
  const bytes = codewords(grid, version, format & 7);
  const blocks = BLOCKS[level]![version - 1]!;
  const correction = CORRECTION[level]![version - 1]!;
  const shorter = blocks - (bytes.length % blocks);
  const length = Math.floor(bytes.length / blocks);
  const data: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const own: number[] = [];
    const ownData = length - correction + (block < shorter ? 0 : 1);
    for (let i = 0; i < ownData; i++) {
      // The last byte of the longer blocks stands behind all others.
      own.push(bytes[i < length - correction ? i * blocks + block : (length - correction) * blocks + block - shorter]!);
    }
    const start = bytes.length - correction * blocks;
    for (let i = 0; i < correction; i++) {
      own.push(bytes[start + i * blocks + block]!);
    }
    if (!corrected(own, correction)) {
      return null;
    }
    data.push(...own.slice(0, ownData));
  }
  return words(data, version);
}

/** Level and mask, as the one of 32 words that differs least, in at most three bits. */
function formatOf(grid: Uint8Array[]): number | null {
  const size = grid.length;
  const at = (x: number, y: number) => grid[y]![x]!;
  let one = 0;
  let other = 0;
  for (let i = 0; i < 15; i++) {
    const first = i < 6 ? at(8, i) : i < 8 ? at(8, i + 1) : i === 8 ? at(7, 8) : at(14 - i, 8);
    const second = i < 8 ? at(size - 1 - i, 8) : at(8, size - 15 + i);
    one |= first << i;
    other |= second << i;
  }
  let best: number | null = null;
  let least = 4;
  for (let word = 0; word < 32; word++) {
    let rest = word;
    for (let i = 0; i < 10; i++) {
      rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    }
    const bits = ((word << 10) | rest) ^ 0x5412;
    const off = Math.min(ones(bits ^ one), ones(bits ^ other));
    if (off < least) {
      [least, best] = [off, word];
    }
  }
  return best;
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) {
    count++;
  }
  return count;
}

function codewords(grid: Uint8Array[], version: number, mask: number): number[] {
  const size = grid.length;
  const taken = takenBy(version);
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) {
      right = 5;
    }
    for (let vertical = 0; vertical < size; vertical++) {
      for (let j = 0; j < 2; j++) {
        const x = right - j;
        const y = ((right + 1) & 2) === 0 ? size - 1 - vertical : vertical;
        if (!taken(x, y)) {
          bits = (bits << 1) | (grid[y]![x]! ^ (masked(mask, x, y) ? 1 : 0));
          if (++count % 8 === 0) {
            bytes.push(bits & 0xff);
          }
        }
      }
    }
  }
  return bytes;
}

/** Which modules are the same in all codes of a version, or tell its format. */
function takenBy(version: number): (x: number, y: number) => boolean {
  const size = version * 4 + 17;
  const middles = version > 1 ? [6, ...ALIGNMENT[version - 1]!] : [];
  const last = size - 7;
  return (x, y) => {
    if (x === 6 || y === 6 || (x < 9 && (y < 9 || y >= size - 8)) || (x >= size - 8 && y < 9)) {
      return true;
    }
    if (version >= 7 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6))) {
      return true;
    }
    return middles.some(
      cy =>
        Math.abs(y - cy) <= 2 &&
        middles.some(
          cx =>
            Math.abs(x - cx) <= 2 &&
            !((cx === 6 && cy === 6) || (cx === 6 && cy === last) || (cx === last && cy === 6)),
        ),
    );
  };
}

function words(data: number[], version: number): string | null {
  let at = 0;
  const total = data.length * 8;
  const take = (length: number): number => {
    let value = 0;
    for (let i = 0; i < length; i++, at++) {
      value = (value << 1) | ((data[at >> 3]! >> (7 - (at & 7))) & 1);
    }
    return value;
  };
  let text = '';
  while (total - at >= 4) {
    const mode = take(4);
    if (mode === 0) {
      break;
    }
    if (mode === 7) {
      // Which letters the bytes are; we take them for UTF-8 in any case.
      const first = take(8);
      take(first < 128 ? 0 : first < 192 ? 8 : 16);
      continue;
    }
    const [small, large] = mode === 1 ? [10, 12] : mode === 2 ? [9, 11] : mode === 4 ? [8, 16] : [0, 0];
    const length = version < 10 ? small! : large!;
    if (length === 0 || total - at < length) {
      return null;
    }
    let left = take(length);
    if (mode === 4) {
      if (total - at < left * 8) {
        return null;
      }
      text += new TextDecoder().decode(Uint8Array.from({length: left}, () => take(8)));
    } else if (mode === 2) {
      for (; left > 0; left -= 2) {
        const bits = left > 1 ? 11 : 6;
        if (total - at < bits) {
          return null;
        }
        const value = take(bits);
        text += left > 1 ? (LETTERS[Math.floor(value / 45)] ?? '') + LETTERS[value % 45]! : (LETTERS[value] ?? '');
      }
    } else {
      for (; left > 0; left -= 3) {
        const digits = Math.min(3, left);
        const bits = digits * 3 + 1;
        if (total - at < bits) {
          return null;
        }
        text += String(take(bits)).padStart(digits, '0');
      }
    }
  }
  return text === '' ? null : text;
}

// --- errors are corrected as Reed and Solomon would have it, in the field of 256 elements with x⁸ + x⁴ + x³ + x² + 1

const POWERS = new Uint8Array(512);
const LOGARITHMS = new Uint8Array(256);
for (let i = 0, value = 1; i < 255; i++) {
  POWERS[i] = POWERS[i + 255] = value;
  LOGARITHMS[value] = i;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}

function times(a: number, b: number): number {
  return a && b ? POWERS[LOGARITHMS[a]! + LOGARITHMS[b]!]! : 0;
}

function over(a: number, b: number): number {
  return a ? POWERS[LOGARITHMS[a]! + 255 - LOGARITHMS[b]!]! : 0;
}

/** @returns whether the block is right, or has been put right, in place */
function corrected(block: number[], correction: number): boolean {
  const syndromes = Array.from({length: correction}, (_, i) =>
    block.reduce((sum, byte) => times(sum, POWERS[i]!) ^ byte, 0),
  );
  if (syndromes.every(syndrome => syndrome === 0)) {
    return true;
  }
  const locator = locatorOf(syndromes);
  const errors = locator.length - 1;
  if (errors > correction / 2) {
    return false;
  }
  const evaluator = Array.from({length: correction}, (_, n) =>
    locator.slice(0, n + 1).reduce((sum, one, i) => sum ^ times(one, syndromes[n - i]!), 0),
  );
  let found = 0;
  for (let place = 0; place < block.length; place++) {
    const power = block.length - 1 - place;
    const inverse = POWERS[(255 - power) % 255]!;
    if (at(locator, inverse) !== 0) {
      continue;
    }
    // By Forney's formula, whose derivative has the odd powers alone.
    let derivative = 0;
    for (let i = 1; i < locator.length; i += 2) {
      derivative ^= times(locator[i]!, POWERS[(LOGARITHMS[inverse]! * (i - 1)) % 255]!);
    }
    if (derivative === 0) {
      return false;
    }
    block[place]! ^= times(POWERS[power % 255]!, over(at(evaluator, inverse), derivative));
    found++;
  }
  return found === errors;
}

/** By Berlekamp and Massey; the lowest power first. */
function locatorOf(syndromes: number[]): number[] {
  let locator = [1];
  let before = [1];
  let length = 0;
  let shift = 1;
  let last = 1;
  syndromes.forEach((syndrome, n) => {
    let discrepancy = syndrome;
    for (let i = 1; i <= length; i++) {
      discrepancy ^= times(locator[i] ?? 0, syndromes[n - i]!);
    }
    if (discrepancy === 0) {
      shift++;
      return;
    }
    const factor = over(discrepancy, last);
    const next = locator.slice();
    before.forEach((one, i) => (next[i + shift] = (next[i + shift] ?? 0) ^ times(factor, one)));
    for (let i = 0; i < next.length; i++) {
      next[i] ??= 0;
    }
    if (2 * length <= n) {
      before = locator;
      length = n + 1 - length;
      last = discrepancy;
      shift = 1;
    } else {
      shift++;
    }
    locator = next;
  });
  while (locator.length > 1 && locator.at(-1) === 0) {
    locator.pop();
  }
  return locator;
}

function at(polynomial: number[], x: number): number {
  return polynomial.reduceRight((sum, one) => times(sum, x) ^ one, 0);
}
