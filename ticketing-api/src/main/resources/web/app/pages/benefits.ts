import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, post, put, remove, type Money} from '../core/api';
import {dateTime, dayOf, money} from '../core/format';
import type {Channel, StartedPayment} from '../core/model';
import {ActingPage} from '../core/page';
import {me, type Me} from '../core/session';
import {inPoints, mine, toSignIn} from '../parts/mine';
import {problemNote} from '../parts/problem';
import {has, language, t} from '../words/words';

interface Entry {
  id: number;
  amount: Money;
  reason: string;
  order?: string | null;
  memo?: string | null;
  at: string;
}

interface Points {
  balances: Money[];
  history: Entry[];
  next?: string | null;
}

interface Coupon {
  id: string;
  name: string;
  show?: string | null;
  amount: Money;
  percentOff?: number | null;
  minimum: Money;
  until: string;
  state: 'OPEN' | 'USED' | 'EXPIRED';
}

interface Consent {
  version: string;
  ko: string;
  en: string;
}

interface Methods {
  methods: {id: string; gateway: string; label: string; consentedAt: string}[];
  points: {given: boolean; version: string; at: string} | null;
  texts: {card: Consent; points: Consent};
  /** Where a card can be left. */
  gateways: string[];
}

const SUMS = [10_000, 30_000, 50_000, 100_000];

/** Points, coupons and saved ways to pay. */
export class BenefitsPage extends ActingPage {
  static override properties = {...ActingPage.properties, done: {state: true}};

  declare done: string;

  private who: Me = {signedIn: false};
  private points: Points = {balances: [], history: []};
  private coupons: Coupon[] = [];
  private saved: Methods | null = null;
  private channels: Channel[] = [];
  /** What has become of a card that was to be left. */
  private news: 'good' | 'bad' | null = null;

  constructor() {
    super();
    this.done = '';
  }

  protected async load(): Promise<void> {
    this.titled(t('meBenefits'));
    this.who = await me();
    if (!this.who.signedIn) {
      return;
    }
    await this.comesBack();
    const [points, coupons, saved, channels] = await Promise.all([
      get<Points>('/api/me/points'),
      get<{coupons: Coupon[]}>('/api/me/coupons'),
      get<Methods>('/api/me/payment-methods'),
      get<{channels: Channel[]}>('/api/channels').catch(() => ({channels: []})),
    ]);
    this.points = points;
    this.coupons = coupons.coupons;
    this.saved = saved;
    this.channels = channels.channels.filter(channel => channel.available && channel.name !== 'points');
  }

  protected content(): TemplateResult {
    return html`<h1>${t('meTitle')}</h1>
      ${mine('benefits')}
      ${this.who.signedIn
        ? html`<p class="unseen" role="status">${this.done}</p>
            ${this.refusal ? problemNote(this.refusal) : nothing} ${this.wallet()} ${this.tickets()} ${this.cards()}`
        : toSignIn('benefitsLogin')}`;
  }

  private wallet(): TemplateResult {
    const {balances, history, next} = this.points;
    return html`<section aria-labelledby="points">
      <h2 id="points">${t('points')}</h2>
      <p class="balance">
        ${balances.length === 0 ? t('noPoints') : balances.map(balance => html`<strong>${inPoints(balance)}</strong> `)}
      </p>
      <p class="quiet">${t('pointsLast')}</p>
      ${this.topUp()}
      ${history.length === 0
        ? nothing
        : html`<h3>${t('pointsHistory')}</h3>
            <ul class="statement">
              ${history.map(entry => this.entry(entry))}
            </ul>
            ${next ? html`<button class="button small" @click=${() => this.more(next)}>${t('more')}</button>` : nothing}`}
    </section>`;
  }

