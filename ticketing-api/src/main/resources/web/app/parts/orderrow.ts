import {html, type TemplateResult} from 'lit';
import {dateTime, money} from '../core/format';
import type {Order} from '../core/model';
import {t} from '../words/words';

/** A booking in a list of bookings. */
export function orderRow(order: Order): TemplateResult {
  return html`<li class="row-card">
    <a href="/orders/${order.id}">
      <span class="state ${order.state}">${t(`order.${order.state}`)}</span>
      <strong>${order.performance.title}</strong>
      <span class="quiet">${dateTime(order.performance.startsAt, order.performance.timeZone)}</span>
      <span class="quiet">
        ${t('booking')} ${order.booking} · ${t('seatCount', {n: order.seats.length})} · ${money(order.total)}
      </span>
    </a>
  </li>`;
}
