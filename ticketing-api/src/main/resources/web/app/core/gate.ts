// A phone at the door: what it knows without a network, what it decides, and what it still has to tell.

import {asProblem, getBytes, getIfNew, tell} from './api';
import {ascii, base64, hex, joined, unbase64} from './bytes';
import {learnTime, now} from './clock';
import {all, forget, found, store} from './store';
import {isSigned, publicKey, readCode} from './ticketcode';

export interface GateInfo {
  id: string;
  name: string;
  performance: string;
  title: string;
  venue: string;
  startsAt: string;
  timeZone: string;
  key: string;
  serverTime: string;
}

export interface Entitled {
  id: string;
  issue: number;
  seat: string;
  grade: string;
  priceType: string;
  booking: string;
  holder: string;
  printed: string;
}

interface Content {
  stepSeconds: number;
  tolerance: number;
  edition: string;
  tickets: Entitled[];
}

interface States {
  edition: string;
  states: string;
  issues: [string, number][];
  serverTime: string;
}

export type Verdict =
  | 'ENTERED'
  | 'ALREADY_ENTERED'
  | 'MOVED'
  | 'CANCELLED'
  | 'STALE'
  | 'FORGED'
  | 'OTHER_PERFORMANCE'
  | 'IDENTITY_NEEDED'
  | 'TURNED_AWAY';

export type Exception = 'PRINTED_TICKET' | 'PHONE_FAILED' | 'CODE_UNREADABLE' | 'OTHER';

interface Scan {
  id: string;
  code?: string;
  ticket?: string;
  decision?: 'LET_IN' | 'TURNED_AWAY';
  exception?: Exception;
  note?: string;
  at: string;
}

interface Outcome {
  id: string;
  verdict: Verdict;
  letIn: boolean;
  conflict: boolean;
  earlier: {gate: string; at: string} | null;
}

/** What the person at the door is told. */
export interface Answer {
  verdict: Verdict;
  ticket?: Entitled;
  earlier?: {gate: string; at: string};
}

interface Kept {
  info: GateInfo;
  opener: CryptoKey;
  bundle?: Uint8Array<ArrayBuffer>;
}

/** So long the door waits for our word before it decides by itself. */
const PATIENCE = 900;

const MOST_AT_ONCE = 200;

export class Gate {
  /** What our word is not known of yet. */
  waiting: Scan[] = [];
  conflicts: {outcome: Outcome; ticket?: Entitled}[] = [];
  online = false;

  private content: Content | null = null;
  private tickets = new Map<string, Entitled>();
  private printed = new Map<string, Entitled>();
  private states: States | null = null;
  private tag: string | null = null;
  private readonly mine = new Map<string, string>();

  private constructor(
    private readonly kept: Kept,
    private readonly key: CryptoKey,
  ) {}

  get info(): GateInfo {
    return this.kept.info;
  }

  get total(): number {
    return this.tickets.size;
  }

  get entered(): number {
    const told = new Set(this.content?.tickets.filter((_, i) => this.states?.states[i] === 'E').map(one => one.id));
    this.mine.forEach((_, ticket) => told.add(ticket));
    return told.size;
  }

