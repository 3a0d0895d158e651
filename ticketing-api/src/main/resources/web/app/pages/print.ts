import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, put, type Problem} from '../core/api';
import {isOver, learnTime} from '../core/clock';
import {dateTime, dayOf} from '../core/format';
import type {OneTicket} from '../core/model';
import {Page} from '../core/page';
import {problemNote} from '../parts/problem';
import {t} from '../words/words';

/** A ticket on paper, for whoever has no phone to show; it lets in together with an identity card. */
export class PrintPage extends Page {
  static override properties = {...Page.properties, ticket: {type: String}, busy: {state: true}, refusal: {state: true}};

  declare ticket: string;
  declare busy: boolean;
  declare refusal: Problem | null;

  private detail!: OneTicket;
  private holder = '';

  constructor() {
    super();
    this.busy = false;
    this.refusal = null;
  }

  protected async load(): Promise<void> {
    this.titled(t('printTitle'));
    this.detail = await get<OneTicket>(`/api/tickets/${this.ticket}`);
    learnTime(this.detail.serverTime);
    if (this.detail.printed && this.shows) {
      this.holder = (await put<{name: string}>(`/api/tickets/${this.ticket}/print`, {})).name;
    }
  }

  private get shows(): boolean {
    const {state, used, shownFrom, performance} = this.detail;
    return state === 'VALID' && !used && !performance.cancelled && isOver(shownFrom);
  }

  protected content(): TemplateResult {
    const {performance, shownFrom} = this.detail;
    if (!this.shows) {
      return html`<h1>${t('printTitle')}</h1>
        <p class="note">
          ${isOver(shownFrom) ? t('problem.TICKET_NOT_VALID') : t('shownFrom', {at: dayOf(shownFrom, performance.timeZone)})}
        </p>
        <p><a href="/tickets/${this.ticket}">${t('ticketTitle')}</a></p>`;
    }
    return this.detail.printed ? this.paper() : this.asking();
  }

  private asking(): TemplateResult {
    return html`<h1>${t('printTitle')}</h1>
      <p>${t('printIntro')}</p>
      ${this.detail.phone ? html`<p class="note warn">${t('printEndsPhone')}</p>` : nothing}
      ${this.refusal ? problemNote(this.refusal) : nothing}
      <p class="buttons">
        <button class="button main" ?disabled=${this.busy} @click=${() => this.print()}>${t('printDo')}</button>
        <a class="button" href="/tickets/${this.ticket}">${t('printNot')}</a>
      </p>`;
  }

  private paper(): TemplateResult {
    const {performance, label, grade, booking} = this.detail;
    return html`<article class="stub paper">
        <h1>${performance.title}</h1>
        <img class="qr" src="/api/tickets/${this.ticket}/qr.svg" alt=${t('qrAlt')} />
        <dl>
          <dt>${t('name')}</dt>
          <dd><strong>${this.holder}</strong></dd>
          <dt>${t('seat')}</dt>
          <dd><strong>${label}</strong> · ${grade}</dd>
          <dt>${t('startsAt')}</dt>
          <dd>${dateTime(performance.startsAt, performance.timeZone)}</dd>
          <dt>${t('venue')}</dt>
          <dd>${performance.venue}</dd>
          <dt>${t('booking')}</dt>
          <dd class="code">${booking}</dd>
        </dl>
        <p><strong>${t('printIdentity')}</strong></p>
      </article>
      <p class="buttons screen">
        <button class="button main" @click=${() => print()}>${t('printNow')}</button>
        <a class="button" href="/tickets/${this.ticket}">${t('ticketTitle')}</a>
      </p>`;
  }

  private async print(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      await put(`/api/tickets/${this.ticket}/print`, {});
      await this.reload();
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hf-print', PrintPage);
