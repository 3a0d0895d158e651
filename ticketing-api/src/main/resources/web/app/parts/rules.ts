import {html, nothing, type TemplateResult} from 'lit';
import type {RefundRule} from '../core/model';
import {t} from '../words/words';

/** What is kept when cancelling, step by step. */
export function refundTable(rule: RefundRule | undefined): TemplateResult | typeof nothing {
  if (!rule?.steps?.length) {
    return nothing;
  }
  const free = Math.round(rule.freeForAfterBooking / 3600);
  return html`<table class="facts">
    <thead>
      <tr>
        <th scope="col">${t('when')}</th>
        <th scope="col">${t('kept')}</th>
      </tr>
    </thead>
    <tbody>
      ${free > 0
        ? html`<tr>
            <td>${t('step.afterBooking', {hours: free, n: rule.freeDaysBefore})}</td>
            <td>${kept(0)}</td>
          </tr>`
        : nothing}
      ${rule.steps.map(
        step => html`<tr>
          <td>
            ${step.untilDaysBefore === 0 ? t('step.theDay') : t('step.daysBefore', {n: step.untilDaysBefore})}
          </td>
          <td>${kept(step.percent)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

export function kept(percent: number): string {
  return percent <= 0 ? t('nothingKept') : percent >= 100 ? t('notCancellable') : t('percentOfPrice', {n: percent});
}
