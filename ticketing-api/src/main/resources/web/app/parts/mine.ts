import {html, nothing, type TemplateResult} from 'lit';
import type {Money} from '../core/api';
import {count, money} from '../core/format';
import {loginHere} from '../core/session';
import {t, type Word} from '../words/words';

export type Section = 'bookings' | 'benefits' | 'notifications' | 'account';

const SECTIONS: readonly [Section, string, Word][] = [
  ['bookings', '/me', 'meBookings'],
  ['benefits', '/me/benefits', 'meBenefits'],
  ['notifications', '/me/notifications', 'meNotifications'],
  ['account', '/me/account', 'meAccount'],
];

/** The ways between the pages of My Page. */
export function mine(current: Section): TemplateResult {
  return html`<nav class="rooms" aria-label=${t('meTitle')}>
    <ul>
      ${SECTIONS.map(
        ([section, address, word]) =>
          html`<li><a href=${address} aria-current=${section === current ? 'page' : nothing}>${t(word)}</a></li>`,
      )}
    </ul>
  </nav>`;
}

/** Points of won are counted as points; others are told as the money they are. */
export function inPoints(amount: Money): string {
  return amount.currency === 'KRW' ? t('pointCount', {n: count(amount.amount)}) : money(amount);
}

/** What only members have. */
export function toSignIn(sentence: Word): TemplateResult {
  return html`<div class="note">
    <p>${t(sentence)}</p>
    <a class="button main" href=${loginHere()}>${t('signIn')}</a>
  </div>`;
}