  private entry(entry: Entry): TemplateResult {
    const word = `point.${entry.reason}`;
    return html`<li>
      <span>
        ${entry.order
          ? html`<a href="/orders/${entry.order}">${has(word) ? t(word) : entry.reason}</a>`
          : has(word)
            ? t(word)
            : entry.reason}
        ${entry.memo ? html`<span class="quiet">${entry.memo}</span>` : nothing}
        <span class="quiet">${dateTime(entry.at)}</span>
      </span>
      <b class=${entry.amount.amount < 0 ? '' : 'plus'}>${entry.amount.amount > 0 ? '+' : ''}${inPoints(entry.amount)}</b>
    </li>`;
  }

  private async more(next: string): Promise<void> {
    try {
      const page = await get<Points>(`/api/me/points?after=${encodeURIComponent(next)}`);
      this.points = {...page, history: [...this.points.history, ...page.history]};
      this.requestUpdate();
    } catch (e) {
      this.refusal = asProblem(e);
    }
  }

  private topUp(): TemplateResult | typeof nothing {
    if (this.channels.length === 0) {
      return nothing;
    }
    return html`<details class="fold">
      <summary>${t('topUp')}</summary>
      <form @submit=${(event: SubmitEvent) => this.toppedUp(event)}>
        <fieldset>
          <legend>${t('topUpSum')}</legend>
          ${SUMS.map(
            (sum, i) => html`<label class="choice"
              ><input type="radio" name="sum" value=${sum} ?checked=${i === 0} /> ${inPoints({
                amount: sum,
                currency: 'KRW',
              })}</label
            >`,
          )}
        </fieldset>
        <fieldset>
          <legend>${t('channel')}</legend>
          ${this.channels.map(
            (channel, i) => html`<label class="choice"
              ><input type="radio" name="channel" value=${channel.name} ?checked=${i === 0} />
              ${channel.label[language]}</label
            >`,
          )}
        </fieldset>
        <button class="button main" ?disabled=${this.busy}>${t('topUpGo')}</button>
      </form>
    </details>`;
  }

  private async toppedUp(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    await this.doing(async () => {
      const started = await post<StartedPayment>(
        '/api/me/points/top-ups',
        {channel: form.get('channel'), amount: {amount: Number(form.get('sum')), currency: 'KRW'}},
        'top-up',
      );
      const page = new URL(started.redirect ?? `/payments/${started.id}/return`, location.href);
      if (page.protocol !== 'https:' && page.protocol !== 'http:') {
        throw new Error('a payment page is on the web');
      }
      location.assign(page.href);
    });
  }

  private tickets(): TemplateResult {
    const of = (state: Coupon['state']) => this.coupons.filter(coupon => coupon.state === state);
    const over = [...of('USED'), ...of('EXPIRED')];
    return html`<section aria-labelledby="coupons">
      <h2 id="coupons">${t('coupons')}</h2>
      ${of('OPEN').length === 0
        ? html`<p class="quiet">${t('noCoupons')}</p>`
        : html`<ul class="rows">
            ${of('OPEN').map(coupon => this.coupon(coupon))}
          </ul>`}
      ${over.length === 0
        ? nothing
        : html`<details class="fold">
            <summary>${t('couponsOver', {n: over.length})}</summary>
            <ul class="rows">
              ${over.map(coupon => this.coupon(coupon))}
            </ul>
          </details>`}
    </section>`;
  }

  private coupon(coupon: Coupon): TemplateResult {
    return html`<li class="row-card">
      <div>
        <span class="state ${coupon.state}">${t(`coupon.state.${coupon.state}`)}</span>
        <strong>${coupon.name}</strong>
        <span>
          ${coupon.percentOff
            ? t('couponPercent', {n: coupon.percentOff, most: money(coupon.amount)})
            : t('couponAmount', {amount: money(coupon.amount)})}
          ${coupon.minimum.amount > 0 ? ` · ${t('couponMinimum', {amount: money(coupon.minimum)})}` : ''}
        </span>
        <span class="quiet">${t('until', {at: dateTime(coupon.until)})}</span>
        ${coupon.show ? html`<a href="/shows/${coupon.show}">${t('couponShow')}</a>` : nothing}
      </div>
    </li>`;
  }

