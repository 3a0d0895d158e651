import {html, nothing, type TemplateResult} from 'lit';
import '../parts/countdown';
import '../parts/mytickets';
import {asProblem, get, remove} from '../core/api';
import {learnTime} from '../core/clock';
import {dateTime} from '../core/format';
import type {Chance, Entry, Offer, Order} from '../core/model';
import {Page} from '../core/page';
import {me, type Me} from '../core/session';
import {mine, toSignIn} from '../parts/mine';
import {orderRow} from '../parts/orderrow';
import {has, t} from '../words/words';

/** What is mine: bookings, offers, waitlist entries. */
export class MePage extends Page {
  private who: Me = {signedIn: false};
  private orders: Order[] = [];
  private offers: Offer[] = [];
  private entries: Entry[] | null = [];

  protected async load(): Promise<void> {
    this.titled(t('meTitle'));
    this.who = await me();
    const [orders, offers, entries] = await Promise.all([
      get<{orders: Order[]}>('/api/me/orders'),
      this.who.signedIn ? get<{offers: Offer[]}>('/api/me/offers') : {offers: []},
      this.who.signedIn ? get<{entries: Entry[]}>('/api/waitlist').catch(() => null) : {entries: []},
    ]);
    this.orders = orders.orders;
    this.offers = offers.offers;
    // The waitlist is another service: while it is away, bookings are shown all the same.
    this.entries = entries?.entries.filter(entry => entry.position !== undefined || entry.offer !== undefined) ?? null;
    learnTime(this.offers[0]?.serverTime ?? this.orders[0]?.serverTime);
  }

  protected content(): TemplateResult {
    const open = this.offers.filter(offer => offer.state === 'OPEN' || offer.state === 'ACCEPTED');
    return html`<h1>${t('meTitle')}</h1>
      ${mine('bookings')}
      ${this.who.signedIn
        ? nothing
        : html`${toSignIn('meLogin')} ${this.orders.length > 0 ? html`<p class="quiet">${t('meGuest')}</p>` : nothing}`}
      ${open.length > 0
        ? html`<section aria-labelledby="offers">
            <h2 id="offers">${t('myOffers')}</h2>
            <ul class="rows">
              ${open.map(offer => this.offer(offer))}
            </ul>
          </section>`
        : nothing}
      <section aria-labelledby="orders">
        <h2 id="orders">${t('myOrders')}</h2>
        ${this.orders.length === 0
          ? html`<p class="quiet">${t('noOrders')} <a href="/">${t('toShows')}</a></p>`
          : html`<ul class="rows">
              ${this.orders.map(orderRow)}
            </ul>`}
      </section>
      <hf-my-tickets></hf-my-tickets>
      ${this.who.signedIn
        ? html`<section aria-labelledby="waitlist">
            <h2 id="waitlist">${t('myWaitlist')}</h2>
            ${this.entries === null
              ? html`<p class="note">${t('problem.TEMPORARILY_UNAVAILABLE')}</p>`
              : this.entries.length === 0
              ? html`<p class="quiet">${t('noWaitlist')}</p>`
              : html`<ul class="rows">
                  ${this.entries.map(entry => this.entry(entry))}
                </ul>`}
          </section>`
        : nothing}`;
  }

  private offer(offer: Offer): TemplateResult {
    return html`<li class="row-card">
      <a href="/offers/${offer.id}">
        <strong>${offer.performance.title}</strong>
        <span class="quiet">${offer.seats.map(seat => seat.label).join(', ')}</span>
        <hf-countdown .until=${offer.until} .label=${t('offerUntil')} .warn=${300} @over=${() => this.reload()}></hf-countdown>
      </a>
    </li>`;
  }

  private entry(entry: Entry): TemplateResult {
    const performance = entry.performance;
    return html`<li class="row-card">
      <div>
        <strong>${performance.title}</strong>
        <span class="quiet">${dateTime(performance.startsAt, performance.timeZone)}</span>
        <span class="quiet">
          ${entry.grades.join(', ')} · ${t('seatCount', {n: entry.seats})}
          ${entry.adjacent && entry.seats > 1 ? ` · ${t('waitlistAdjacent')}` : ''}
        </span>
        ${entry.position ? html`<b>${t('waitlistPosition', {n: entry.position})}</b>` : nothing}
        ${entry.chance ? chance(entry.chance) : nothing}
        ${entry.offer ? html`<a href="/offers/${entry.offer.id}">${t('offerTitle')}</a>` : nothing}
        <p>
          <button class="button small" @click=${() => this.leave(entry)}>${t('waitlistLeave')}</button>
        </p>
      </div>
    </li>`;
  }

  private async leave(entry: Entry): Promise<void> {
    try {
      await remove(`/api/waitlist/${entry.id}`);
      await this.reload();
    } catch (e) {
      this.failure = asProblem(e);
    }
  }
}

/** As fine as it is known, and no finer: from where to where, and from how much has been seen. */
function chance(found: Chance): TemplateResult {
  const low = step(found.low);
  const high = step(found.high);
  const anything = found.low === 'unlikely' && found.high === 'likely';
  return html`<span>
      ${anything ? t('chanceOpen') : low === high ? t('chanceOne', {chance: low}) : t('chanceRange', {low, high})}
    </span>
    <span class="quiet small">
      ${found.basedOn > 0 ? t('chanceSeen', {n: found.basedOn}) : t('chanceUnseen')} ${t('chanceNoPromise')}
    </span>`;
}

function step(name: string): string {
  const word = `chance.${name}`;
  return has(word) ? t(word) : name;
}

customElements.define('hf-me', MePage);
