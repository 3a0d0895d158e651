import {html, type TemplateResult} from 'lit';
import {get} from '../core/api';
import {learnTime} from '../core/clock';
import {dateTime, dayOf, money} from '../core/format';
import type {ShowSummary} from '../core/model';
import {Page} from '../core/page';
import {has, t} from '../words/words';

/** What is on. */
export class ShowsPage extends Page {
  private shows: ShowSummary[] = [];

  protected async load(): Promise<void> {
    const list = await get<{shows: ShowSummary[]}>('/api/shows');
    this.shows = list.shows;
    learnTime(list.shows[0]?.sale.serverTime);
    this.titled(t('showsTitle'));
  }

  protected content(): TemplateResult {
    return html`<h1>${t('showsTitle')}</h1>
      ${this.shows.length === 0
        ? html`<p class="empty">${t('noShows')}</p>`
        : html`<ul class="cards">
            ${this.shows.map(show => this.card(show))}
          </ul>`}`;
  }

  private card(show: ShowSummary): TemplateResult {
    const first = show.performances[0];
    return html`<li class="card">
      <a href="/shows/${show.id}">
        ${poster(show)}
        <span class="state ${show.sale.state}">${t(`state${show.sale.state}`)}</span>
        <strong class="name">${show.title}</strong>
        <span class="quiet">${show.venue}</span>
        ${first
          ? html`<span class="quiet">
              ${show.performances.length === 1
                ? dateTime(first.startsAt, show.timeZone)
                : t('morePerformances', {
                    day: dayOf(first.startsAt, show.timeZone),
                    n: show.performances.length - 1,
                  })}
            </span>`
          : ''}
        <span class="price">${t('from', {price: money(show.fromPrice)})}</span>
        ${show.sale.state === 'SCHEDULED' || show.sale.state === 'LOBBY'
          ? html`<span class="quiet">${t('opensAt', {at: dateTime(show.sale.opensAt)})}</span>`
          : ''}
      </a>
    </li>`;
  }
}

/** A poster of type alone, in one of a few colours, until organisers bring pictures. */
export function poster(show: {id: string; title: string; category: string}): TemplateResult {
  const tone = [...show.id].reduce((all, sign) => (all * 31 + sign.charCodeAt(0)) % 9973, 7) % 6;
  return html`<span class="poster tone${tone}" aria-hidden="true">
    <span class="kind">${category(show.category)}</span>
    <span class="words">${show.title}</span>
  </span>`;
}

export function category(name: string): string {
  const word = `category.${name.toLowerCase()}`;
  return has(word) ? t(word) : name;
}

customElements.define('hf-shows', ShowsPage);
