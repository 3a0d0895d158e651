import {html, nothing, type TemplateResult} from 'lit';
import './channels';
import './countdown';
import {tell, asProblem, get, pause, post, remove, type Money, type Problem} from '../core/api';
import {learnTime} from '../core/clock';
import {dateTime, money} from '../core/format';
import type {
  Channel,
  Coupon,
  Delivery,
  DeliveryMethod,
  Hold,
  Line,
  Order,
  Performance,
  PriceQuote,
  PriceType,
  StartedPayment,
} from '../core/model';
import {Part} from '../core/page';
import {me, rememberedOrder, rememberOrder} from '../core/session';
import {has, language, t} from '../words/words';
import {problemNote, problemText} from './problem';
import {channels} from './channels';
import {kept} from './rules';

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
    quote: {state: true},
    types: {state: true},
    delivery: {state: true},
    coupon: {state: true},
    couponFault: {state: true},
    coupons: {state: true},
  };

  declare hold: Hold;
  declare performance: Performance;
  declare busy: boolean;
  declare crowded: boolean;
  declare failure: Problem | null;
  declare faults: Readonly<Record<string, string>>;
  declare order: Order | null;
  declare quote: PriceQuote | null;
  declare types: Readonly<Record<string, PriceType>>;
  declare delivery: DeliveryMethod;
  /** The id of one of one's own, or a code. */
  declare coupon: string;
  declare couponFault: string;
  declare coupons: Coupon[];

  /** Answers come in any order; the newest question counts. */
  private asked = 0;
  /** The last choice that could be had. */
  private had: {types: Readonly<Record<string, PriceType>>; delivery: DeliveryMethod} = {types: {}, delivery: 'MOBILE'};

  constructor() {
    super();
    this.busy = false;
    this.crowded = false;
    this.failure = null;
    this.faults = {};
    this.order = null;
    this.quote = null;
    this.types = {};
    this.delivery = 'MOBILE';
    this.coupon = '';
    this.couponFault = '';
    this.coupons = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  private async begin(): Promise<void> {
    const known = rememberedOrder(this.hold.id);
    try {
      if (known) {
        this.order = await get<Order>(`/api/orders/${known}`);
        return;
      }
    } catch (e) {
      this.failure = asProblem(e);
    }
    await this.price();
    try {
      if ((await me()).signedIn) {
        this.coupons = (await get<{coupons: Coupon[]}>('/api/me/coupons')).coupons.filter(one => one.state === 'OPEN');
      }
    } catch {
      // A code can be typed all the same.
    }
  }

  /** Asks what the choices come to; what cannot be had is said and taken back. */
  private async price(): Promise<void> {
    const question = ++this.asked;
    try {
      const quote = await tell<PriceQuote>('/api/orders/quote', this.wish());
      if (question === this.asked) {
        this.quote = quote;
        this.had = {types: this.types, delivery: this.delivery};
        this.couponFault = '';
      }
    } catch (e) {
      if (question === this.asked) {
        await this.unpriced(asProblem(e));
      }
    }
  }

  private async unpriced(problem: Problem): Promise<void> {
    if (problem.code === 'COUPON_NOT_USABLE' && this.coupon) {
      this.coupon = '';
      await this.price();
      this.couponFault = couponFault(problem);
    } else if (problem.code === 'PRICE_NOT_OFFERED' || problem.code === 'DELIVERY_NOT_OFFERED') {
      this.failure = problem;
      await this.backToWhatCanBeHad();
    } else if (problem.code === 'HOLD_LAPSED') {
      this.over(t('holdOver'));
    } else {
      this.failure = problem;
    }
  }

  /** The choice before this one; the plainest one when that cannot be had any more either. */
  private async backToWhatCanBeHad(): Promise<void> {
    const again = this.types === this.had.types && this.delivery === this.had.delivery;
    if (again && Object.keys(this.types).length === 0 && this.delivery === 'MOBILE') {
      return;
    }
    this.types = again ? {} : this.had.types;
    this.delivery = again ? 'MOBILE' : this.had.delivery;
    await this.price();
  }

  private wish(): Record<string, unknown> {
    return {
      hold: this.hold.id,
      seats: Object.entries(this.types).map(([seat, priceType]) => ({seat, priceType})),
      delivery: this.delivery,
      coupon: this.coupon || null,
    };
  }

  private get total(): Money {
    return this.order?.total ?? this.quote?.total ?? this.hold.total;
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
          ${this.order ? html`<p class="note">${t('orderExists')}</p>` : [this.choices(), this.fields()]}
          <hf-channels .performance=${this.performance.id}></hf-channels>
          ${this.failure ? problemNote(this.failure) : nothing}
          ${this.crowded ? html`<p class="note" role="status">${t('bookingsBusy')}</p>` : nothing}
          <button class="button main wide" ?disabled=${this.busy}>
            ${this.busy ? t('paying') : t('pay', {price: money(this.total)})}
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

  private choices(): TemplateResult | typeof nothing {
    const quote = this.quote;
    if (!quote) {
      return nothing;
    }
    return html`${quote.choices.some(choice => choice.types.length > 1)
        ? html`<fieldset>
            <legend>${t('priceTypes')}</legend>
            ${quote.lines.map(line => this.priceChoice(quote, line))}
          </fieldset>`
        : nothing}
      <fieldset>
        <legend>${t('delivery')}</legend>
        ${quote.deliveries.map(delivery => this.deliveryChoice(delivery))}
        ${this.delivery === 'POST' ? this.field('address', t('address'), 'text', 'street-address', t('addressHint')) : nothing}
      </fieldset>
      <fieldset>
        <legend>${t('coupon')}</legend>
        ${quote.coupon ? this.couponUsed(quote.coupon.name) : this.couponChoice()}
      </fieldset>`;
  }

  private priceChoice(quote: PriceQuote, line: Line): TemplateResult {
    const types = quote.choices.find(choice => choice.grade === line.grade)?.types ?? [];
    const note = types.find(type => type.type === line.priceType)?.note ?? '';
    return html`<p class="field">
      <label for="type-${line.seat}">${line.label} · ${line.grade}</label>
      <select
        id="type-${line.seat}"
        aria-describedby="type-${line.seat}-note"
        ?disabled=${this.busy}
        @change=${(event: Event) => this.chooseType(line.seat, (event.target as HTMLSelectElement).value as PriceType)}
      >
        ${types.map(
          type => html`<option value=${type.type} .selected=${type.type === line.priceType}>
            ${t(`price.${type.type}`)} · ${money(type.price)}
          </option>`,
        )}
      </select>
      <span id="type-${line.seat}-note" class="quiet small">${note ? t('proof', {note}) : ''}</span>
    </p>`;
  }

  private deliveryChoice(delivery: Delivery): TemplateResult {
    return html`<label class="choice"
      ><input
        type="radio"
        name="delivery"
        value=${delivery.method}
        .checked=${this.delivery === delivery.method}
        ?disabled=${this.busy}
        @change=${() => this.chooseDelivery(delivery.method)}
      />
      ${t(`delivery.${delivery.method}`)}
      <span class="quiet">${delivery.fee.amount > 0 ? money(delivery.fee) : t('free')}</span></label
    >`;
  }

  private couponChoice(): TemplateResult {
    return html`${this.coupons.map(
        one => html`<p>
          <button type="button" class="button small" ?disabled=${this.busy} @click=${() => this.useCoupon(one.id)}>
            ${t('couponUse', {name: one.name})}
          </button>
          <span class="quiet small">${t('couponUntil', {at: dateTime(one.until)})}</span>
        </p>`,
      )}
      <p class="field">
        <label for="coupon">${t('couponCode')}</label>
        <input
          id="coupon"
          autocomplete="off"
          maxlength="64"
          aria-invalid=${this.couponFault ? 'true' : 'false'}
          aria-describedby="coupon-hint"
          @keydown=${(event: KeyboardEvent) => this.couponByEnter(event)}
        />
        <span id="coupon-hint" class=${this.couponFault ? 'hint' : 'quiet small'} role="status">${this.couponFault}</span>
      </p>
      <p>
        <button type="button" class="button small" ?disabled=${this.busy} @click=${() => this.useTyped()}>
          ${t('couponApply')}
        </button>
      </p>`;
  }

  private couponUsed(name: string): TemplateResult {
    return html`<p>
      ${name}
      <button type="button" class="plain" ?disabled=${this.busy} @click=${() => this.useCoupon('')}>
        ${t('couponRemove')}
      </button>
    </p>`;
  }

  private chooseType(seat: string, type: PriceType): void {
    const {[seat]: _, ...others} = this.types;
    this.types = type === 'REGULAR' ? others : {...others, [seat]: type};
    this.failure = null;
    void this.price();
  }

  private chooseDelivery(delivery: DeliveryMethod): void {
    this.delivery = delivery;
    void this.price();
  }

  private useTyped(): void {
    this.useCoupon(this.querySelector<HTMLInputElement>('#coupon')?.value.trim() ?? '');
  }

  private couponByEnter(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      this.useTyped();
    }
  }

  private useCoupon(coupon: string): void {
    this.coupon = coupon;
    this.couponFault = '';
    void this.price();
  }

  private fields(): TemplateResult {
    return html`${this.delivery === 'MOBILE' ? html`<p class="quiet">${t('mobileDelivery')}</p>` : nothing}
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
        maxlength=${name === 'address' ? 300 : 100}
        required
        aria-invalid=${fault ? 'true' : 'false'}
        aria-describedby="${name}-hint"
      />
      <span id="${name}-hint" class=${fault ? 'hint' : 'quiet small'}>${fault ?? hint}</span>
    </p>`;
  }

  private summary(): TemplateResult {
    const {performance} = this;
    const sold = this.order ?? this.quote;
    return html`<section class="summary" aria-labelledby="summary" aria-live="polite">
      <h2 id="summary">${t('summary')}</h2>
      <p><strong>${performance.show.title}</strong><br />${dateTime(performance.startsAt, performance.timeZone)}<br />${performance.venue}</p>
      <ul class="chosen">
        ${sold
          ? sold.lines.map(line => this.line(line))
          : this.hold.seats.map(
              seat => html`<li><span>${seat.label} · ${seat.grade}</span><span class="price">${money(seat.price)}</span></li>`,
            )}
      </ul>
      ${sold ? this.extras(sold) : nothing}
      <p class="sum"><span>${t('total')}</span> <strong>${money(this.total)}</strong></p>
      ${this.quote ? this.cancelSteps(this.quote) : nothing}
    </section>`;
  }

  private line(line: Line): TemplateResult {
    return html`<li>
      <span>
        ${line.label} · ${line.grade}
        ${line.priceType === 'REGULAR' ? nothing : html`<br /><span class="quiet small">${t(`price.${line.priceType}`)}</span>`}
      </span>
      <span class="price">
        ${line.price.amount < line.regular.amount ? html`<s class="quiet small">${money(line.regular)}</s> ` : nothing}${money(line.price)}
      </span>
    </li>`;
  }

  private extras(sold: Order | PriceQuote): TemplateResult {
    const members = sold.lines.reduce((total, line) => total + line.memberDiscount.amount, 0);
    const coupon = sold.lines.reduce((total, line) => total + line.couponDiscount.amount, 0);
    const currency = sold.total.currency;
    return html`${this.extra(t('memberDiscount'), {amount: -members, currency})}
    ${this.extra(t('coupon'), {amount: -coupon, currency})} ${this.extra(t('serviceFee'), sold.fee)}
    ${this.extra(t(`delivery.${sold.delivery.method}`), sold.delivery.fee)}`;
  }

  private extra(name: string, amount: Money): TemplateResult | typeof nothing {
    return amount.amount === 0
      ? nothing
      : html`<p class="sum small"><span>${name}</span> <span>${money(amount)}</span></p>`;
  }

  private cancelSteps(quote: PriceQuote): TemplateResult {
    const {timeZone} = this.performance;
    return html`<h3>${t('refundRule')}</h3>
      <table class="facts">
        <thead>
          <tr>
            <th scope="col">${t('cancelUntil')}</th>
            <th scope="col">${t('kept')}</th>
          </tr>
        </thead>
        <tbody>
          ${quote.cancellation.steps.map(
            step => html`<tr>
              <td>${dateTime(step.until, timeZone)}</td>
              <td>${kept(step.percent)}</td>
            </tr>`,
          )}
        </tbody>
      </table>`;
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
      location.assign(await paymentPage(this.order.id, this.order.total, channels(this)?.value));
    } catch (e) {
      const problem = asProblem(e);
      this.failure = channels(this)?.goOver(problem) ? null : problem;
      this.busy = false;
      this.keptUntil(problem.facts['keptUntil']);
      if (problem.code === 'HOLD_LAPSED') {
        this.over(t('holdOver'));
      } else if (['QUOTE_CHANGED', 'COUPON_NOT_USABLE', 'PRICE_NOT_OFFERED'].includes(problem.code)) {
        await this.price();
      }
    }
  }

  /** While many are booking we are given a turn; the seats stay held, and we go on by ourselves. */
  private async bookInTurn(form: FormData): Promise<Order> {
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

  private async book(form: FormData): Promise<Order> {
    const order = await post<Order>(
      '/api/orders',
      {
        ...this.wish(),
        recipient: {
          name: String(form.get('name')).trim(),
          phone: digits(form),
          email: String(form.get('email')).trim(),
          locale: language,
          address: this.delivery === 'POST' ? String(form.get('address')).trim() : null,
        },
        quote: this.quote?.quote ?? null,
      },
      `order-${this.hold.id}`,
    );
    rememberOrder(this.hold.id, order.id);
    return order;
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
    if (this.delivery === 'POST' && String(form.get('address') ?? '').trim().length === 0) {
      faults['address'] = t('fillAddress');
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
export async function paymentPage(order: string, amount: Money, chosen?: string): Promise<string> {
  const channel = amount.amount === 0 ? 'free' : chosen || (await firstChannel());
  const payment = await post<StartedPayment>(`/api/orders/${order}/payments`, {channel, amount}, `pay-${order}`);
  if (!payment.redirect) {
    return `/payments/${payment.id}/return`;
  }
  const page = new URL(payment.redirect, location.href);
  if (page.protocol !== 'https:' && page.protocol !== 'http:') {
    throw new Error('a payment page is on the web');
  }
  return page.href;
}

function couponFault(problem: Problem): string {
  const word = `coupon.${String(problem.facts['reason'])}`;
  return has(word) ? t(word) : problemText(problem);
}

async function firstChannel(): Promise<string> {
  const {channels: all} = await get<{channels: Channel[]}>('/api/channels');
  return (all.find(channel => channel.available && channel.name !== 'points') ?? all[0])?.name ?? '';
}

function digits(form: FormData): string {
  return String(form.get('phone')).replace(/[\s()-]/g, '');
}

customElements.define('hf-checkout', Checkout);
