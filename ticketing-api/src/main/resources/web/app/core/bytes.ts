// Bytes as ticket codes, keys and signatures need them. Numbers are big-endian.

export type Bytes = Uint8Array<ArrayBuffer>;

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

export function ascii(text: string): Bytes {
  return Uint8Array.from(text, letter => letter.charCodeAt(0));
}

export function uuid(text: string): Bytes {
  return Uint8Array.from(text.replaceAll('-', '').match(/../g) ?? [], byte => parseInt(byte, 16));
}

export function uuidText(bytes: Uint8Array): string {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

export function joined(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** For URLs, without padding (RFC 4648, §5). */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function unbase64(text: string): Bytes {
  return ascii(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
}

/** RFC 9285. */
export function base45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const pair = i + 1 < bytes.length;
    let value = pair ? bytes[i]! * 256 + bytes[i + 1]! : bytes[i]!;
    for (let left = pair ? 3 : 2; left > 0; left--) {
      text += LETTERS[value % 45];
      value = Math.floor(value / 45);
    }
  }
  return text;
}

/** @returns nothing unless it could have been written by `base45` */
export function unbase45(text: string): Bytes | null {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const letters = text.slice(i, i + 3);
    let value = 0;
    for (let k = letters.length - 1; k >= 0; k--) {
      const digit = LETTERS.indexOf(letters[k]!);
      if (digit < 0) {
        return null;
      }
      value = value * 45 + digit;
    }
    if (letters.length === 1 || value > (letters.length === 3 ? 0xffff : 0xff)) {
      return null;
    }
    if (letters.length === 3) {
      bytes.push(value >> 8);
    }
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}
