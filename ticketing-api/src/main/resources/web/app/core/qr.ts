// A QR code for what a ticket says: version 11, level M, alphanumeric (ISO/IEC 18004:2015). Always the same size, as a
// ticket's code always has the same length.

export const QR_SIZE = 61;

const VERSION_INFORMATION = 0x0bbf6;
const ALIGNMENT = [6, 30, 54];
/** Data bytes of each block; each is followed by as many for correcting errors. */
const BLOCKS = [50, 51, 51, 51, 51];
const CORRECTION = 30;
const CAPACITY = BLOCKS.reduce((sum, length) => sum + length, 0);
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

type Grid = Uint8Array[];

/** @returns rows of modules, 1 is dark; without the quiet zone of four modules that belongs around it */
export function qrCode(text: string): Grid {
  const codewords = interleaved(dataOf(text));
  let best: Grid | null = null;
  let least = Infinity;
  for (let mask = 0; mask < 8; mask++) {
    const {grid, taken} = frame(mask);
    fill(grid, taken, codewords, mask);
    const cost = penalty(grid);
    if (cost < least) {
      least = cost;
      best = grid;
    }
  }
  return best!;
}

/** A path of SVG, with the quiet zone: its view box is 0 0 69 69. */
export function qrPath(text: string): string {
  let path = '';
  qrCode(text).forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) {
        path += `M${x + 4} ${y + 4}h1v1h-1z`;
      }
    }),
  );
  return path;
}

function dataOf(text: string): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) {
      bits.push((value >> i) & 1);
    }
  };
  put(0b0010, 4);
  put(text.length, 11);
  const values = Array.from(text, letter => LETTERS.indexOf(letter));
  if (values.some(value => value < 0)) {
    throw new Error('a letter that a QR code does not have');
  }
  for (let i = 0; i + 1 < values.length; i += 2) {
    put(values[i]! * 45 + values[i + 1]!, 11);
  }
  if (values.length % 2) {
    put(values[values.length - 1]!, 6);
  }
  if (bits.length > CAPACITY * 8) {
    throw new Error('too long for this QR code');
  }
  put(0, Math.min(4, CAPACITY * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  const data: number[] = [];
  for (let i = 0; i < bits.length; i += 8) {
    data.push(bits.slice(i, i + 8).reduce((value, bit) => value * 2 + bit, 0));
  }
  for (let i = 0; data.length < CAPACITY; i++) {
    data.push(i % 2 ? 0x11 : 0xec);
  }
  return data;
}

function interleaved(data: number[]): number[] {
  let from = 0;
  const blocks = BLOCKS.map(length => data.slice(from, (from += length)));
  const corrections = blocks.map(correction);
  const all: number[] = [];
  for (let i = 0; i < Math.max(...BLOCKS); i++) {
    blocks.forEach(block => i < block.length && all.push(block[i]!));
  }
  for (let i = 0; i < CORRECTION; i++) {
    corrections.forEach(block => all.push(block[i]!));
  }
  return all;
}

/** In the field of 256 elements with x⁸ + x⁴ + x³ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> i) & 1) * a;
  }
  return product;
}

let divisor: number[] | null = null;

function generator(): number[] {
  if (!divisor) {
    divisor = new Array<number>(CORRECTION).fill(0);
    divisor[CORRECTION - 1] = 1;
    let root = 1;
    for (let i = 0; i < CORRECTION; i++) {
      for (let j = 0; j < CORRECTION; j++) {
        divisor[j] = times(divisor[j]!, root) ^ (divisor[j + 1] ?? 0);
      }
      root = times(root, 2);
    }
  }
  return divisor;
}

/** The remainder of Reed and Solomon's division. */
function correction(block: number[]): number[] {
  const by = generator();
  const rest = new Array<number>(CORRECTION).fill(0);
  for (const byte of block) {
    const factor = byte ^ rest.shift()!;
    rest.push(0);
    by.forEach((coefficient, i) => (rest[i]! ^= times(coefficient, factor)));
  }
  return rest;
}

/** What is the same in each code, and which modules are taken by it. */
function frame(mask: number): {grid: Grid; taken: Grid} {
  const grid = Array.from({length: QR_SIZE}, () => new Uint8Array(QR_SIZE));
  const taken = Array.from({length: QR_SIZE}, () => new Uint8Array(QR_SIZE));
  const set = (x: number, y: number, dark: boolean) => {
    grid[y]![x] = dark ? 1 : 0;
    taken[y]![x] = 1;
  };
  for (let i = 0; i < QR_SIZE; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [cx, cy] of [[3, 3], [QR_SIZE - 4, 3], [3, QR_SIZE - 4]] as const) {
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) {
        const distance = Math.max(Math.abs(dx), Math.abs(dy));
        const [x, y] = [cx + dx, cy + dy];
        if (x >= 0 && x < QR_SIZE && y >= 0 && y < QR_SIZE) {
          set(x, y, distance !== 2 && distance !== 4);
        }
      }
    }
  }
  ALIGNMENT.forEach((cy, i) =>
    ALIGNMENT.forEach((cx, j) => {
      if ((i === 0 && j === 0) || (i === 0 && j === 2) || (i === 2 && j === 0)) {
        return;
      }
      for (let dy = -2; dy <= 2; dy++) {
        for (let dx = -2; dx <= 2; dx++) {
          set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
        }
      }
    }),
  );
  for (let i = 0; i < 18; i++) {
    const dark = ((VERSION_INFORMATION >> i) & 1) === 1;
    const [a, b] = [QR_SIZE - 11 + (i % 3), Math.floor(i / 3)];
    set(a, b, dark);
    set(b, a, dark);
  }
  format(mask, set);
  return {grid, taken};
}

