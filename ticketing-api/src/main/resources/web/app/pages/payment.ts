import {html, nothing, type TemplateResult} from 'lit';
import '../parts/countdown';
import {asProblem, get, pause, post, type Problem} from '../core/api';
import {isOver, learnTime} from '../core/clock';
import {money} from '../core/format';
import type {Order, Payment} from '../core/model';
import {Page} from '../core/page';
import {dropPass, forgetHold} from '../core/session';
import '../parts/channels';
import {channels} from '../parts/channels';
import {paymentPage} from '../parts/checkout';
import {problemNote} from '../parts/problem';
import {t} from '../words/words';

/** Where the payment gateway sends people back to: confirms, and says what came of it. */
export class PaymentPage extends Page {
  static override properties = {
    ...Page.properties,
    payment: {type: String},
    state: {state: true},
    refusal: {state: true},
    busy: {state: true},
  };

  declare payment: string;
  declare state: Payment['state'] | null;
  declare refusal: Problem | null;
  declare busy: boolean;

  private order: Order | null = null;

  constructor() {
    super();
    this.state = null;
    this.refusal = null;
    this.busy = false;
  }

  protected async load(): Promise<void> {
    this.titled(t('paymentTitle'));
    await this.confirm();
  }

  private async confirm(): Promise<void> {
    const known = await get<Payment>(`/api/payments/${this.payment}`);
    const payment = known.state === 'STARTED' ? await this.finished(known) : known;
    await this.told(payment);
    if (payment.state === 'PENDING') {
      void this.ask();
    }
  }

  /** Tells the API what the gateway's answer in our address says: go on and charge, or nobody paid. */
  private async finished(known: Payment): Promise<Payment> {
    const from = new URLSearchParams(location.search);
    const paymentKey = from.get('paymentKey');
    if (from.get('result') === 'fail' || !paymentKey) {
      return post<Payment>(`/api/payments/${this.payment}/abandonment`, undefined, `abandon-${this.payment}`);
    }
    try {
      return await post<Payment>(
        `/api/payments/${this.payment}/confirmation`,
        {paymentKey, amount: {amount: Number(from.get('amount')), currency: known.amount.currency}},
        `confirm-${this.payment}`,
      );
    } catch (e) {
      const problem = asProblem(e);
      if (problem.passing) {
        return {...known, state: 'PENDING'};
      }
      if (problem.code === 'HOLD_LAPSED' || problem.code === 'ORDER_NOT_PAYABLE') {
        return {...known, state: 'DECLINED'};
      }
      throw problem;
    }
  }

  private async told(payment: Payment): Promise<void> {
    if (!payment.order) {
      this.state = payment.state;
      return;
    }
    this.order = await get<Order>(`/api/orders/${payment.order}`);
    learnTime(this.order.serverTime);
    if (payment.state === 'CAPTURED') {
      forgetHold(this.order.performance.id);
      // Whoever has bought is out; more tickets are another turn.
      dropPass(this.order.sale);
    }
    this.state = payment.state;
  }

  /** Asks again, ever more patiently, until the gateway has spoken. */
  private async ask(): Promise<void> {
    for (let wait = 2_000; this.isConnected && this.state === 'PENDING'; wait = Math.min(15_000, wait * 1.3)) {
      await pause(wait);
      try {
        const payment = await get<Payment>(`/api/payments/${this.payment}`);
        if (payment.state !== 'PENDING') {
          await this.told(payment);
        }
      } catch {
        // The next try may reach it.
      }
    }
  }

  protected override waiting(): TemplateResult {
    return html`<section class="empty" role="status">
      <h1>${t('paymentTitle')}</h1>
      <p class="loading">${t('confirming')}</p>
    </section>`;
  }

  protected content(): TemplateResult {
    switch (this.state) {
      case null:
      case 'STARTED':
      case 'PENDING':
        return html`<section class="empty" role="status">
          <h1>${t('pendingTitle')}</h1>
          <p class="loading">${t('pendingMore')}</p>
          ${this.orderLink()}
        </section>`;
      case 'CAPTURED':
        return this.order ? this.paid(this.order) : this.ofWallet('toppedUp');
      case 'DECLINED':
        return this.order ? this.declined(this.order) : this.ofWallet('declinedTitle');
      case 'LATE':
        return html`<section class="empty" role="status">
          <h1>${t('lateTitle')}</h1>
          <p>${t('lateMore')}</p>
          ${this.orderLink()}
        </section>`;
    }
  }

  private paid(order: Order): TemplateResult {
    return html`<section class="empty good" role="status">
      <h1>${t('paidTitle')}</h1>
      <p>${order.performance.title}</p>
      <p class="big">${t('booking')} <strong>${order.booking}</strong></p>
      <p><a class="button main" href="/orders/${order.id}">${t('openTickets')}</a></p>
    </section>`;
  }

  private ofWallet(word: 'toppedUp' | 'declinedTitle'): TemplateResult {
    return html`<section class="empty" role="status">
      <h1>${t(word)}</h1>
      <p><a class="button main" href="/me/benefits">${t('toPoints')}</a></p>
    </section>`;
  }

  private declined(order: Order): TemplateResult {
    if (order.state === 'PAID') {
      return this.paid(order);
    }
    return html`<section class="empty" role="status">
      <h1>${t('declinedTitle')}</h1>
      ${order.state === 'PENDING' && order.payBy && !isOver(order.payBy)
        ? html`<p>${t('declinedMore')}</p>
            <p>
              <hf-countdown
                .until=${order.payBy}
                .label=${t('holdEnds')}
                .warn=${60}
                @over=${() => this.requestUpdate()}
              ></hf-countdown>
            </p>
            <hf-channels .performance=${order.performance.id}></hf-channels>
            ${this.refusal ? problemNote(this.refusal) : nothing}
            <p>
              <button class="button main" ?disabled=${this.busy} @click=${() => this.payAgain(order)}>
                ${this.busy ? t('paying') : `${t('payAgain')} (${money(order.total)})`}
              </button>
            </p>`
        : html`<p>${t('lapsedOrder')}</p>
            <p><a class="button main" href="/performances/${order.performance.id}">${t('chooseSeats')}</a></p>`}
    </section>`;
  }

  private orderLink(): TemplateResult | typeof nothing {
    return this.order ? html`<p><a class="button" href="/orders/${this.order.id}">${t('toOrder')}</a></p>` : nothing;
  }

  private async payAgain(order: Order): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      location.assign(await paymentPage(order.id, order.total, channels(this)?.value));
    } catch (e) {
      const problem = asProblem(e);
      this.refusal = channels(this)?.goOver(problem) ? null : problem;
      this.busy = false;
    }
  }
}

customElements.define('hf-payment', PaymentPage);
