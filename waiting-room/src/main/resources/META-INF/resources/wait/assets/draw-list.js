// The whole order of a lobby as text, worked out beside the page so that it stays usable: a million lines take seconds.
import { order } from './draw.js';

const PART = 20_000;

onmessage = ({ data: { key, size } }) => {
  const { ticketOf } = order(key, size);
  const parts = ['number,ticket\n'];
  for (let from = 1; from <= size; from += PART) {
    const lines = [];
    for (let number = from; number < from + PART && number <= size; number++) lines.push(`${number},${ticketOf(number)}\n`);
    parts.push(lines.join(''));
    postMessage({ share: Math.min(1, (from + PART) / size) });
  }
  postMessage({ list: new Blob(parts, { type: 'text/csv' }) });
};
