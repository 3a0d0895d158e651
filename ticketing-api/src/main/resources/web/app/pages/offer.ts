import {html, nothing, type TemplateResult} from 'lit';
import '../parts/countdown';
import {asProblem, get, post, type Problem} from '../core/api';
import {isOver, learnTime} from '../core/clock';
import {dateTime, money} from '../core/format';
import type {Offer} from '../core/model';
import {Page} from '../core/page';
import {me, rememberHold} from '../core/session';
import {problemNote} from '../parts/problem';
import {t} from '../words/words';

/** Seats that came back, for the next in line. */
export class OfferPage extends Page {
  static override properties = {
    ...Page.properties,
    offer: {type: String},
    busy: {state: true},
    refusal: {state: true},
    declined: {state: true},
  };

  declare offer: string;
  declare busy: boolean;
  declare refusal: Problem | null;
  declare declined: boolean;

  private detail!: Offer;

  constructor() {
    super();
    this.busy = false;
    this.refusal = null;
    this.declined = false;
  }

  protected async load(): Promise<void> {
    // Whoever comes from a mail may have a sign-in that only wants renewing.
    await me();
    this.detail = await get<Offer>(`/api/offers/${this.offer}`);
    learnTime(this.detail.serverTime);
    this.titled(t('offerTitle'));
    if (this.isBeingPaid()) {
      setTimeout(() => void this.reload(), 2_000);
    }
  }

  private isBeingPaid(): boolean {
    return this.detail.state !== 'ENDED' && this.detail.automaticPayment?.state === 'RUNNING';
  }

  protected content(): TemplateResult {
    const offer = this.detail;
    const performance = offer.performance;
    if (this.declined) {
      return this.ended(t('declined'));
    }
    const automatic = offer.automaticPayment;
    if (offer.state === 'BOUGHT') {
      return automatic?.state === 'PAID' && automatic.order
        ? this.ended(t('offerPaid'), `/orders/${automatic.order}`, t('toOrder'))
        : this.ended(t('offerTaken'));
    }
    if (offer.state === 'ENDED' || isOver(offer.until)) {
      return this.ended(t('offerEnded'));
    }
    return html`<section class="empty start">
      <h1>${t('offerTitle')}</h1>
      <p>
        <strong>${performance.title}</strong><br />
        ${dateTime(performance.startsAt, performance.timeZone)} · ${performance.venue}
      </p>
      <ul class="chosen">
        ${offer.seats.map(
          seat => html`<li><span>${seat.label} · ${seat.grade}</span><span class="price">${money(seat.price)}</span></li>`,
        )}
      </ul>
      <p class="sum">
        <span>${t('total')}</span> <strong>${money(offer.total)}</strong>
      </p>
      <p>
        <hf-countdown .until=${offer.until} .label=${t('offerUntil')} .warn=${300} @over=${() => this.requestUpdate()}></hf-countdown>
      </p>
      ${this.isBeingPaid()
        ? html`<p class="note" role="status">${t('offerBeingPaid')}</p>`
        : automatic?.state === 'FAILED'
          ? html`<p class="note" role="status">${t('offerNotPaid')}</p>`
          : nothing}
      <p class="quiet">${t('offerIntro')}</p>
      ${this.refusal ? problemNote(this.refusal) : nothing}
      <p class="pair">
        <button class="button main" ?disabled=${this.busy} @click=${() => this.accept()}>
          ${offer.state === 'ACCEPTED' ? t('goOnPaying') : t('accept')}
        </button>
        <button class="button" ?disabled=${this.busy} @click=${() => this.decline()}>${t('decline')}</button>
      </p>
    </section>`;
  }

  private ended(sentence: string, href = '/me', label = t('toMe')): TemplateResult {
    return html`<section class="empty" role="status">
      <h1>${sentence}</h1>
      <p><a class="button" href=${href}>${label}</a></p>
    </section>`;
  }

  private async accept(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      const taken = await post<Offer>(`/api/offers/${this.offer}/acceptance`, undefined, `accept-${this.offer}`);
      rememberHold(taken.performance.id, taken.hold);
      location.assign(`/performances/${taken.performance.id}`);
    } catch (e) {
      this.refusal = asProblem(e);
      this.busy = false;
    }
  }

  private async decline(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      await post<void>(`/api/offers/${this.offer}/decline`, undefined, `decline-${this.offer}`);
      this.declined = true;
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-offer', OfferPage);
