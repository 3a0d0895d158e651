// How the seats of a performance stand, as it changes: a snapshot, and from there on what the server sends. Where no
// stream gets through, the snapshot is asked for again and again.
import {getIfNew} from '../core/api';

/** How often seats are asked for where no stream gets through. */
const ASK = 2_000;
/** A stream that could not be opened is tried again after so long. */
const TRY_AGAIN = 30_000;
/** The server says something at least every 15 s. */
const SILENCE = 40_000;

/** By two bits: free, held by somebody, sold, put aside by staff. */
const LETTERS = ['A', 'H', 'S', 'B'] as const;

/** One letter per seat. */
export type State = (typeof LETTERS)[number];

interface Snapshot {
  version: string;
  /** Another one means that seats have been added or taken out. */
  plan: string;
  seats: number;
  /** Two bits per seat, base64. */
  states: string;
  left: Record<string, number>;
}

interface Changes {
  free?: number[];
  held?: number[];
  sold?: number[];
  blocked?: number[];
  left: Record<string, number>;
}

export class LiveSeats {
  private letters: State[] = [];
  private left: Record<string, number> = {};
  private version: string | null = null;
  private plan: string | null = null;
  private stream: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private noStreamUntil = 0;
  private running = false;

  /**
   * @param changed gets one letter per seat, and what is left by grade
   * @param stale whether what is shown may be out of date
   * @param newPlan the hall has been changed
   */
  constructor(
    private readonly path: string,
    private readonly changed: (states: string, left: Record<string, number>) => void,
    private readonly stale: (stale: boolean) => void,
    private readonly newPlan: () => void,
  ) {}

  /** Resolves once something can be shown, or cannot be had for now. */
  async start(): Promise<void> {
    if (!this.running) {
      this.running = true;
      await this.ask();
    }
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    this.closeStream();
  }

  /** Somebody knows that things have changed. */
  async askNow(): Promise<void> {
    if (this.running && !this.stream) {
      await this.ask();
    }
  }

  private async ask(): Promise<void> {
    clearTimeout(this.timer);
    let late = false;
    try {
      const {body} = await getIfNew<Snapshot>(this.path, this.version && `"${this.version}"`);
      if (body) {
        this.take(body);
      }
    } catch {
      late = true;
    }
    if (!this.running) {
      return;
    }
    this.stale(late);
    if (!late && Date.now() >= this.noStreamUntil) {
      this.follow();
    } else {
      this.timer = setTimeout(() => void this.ask(), late ? 3 * ASK : ASK);
    }
  }

  private follow(): void {
    const stream = new EventSource(`${this.path}/changes?since=${encodeURIComponent(this.version ?? '')}`);
    this.stream = stream;
    const heard = (): void => {
      this.stale(false);
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.doWithout(), SILENCE);
    };
    heard();
    stream.addEventListener('open', heard);
    stream.addEventListener('alive', heard);
    stream.addEventListener('seats', event => {
      heard();
      this.take(JSON.parse(event.data) as Snapshot);
    });
    stream.addEventListener('changes', event => {
      heard();
      this.version = event.lastEventId;
      this.apply(JSON.parse(event.data) as Changes);
    });
    stream.addEventListener('error', () => {
      // A stream that breaks off is opened again by the browser; one that was refused is not.
      if (stream.readyState === EventSource.CLOSED) {
        this.doWithout();
      } else {
        this.stale(true);
      }
    });
  }

  private doWithout(): void {
    this.closeStream();
    if (this.running) {
      this.noStreamUntil = Date.now() + TRY_AGAIN;
      void this.ask();
    }
  }

  private closeStream(): void {
    clearTimeout(this.silence);
    this.stream?.close();
    this.stream = null;
  }

  private take(snapshot: Snapshot): void {
    if (this.plan !== null && this.plan !== snapshot.plan) {
      this.newPlan();
    }
    this.plan = snapshot.plan;
    this.version = snapshot.version;
    this.left = snapshot.left;
    const packed = atob(snapshot.states);
    this.letters = Array.from(
      {length: snapshot.seats},
      (_, i) => LETTERS[(packed.charCodeAt(i >> 2) >> ((i & 3) << 1)) & 3]!,
    );
    this.show();
  }

  private apply(changes: Changes): void {
    const {free, held, sold, blocked} = changes;
    [free, held, sold, blocked].forEach((ordinals, state) =>
      ordinals?.forEach(ordinal => (this.letters[ordinal] = LETTERS[state]!)),
    );
    this.left = changes.left;
    this.show();
  }

  private show(): void {
    this.changed(this.letters.join(''), this.left);
  }
}
