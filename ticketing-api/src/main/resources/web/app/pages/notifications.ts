import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, get, put, remove} from '../core/api';
import {dateTime} from '../core/format';
import {ActingPage} from '../core/page';
import {here, standing, subscribe, unsubscribe, type Device, type Standing} from '../core/push';
import {me, type Me} from '../core/session';
import {mine, toSignIn} from '../parts/mine';
import {problemNote} from '../parts/problem';
import {has, t} from '../words/words';

interface Preferences {
  concerns: Record<string, string[]>;
  timeZone?: string;
  channels: string[];
  cannotWait: string[];
  quietFrom: string;
  quietUntil: string;
}

interface Interests {
  categories: string[];
  regions: string[];
}

const ORDER = ['booking', 'waitlist', 'queue', 'reminder', 'service', 'news'];

/** How one is told of what: kinds, channels, interests, devices. */
export class NotificationsPage extends ActingPage {
  static override properties = {
    ...ActingPage.properties,
    said: {state: true},
    push: {state: true},
    pushHint: {state: true},
  };

  declare said: string;
  declare push: Standing;
  declare pushHint: string;

  private who: Me = {signedIn: false};
  private wanted: Preferences | null = null;
  private interests: Interests = {categories: [], regions: []};
  private known: Interests = {categories: [], regions: []};
  private devices: Device[] = [];
  private thisDevice: string | null = null;

  constructor() {
    super();
    this.said = '';
    this.push = 'UNSUPPORTED';
    this.pushHint = '';
  }

  protected async load(): Promise<void> {
    this.titled(t('meNotifications'));
    this.who = await me();
    if (!this.who.signedIn) {
      return;
    }
    const [wanted, interests, shows, now] = await Promise.all([
      get<Preferences>('/api/notifications/preferences'),
      get<Interests>('/api/notifications/interests'),
      get<{shows: {category: string; region?: string}[]}>('/api/shows').catch(() => ({shows: []})),
      standing(),
    ]);
    this.wanted = wanted;
    this.interests = interests;
    const distinct = (words: (string | undefined)[]) =>
      [...new Set(words.filter((word): word is string => !!word))].sort((a, b) => a.localeCompare(b));
    this.known = {
      categories: distinct([...shows.shows.map(show => show.category), ...interests.categories]),
      regions: distinct([...shows.shows.map(show => show.region), ...interests.regions]),
    };
    this.push = now;
    if (now === 'ON') {
      this.thisDevice = (await here().catch(() => null))?.id ?? null;
    }
    this.devices = (await get<{devices: Device[]}>('/api/notifications/push-subscriptions')).devices;
  }

  protected content(): TemplateResult {
    return html`<h1>${t('meTitle')}</h1>
      ${mine('notifications')}
      ${this.who.signedIn && this.wanted
        ? html`<p class="unseen" role="status">${this.said}</p>
            ${this.refusal ? problemNote(this.refusal) : nothing} ${this.choices(this.wanted)} ${this.nights(this.wanted)}
            ${this.taste()} ${this.browsers(this.wanted)}`
        : toSignIn('notificationsLogin')}`;
  }

  private choices(wanted: Preferences): TemplateResult {
    const concerns = ORDER.filter(concern => concern in wanted.concerns);
    return html`<section aria-labelledby="choices">
      <h2 id="choices">${t('notifyChoices')}</h2>
      <p class="quiet">${t('notifyIntro')}</p>
      <div class="concerns">
        ${concerns.map(
          concern => html`<fieldset>
            <legend>${concernName(concern)}</legend>
            <p class="quiet">${concernMore(concern)}</p>
            ${wanted.channels.map(
              channel => html`<label class="choice">
                <input
                  type="checkbox"
                  .checked=${wanted.concerns[concern]!.includes(channel)}
                  ?disabled=${this.busy}
                  @change=${(event: Event) => this.chosen(concern, channel, event.target as HTMLInputElement)}
                />
                ${channelName(channel)}
              </label>`,
            )}
            ${wanted.cannotWait.includes(concern) ? html`<p class="quiet small">${t('notifyOneAtLeast')}</p>` : nothing}
          </fieldset>`,
        )}
      </div>
    </section>`;
  }

  private async chosen(concern: string, channel: string, box: HTMLInputElement): Promise<void> {
    const before = this.wanted!.concerns[concern]!;
    const after = box.checked ? [...before, channel] : before.filter(one => one !== channel);
    if (after.length === 0 && this.wanted!.cannotWait.includes(concern)) {
      box.checked = true;
      this.said = t('notifyOneAtLeast');
      return;
    }
    await this.doing(async () => {
      this.wanted = await this.saved({concerns: {[concern]: after}, timeZone: this.wanted!.timeZone ?? null});
      this.said = t('saved');
    });
    box.checked = this.wanted!.concerns[concern]!.includes(channel);
  }

  private saved(wish: unknown): Promise<Preferences> {
    return put<Preferences>('/api/notifications/preferences', wish);
  }

