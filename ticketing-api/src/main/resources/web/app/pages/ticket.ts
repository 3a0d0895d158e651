import {html, nothing, svg, type TemplateResult} from 'lit';
import '../parts/seatchange';
import '../parts/transfer';
import {asProblem, get, pause, Problem} from '../core/api';
import {isOver, learnTime, now} from '../core/clock';
import {dateTime, dayOf} from '../core/format';
import type {OneTicket} from '../core/model';
import {keepAtHand} from '../core/offline';
import {Page} from '../core/page';
import {QR_SIZE, qrPath} from '../core/qr';
import {PhoneTicket} from '../core/ticketcode';
import {problemNote} from '../parts/problem';
import {t} from '../words/words';

const A_DAY = 24 * 3_600_000;

/** What is shown at the door: a code that changes, made on this phone. */
export class TicketPage extends Page {
  static override properties = {
    ...Page.properties,
    ticket: {type: String},
    code: {state: true},
    left: {state: true},
    elsewhere: {state: true},
    busy: {state: true},
    refusal: {state: true},
    offline: {state: true},
  };

  declare ticket: string;
  declare code: string;
  /** Seconds. */
  declare left: number;
  declare elsewhere: boolean;
  declare busy: boolean;
  declare refusal: Problem | null;
  /** Whether what is shown is what was known before. */
  declare offline: boolean;

  private detail!: OneTicket;
  private mine: PhoneTicket | null = null;
  private timer = 0;

  constructor() {
    super();
    this.code = '';
    this.left = 0;
    this.elsewhere = false;
    this.busy = false;
    this.refusal = null;
    this.offline = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('online', this.lookAgain);
    document.addEventListener('visibilitychange', this.lookAgain);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    removeEventListener('online', this.lookAgain);
    document.removeEventListener('visibilitychange', this.lookAgain);
  }

  private readonly lookAgain = (): void => {
    if (this.offline && document.visibilityState === 'visible') {
      void this.reload();
    }
  };

  protected async load(): Promise<void> {
    this.titled(t('ticketTitle'));
    await this.learn();
    if (!this.shows) {
      return;
    }
    this.mine = await PhoneTicket.remembered(this.ticket).catch(() => null);
    if (this.offline) {
      await this.renew();
    } else if (this.detail.printed) {
      this.elsewhere = true;
    } else if (this.detail.phone === null || this.detail.phone === this.mine?.publicKey) {
      await this.take();
    } else {
      this.elsewhere = true;
    }
  }

  /** What the server says; without an answer, what this phone has known before. */
  private async learn(): Promise<void> {
    const seen = await PhoneTicket.seen(this.ticket).catch(() => null);
    const asked = get<OneTicket>(`/api/tickets/${this.ticket}`);
    try {
      this.detail = await (seen ? Promise.race([asked, noAnswer()]) : asked);
      this.offline = false;
      learnTime(this.detail.serverTime);
    } catch (e) {
      const problem = asProblem(e);
      if (!problem.passing) {
        await PhoneTicket.forget(this.ticket).catch(() => undefined);
      }
      if (!seen || !problem.passing) {
        throw problem;
      }
      this.detail = seen;
      this.offline = true;
      // An answer that comes late is an answer.
      void asked.then(() => this.reload()).catch(() => undefined);
    }
  }

  private get shows(): boolean {
    const {state, used, shownFrom, performance} = this.detail;
    return state === 'VALID' && !used && !performance.cancelled && isOver(shownFrom) && !this.closed;
  }

  /** Nobody is let in any more. */
  private get closed(): boolean {
    return now() >= Date.parse(this.detail.performance.startsAt) + A_DAY;
  }

  private async take(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      this.mine = await PhoneTicket.take(this.ticket);
      this.elsewhere = false;
      this.detail = {...this.detail, printed: false};
      await this.renew();
      await this.mine.keep(this.detail);
      await keepAtHand('/tickets/').catch(() => undefined);
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }

