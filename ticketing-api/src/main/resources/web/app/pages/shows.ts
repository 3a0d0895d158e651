import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, type Problem} from '../core/api';
import {learnTime} from '../core/clock';
import {dateTime, dayOf, money} from '../core/format';
import type {Facet, Picture, ShowList, ShowSummary} from '../core/model';
import {Page} from '../core/page';
import {problemNote} from '../parts/problem';
import {has, t} from '../words/words';

const FILTERS = ['q', 'category', 'region', 'from', 'to', 'state'] as const;

type Filters = Record<(typeof FILTERS)[number], string>;

/** What is on. The address says what is looked for; the server draws the same before this has loaded. */
export class ShowsPage extends Page {
  static override properties = {...Page.properties, news: {state: true}, busy: {state: true}, refusal: {state: true}};

  declare news: string;
  declare busy: boolean;
  declare refusal: Problem | null;

  private filters = asAddressed();
  private list: ShowList = {shows: [], next: null, found: null, facets: null};
  private facets: ShowList['facets'] = null;
  private top: ShowSummary[] = [];
  private readonly goneBack = () => void this.look(false);

  constructor() {
    super();
    this.news = '';
    this.busy = false;
    this.refusal = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.goneBack);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.goneBack);
  }

  protected async load(): Promise<void> {
    this.filters = asAddressed();
    const after = new URLSearchParams(location.search).get('after');
    const [list, top] = await Promise.all([
      get<ShowList>('/api/shows' + query(this.filters, after)).catch(e => this.refused(e)),
      looksForAll(this.filters) && !after ? get<{shows: ShowSummary[]}>('/api/ranking').catch(() => null) : null,
    ]);
    this.list = list;
    this.facets = list.facets ?? this.facets;
    this.top = top?.shows ?? [];
    learnTime(list.shows[0]?.sale.serverTime);
    this.titled(t('showsTitle'));
  }

  /** What is asked for in a wrong way is told among the filters, where it can be mended. */
  private refused(e: unknown): ShowList {
    const problem = asProblem(e);
    if (problem.code !== 'INVALID_REQUEST') {
      throw problem;
    }
    this.refusal = problem;
    return {shows: [], next: null, found: 0, facets: null};
  }

  /** After the address has changed. */
  private async look(focusOnResult: boolean): Promise<void> {
    this.busy = true;
    this.refusal = null;
    await this.reload();
    this.busy = false;
    this.news = '';
    await this.updateComplete;
    this.querySelector<HTMLFormElement>('form.find')?.reset();
    if (focusOnResult) {
      this.querySelector<HTMLElement>('.tabs [aria-current]')?.focus();
    }
  }

  private find(event: SubmitEvent): void {
    event.preventDefault();
    const said = new FormData(event.target as HTMLFormElement);
    const filters = {...this.filters};
    for (const name of FILTERS) {
      if (said.has(name)) {
        filters[name] = String(said.get(name)).trim();
      }
    }
    history.pushState(null, '', '/' + query(filters));
    void this.look(false);
  }

  /** A link of ours that stays in the page; with another button or key it is a link like any other. */
  private follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    history.pushState(null, '', (event.currentTarget as HTMLAnchorElement).href);
    void this.look(true);
  }

  private async more(): Promise<void> {
    if (this.busy || !this.list.next) {
      return;
    }
    this.busy = true;
    this.refusal = null;
    try {
      const page = await get<ShowList>('/api/shows' + query(this.filters, this.list.next));
      const known = new Set(this.list.shows.map(show => show.id));
      const added = page.shows.filter(show => !known.has(show.id));
      this.list = {...this.list, shows: [...this.list.shows, ...added], next: page.next};
      const n = this.list.shows.length;
      this.news = this.list.found === null ? t('foundShows', {n}) : t('moreLoaded', {n, all: this.list.found});
      this.requestUpdate();
      await this.updateComplete;
      if (added[0]) {
        this.querySelector<HTMLElement>(`.cards a[href="/shows/${added[0].id}"]`)?.focus();
      }
    } catch (e) {
      this.refusal = asProblem(e);
    } finally {
      this.busy = false;
    }
  }

  protected content(): TemplateResult {
    const count = this.list.found === null ? '' : t('foundShows', {n: this.list.found});
    // Also when as many are found as before, something has to change to be read out.
    const found = this.busy ? t('loading') : this.news || count;
    return html`<h1>${t('showsTitle')}</h1>
      ${this.form()} ${this.tabs()} ${this.top.length > 0 ? this.ranking() : nothing}
      <section aria-label=${t('showsTitle')} aria-busy=${this.busy}>
        ${this.refusal
          ? this.refusal.code === 'INVALID_REQUEST'
            ? html`<p class="note bad" role="alert">${t('wrongFilters')}</p>`
            : problemNote(this.refusal)
          : nothing}
        <p class="found quiet" role="status">${found}</p>
        ${this.list.shows.length === 0
          ? this.nothingFound()
          : html`<ul class="cards">
              ${this.list.shows.map(show => this.card(show))}
            </ul>`}
        ${this.list.next
          ? html`<p class="more">
              <button class="button" aria-disabled=${this.busy} @click=${() => this.more()}>${t('moreShows')}</button>
            </p>`
          : nothing}
      </section>`;
  }

  private form(): TemplateResult {
    const {q, region, from, to, state} = this.filters;
    return html`<form class="find" role="search" method="get" action="/" @submit=${(e: SubmitEvent) => this.find(e)}>
      <div class="field words">
        <label for="q">${t('findWhat')}</label
        ><input id="q" name="q" type="search" maxlength="100" autocomplete="off" value=${q} />
      </div>
      <button class="button main">${t('find')}</button>
      <details id="filters" ?open=${region + from + to + state !== ''}>
        <summary>${t('moreFilters')}</summary>
        <div class="fields">
          <div class="field">
            <label for="region">${t('region')}</label
            ><select id="region" name="region">
              <option value="" ?selected=${!region}>${t('anyRegion')}</option>
              ${chosenAmong(this.facets?.regions, region).map(
                one => html`<option value=${one.name} ?selected=${same(one.name, region)}>
                  ${regionName(one.name)}${one.shows ? ` (${one.shows})` : ''}
                </option>`,
              )}
            </select>
          </div>
          <div class="field">
            <label for="from">${t('fromDay')}</label><input id="from" name="from" type="date" value=${from} />
          </div>
          <div class="field"><label for="to">${t('toDay')}</label><input id="to" name="to" type="date" value=${to} /></div>
          <div class="field">
            <label for="state">${t('saleState')}</label
            ><select id="state" name="state">
              <option value="" ?selected=${!state}>${t('anyState')}</option>
              <option value="OPEN" ?selected=${state === 'OPEN'}>${t('stateOPEN')}</option>
              <option value="SOON" ?selected=${state === 'SOON'}>${t('saleSoon')}</option>
            </select>
          </div>
        </div>
      </details>
    </form>`;
  }

  private tabs(): TemplateResult {
    const chosen = this.filters.category;
    const tab = (one: Facet) =>
      html`<li>
        <a
          href=${'/' + query({...this.filters, category: one.name})}
          aria-current=${same(one.name, chosen) ? 'true' : nothing}
          @click=${(e: MouseEvent) => this.follow(e)}
          >${one.name ? category(one.name) : t('anyCategory')}${one.shows
            ? html` <span class="quiet">${one.shows}</span>`
            : nothing}</a
        >
      </li>`;
    return html`<nav class="tabs" aria-label=${t('categories')}>
      <ul>
        ${tab({name: '', shows: 0})} ${chosenAmong(this.facets?.categories, chosen).map(tab)}
      </ul>
    </nav>`;
  }

  private ranking(): TemplateResult {
    return html`<section class="top" aria-labelledby="top">
      <h2 id="top">${t('topTitle')}</h2>
      <p class="quiet small">${t('topIntro')}</p>
      <ol class="ranks">
        ${this.top.map(
          (show, place) => html`<li>
            <a href="/shows/${show.id}"
              ><span class="rank" aria-hidden="true">${place + 1}</span
              ><span><strong>${show.title}</strong><span class="quiet">${show.venue}</span></span></a
            >
          </li>`,
        )}
      </ol>
    </section>`;
  }

  private nothingFound(): TemplateResult {
    return html`<div class="empty">
      ${looksForAll(this.filters)
        ? html`<p>${t('noShows')}</p>`
        : html`<p class="big">${t('noneFound')}</p>
            <p>${t('noneFoundMore')}</p>
            <p><a class="button" href="/" @click=${(e: MouseEvent) => this.follow(e)}>${t('clearFilters')}</a></p>`}
    </div>`;
  }

  private card(show: ShowSummary): TemplateResult {
    const first = show.performances[0];
    return html`<li class="card">
      <a href="/shows/${show.id}">
        ${poster(show, 'lazy')}
        <span class="state ${show.sale.state}">${t(`state${show.sale.state}`)}</span>
        <strong class="name">${show.title}</strong>
        <span class="quiet">${show.venue}</span>
        ${first
          ? html`<span class="quiet">
              ${show.performanceCount === 1
                ? dateTime(first.startsAt, show.timeZone)
                : t('morePerformances', {
                    day: dayOf(first.startsAt, show.timeZone),
                    n: show.performanceCount - 1,
                  })}
            </span>`
          : nothing}
        <span class="price">${t('from', {price: money(show.fromPrice)})}</span>
        ${show.sale.state === 'SCHEDULED' || show.sale.state === 'LOBBY'
          ? html`<span class="quiet">${t('opensAt', {at: dateTime(show.sale.opensAt, show.timeZone)})}</span>`
          : nothing}
      </a>
    </li>`;
  }
}