  private nights(wanted: Preferences): TemplateResult {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zones = [...new Set([own, ...(wanted.timeZone ? [wanted.timeZone] : [])])];
    return html`<section aria-labelledby="nights">
      <h2 id="nights">${t('quietHours')}</h2>
      <p>${t('quietHoursMore', {from: wanted.quietFrom, until: wanted.quietUntil})}</p>
      <div class="field">
        <label for="zone">${t('quietWhere')}</label>
        <select
          id="zone"
          ?disabled=${this.busy}
          @change=${(event: Event) => this.zone((event.target as HTMLSelectElement).value || null)}
        >
          <option value="" ?selected=${!wanted.timeZone}>${t('quietVenue')}</option>
          ${zones.map(zone => html`<option value=${zone} ?selected=${zone === wanted.timeZone}>${zone}</option>`)}
        </select>
      </div>
    </section>`;
  }

  private zone(timeZone: string | null): Promise<void> {
    return this.doing(async () => {
      this.wanted = await this.saved({concerns: {}, timeZone});
      this.said = t('saved');
    });
  }

  private taste(): TemplateResult {
    const group = (kind: keyof Interests, legend: string, name: (word: string) => string) =>
      this.known[kind].length === 0
        ? nothing
        : html`<fieldset>
            <legend>${legend}</legend>
            ${this.known[kind].map(
              word => html`<label class="choice">
                <input
                  type="checkbox"
                  .checked=${this.interests[kind].includes(word)}
                  ?disabled=${this.busy}
                  @change=${(event: Event) => this.interested(kind, word, (event.target as HTMLInputElement).checked)}
                />
                ${name(word)}
              </label>`,
            )}
          </fieldset>`;
    return html`<section aria-labelledby="interests">
      <h2 id="interests">${t('interests')}</h2>
      <p class="quiet">${t('interestsMore')}</p>
      ${group('categories', t('interestCategories'), word => named('category', word))}
      ${group('regions', t('interestRegions'), word => named('region', word))}
      ${this.known.categories.length + this.known.regions.length === 0 ? html`<p>${t('noShows')}</p>` : nothing}
    </section>`;
  }

  private interested(kind: keyof Interests, word: string, yes: boolean): Promise<void> {
    const of = this.interests[kind];
    return this.doing(async () => {
      this.interests = await put<Interests>('/api/notifications/interests', {
        ...this.interests,
        [kind]: yes ? [...of, word] : of.filter(one => one !== word),
      });
      this.said = t('saved');
    });
  }

  private browsers(wanted: Preferences): TemplateResult {
    return html`<section aria-labelledby="devices">
      <h2 id="devices">${t('devices')}</h2>
      ${wanted.channels.includes('push') ? this.offer() : html`<p>${t('pushNone')}</p>`}
      ${this.devices.length === 0
        ? nothing
        : html`<ul class="rows">
            ${this.devices.map(
              device => html`<li class="row-card">
                <div>
                  <strong>${device.id === this.thisDevice ? t('thisBrowser') : t('otherBrowser')}</strong>
                  <span class="quiet">${t('deviceSince', {at: dateTime(device.addedAt)})} · ${device.service}</span>
                  <p>
                    <button class="button small" ?disabled=${this.busy} @click=${() => this.removed(device)}>
                      ${t('deviceRemove')}
                    </button>
                  </p>
                </div>
              </li>`,
            )}
          </ul>`}
    </section>`;
  }

  private offer(): TemplateResult {
    switch (this.push) {
      case 'UNSUPPORTED':
        return html`<p>${t('pushUnsupported')}</p>`;
      case 'DENIED':
        return html`<p class="note warn">${t('pushDenied')}</p>`;
      case 'ON':
        return html`<p>${t('pushOn')}</p>`;
      case 'READY':
        return html`<p>${t('pushIntro')}</p>
          ${this.pushHint ? html`<p class="note warn" role="alert">${this.pushHint}</p>` : nothing}
          <p>
            <button class="button main" ?disabled=${this.busy} @click=${() => this.subscribed()}>${t('pushSubscribe')}</button>
          </p>`;
    }
  }

  private async subscribed(): Promise<void> {
    this.busy = true;
    this.pushHint = '';
    try {
      const device = await subscribe();
      this.push = await standing();
      if (device) {
        this.said = t('pushOn');
        await this.reload();
      } else if (this.push !== 'DENIED') {
        this.pushHint = t('pushNotNow');
      }
    } catch (e) {
      const problem = asProblem(e);
      // Whatever the browser says by itself is no answer of ours.
      this.pushHint = e instanceof DOMException || problem.code === 'NOT_FOUND' ? t('pushFailed') : '';
      this.refusal = this.pushHint ? null : problem;
    } finally {
      this.busy = false;
    }
  }

  private removed(device: Device): Promise<void> {
    return this.doing(async () => {
      await remove(`/api/notifications/push-subscriptions/${device.id}`);
      if (device.id === this.thisDevice) {
        await unsubscribe();
        this.thisDevice = null;
      }
      this.said = t('deviceRemoved');
      await this.reload();
    });
  }
}

function named(kind: 'category' | 'region', name: string): string {
  const word = `${kind}.${name.toLowerCase()}`;
  return has(word) ? t(word) : name;
}

function concernName(concern: string): string {
  const word = `concern.${concern}`;
  return has(word) ? t(word) : concern;
}

function concernMore(concern: string): string {
  const word = `concernMore.${concern}`;
  return has(word) ? t(word) : '';
}

function channelName(channel: string): string {
  const word = `notify.${channel}`;
  return has(word) ? t(word) : channel;
}

customElements.define('hf-notifications', NotificationsPage);
