// Proof of work: finds the number that after a challenge's salt has the wanted SHA-256.

const K = new Int32Array(64), H = new Int32Array(8), W = new Int32Array(64);
for (let n = 2, primes = 0; primes < 64; n++) {
  let d = 2;
  while (n % d) d++;
  if (d === n) {
    if (primes < 8) H[primes] = n ** (1 / 2) * 2 ** 32;
    K[primes++] = n ** (1 / 3) * 2 ** 32;
  }
}

// One block of 64 bytes.
function mix(state, bytes, at) {
  for (let i = 0; i < 16; i++, at += 4) {
    W[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
      + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s = h + K[i] + W[i] + (e & f ^ ~e & g) + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7));
    const t = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c);
    h = g; g = f; f = e; e = d + s | 0; d = c; c = b; b = a; a = s + t | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

async function search({ challenge, maxnumber, salt }, sliced) {
  const wanted = challenge.match(/.{8}/g).map(word => parseInt(word, 16) | 0);
  const start = new TextEncoder().encode(salt), whole = start.length & ~63;
  const begun = H.slice(), state = new Int32Array(8), end = new Uint8Array(128);
  for (let at = 0; at < whole; at += 64) mix(begun, start, at);
  for (let number = 0; number <= maxnumber; number++) {
    end.fill(0);
    end.set(start.subarray(whole));
    let bytes = start.length;
    for (const digit of String(number)) end[bytes++ - whole] = 48 + +digit;
    const blocks = bytes - whole < 56 ? 64 : 128;
    end[bytes - whole] = 128;
    end[blocks - 2] = bytes >> 5;
    end[blocks - 1] = bytes << 3;
    state.set(begun);
    for (let at = 0; at < blocks; at += 64) mix(state, end, at);
    if (wanted.every((word, i) => word === state[i])) return number;
    if (sliced && number % 2000 === 1999) await new Promise(go => setTimeout(go));
  }
}

function threaded(work) {
  return new Promise((found, failed) => {
    const worker = new Worker(import.meta.url, { type: 'module' });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      found(data);
    };
    worker.onerror = failed;
    worker.postMessage(work);
  });
}

// A promise of what to send as the proof. Works in a thread of its own; without one in slices, so that the page lives.
export async function solve(work) {
  const { algorithm, challenge, salt, signature } = work;
  // Sooner nobody is believed to be a person.
  const pause = new Promise(go => setTimeout(go, 400));
  const number = await threaded(work).catch(() => search(work, true));
  await pause;
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

if (typeof document === 'undefined') globalThis.onmessage = async ({ data }) => postMessage(await search(data));
