import {html, nothing, type TemplateResult} from 'lit';
import {FAILED, getIfNew} from '../core/api';
import {dateTime} from '../core/format';
import {Part, STANDS} from '../core/page';
import {language, t} from '../words/words';

interface Words {
  ko: string;
  en: string;
}

interface Incident {
  id: string;
  version: number;
  title: Words;
  cause: Words;
  nextUpdateAt?: string;
  overdue: boolean;
}

interface Status {
  silentSince?: string;
  incidents: Incident[];
}

const EVERY = 60_000;
/** What people have come for goes first on a slow line; a page without anything to load waits no longer than that. */
const AFTER_THE_PAGE = 5_000;
/** However many things fail at once, we ask once. */
const AT_MOST_EVERY = 10_000;
const CLOSED = 'hf_news';
/** What is told by itself when the shop does not answer; it is closed like an incident. */
const SILENCE = 'silence';

/** Tells on every page what does not work, and when there will be news, until it is closed. */
export class News extends Part {
  static override properties = {status: {state: true}};

  declare status: Status | null;

  private tag: string | null = null;
  private askedAt = 0;

  constructor() {
    super();
    this.status = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener(STANDS, () => void this.ask(), {once: true});
    setTimeout(() => void this.ask(), AFTER_THE_PAGE);
    // Those who have opened the page together do not ask together for ever.
    setInterval(() => void this.ask(), EVERY * (1 + Math.random() / 4));
    addEventListener(FAILED, () => void this.ask());
    document.addEventListener('visibilitychange', () => {
      if (Date.now() - this.askedAt > EVERY) {
        void this.ask();
      }
    });
  }

  private async ask(): Promise<void> {
    if (document.hidden || Date.now() - this.askedAt < AT_MOST_EVERY) {
      return;
    }
    this.askedAt = Date.now();
    try {
      const {body, tag} = await getIfNew<Status>('/api/status', this.tag);
      this.tag = tag;
      this.status = body ?? this.status;
    } catch {
      // Whoever cannot be reached has nothing to tell; what is shown stays.
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const closed = closedOnes();
    const open = (this.status?.incidents ?? []).filter(one => (closed[one.id] ?? 0) < one.version);
    const incident = open[0];
    if (incident) {
      return this.notice(
        incident.title[language],
        html`<p class="cause">${incident.cause[language]}</p>
          <p>${this.next(incident)}${open.length > 1 ? ` ${t('newsOthers', {n: open.length - 1})}` : ''}</p>`,
        () => open.forEach(one => (closed[one.id] = one.version)),
        closed,
      );
    }
    const since = this.status?.silentSince;
    if (since && closed[SILENCE] !== Date.parse(since)) {
      return this.notice(
        t('newsSilent'),
        html`<p>${t('newsSilentMore', {at: dateTime(since, 'Asia/Seoul')})}</p>`,
        () => (closed[SILENCE] = Date.parse(since)),
        closed,
      );
    }
    return nothing;
  }

  private next(incident: Incident): string {
    return incident.nextUpdateAt && !incident.overdue
      ? t('newsNext', {at: dateTime(incident.nextUpdateAt, 'Asia/Seoul')})
      : t('newsOverdue');
  }

  private notice(
    title: string,
    text: TemplateResult,
    close: () => void,
    closed: Record<string, number>,
  ): TemplateResult {
    return html`<div class="news">
      <div class="wide">
        <div>
          <p class="what"><span aria-hidden="true">⚠</span> <strong>${title}</strong></p>
          ${text}
        </div>
        <div class="buttons">
          <a class="button small" href="/status">${t('newsMore')}</a>
          <button
            class="button small"
            aria-label=${t('newsCloseLong')}
            @click=${() => {
              close();
              remember(closed, this.status);
              this.requestUpdate();
            }}
          >
            ${t('newsClose')}
          </button>
        </div>
      </div>
    </div>`;
  }
}

/** The version of each incident that this browser's owner has read and closed. */
function closedOnes(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(CLOSED) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}

/** Only of what is still open; the rest is over. */
function remember(closed: Record<string, number>, status: Status | null): void {
  const open = new Set([SILENCE, ...(status?.incidents ?? []).map(one => one.id)]);
  try {
    localStorage.setItem(CLOSED, JSON.stringify(Object.fromEntries(Object.entries(closed).filter(([id]) => open.has(id)))));
  } catch {
    // A browser that keeps nothing shows it again on the next page.
  }
}

customElements.define('hf-news', News);
