// The code of a ticket: made on the phone that shows it, read at the gate. What it says is written down in
// src-docs/concepts/check-in.md.

import {put} from './api';
import {ascii, base45, base64, joined, unbase45, unbase64, uuid, uuidText, type Bytes} from './bytes';
import {learnt, now, rememberTime} from './clock';
import type {OneTicket} from './model';
import {all, found, store} from './store';

interface Kept {
  ticket: string;
  keys: CryptoKeyPair;
  publicKey: string;
  issue?: number;
  certificate?: string;
  stepSeconds?: number;
  /** What the ticket is for, for when there is no network. */
  seen?: OneTicket;
  /** How far the phone's clock was behind the server's then. */
  ahead?: number;
}

interface OnPhone {
  issue: number;
  certificate: string;
  stepSeconds: number;
  serverTime: string;
}

const PREFIX = 'HF2:';
const CURVE = {name: 'ECDSA', namedCurve: 'P-256'} as const;
const SIGNING = {name: 'ECDSA', hash: 'SHA-256'} as const;
const SIGNED = 1 + 16 + 2 + 4 + 64;

/** A ticket this phone may make codes for. */
export class PhoneTicket {
  private constructor(private readonly kept: Whole) {}

  get publicKey(): string {
    return this.kept.publicKey;
  }

  /** As this phone remembers it, without a network. */
  static async remembered(ticket: string): Promise<PhoneTicket | null> {
    const kept = await found<Kept>('tickets', ticket);
    return kept && isWhole(kept) ? new PhoneTicket(kept) : null;
  }

  /** What was known of it when there was a network; the server's time is the one learnt then. */
  static async seen(ticket: string): Promise<OneTicket | null> {
    const kept = await found<Kept>('tickets', ticket);
    if (!kept?.seen || !isWhole(kept)) {
      return null;
    }
    rememberTime(kept.ahead ?? 0);
    return kept.seen;
  }

  /** Keeps what the ticket is for, and nothing else of the booking, where only this browser finds it. */
  async keep(ticket: OneTicket): Promise<void> {
    const {id, order, booking, performance, seat, label, grade, state, shownFrom, phone, used, printed, received, serverTime} = ticket;
    const seen = {id, order, booking, performance, seat, label, grade, state, shownFrom, phone, used, printed, received, serverTime};
    await store('tickets', id, {...this.kept, seen, ahead: learnt()});
  }

  /** It is not this phone's any more; the key stays, in case it comes back. */
  static async forget(ticket: string): Promise<void> {
    const kept = await found<Kept>('tickets', ticket);
    if (kept) {
      const {ticket: name, keys, publicKey} = kept;
      await store('tickets', name, {ticket: name, keys, publicKey});
    }
  }

  /** Whoever signs out leaves nothing to look at. */
  static async forgetAll(): Promise<void> {
    for (const {ticket} of await all<Kept>('tickets')) {
      await PhoneTicket.forget(ticket);
    }
  }

  /** Makes this the phone that shows it. */
  static async take(ticket: string): Promise<PhoneTicket> {
    let kept = await found<Kept>('tickets', ticket);
    if (!kept) {
      // The private key stays in the browser: nobody can take it out, not even we.
      const keys = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
      const point = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey)).slice(1);
      kept = {ticket, keys, publicKey: base64(point)};
      await store('tickets', ticket, kept);
    }
    const proof = await sign(
      kept.keys.privateKey,
      joined(ascii('holdfast ticket device\n'), uuid(ticket), unbase64(kept.publicKey)),
    );
    const answer = await put<OnPhone>(`/api/tickets/${ticket}/device`, {key: kept.publicKey, proof: base64(proof)});
    const whole = {
      ...kept,
      issue: answer.issue,
      certificate: answer.certificate,
      stepSeconds: answer.stepSeconds,
    };
    await store('tickets', ticket, whole);
    return new PhoneTicket(whole);
  }

  /** What the QR code says at this moment of the server's clock. */
  async code(): Promise<string> {
    const {ticket, issue, publicKey, certificate, keys, stepSeconds} = this.kept;
    const numbers = new DataView(new ArrayBuffer(6));
    numbers.setUint16(0, issue);
    numbers.setUint32(2, Math.floor(now() / 1000 / stepSeconds));
    const signed = joined(Uint8Array.of(2), uuid(ticket), new Uint8Array(numbers.buffer), unbase64(publicKey));
    const signature = await sign(keys.privateKey, joined(ascii('holdfast ticket code\n'), signed));
    return PREFIX + base45(joined(signed, unbase64(certificate), signature));
  }

  /** Milliseconds until the next code. */
  get left(): number {
    const step = this.kept.stepSeconds * 1000;
    return step - (now() % step);
  }
}

/** What a gate has read. */
export interface ReadCode {
  ticket: string;
  issue: number;
  /** Seconds since 1970 by the length of a step. */
  step: number;
  /** Whether the performance has certified the phone's key, and the phone has made the code. */
  isTrue(performance: string, key: CryptoKey): Promise<boolean>;
}

/** @returns nothing if it is no such code */
export function readCode(text: string): ReadCode | null {
  const bytes = text.startsWith(PREFIX) ? unbase45(text.slice(PREFIX.length)) : null;
  if (bytes?.length !== SIGNED + 128 || bytes[0] !== 2) {
    return null;
  }
  const view = new DataView(bytes.buffer);
  const phone = bytes.slice(SIGNED - 64, SIGNED);
  const ticket = uuidText(bytes.slice(1, 17));
  return {
    ticket,
    issue: view.getUint16(17),
    step: view.getUint32(19),
    async isTrue(performance, key) {
      const certified = joined(
        ascii('holdfast ticket certificate\n'),
        uuid(performance),
        bytes.slice(1, 17),
        bytes.slice(17, 19),
        phone,
      );
      return (
        (await isSigned(key, bytes.slice(SIGNED, SIGNED + 64), certified)) &&
        (await isSigned(
          await publicKey(phone),
          bytes.slice(SIGNED + 64),
          joined(ascii('holdfast ticket code\n'), bytes.slice(0, SIGNED)),
        ))
      );
    },
  };
}

export function publicKey(point: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', joined(Uint8Array.of(4), point), CURVE, false, ['verify']);
}

export function isSigned(key: CryptoKey, signature: Bytes, message: Bytes): Promise<boolean> {
  return crypto.subtle.verify(SIGNING, key, signature, message);
}

type Whole = Kept & Required<Pick<Kept, 'issue' | 'certificate' | 'stepSeconds'>>;

function isWhole(kept: Kept): kept is Whole {
  return kept.certificate !== undefined && kept.issue !== undefined && kept.stepSeconds !== undefined;
}

async function sign(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(SIGNING, key, message));
}