  private async renew(): Promise<void> {
    clearTimeout(this.timer);
    if (this.mine && this.isConnected) {
      const left = Math.ceil(this.mine.left / 1000);
      if (!this.code || left > this.left) {
        this.code = await this.mine.code();
      }
      this.left = left;
      this.timer = window.setTimeout(() => void this.renew(), this.mine.left % 1000 || 1000);
    }
  }

  protected content(): TemplateResult {
    const ticket = this.detail;
    const performance = ticket.performance;
    const valid = ticket.state === 'VALID' && !ticket.used;
    return html`<article class="stub ${valid ? '' : 'gone'}">
        <h1>${performance.title}</h1>
        ${this.offline ? html`<p class="note" role="status">${t('ticketOffline')}</p>` : nothing} ${this.door()}
        ${this.refusal ? problemNote(this.refusal) : nothing}
        <dl>
          <dt>${t('seat')}</dt>
          <dd><strong>${ticket.label}</strong> · ${ticket.grade}</dd>
          <dt>${t('startsAt')}</dt>
          <dd>${dateTime(performance.startsAt, performance.timeZone)}</dd>
          <dt>${t('venue')}</dt>
          <dd>${performance.venue}</dd>
          <dt>${t('booking')}</dt>
          <dd class="code">${ticket.booking}</dd>
        </dl>
      </article>
      ${valid && !this.offline
        ? html`<hf-seat-change
              .ticket=${ticket.id}
              .zone=${performance.timeZone}
              @answered=${() => this.reload()}
            ></hf-seat-change>
            <hf-transfer .ticket=${ticket.id} .zone=${performance.timeZone} @given=${() => this.reload()}></hf-transfer>`
        : nothing}
      ${this.shows && !this.offline ? html`<p><a href="/tickets/${ticket.id}/print">${t('printTitle')}</a></p>` : nothing}
      ${ticket.received ? nothing : html`<p><a href="/orders/${ticket.order}">${t('toOrder')}</a></p>`}`;
  }

  private door(): TemplateResult {
    const {state, used, shownFrom, performance} = this.detail;
    if (state !== 'VALID') {
      return html`<p class="note bad">${t(`ticket.${state}`)}</p>`;
    }
    if (used) {
      return html`<p class="note good">${t('ticketUsed')}</p>`;
    }
    if (performance.cancelled) {
      return html`<p class="note bad"><strong>${t('calledOff')}</strong> ${performance.cancelled.reason}</p>`;
    }
    if (this.closed) {
      return html`<p class="note">${t('ticketUnused')}</p>`;
    }
    if (!isOver(shownFrom)) {
      return html`<p class="note">${t('shownFrom', {at: dayOf(shownFrom, performance.timeZone)})}</p>`;
    }
    if (this.elsewhere) {
      return html`<div class="note warn">
        <p>${this.detail.printed ? t('ticketPrinted') : t('ticketElsewhere')}</p>
        <button class="button main" ?disabled=${this.busy} @click=${() => this.take()}>${t('showHere')}</button>
      </div>`;
    }
    if (!this.code) {
      return this.waiting();
    }
    return html`${picture(this.code)}
      <p class="quiet small"><span aria-hidden="true">${t('qrLeft', {n: this.left})} · </span>${t('qrHint')}</p>
      <p class="quiet small">${t('qrBright')}</p>`;
  }
}

/** Somebody is waiting at the door. */
async function noAnswer(): Promise<never> {
  await pause(2_500);
  throw new Problem('AWAY', 0, 'no answer yet');
}

function picture(code: string): TemplateResult {
  const side = QR_SIZE + 8;
  return html`<svg
    class="qr"
    role="img"
    aria-label=${t('qrAlt')}
    viewBox="0 0 ${side} ${side}"
    shape-rendering="crispEdges"
  >
    ${svg`<rect width=${side} height=${side} fill="#fff"></rect><path d=${qrPath(code)} fill="#000"></path>`}
  </svg>`;
}

customElements.define('hf-ticket', TicketPage);