/** Level M is 00, so the mask alone makes the five bits. */
function format(mask: number, set: (x: number, y: number, dark: boolean) => void): void {
  let rest = mask;
  for (let i = 0; i < 10; i++) {
    rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  }
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const bit = (i: number) => ((bits >> i) & 1) === 1;
  for (let i = 0; i <= 5; i++) {
    set(8, i, bit(i));
  }
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let i = 9; i < 15; i++) {
    set(14 - i, 8, bit(i));
  }
  for (let i = 0; i < 8; i++) {
    set(QR_SIZE - 1 - i, 8, bit(i));
  }
  for (let i = 8; i < 15; i++) {
    set(8, QR_SIZE - 15 + i, bit(i));
  }
  set(8, QR_SIZE - 8, true);
}

function fill(grid: Grid, taken: Grid, codewords: number[], mask: number): void {
  let i = 0;
  for (let right = QR_SIZE - 1; right >= 1; right -= 2) {
    if (right === 6) {
      right = 5;
    }
    for (let vertical = 0; vertical < QR_SIZE; vertical++) {
      for (let j = 0; j < 2; j++) {
        const x = right - j;
        const upwards = ((right + 1) & 2) === 0;
        const y = upwards ? QR_SIZE - 1 - vertical : vertical;
        if (!taken[y]![x]) {
          const bit = i < codewords.length * 8 ? (codewords[i >> 3]! >> (7 - (i & 7))) & 1 : 0;
          grid[y]![x] = bit ^ (masked(mask, x, y) ? 1 : 0);
          i++;
        }
      }
    }
  }
}

/** Whether the mask turns a module. */
export function masked(mask: number, x: number, y: number): boolean {
  switch (mask) {
    case 0:
      return (x + y) % 2 === 0;
    case 1:
      return y % 2 === 0;
    case 2:
      return x % 3 === 0;
    case 3:
      return (x + y) % 3 === 0;
    case 4:
      return (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0;
    case 5:
      return ((x * y) % 2) + ((x * y) % 3) === 0;
    case 6:
      return (((x * y) % 2) + ((x * y) % 3)) % 2 === 0;
    default:
      return (((x + y) % 2) + ((x * y) % 3)) % 2 === 0;
  }
}

/** How hard it is to read: long runs, blocks, what looks like a corner, too much of one colour. */
function penalty(grid: Grid): number {
  let cost = 0;
  const line = (at: (i: number) => number) => {
    let run = 0;
    let bits = 0;
    for (let i = 0; i < QR_SIZE; i++) {
      run = i > 0 && at(i) === at(i - 1) ? run + 1 : 1;
      cost += run === 5 ? 3 : run > 5 ? 1 : 0;
      bits = ((bits << 1) | at(i)) & 0x7ff;
      if (i >= 10 && (bits === 0x5d0 || bits === 0x05d)) {
        cost += 40;
      }
    }
  };
  let dark = 0;
  for (let i = 0; i < QR_SIZE; i++) {
    line(x => grid[i]![x]!);
    line(y => grid[y]![i]!);
    dark += grid[i]!.reduce((sum, module) => sum + module, 0);
  }
  for (let y = 1; y < QR_SIZE; y++) {
    for (let x = 1; x < QR_SIZE; x++) {
      const sum = grid[y]![x]! + grid[y]![x - 1]! + grid[y - 1]![x]! + grid[y - 1]![x - 1]!;
      cost += sum === 0 || sum === 4 ? 3 : 0;
    }
  }
  return cost + 10 * Math.floor(Math.abs((dark * 20) / (QR_SIZE * QR_SIZE) - 10));
}
