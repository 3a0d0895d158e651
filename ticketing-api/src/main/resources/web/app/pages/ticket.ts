import {html, type TemplateResult} from 'lit';
import {get} from '../core/api';
import {dateTime} from '../core/format';
import type {OneTicket} from '../core/model';
import {Page} from '../core/page';
import {t} from '../words/words';

/** What is shown at the door. */
export class TicketPage extends Page {
  static override properties = {...Page.properties, ticket: {type: String}};

  declare ticket: string;

  private detail!: OneTicket;

  protected async load(): Promise<void> {
    this.detail = await get<OneTicket>(`/api/tickets/${this.ticket}`);
    this.titled(t('ticketTitle'));
  }

  protected content(): TemplateResult {
    const ticket = this.detail;
    const performance = ticket.performance;
    const valid = ticket.state === 'VALID';
    return html`<article class="stub ${valid ? '' : 'gone'}">
        <h1>${performance.title}</h1>
        ${valid
          ? html`<img
                class="qr"
                src="/api/tickets/${ticket.id}/qr.svg"
                alt=${t('qrAlt')}
                width="260"
                height="260"
              />
              <p class="quiet small">${t('qrHint')}</p>`
          : html`<p class="note bad">${t(`ticket.${ticket.state}`)}</p>`}
        <dl>
          <dt>${t('seat')}</dt>
          <dd><strong>${ticket.label}</strong> · ${ticket.grade}</dd>
          <dt>${t('startsAt')}</dt>
          <dd>${dateTime(performance.startsAt, performance.timeZone)}</dd>
          <dt>${t('venue')}</dt>
          <dd>${performance.venue}</dd>
          <dt>${t('booking')}</dt>
          <dd class="code">${ticket.booking}</dd>
        </dl>
      </article>
      <p><a href="/orders/${ticket.order}">${t('toOrder')}</a></p>`;
  }
}

customElements.define('hf-ticket', TicketPage);
