import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, post, type Problem} from '../core/api';
import {dateTime} from '../core/format';
import type {SeatChange} from '../core/model';
import {Part} from '../core/page';
import {t} from '../words/words';
import {problemNote} from './problem';

/** Another seat that staff propose for a ticket of this order, or for this ticket; nothing changes without a yes. */
export class SeatChanges extends Part {
  static override properties = {
    order: {type: String},
    ticket: {type: String},
    zone: {type: String},
    open: {state: true},
    busy: {state: true},
    failure: {state: true},
  };

  /** Empty where the page is about one ticket. */
  declare order: string;
  declare ticket: string;
  declare zone: string;
  declare open: SeatChange[];
  declare busy: boolean;
  declare failure: Problem | null;

  constructor() {
    super();
    this.order = '';
    this.ticket = '';
    this.zone = 'Asia/Seoul';
    this.open = [];
    this.busy = false;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    try {
      const {seatChanges} = await get<{seatChanges: SeatChange[]}>('/api/me/seat-changes');
      this.open = seatChanges.filter(
        change =>
          change.state === 'PROPOSED' && (this.ticket ? change.ticket === this.ticket : change.order === this.order),
      );
    } catch {
      // The order or the ticket itself is what the page is about.
      this.open = [];
    }
  }

  protected override render(): TemplateResult {
    return html`${this.open.map(change => this.asked(change))} ${this.failure ? problemNote(this.failure) : nothing}`;
  }

  private asked(change: SeatChange): TemplateResult {
    const name = `seat-change-${change.id}`;
    return html`<section class="note warn" aria-labelledby=${name}>
      <h2 id=${name}>${t('seatChangeTitle')}</h2>
      <p><strong>${change.from}</strong> (${change.fromGrade}) → <strong>${change.to}</strong> (${change.toGrade})</p>
      <p>${t('seatChangeReason', {reason: change.reason})}</p>
      <p class="quiet">${t('seatChangeUntil', {at: dateTime(change.until, this.zone)})}</p>
      <button class="button main" ?disabled=${this.busy} @click=${() => this.answer(change, true)}>
        ${t('seatChangeAgree')}
      </button>
      <button class="button" ?disabled=${this.busy} @click=${() => this.answer(change, false)}>
        ${t('seatChangeDecline')}
      </button>
    </section>`;
  }

  private async answer(change: SeatChange, agree: boolean): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await post(
        `/api/me/seat-changes/${change.id}/answer`,
        {agree, terms: change.terms},
        `seat-change-${change.id}`,
      );
      this.dispatchEvent(new CustomEvent('answered', {detail: agree}));
    } catch (e) {
      this.failure = asProblem(e);
    } finally {
      this.busy = false;
      await this.look();
    }
  }
}

customElements.define('hf-seat-change', SeatChanges);