function asAddressed(): Filters {
  const said = new URLSearchParams(location.search);
  const filters = Object.fromEntries(FILTERS.map(name => [name, said.get(name)?.trim() ?? ''])) as Filters;
  if (filters.state !== 'OPEN' && filters.state !== 'SOON') {
    filters.state = '';
  }
  return filters;
}

function query(filters: Filters, after: string | null = null): string {
  const said = new URLSearchParams();
  for (const name of FILTERS) {
    if (filters[name]) {
      said.set(name, filters[name]);
    }
  }
  if (after) {
    said.set('after', after);
  }
  return `?${said}`.replace(/^\?$/, '');
}

function looksForAll(filters: Filters): boolean {
  return FILTERS.every(name => filters[name] === '');
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** All there are, and the chosen one also where there is nothing of it. */
function chosenAmong(facets: Facet[] | undefined, chosen: string): Facet[] {
  const all = facets ?? [];
  return chosen === '' || all.some(one => same(one.name, chosen)) ? all : [...all, {name: chosen, shows: 0}];
}

/**
 * The organiser's picture, which keeps its place free until it is there; else a poster of type alone, in one of a few
 * colours.
 */
export function poster(
  show: {id: string; title: string; category: string; picture: Picture | null},
  loading: 'eager' | 'lazy',
): TemplateResult {
  if (show.picture) {
    const {url, width, height, alt} = show.picture;
    return html`<img
      class="picture"
      src=${url}
      width=${width}
      height=${height}
      alt=${alt}
      loading=${loading}
      decoding="async"
    />`;
  }
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

function regionName(name: string): string {
  const word = `region.${name.toLowerCase()}`;
  return has(word) ? t(word) : name;
}

customElements.define('hf-shows', ShowsPage);
