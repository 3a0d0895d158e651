import {html, nothing, type TemplateResult} from 'lit';
import {get} from '../core/api';
import {dateTime} from '../core/format';
import type {ReceivedTicket} from '../core/model';
import {Part} from '../core/page';
import {t} from '../words/words';

/** Tickets that others have given me; nothing where there are none. */
export class MyTickets extends Part {
  static override properties = {tickets: {state: true}};

  declare tickets: ReceivedTicket[];

  constructor() {
    super();
    this.tickets = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    const answer = await get<{tickets: ReceivedTicket[]}>('/api/me/tickets').catch(() => null);
    this.tickets = answer?.tickets ?? [];
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.tickets.length === 0) {
      return nothing;
    }
    return html`<section aria-labelledby="received">
      <h2 id="received">${t('receivedTickets')}</h2>
      <ul class="rows">
        ${this.tickets.map(
          ticket => html`<li class="row-card">
            <a href="/tickets/${ticket.id}">
              <strong>${ticket.performance.title}</strong>
              <span class="quiet">${dateTime(ticket.performance.startsAt, ticket.performance.timeZone)}</span>
              <span class="quiet">${ticket.label} · ${ticket.grade} · ${ticket.used ? t('ticketUsed') : t(`ticket.${ticket.state}`)}</span>
            </a>
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

customElements.define('hf-my-tickets', MyTickets);
