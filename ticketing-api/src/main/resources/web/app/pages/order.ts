import {html, nothing, type TemplateResult} from 'lit';
import '../parts/countdown';
import '../parts/refundaccount';
import '../parts/seatchange';
import {asProblem, get, post, type Money, type Problem} from '../core/api';
import {learnTime} from '../core/clock';
import {dateTime, money} from '../core/format';
import type {Cancellation, Order, Quote, Refund, Ticket} from '../core/model';
import {Page} from '../core/page';
import '../parts/channels';
import {calendarLink} from '../parts/calendar';
import {channels} from '../parts/channels';
import {paymentPage} from '../parts/checkout';
import {problemNote, problemText} from '../parts/problem';
import {t} from '../words/words';

/** One booking: its tickets, its money, and giving it back. */
export class OrderPage extends Page {
  static override properties = {
    ...Page.properties,
    order: {type: String},
    picked: {state: true},
    quote: {state: true},
    busy: {state: true},
    refusal: {state: true},
    news: {state: true},
  };

  declare order: string;
  declare picked: ReadonlySet<string>;
  declare quote: Quote | null;
  declare busy: boolean;
  declare refusal: Problem | null;
  declare news: string;

  private detail!: Order;

  constructor() {
    super();
    this.picked = new Set();
    this.quote = null;
    this.busy = false;
    this.refusal = null;
    this.news = '';
  }

  protected async load(): Promise<void> {
    this.detail = await get<Order>(`/api/orders/${this.order}`);
    learnTime(this.detail.serverTime);
    this.titled(t('orderTitle'));
  }

  private get valid(): Ticket[] {
    return this.detail.tickets.filter(isValid);
  }

  protected content(): TemplateResult {
    const order = this.detail;
    const performance = order.performance;
    return html`<header>
        <span class="state ${order.state}">${t(`order.${order.state}`)}</span>
        <h1>${performance.title}</h1>
        <p class="quiet">${dateTime(performance.startsAt, performance.timeZone)} · ${performance.venue}</p>
        ${performance.cancelled
          ? html`<p class="note" role="status">
              <strong>${t('calledOff')}</strong> ${performance.cancelled.reason} ${t('allComesBack')}
            </p>`
          : nothing}
        <p>${t('booking')} <strong class="code">${order.booking}</strong></p>
        ${order.state === 'LAPSED' ? nothing : html`<p>${calendarLink(performance.id)}</p>`}
      </header>
      ${this.news ? html`<p class="note good" role="status">${this.news}</p>` : nothing}
      ${this.accounts()}
      ${order.state === 'PENDING' ? this.unpaid() : nothing}
      ${order.state === 'LAPSED' ? html`<p class="note">${t('lapsedOrder')}</p>` : nothing}
      ${this.valid.length > 0
        ? html`<hf-seat-change
            .order=${order.id}
            .zone=${performance.timeZone}
            @answered=${() => this.reload()}
          ></hf-seat-change>`
        : nothing}
      <div class="choose">
        <section aria-labelledby="tickets">
          <h2 id="tickets">${order.tickets.length > 0 ? t('tickets') : t('chosen')}</h2>
          <ul class="tickets">
            ${order.tickets.length > 0
              ? order.tickets.map(ticket => this.ticket(ticket))
              : order.lines.map(
                  line => html`<li class="ticket"><span><strong>${line.label}</strong><br />${line.grade}</span><span class="price">${money(line.amount)}</span></li>`,
                )}
          </ul>
        </section>
        <aside class="side">
          <section class="summary">
            ${this.extra(t('coupon'), {...order.coupon, amount: -order.coupon.amount})}
            ${this.extra(t('serviceFee'), order.fee)}
            ${this.extra(t(`delivery.${order.delivery.method}`), order.delivery.fee)}
            <p class="sum"><span>${t('total')}</span> <strong>${money(order.total)}</strong></p>
            ${this.refunds()}
          </section>
          ${this.valid.length > 0 && order.state !== 'CANCELLED' ? this.cancelling() : nothing}
        </aside>
      </div>`;
  }

  private extra(name: string, amount: Money): TemplateResult | typeof nothing {
    return amount.amount === 0
      ? nothing
      : html`<p class="sum small"><span>${name}</span> <span>${money(amount)}</span></p>`;
  }

  private unpaid(): TemplateResult {
    const {payBy, payments} = this.detail;
    const running = payments.find(payment => payment.state === 'CONFIRMING' || payment.state === 'UNKNOWN');
    if (running) {
      return html`<p class="note warn">
        ${t('paymentRunning')} <a href="/payments/${running.id}/return">${t('paymentTitle')}</a>
      </p>`;
    }
    return html`<div class="note warn">
      ${payBy
        ? html`<hf-countdown .until=${payBy} .label=${t('holdEnds')} .warn=${60} @over=${() => this.reload()}></hf-countdown>`
        : nothing}
      <hf-channels .performance=${this.detail.performance.id}></hf-channels>
      ${this.refusal ? problemNote(this.refusal) : nothing}
      <button class="button main" ?disabled=${this.busy} @click=${() => this.pay()}>
        ${this.busy ? t('paying') : t('pay', {price: money(this.detail.total)})}
      </button>
    </div>`;
  }

  private ticket(ticket: Ticket): TemplateResult {
    const bought = this.detail.lines.find(line => line.seat === ticket.seat)?.bought;
    return html`<li class="ticket ${isValid(ticket) ? '' : 'gone'}">
      <span>
        <strong>${ticket.label}</strong><br />
        <span class="quiet">${ticket.grade} · ${ticket.givenAway && ticket.state === 'VALID' ? t('givenAway') : t(`ticket.${ticket.state}`)}</span>
        ${bought ? html`<br /><span class="quiet">${t('boughtAs', {seat: bought.label})}</span>` : nothing}
      </span>
      <span class="price">${money(ticket.price)}</span>
      ${isValid(ticket) ? html`<a class="button small" href="/tickets/${ticket.id}">${t('showQr')}</a>` : nothing}
    </li>`;
  }

