// The one way to the JSON API: problems as RFC 9457 says, and one Idempotency-Key per thing a person wants.

/** A refusal, or a failure to get any answer at all. */
export class Problem extends Error {
  constructor(
    /** The published name, e.g. `SEATS_TAKEN`; `AWAY` when there was no answer. */
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${detail}`);
  }

  /** Whether the same request may well succeed a moment later. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500 || this.code === 'REQUEST_RUNNING' || this.status === 429;
  }
}

export interface Money {
  amount: number;
  currency: string;
}

const PATIENCE = 15_000;

/** What the window hears when something of ours did not answer as it should. */
export const FAILED = 'hf-failed';

export async function get<T>(path: string): Promise<T> {
  return (await answered(await send('GET', path))) as T;
}

/** What is not JSON. */
export async function getBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await send('GET', path, {Accept: 'application/octet-stream, application/problem+json'});
  if (!response.ok) {
    await answered(response);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Tells something that is safe to tell again. */
export async function tell<T>(path: string, body: unknown): Promise<T> {
  return (await answered(await send('POST', path, {}, JSON.stringify(body)))) as T;
}

/** Asks for news only: `body` is missing when nothing has changed since `tag`. */
export async function getIfNew<T>(path: string, tag: string | null): Promise<{body?: T; tag: string | null}> {
  const response = await send('GET', path, tag ? {'If-None-Match': tag} : {});
  if (response.status === 304) {
    return {tag};
  }
  return {body: (await answered(response)) as T, tag: response.headers.get('ETag')};
}

export async function remove(path: string, headers: Record<string, string> = {}): Promise<void> {
  await answered(await send('DELETE', path, headers));
}

/** Says how something is to be; saying it twice changes nothing more. */
export async function put<T = void>(path: string, body: unknown): Promise<T> {
  return (await answered(await send('PUT', path, {}, JSON.stringify(body)))) as T;
}

/**
 * Asks for something that moves a seat or money.
 *
 * @param intent what the person wants, e.g. `hold-<performance>`. Until a definite answer has come, the same wish
 *   with the same content carries the same key, also after a reload, so it happens at most once.
 */
export async function post<T>(
  path: string,
  body: unknown,
  intent: string,
  headers: Record<string, string> = {},
): Promise<T> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const key = keyFor(intent, path + (content ?? ''));
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await send('POST', path, {...headers, 'Idempotency-Key': key}, content);
      const answer = (await answered(response)) as T;
      forgetKey(intent);
      return answer;
    } catch (e) {
      const problem = asProblem(e);
      if (problem.code === 'BOOKINGS_BUSY' || 'next' in problem.facts) {
        // Whoever asks knows how long to wait, or what to do instead; the wish stays the same, and so does its key.
        throw problem;
      }
      if (!problem.passing) {
        forgetKey(intent);
      }
      if (!problem.passing || attempt === 3) {
        throw problem;
      }
      await pause(300 * 3 ** (attempt - 1) * (0.75 + Math.random() / 2));
    }
  }
}

export function asProblem(e: unknown): Problem {
  return e instanceof Problem ? e : new Problem('AWAY', 0, String(e));
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

async function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      body: body ?? null,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        Accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : {'Content-Type': 'application/json'}),
        ...headers,
      },
    });
  } catch (e) {
    dispatchEvent(new Event(FAILED));
    throw new Problem('AWAY', 0, String(e));
  }
}

async function answered(response: Response): Promise<unknown> {
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  let body: unknown = undefined;
  if (isJson) {
    try {
      body = await response.json();
    } catch {
      throw new Problem('AWAY', 0, 'the answer broke off');
    }
  }
  if (response.ok) {
    return body;
  }
  if (response.status >= 500) {
    dispatchEvent(new Event(FAILED));
  }
  const problem = (body ?? {}) as {type?: string; detail?: string};
  const name = /^urn:holdfast:problem:(.+)$/.exec(problem.type ?? '')?.[1];
  throw new Problem(
    name ? name.toUpperCase().replaceAll('-', '_') : response.status >= 500 ? 'TEMPORARILY_UNAVAILABLE' : 'REFUSED',
    response.status,
    problem.detail ?? '',
    problem as Record<string, unknown>,
  );
}

function keyFor(intent: string, content: string): string {
  const mark = fingerprint(content);
  const [key, known] = (recall('hf_intent_' + intent) ?? '').split(' ');
  if (key && known === mark) {
    return key;
  }
  const fresh = randomId();
  keep('hf_intent_' + intent, `${fresh} ${mark}`);
  return fresh;
}

function forgetKey(intent: string): void {
  drop('hf_intent_' + intent);
}

/** Tells contents apart without keeping them, since they may name a person. */
function fingerprint(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

// A browser may refuse to keep anything: because it is full, or because it was told to. What it refuses stays with this
// entry of the window's history, so that a reload still finds it; a page further it is forgotten.

function unkept(): Record<string, string> {
  const state = history.state as {unkept?: Record<string, string>} | null;
  return {...state?.unkept};
}

function stayWith(names: Record<string, string>): void {
  history.replaceState({...(history.state as object | null), unkept: names}, '');
}

export function recall(name: string): string | null {
  const here = unkept()[name];
  if (here !== undefined) {
    return here;
  }
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  drop(name);
  try {
    sessionStorage.setItem(name, value);
  } catch {
    stayWith({...unkept(), [name]: value});
  }
}

export function drop(name: string): void {
  const {[name]: here, ...others} = unkept();
  if (here !== undefined) {
    stayWith(others);
  }
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Then nothing was kept there.
  }
}
