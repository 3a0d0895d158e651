import {html, nothing, type TemplateResult} from 'lit';
import './countdown';
import {asProblem, pause, post, remove, type Money, type Problem} from '../core/api';
import {learnTime} from '../core/clock';
import {dateTime, money} from '../core/format';
import type {Hold, Order, Performance, StartedPayment} from '../core/model';
import {Part} from '../core/page';
import {rememberedOrder, rememberOrder} from '../core/session';
import {language, t} from '../words/words';
import {problemNote} from './problem';
import {refundTable} from './rules';

/** Which way of paying; more come with more channels. */
export const CHANNEL = 'simulator-card';

/** Held seats become an order: who gets them, what it comes to, and off to the payment page. */
export class Checkout extends Part {
  static override properties = {
    hold: {attribute: false},
    performance: {attribute: false},
    busy: {state: true},
    crowded: {state: true},
    failure: {state: true},
    faults: {state: true},
    order: {state: true},
  };

  declare hold: Hold;
  declare performance: Performance;
  declare busy: boolean;
  declare crowded: boolean;
  declare failure: Problem | null;
  declare faults: Readonly<Record<string, string>>;
  declare order: string | null;

  constructor() {
    super();
    this.busy = false;
    this.crowded = false;
    this.failure = null;
    this.faults = {};
    this.order = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.order = rememberedOrder(this.hold.id);
  }

  protected override render(): TemplateResult {
    return html`<div class="clock">
        <hf-countdown
          .until=${this.hold.until}
          .label=${t('holdEnds')}
          .warn=${60}
          @over=${() => this.over(t('holdOver'))}
        ></hf-countdown>
        ${this.hold.extendable
          ? html`<button type="button" class="button small" ?disabled=${this.busy} @click=${() => this.extend()}>
              ${t('extend')}
            </button>`
          : nothing}
      </div>
      <div class="choose">
        <form novalidate @submit=${(event: SubmitEvent) => this.pay(event)} id="recipient">
          ${this.order ? html`<p class="note">${t('orderExists')}</p>` : this.fields()}
          ${this.failure ? problemNote(this.failure) : nothing}
          ${this.crowded ? html`<p class="note" role="status">${t('bookingsBusy')}</p>` : nothing}
          <button class="button main wide" ?disabled=${this.busy}>
            ${this.busy ? t('paying') : t('pay', {price: money(this.hold.total)})}
          </button>
          <p class="quiet small">${t('payNote')}</p>
          <p>
            <button type="button" class="plain" ?disabled=${this.busy} @click=${() => this.release()}>
              ${t('release')}
            </button>
          </p>
        </form>
        <aside class="side">${this.summary()}</aside>
      </div>`;
  }

  private fields(): TemplateResult {
    return html`<p class="quiet">${t('mobileDelivery')}</p>
      ${this.field('name', t('name'), 'text', 'name', '')} ${this.field('phone', t('phone'), 'tel', 'tel', t('phoneHint'))}
      ${this.field('email', t('email'), 'email', 'email', '')}`;
  }

  private field(name: string, label: string, type: string, autocomplete: string, hint: string): TemplateResult {
    const fault = this.faults[name];
    return html`<p class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete=${autocomplete}
        maxlength="100"
        required
        aria-invalid=${fault ? 'true' : 'false'}
        aria-describedby="${name}-hint"
      />
      <span id="${name}-hint" class=${fault ? 'hint' : 'quiet small'}>${fault ?? hint}</span>
    </p>`;
  }

  private summary(): TemplateResult {
    const {performance, hold} = this;
    return html`<section class="summary" aria-labelledby="summary">
      <h2 id="summary">${t('summary')}</h2>
      <p><strong>${performance.show.title}</strong><br />${dateTime(performance.startsAt, performance.timeZone)}<br />${performance.venue}</p>
      <ul class="chosen">
        ${hold.seats.map(
          seat => html`<li><span>${seat.label} · ${seat.grade}</span><span class="price">${money(seat.price)}</span></li>`,
        )}
      </ul>
      <p class="sum"><span>${t('total')}</span> <strong>${money(hold.total)}</strong></p>
      <h3>${t('refundRule')}</h3>
      ${refundTable(performance.refundRule)}
    </section>`;
  }

