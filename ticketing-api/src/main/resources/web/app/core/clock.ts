// The time as the server has it: a phone's clock may be ten minutes off, and a sale opens by ours.

let ahead = 0;

/** Learns from an answer that has just arrived. */
export function learnTime(serverTime: string | undefined): void {
  const told = serverTime ? Date.parse(serverTime) : NaN;
  if (!Number.isNaN(told)) {
    ahead = told - Date.now();
  }
}

/** How far this phone's clock is behind the server's, in milliseconds. */
export function learnt(): number {
  return ahead;
}

/** What was learnt before, for when there is nobody to ask. */
export function rememberTime(milliseconds: number): void {
  ahead = milliseconds;
}

export function now(): number {
  return Date.now() + ahead;
}

export function isOver(moment: string): boolean {
  return now() >= Date.parse(moment);
}
