// The draw: SHA-256, HMAC and the permutation of a lobby's tickets, as the documentation tells it. Written out here
// instead of asking WebCrypto, which browsers give to https pages only and which answers one number at a time; this
// computes the whole order of a million in seconds.

const ROUNDS = 8;

const K = new Int32Array(64);
const START = new Int32Array(8);
{
  // The first 32 bits behind the point of the cube and square roots of the first primes: that is how they are defined.
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  let found = 0;
  for (let n = 2; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) prime &&= n % d !== 0;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(n));
    K[found++] = fraction(Math.cbrt(n));
  }
}

const W = new Int32Array(64);

/** Takes the 16 words at the beginning of W into the state. */
function compress(state) {
  for (let t = 16; t < 64; t++) {
    const x = W[t - 15], y = W[t - 2];
    W[t] = (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + W[t - 7]
      + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)) + W[t - 16];
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let t = 0; t < 64; t++) {
    const p = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7)))
      + ((e & f) ^ (~e & g)) + K[t] + W[t]) | 0;
    const q = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10)))
      + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + p) | 0; d = c; c = b; b = a; a = (p + q) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

/** @param {Uint8Array} bytes shorter than 56, as every key is: one block */
function digest(bytes) {
  const block = new DataView(new ArrayBuffer(64));
  bytes.forEach((byte, i) => block.setUint8(i, byte));
  block.setUint8(bytes.length, 0x80);
  block.setUint32(60, bytes.length * 8);
  for (let t = 0; t < 16; t++) W[t] = block.getInt32(t * 4);
  const state = START.slice();
  compress(state);
  return state;
}

/** @returns SHA-256 of a key, both in hexadecimal */
export function commitmentOf(key) {
  return [...digest(bytesOf(key))].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function bytesOf(hex) {
  if (!/^([0-9a-f]{2}){16,55}$/.test(hex)) throw new Error('a key is written in hexadecimal');
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

/**
 * The order of one lobby.
 *
 * @param {string} key in hexadecimal
 * @param {number} size how many tickets the lobby gave
 * @returns numberOf(ticket) and, the other way about, ticketOf(number); both 1 … size
 */
export function order(key, size) {
  if (!(Number.isSafeInteger(size) && size >= 1 && size <= 2 ** 32)) throw new Error('no lobby is so large');
  let half = 1;
  while (4 ** half < size) half++;
  const span = 2 ** half, mask = span - 1;
  const [inner, outer] = [0x36, 0x5c].map((pad) => {
    const padded = new DataView(new ArrayBuffer(64));
    const bytes = bytesOf(key);
    for (let i = 0; i < 64; i++) padded.setUint8(i, (bytes[i] ?? 0) ^ pad);
    for (let t = 0; t < 16; t++) W[t] = padded.getInt32(t * 4);
    const state = START.slice();
    compress(state);
    return state;
  });
  const state = new Int32Array(8);
  const high = Math.floor(size / 2 ** 32), low = size % 2 ** 32;

  // HMAC of byte(round) ‖ uint64(size) ‖ uint64(value), 17 bytes, one bit off the words: hence the shifting.
  function mixed(round, value) {
    W.fill(0, 0, 16);
    W[0] = (round << 24) | (high >>> 8);
    W[1] = (high << 24) | (low >>> 8);
    W[2] = low << 24;
    W[3] = value >>> 8;
    W[4] = (value << 24) | 0x800000;
    W[15] = (64 + 17) * 8;
    state.set(inner);
    compress(state);
    W.set(state);
    W.fill(0, 8, 15);
    W[8] = 0x80000000;
    W[15] = (64 + 32) * 8;
    state.set(outer);
    compress(state);
    return state[1] & mask;
  }

  function forth(y) {
    let left = Math.floor(y / span), right = y % span;
    for (let i = 0; i < ROUNDS; i++) [left, right] = [right, left ^ mixed(i, right)];
    return left * span + right;
  }

  function back(y) {
    let left = Math.floor(y / span), right = y % span;
    for (let i = ROUNDS - 1; i >= 0; i--) [left, right] = [right ^ mixed(i, left), left];
    return left * span + right;
  }

  function walk(step, from) {
    if (!(Number.isSafeInteger(from) && from >= 1 && from <= size)) throw new RangeError('this ticket is not in the draw');
    let y = from - 1;
    do y = step(y); while (y >= size);
    return y + 1;
  }

  return { numberOf: (ticket) => walk(forth, ticket), ticketOf: (number) => walk(back, number) };
}