  private cards(): TemplateResult | typeof nothing {
    const saved = this.saved;
    if (!saved) {
      return nothing;
    }
    return html`<section aria-labelledby="methods">
      <h2 id="methods">${t('methods')}</h2>
      <p class="quiet">${t('methodsIntro')}</p>
      ${this.news === 'good' ? html`<p class="note good">${t('methodAdded')}</p>` : nothing}
      ${this.news === 'bad' ? html`<p class="note bad" role="alert">${t('methodNotAdded')}</p>` : nothing}
      ${saved.methods.length === 0
        ? html`<p>${t('noMethods')}</p>`
        : html`<ul class="rows">
            ${saved.methods.map(
              method => html`<li class="row-card">
                <div>
                  <strong>${method.label}</strong>
                  <span class="quiet">${t('methodSince', {day: dayOf(method.consentedAt)})}</span>
                  <p>
                    <button
                      class="button small"
                      aria-label=${t('methodRemoveNamed', {name: method.label})}
                      ?disabled=${this.busy}
                      @click=${() => this.removed(method.id)}
                    >
                      ${t('methodRemove')}
                    </button>
                  </p>
                </div>
              </li>`,
            )}
          </ul>`}
      ${this.adding(saved)}
      ${saved.points?.given
        ? html`<div class="note">
            <p>${saved.texts.points[language]}</p>
            <button class="button small" ?disabled=${this.busy} @click=${() => this.takenBack(saved.texts.points)}>
              ${t('consentTakeBack')}
            </button>
          </div>`
        : nothing}
    </section>`;
  }

  /** A card is left on the payment company's own page; what it is good for is said before. */
  private adding(saved: Methods): TemplateResult | typeof nothing {
    if (saved.gateways.length === 0) {
      return nothing;
    }
    return html`<details class="fold">
      <summary>${t('methodAdd')}</summary>
      <form @submit=${(event: SubmitEvent) => this.goesToSave(event, saved)}>
        <label class="choice"><input type="checkbox" name="agreed" required /> ${saved.texts.card[language]}</label>
        <button class="button main" ?disabled=${this.busy}>${t('methodAddGo')}</button>
        <p class="quiet small">${t('methodAddNothing')}</p>
      </form>
    </details>`;
  }

  private goesToSave(event: SubmitEvent, saved: Methods): Promise<void> {
    event.preventDefault();
    return this.doing(async () => {
      const {redirect} = await post<{redirect?: string | null}>(
        '/api/me/payment-methods',
        {gateway: saved.gateways[0], consentVersion: saved.texts.card.version},
        'save-card',
      );
      const page = new URL(redirect ?? '', location.href);
      if (!redirect || (page.protocol !== 'https:' && page.protocol !== 'http:')) {
        throw new Error('a page for cards is on the web');
      }
      location.assign(page.href);
    });
  }

  /** From the payment company's page; what it gave is taken up once, and does not stay in the address. */
  private async comesBack(): Promise<void> {
    const said = new URLSearchParams(location.search);
    const page = said.get('method');
    if (!page) {
      return;
    }
    const proof = said.get('proof');
    try {
      if (proof) {
        await post(
          `/api/me/payment-methods/${encodeURIComponent(page)}/completion`,
          {proof},
          `save-card-${page}`,
        );
      }
      this.done = proof ? t('methodAdded') : '';
      this.news = proof ? 'good' : 'bad';
      history.replaceState(null, '', location.pathname);
    } catch (e) {
      const problem = asProblem(e);
      if (problem.passing) {
        throw problem;
      }
      this.news = 'bad';
      history.replaceState(null, '', location.pathname);
    }
  }

  private removed(id: string): Promise<void> {
    return this.doing(async () => {
      await remove(`/api/me/payment-methods/${id}`);
      this.news = null;
      this.done = t('methodRemoved');
      await this.reload();
    });
  }

  private takenBack(text: Consent): Promise<void> {
    return this.doing(async () => {
      await put('/api/me/payment-methods/points', {given: false, consentVersion: text.version});
      await this.reload();
    });
  }
}

customElements.define('hf-benefits', BenefitsPage);
