import {html, nothing, type TemplateResult} from 'lit';
import '../parts/countdown';
import '../parts/share';
import '../parts/waitlist';
import {get} from '../core/api';
import {learnTime} from '../core/clock';
import {count, dateTime, dayOf, money} from '../core/format';
import type {ShowDetail} from '../core/model';
import {Page} from '../core/page';
import {passFor, waitPage} from '../core/session';
import {calendarLink} from '../parts/calendar';
import {dot} from '../parts/grades';
import {refundTable} from '../parts/rules';
import {t} from '../words/words';
import {category, poster} from './shows';

type Date_ = ShowDetail['performances'][number];

/** One show: when, where, how much, what is left, and the way into its sale. */
export class ShowPage extends Page {
  static override properties = {...Page.properties, show: {type: String}};

  declare show: string;

  private detail!: ShowDetail;

  protected async load(): Promise<void> {
    this.detail = await get<ShowDetail>(`/api/shows/${this.show}`);
    learnTime(this.detail.sale.serverTime);
    this.titled(this.detail.title);
  }

  protected content(): TemplateResult {
    const show = this.detail;
    return html`<article class="show">
      <header class="lead">
        ${poster(show, 'eager')}
        <div>
          <p class="quiet">${category(show.category)}</p>
          <h1>${show.title}</h1>
          ${this.facts()}
          <span class="state ${show.sale.state}">${t(`state${show.sale.state}`)}</span>
          ${this.saleNote()}
          <hf-share .name=${show.title}></hf-share>
        </div>
      </header>
      ${show.notices.length > 0
        ? html`<section aria-labelledby="notices">
            <h2 id="notices">${t('notices')}</h2>
            <ul class="notices">
              ${show.notices.map(
                notice => html`<li class="note">
                  <p class="prose">${notice.text}</p>
                  <p class="quiet small">${dayOf(notice.at, show.timeZone)}</p>
                </li>`,
              )}
            </ul>
          </section>`
        : nothing}
      <section aria-labelledby="dates">
        <h2 id="dates">${t('performances')}</h2>
        <ul class="dates">
          ${show.performances.map(date => this.date(date))}
        </ul>
      </section>
      <div class="halves">
        <section aria-labelledby="prices">
          <h2 id="prices">${t('prices')}</h2>
          <table class="facts">
            <tbody>
              ${show.grades.map(
                grade => html`<tr>
                  <th scope="row">${dot(grade.color)} ${grade.grade}</th>
                  <td>${money(grade.price)}</td>
                </tr>`,
              )}
            </tbody>
          </table>
        </section>
        <section aria-labelledby="refund">
          <h2 id="refund">${t('refundRule')}</h2>
          <p class="quiet">${t('refundIntro')}</p>
          ${refundTable(show.refundRule)}
        </section>
      </div>
      ${show.cast.length > 0
        ? html`<section aria-labelledby="cast">
            <h2 id="cast">${t('cast')}</h2>
            <ul class="cast">
              ${show.cast.map(
                part => html`<li>
                  <strong>${part.name}</strong>${part.role ? html` <span class="quiet">${part.role}</span>` : nothing}
                </li>`,
              )}
            </ul>
          </section>`
        : nothing}
      ${this.told('about', t('aboutShow'), show.description)} ${this.told('notes', t('notes'), show.notes)}
    </article>`;
  }

  private facts(): TemplateResult {
    const {venue, address, runtimeMinutes, minimumAge} = this.detail;
    const line = (name: string, value: unknown) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<dl class="lines">
      ${line(t('venue'), html`${venue}${address ? html`<span class="quiet small">${address}</span>` : nothing}`)}
      ${runtimeMinutes === null ? nothing : line(t('runtime'), t('minutes', {n: runtimeMinutes}))}
      ${minimumAge === null
        ? nothing
        : line(t('ageLimit'), minimumAge === 0 ? t('everyAge') : t('fromAge', {n: minimumAge}))}
    </dl>`;
  }

  private told(id: string, title: string, text: string): TemplateResult | typeof nothing {
    return text
      ? html`<section aria-labelledby=${id}>
          <h2 id=${id}>${title}</h2>
          <p class="prose">${text}</p>
        </section>`
      : nothing;
  }

  private saleNote(): TemplateResult | typeof nothing {
    const sale = this.detail.sale;
    switch (sale.state) {
      case 'SCHEDULED':
        return html`<p class="opening">
            <hf-countdown .until=${sale.opensAt} .label=${t('opensIn')}></hf-countdown>
            <span class="quiet">${dateTime(sale.opensAt)}</span>
          </p>
          <hf-countdown hidden .until=${sale.lobbyOpensAt} @over=${() => this.reloadSoon()}></hf-countdown>
          ${sale.waitingRoom === false
            ? nothing
            : html`<p class="note">${t('lobbyAt', {at: dateTime(sale.lobbyOpensAt)})}</p>`}`;
      case 'LOBBY':
        return html`<p class="opening">
            <hf-countdown
              .until=${sale.opensAt}
              .label=${t('opensInLobby')}
              @over=${() => this.reloadSoon()}
            ></hf-countdown>
            <span class="quiet">${dateTime(sale.opensAt)}</span>
          </p>
          <p class="note">${t('lobbyFair')}</p>`;
      case 'CLOSED':
        return html`<p class="note">${t('saleOver')}</p>`;
      case 'OPEN':
        return nothing;
    }
  }

  private date(date: Date_): TemplateResult {
    if (date.cancelled) {
      return html`<li class="date">
        <div class="what">
          <strong>${dateTime(date.startsAt, date.timeZone)}</strong>
          <p class="note">${date.cancelled.reason}</p>
          ${calendarLink(date.id)}
        </div>
        <span class="tag">${t('calledOff')}</span>
      </li>`;
    }
    const grades = this.detail.grades;
    const soldOut = date.soldOut ?? Object.values(date.seatsLeft).every(left => left === 0);
    return html`<li class="date">
      <div class="what">
        <strong>${dateTime(date.startsAt, date.timeZone)}</strong>
        <ul class="seats-left" aria-label=${t('left')}>
          ${grades.map(
            grade => html`<li class=${date.seatsLeft[grade.grade] ? '' : 'none'}>
              ${dot(grade.color)} ${grade.grade}
              <b>${date.seatsLeft[grade.grade] ? count(date.seatsLeft[grade.grade]!) : t('soldOut')}</b>
            </li>`,
          )}
        </ul>
        ${calendarLink(date.id)}
      </div>
      ${this.way(date, soldOut)}
      ${soldOut && this.detail.sale.state === 'OPEN'
        ? html`<hf-waitlist .performance=${date.id} .grades=${grades.map(grade => grade.grade)}></hf-waitlist>`
        : nothing}
    </li>`;
  }

  private way(date: Date_, soldOut: boolean): TemplateResult {
    const sale = this.detail.sale;
    const seats = `/performances/${date.id}`;
    const queue = sale.waitingRoom === false ? seats : waitPage(sale.id, date.id);
    if (sale.state === 'OPEN' && soldOut) {
      return html`<span class="tag">${t('soldOut')}</span>`;
    }
    if (sale.state === 'OPEN') {
      const inside = passFor(sale.id) !== null;
      return html`<a class="button main" href=${inside ? seats : queue}>${inside ? t('goOn') : t('book')}</a>`;
    }
    if (sale.state === 'LOBBY' && sale.waitingRoom !== false) {
      return html`<a class="button main" href=${queue}>${t('enterLobby')}</a>`;
    }
    return html`<a class="button" href=${seats}>${t('preview')}</a>`;
  }
}

customElements.define('hf-show', ShowPage);
