import {drop, get, keep, recall, remove} from './api';
import {now} from './clock';
import {PhoneTicket} from './ticketcode';

export interface Me {
  signedIn: boolean;
  customer?: string;
  name?: string;
  roles?: string[];
}

const RENEW_AFTER = 5 * 60_000;

let asked: Promise<Me> | null = null;

/** Who is signed in, asked once per page. */
export function me(): Promise<Me> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<Me> {
  try {
    const who = await get<Me>('/api/me');
    if (!who.signedIn && recall('hf_name') === null) {
      return who;
    }
    // The sign-in is good for 15 minutes and is renewed on the way while the session behind it lives.
    const fresh = Number(recall('hf_renewed') ?? 0) + RENEW_AFTER > Date.now();
    if (who.signedIn && fresh) {
      return {...who, name: who.name ?? recall('hf_name') ?? ''};
    }
    return (await renewed(who)) ?? {signedIn: who.signedIn};
  } catch {
    asked = null;
    return {signedIn: false};
  }
}

async function renewed(who: Me): Promise<Me | null> {
  try {
    const response = await fetch('/login/renewal', {
      credentials: 'same-origin',
      redirect: 'manual',
      headers: {Accept: 'application/json', 'X-Requested-With': 'JavaScript'},
    });
    if (!response.ok) {
      drop('hf_name');
      return null;
    }
    const {name} = (await response.json()) as {name: string};
    keep('hf_name', name);
    keep('hf_renewed', String(Date.now()));
    return {...who, signedIn: true, name};
  } catch {
    return null;
  }
}

export async function signOut(): Promise<void> {
  try {
    await fetch('/logout', {method: 'POST', credentials: 'same-origin', redirect: 'manual'});
  } finally {
    await leaveSite();
  }
}

/** Goes the way on which the identity provider is told too, and leaves nothing of anybody's tickets here. */
export async function leaveSite(): Promise<void> {
  drop('hf_name');
  drop('hf_renewed');
  await PhoneTicket.forgetAll().catch(() => undefined);
  location.assign('/login/out');
}

export function loginHere(): string {
  return `/login?return=${encodeURIComponent(location.pathname + location.search + location.hash)}`;
}

// A wait page that could not leave the pass in this browser hands it over behind the address, where no server sees it.
const handed = /^#(hf_pass_[\w-]+)=([\w.~-]+)$/.exec(location.hash);
if (handed?.[1] && handed[2]) {
  history.replaceState(history.state, '', location.pathname + location.search);
  if (recall(handed[1]) === null) {
    keep(handed[1], handed[2]);
  }
}

/** The right to shop in a sale, as the wait page has left it here; missing when it has run out. */
export function passFor(sale: string): string | null {
  const kept = recall('hf_pass_' + sale);
  if (!kept) {
    return null;
  }
  try {
    const pass = kept.startsWith('{') ? String(JSON.parse(kept).pass) : kept;
    const payload = pass.split('.')[1] ?? '';
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof claims.exp === 'number' && claims.exp * 1000 <= now() ? null : pass;
  } catch {
    return kept;
  }
}

export function dropPass(sale: string): void {
  drop('hf_pass_' + sale);
}

/** Gives the room inside to the next in line. Without an answer it is theirs when our time is over. */
export async function leaveShopping(sale: string): Promise<void> {
  const pass = passFor(sale);
  dropPass(sale);
  if (pass) {
    await remove(`/api/me/shopping/${sale}`, {'Holdfast-Pass': pass}).catch(() => undefined);
  }
}

export function waitPage(sale: string, performance: string): string {
  return `/wait/${sale}?return=${encodeURIComponent(`/performances/${performance}`)}`;
}

// The hold of this window, so that a reload or the back button finds it again.

export function rememberHold(performance: string, hold: string): void {
  keep('hf_hold_' + performance, hold);
}

export function rememberedHold(performance: string): string | null {
  return recall('hf_hold_' + performance);
}

export function forgetHold(performance: string): void {
  drop('hf_hold_' + performance);
}

/** The order made from a hold, for paying once more after a refusal. */
export function rememberOrder(hold: string, order: string): void {
  keep('hf_order_' + hold, order);
}

export function rememberedOrder(hold: string): string | null {
  return recall('hf_order_' + hold);
}