  private refunds(): TemplateResult | typeof nothing {
    const all = this.detail.cancellations;
    if (all.length === 0) {
      return nothing;
    }
    return html`<h2>${t('refunds')}</h2>
      <ul class="chosen">
        ${all.map(
          one => html`<li>
            <span>${one.refund ? this.refund(one.refund) : t('noRefund')}</span>
            <span class="price">${one.refund ? money(one.refund.amount) : ''}</span>
          </li>`,
        )}
      </ul>`;
  }

  private refund(refund: Refund): TemplateResult {
    if (refund.accountNeeded) {
      return html`${t('refundNeedsAccount')}`;
    }
    return html`${t(`refund.${refund.state}`)}
    ${refund.state === 'REQUESTED' && refund.expectedAt
      ? html`<br /><span class="quiet small"
            >${t('refundExpected', {at: dateTime(refund.expectedAt, this.detail.performance.timeZone)})}</span
          >`
      : nothing}`;
  }

  private accounts(): TemplateResult[] {
    return this.detail.cancellations
      .map(one => one.refund)
      .filter((refund): refund is Refund => refund !== null && refund.accountNeeded)
      .map(
        refund => html`<hf-refund-account
          .order=${this.order}
          .refund=${refund}
          @given=${() => this.accountGiven()}
        ></hf-refund-account>`,
      );
  }

  private async accountGiven(): Promise<void> {
    this.news = t('accountGiven');
    await this.reload();
  }

  private cancelling(): TemplateResult {
    return html`<section class="cancel" aria-labelledby="cancel">
      <h2 id="cancel">${t('cancelTitle')}</h2>
      ${this.quote
        ? this.confirming(this.quote)
        : html`<p class="quiet">${t('cancelIntro')}</p>
            ${this.valid.map(
              ticket => html`<label class="choice"
                ><input
                  type="checkbox"
                  .checked=${this.picked.has(ticket.id)}
                  @change=${() => this.pick(ticket.id)}
                />
                ${ticket.label}</label
              >`,
            )}
            ${this.refusal ? problemNote(this.refusal) : nothing}
            <p>
              <button class="button" ?disabled=${this.busy || this.picked.size === 0} @click=${() => this.ask()}>
                ${t('cancelQuote')}
              </button>
            </p>`}
    </section>`;
  }

  private confirming(quote: Quote): TemplateResult {
    return html`<div role="alertdialog" aria-labelledby="cancel" aria-describedby="quote">
      <div id="quote">
        <p class="sum"><span>${t('gross')}</span> <span>${money(quote.gross)}</span></p>
        <p class="sum"><span>${t('cancelFee', {n: quote.percent})}</span> <span>− ${money(quote.fee)}</span></p>
        ${quote.couponReturned ? html`<p class="quiet small">${t('couponBack')}</p>` : nothing}
        <p class="sum"><span>${t('refundAmount')}</span> <strong>${money(quote.refund)}</strong></p>
        ${quote.nextStep
          ? html`<p class="quiet small">
              ${t('nextStep', {
                at: dateTime(quote.nextStep.at, this.detail.performance.timeZone),
                n: quote.nextStep.percent,
              })}
            </p>`
          : nothing}
      </div>
      ${this.refusal ? html`<p class="note bad" role="alert">${problemText(this.refusal)}</p>` : nothing}
      <p>
        <button class="button bad wide" ?disabled=${this.busy} @click=${() => this.cancel(quote)}>
          ${this.busy ? t('cancelling') : t('cancelConfirm', {refund: money(quote.refund)})}
        </button>
      </p>
      <p>
        <button class="button wide" ?disabled=${this.busy} @click=${() => this.keep()}>${t('keepTickets')}</button>
      </p>
    </div>`;
  }

  private pick(ticket: string): void {
    const picked = new Set(this.picked);
    if (!picked.delete(ticket)) {
      picked.add(ticket);
    }
    this.picked = picked;
  }

  private async ask(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      this.quote = await get<Quote>(
        `/api/orders/${this.order}/cancellation-quote?tickets=${[...this.picked].map(encodeURIComponent).join(',')}`,
      );
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }

  private async cancel(quote: Quote): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      await post<Cancellation>(
        `/api/orders/${this.order}/cancellations`,
        {tickets: [...this.picked], quote: quote.quote},
        `cancel-${this.order}`,
      );
      this.quote = null;
      this.picked = new Set();
      this.news = t('cancelled');
      await this.reload();
    } catch (e) {
      const problem = asProblem(e);
      if (problem.code === 'CANCELLATION_QUOTE_CHANGED') {
        await this.ask();
      }
      this.refusal = problem;
    } finally {
      this.busy = false;
    }
  }

  private keep(): void {
    this.quote = null;
    this.refusal = null;
  }

  private async pay(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      location.assign(await paymentPage(this.order, this.detail.total, channels(this)?.value));
    } catch (e) {
      const problem = asProblem(e);
      this.refusal = channels(this)?.goOver(problem) ? null : problem;
      this.busy = false;
    }
  }
}

/** Whether it is still whoever has bought it who can show it and give it back. */
function isValid(ticket: Ticket): boolean {
  return ticket.state === 'VALID' && !ticket.givenAway;
}

customElements.define('hf-order', OrderPage);
