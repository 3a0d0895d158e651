import {html, nothing, type TemplateResult} from 'lit';
import '../parts/mytickets';
import {asProblem, drop, get, keep, post, recall, remove, tell, type Problem} from '../core/api';
import {isOver, learnTime} from '../core/clock';
import type {Order} from '../core/model';
import {Page} from '../core/page';
import {orderRow} from '../parts/orderrow';
import {problemNote} from '../parts/problem';
import {t} from '../words/words';

interface LookUp {
  id: string;
  until: string;
}

const ASKED = 'hf_look_up';

/** Finds a guest's bookings: by phone, and booking number if it is known, and a code that proves who asks. */
export class GuestPage extends Page {
  static override properties = {
    ...Page.properties,
    asked: {state: true},
    busy: {state: true},
    refusal: {state: true},
    phone: {state: true},
    booking: {state: true},
  };

  declare asked: LookUp | null;
  declare busy: boolean;
  declare refusal: Problem | null;
  declare phone: string;
  declare booking: string;

  private orders: Order[] = [];

  constructor() {
    super();
    this.asked = null;
    this.busy = false;
    this.refusal = null;
    this.phone = '';
    this.booking = '';
  }

  protected async load(): Promise<void> {
    this.titled(t('guestTitle'));
    this.orders = (await get<{orders: Order[]}>('/api/me/orders')).orders;
    learnTime(this.orders[0]?.serverTime);
    // A reload on the way to the messages loses nothing.
    const kept = recall(ASKED);
    this.asked = kept ? (JSON.parse(kept) as LookUp) : null;
    if (this.asked && isOver(this.asked.until)) {
      this.startAnew();
    }
  }

  protected content(): TemplateResult {
    return html`<h1>${t('guestTitle')}</h1>
      ${this.orders.length > 0
        ? html`<section aria-labelledby="found">
              <h2 id="found">${t('guestFound')}</h2>
              <ul class="rows">
                ${this.orders.map(order => orderRow(order))}
              </ul>
              <p class="quiet small">${t('guestFoundHint')}</p>
              <p><button class="button" ?disabled=${this.busy} @click=${() => this.leave()}>${t('guestLeave')}</button></p>
            </section>
            <h2>${t('guestMore')}</h2>`
        : nothing}
      ${this.asked ? this.codeForm() : this.askForm()}
      <hf-my-tickets></hf-my-tickets>`;
  }

  private askForm(): TemplateResult {
    return html`<form @submit=${(event: SubmitEvent) => this.ask(event)}>
      <p>${t('guestIntro')}</p>
      <p class="field">
        <label for="phone">${t('phone')}</label>
        <input
          id="phone"
          name="phone"
          type="tel"
          autocomplete="tel"
          maxlength="22"
          pattern="\\+?[0-9][0-9 \\-]{6,20}"
          title=${t('phoneHint')}
          .value=${this.phone}
          required
          aria-describedby="phone-hint"
        />
        <span id="phone-hint" class="quiet small">${t('guestPhoneHint')}</span>
      </p>
      <p class="field">
        <label for="booking">${t('guestBooking')}</label>
        <input
          id="booking"
          name="booking"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="30"
          .value=${this.booking}
          aria-describedby="booking-hint"
        />
        <span id="booking-hint" class="quiet small">${t('guestBookingHint')}</span>
      </p>
      ${this.refusal ? this.refused(this.refusal) : nothing}
      <p><button class="button main" ?disabled=${this.busy}>${t('guestAsk')}</button></p>
      <p class="quiet small">${t('guestMembers')}</p>
    </form>`;
  }

  private codeForm(): TemplateResult {
    const over = this.refusal?.code === 'CODE_ENDED';
    return html`<form autocomplete="off" @submit=${(event: SubmitEvent) => this.prove(event)}>
      <p class="note" role="status">${t('guestSent')}</p>
      ${over
        ? nothing
        : html`<p class="field">
            <label for="code">${t('guestCode')}</label>
            <input
              id="code"
              name="code"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxlength="6"
              pattern="[0-9]{6}"
              title=${t('guestCodeHint')}
              required
              aria-describedby="code-hint"
            />
            <span id="code-hint" class="quiet small">${t('guestCodeHint')}</span>
          </p>`}
      ${this.refusal ? this.refused(this.refusal) : nothing}
      <p class="buttons">
        ${over ? nothing : html`<button class="button main" ?disabled=${this.busy}>${t('guestProve')}</button>`}
        <button type="button" class="button" ?disabled=${this.busy} @click=${() => this.startAnew()}>
          ${t('guestAnew')}
        </button>
      </p>
    </form>`;
  }

  private refused(refusal: Problem): TemplateResult {
    const left = refusal.facts.triesLeft;
    return refusal.code === 'INVALID_REQUEST' && !this.asked
      ? html`<p class="note bad" role="alert">${t('guestBookingWrong')}</p>`
      : refusal.code === 'CODE_WRONG' && typeof left === 'number'
        ? html`<p class="note bad" role="alert">${t('guestCodeWrong', {n: left})}</p>`
        : problemNote(refusal);
  }

  private async ask(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    this.phone = String(form.get('phone')).trim();
    this.booking = String(form.get('booking')).trim();
    await this.doing(async () => {
      const wish = this.booking ? {phone: this.phone, booking: this.booking} : {phone: this.phone};
      this.asked = await post<LookUp>('/api/guest/look-ups', wish, 'look-up');
      keep(ASKED, JSON.stringify(this.asked));
      await this.updateComplete;
      this.querySelector<HTMLInputElement>('#code')?.focus();
    });
  }

  private async prove(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const code = String(new FormData(event.target as HTMLFormElement).get('code'));
    await this.doing(async () => {
      await tell(`/api/guest/look-ups/${this.asked?.id}/code`, {code});
      this.startAnew();
      await this.reload();
      await this.updateComplete;
      this.querySelector<HTMLElement>('#found')?.scrollIntoView({block: 'nearest'});
    });
  }

  private async leave(): Promise<void> {
    await this.doing(async () => {
      await remove('/api/guest/access');
      this.startAnew();
      await this.reload();
    });
  }

  private startAnew(): void {
    drop(ASKED);
    this.asked = null;
    this.refusal = null;
  }

  private async doing(what: () => Promise<void>): Promise<void> {
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.refusal = null;
    try {
      await what();
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-guest', GuestPage);