  private async pay(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    if (this.busy || (!this.order && !this.complete(form))) {
      return;
    }
    this.busy = true;
    this.failure = null;
    try {
      this.order ??= await this.bookInTurn(form);
      location.assign(await paymentPage(this.order, this.hold.total));
    } catch (e) {
      this.failure = asProblem(e);
      this.busy = false;
      if (this.failure.code === 'HOLD_LAPSED') {
        this.over(t('holdOver'));
      }
    }
  }

  /** While many are booking we are given a turn; the seats stay held, and we go on by ourselves. */
  private async bookInTurn(form: FormData): Promise<string> {
    try {
      for (;;) {
        try {
          return await this.book(form);
        } catch (e) {
          const problem = asProblem(e);
          if (problem.code !== 'BOOKINGS_BUSY') {
            throw problem;
          }
          this.crowded = true;
          this.keptUntil(problem.facts['heldUntil']);
          await pause(Math.max(1, Number(problem.facts['retryAfterSeconds']) || 1) * 1_000);
        }
      }
    } finally {
      this.crowded = false;
    }
  }

  private keptUntil(until: unknown): void {
    if (typeof until === 'string' && Date.parse(until) > Date.parse(this.hold.until)) {
      this.dispatchEvent(new CustomEvent('extended', {detail: {...this.hold, until}}));
    }
  }

  private async book(form: FormData): Promise<string> {
    const order = await post<Order>(
      '/api/orders',
      {
        hold: this.hold.id,
        recipient: {
          name: String(form.get('name')).trim(),
          phone: digits(form),
          email: String(form.get('email')).trim(),
          locale: language,
        },
        delivery: 'MOBILE',
      },
      `order-${this.hold.id}`,
    );
    rememberOrder(this.hold.id, order.id);
    return order.id;
  }

  private complete(form: FormData): boolean {
    const faults: Record<string, string> = {};
    if (String(form.get('name')).trim().length === 0) {
      faults['name'] = t('fillName');
    }
    if (!/^\+?[0-9]{9,15}$/.test(digits(form))) {
      faults['phone'] = t('fillPhone');
    }
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(form.get('email')).trim())) {
      faults['email'] = t('fillEmail');
    }
    this.faults = faults;
    const first = Object.keys(faults)[0];
    if (first) {
      this.querySelector<HTMLInputElement>(`#${first}`)?.focus();
    }
    return first === undefined;
  }

  private async extend(): Promise<void> {
    try {
      const hold = await post<Hold>(`/api/holds/${this.hold.id}/extension`, undefined, `extend-${this.hold.id}`);
      learnTime(hold.serverTime);
      this.dispatchEvent(new CustomEvent('extended', {detail: hold}));
    } catch (e) {
      this.failure = asProblem(e);
    }
  }

  private async release(): Promise<void> {
    this.busy = true;
    try {
      await remove(`/api/holds/${this.hold.id}`);
      this.over('');
    } catch (e) {
      this.failure = asProblem(e);
    } finally {
      this.busy = false;
    }
  }

  private over(news: string): void {
    this.dispatchEvent(new CustomEvent('released', {detail: news}));
  }
}

/** Starts a payment and says where it goes on. */
export async function paymentPage(order: string, amount: Money): Promise<string> {
  const payment = await post<StartedPayment>(`/api/orders/${order}/payments`, {channel: CHANNEL, amount}, `pay-${order}`);
  const page = new URL(payment.redirect, location.href);
  if (page.protocol !== 'https:' && page.protocol !== 'http:') {
    throw new Error('a payment page is on the web');
  }
  return page.href;
}

function digits(form: FormData): string {
  return String(form.get('phone')).replace(/[\s()-]/g, '');
}

customElements.define('hf-checkout', Checkout);
