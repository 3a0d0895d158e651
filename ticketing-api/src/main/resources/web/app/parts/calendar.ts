import {html, type TemplateResult} from 'lit';
import {t} from '../words/words';

/** A performance for the calendar of a phone or a computer. */
export function calendarLink(performance: string): TemplateResult {
  return html`<a class="small" href="/performances/${performance}/calendar.ics" download>${t('addToCalendar')}</a>`;
}