  /** Follows a link. The token that says who this phone is goes into a cookie that scripts cannot read. */
  static async enrol(invitation: string): Promise<Gate> {
    const pending = (await found<string>('gate', 'token')) ?? base64(crypto.getRandomValues(new Uint8Array(32)));
    // Should the answer be lost, the same link works with the same token.
    await store('gate', 'token', pending);
    const info = await tell<GateInfo>('/api/gate/enrolment', {invitation, token: pending});
    const mac = await crypto.subtle.importKey('raw', unbase64(pending), {name: 'HMAC', hash: 'SHA-256'}, false, ['sign']);
    const bits = await crypto.subtle.sign('HMAC', mac, ascii('holdfast gate bundle'));
    const opener = await crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['decrypt']);
    await store('gate', 'kept', {info, opener} satisfies Kept);
    await forget('gate', 'token');
    return await Gate.of({info, opener});
  }

  /** The gate this phone is, also without a network. */
  static async remembered(): Promise<Gate | null> {
    const kept = await found<Kept>('gate', 'kept');
    return kept ? await Gate.of(kept) : null;
  }

  private static async of(kept: Kept): Promise<Gate> {
    const gate = new Gate(kept, await publicKey(unbase64(kept.info.key)));
    gate.waiting = await all<Scan>('scans');
    for (const scan of gate.waiting) {
      const ticket = scan.ticket ?? readCode(scan.code ?? '')?.ticket;
      if (ticket && scan.decision === 'LET_IN') {
        gate.mine.set(ticket, scan.at);
      }
    }
    if (kept.bundle) {
      await gate.open(kept.bundle);
    }
    await gate.refresh();
    return gate;
  }

  /** Tells what has not been told, and learns what others have. */
  async refresh(): Promise<void> {
    try {
      await this.tell();
      const {body, tag} = await getIfNew<States>('/api/gate/states', this.tag);
      if (body) {
        learnTime(body.serverTime);
        if (body.edition !== this.content?.edition) {
          const bundle = await getBytes('/api/gate/bundle');
          await this.open(bundle);
          await store('gate', 'kept', {...this.kept, bundle} satisfies Kept);
        }
        this.states = body;
        for (const [ticket, issue] of body.issues) {
          const known = this.tickets.get(ticket);
          if (known) {
            known.issue = Math.max(known.issue, issue);
          }
        }
      }
      this.tag = tag;
      this.online = true;
    } catch (e) {
      const problem = asProblem(e);
      this.online = false;
      if (problem.code === 'GATE_REQUIRED') {
        throw problem;
      }
    }
  }

  private async open(bundle: Uint8Array<ArrayBuffer>): Promise<void> {
    const end = bundle.length - 64;
    if (!(await isSigned(this.key, bundle.slice(end), bundle.slice(0, end)))) {
      throw new Error('this bundle is not signed by the performance');
    }
    const zipped = await crypto.subtle.decrypt(
      {name: 'AES-GCM', iv: bundle.slice(4, 16), additionalData: joined(ascii('HFB1'), ascii(this.info.id))},
      this.kept.opener,
      bundle.slice(16, end),
    );
    const text = await new Response(
      new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip')),
    ).text();
    this.content = JSON.parse(text) as Content;
    this.tickets = new Map(this.content.tickets.map(one => [one.id, one]));
    this.printed = new Map(this.content.tickets.map(one => [one.printed, one]));
  }

  /** By booking number, seat or name. */
  search(text: string): Entitled[] {
    const wanted = text.trim().toLocaleLowerCase();
    return wanted.length < 2
      ? []
      : [...this.tickets.values()]
          .filter(one => [one.booking, one.seat, one.holder].some(word => word.toLocaleLowerCase().includes(wanted)))
          .slice(0, 20);
  }

  async scanned(text: string): Promise<Answer> {
    return await this.decided({code: text}, await this.known({code: text}));
  }

  /** Somebody whose code cannot be read, after a look at their identity card. */
  async excepted(what: {code?: string; ticket?: string}, exception: Exception, note: string): Promise<Answer> {
    const scan = {...what, exception, ...(note ? {note} : {})};
    return await this.decided(scan, await this.known(scan));
  }

  /** Our word counts when it comes soon enough; else the door decides, and tells later. */
  private async decided(what: Omit<Scan, 'id' | 'at'>, here: Answer): Promise<Answer> {
    const scan: Scan = {...what, id: crypto.randomUUID(), at: new Date(now()).toISOString()};
    if (this.online) {
      const told = await Promise.race([
        this.told([scan]).catch(() => null),
        new Promise<null>(resolve => setTimeout(() => resolve(null), PATIENCE)),
      ]);
      const outcome = told?.[0];
      if (outcome) {
        if (outcome.verdict === 'ENTERED' && here.ticket) {
          this.mine.set(here.ticket.id, scan.at);
        }
        return {...here, verdict: outcome.verdict, ...(outcome.earlier ? {earlier: outcome.earlier} : {})};
      }
      this.online = false;
    }
    scan.decision = here.verdict === 'ENTERED' ? 'LET_IN' : 'TURNED_AWAY';
    if (here.verdict === 'ENTERED' && here.ticket) {
      this.mine.set(here.ticket.id, scan.at);
    }
    this.waiting.push(scan);
    await store('scans', scan.id, scan);
    return here;
  }

  /** What this phone makes of it by itself. */
  private async known(scan: {code?: string; ticket?: string; exception?: Exception}): Promise<Answer> {
    if (scan.code === undefined) {
      return this.entitled(this.tickets.get(scan.ticket ?? ''));
    }
    const printed = /^HF1\.([0-9a-f-]{36})\.([A-Za-z0-9_-]+)$/.exec(scan.code);
    if (printed) {
      const hash = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', ascii(printed[2]!))));
      const ticket = this.printed.get(hash);
      if (!ticket || ticket.id !== printed[1]) {
        return {verdict: 'FORGED'};
      }
      return scan.exception ? this.entitled(ticket) : {verdict: 'IDENTITY_NEEDED', ticket};
    }
    const code = readCode(scan.code);
    if (!code || !this.content) {
      return {verdict: 'FORGED'};
    }
    if (!(await code.isTrue(this.info.performance, this.key))) {
      return {verdict: this.tickets.has(code.ticket) ? 'FORGED' : 'OTHER_PERFORMANCE'};
    }
    const step = Math.floor(now() / 1000 / this.content.stepSeconds);
    const ticket = this.tickets.get(code.ticket);
    if (Math.abs(code.step - step) > this.content.tolerance) {
      return {verdict: 'STALE', ...(ticket ? {ticket} : {})};
    }
    if (ticket && code.issue < ticket.issue) {
      return {verdict: 'MOVED', ticket};
    }
    return this.entitled(ticket);
  }

  private entitled(ticket: Entitled | undefined): Answer {
    if (!ticket) {
      return {verdict: 'OTHER_PERFORMANCE'};
    }
    const state = this.states?.states[this.content?.tickets.indexOf(ticket) ?? -1];
    const here = this.mine.get(ticket.id);
    if (here) {
      return {verdict: 'ALREADY_ENTERED', ticket, earlier: {gate: this.info.name, at: here}};
    }
    return {verdict: state === 'C' ? 'CANCELLED' : state === 'E' ? 'ALREADY_ENTERED' : 'ENTERED', ticket};
  }

  private async tell(): Promise<void> {
    while (this.waiting.length > 0) {
      const some = this.waiting.slice(0, MOST_AT_ONCE);
      const outcomes = await this.told(some);
      for (const outcome of outcomes) {
        if (outcome.conflict) {
          const scan = some.find(one => one.id === outcome.id);
          const ticket = this.tickets.get(scan?.ticket ?? readCode(scan?.code ?? '')?.ticket ?? '');
          this.conflicts = [{outcome, ...(ticket ? {ticket} : {})}, ...this.conflicts];
        }
        await forget('scans', outcome.id);
      }
      this.waiting = this.waiting.slice(some.length);
    }
  }

  private async told(scans: Scan[]): Promise<Outcome[]> {
    const answer = await tell<{scans: Outcome[]; serverTime: string}>('/api/gate/scans', {scans});
    learnTime(answer.serverTime);
    return answer.scans;
  }
}
