import {html, nothing, type TemplateResult} from 'lit';
import {get, remove, tell, type Money} from '../core/api';
import {dateTime} from '../core/format';
import {ActingPage} from '../core/page';
import {leaveSite, me, type Me} from '../core/session';
import {inPoints, mine, toSignIn} from '../parts/mine';
import {problemNote} from '../parts/problem';
import {has, t} from '../words/words';

interface Session {
  id: string;
  device: string;
  beganAt: string;
  seenAt: string;
  current: boolean;
}

interface Standing {
  obstacles: string[];
  points: Money[];
}

/** Where one is signed in, and what the house knows of one. */
export class MyAccountPage extends ActingPage {
  static override properties = {
    ...ActingPage.properties,
    said: {state: true},
    understood: {state: true},
    waiving: {state: true},
  };

  declare said: string;
  declare understood: boolean;
  declare waiving: boolean;

  private who: Me = {signedIn: false};
  private sessions: Session[] = [];
  private standing: Standing = {obstacles: [], points: []};

  constructor() {
    super();
    this.said = '';
    this.understood = false;
    this.waiving = false;
  }

  protected async load(): Promise<void> {
    this.titled(t('meAccount'));
    this.who = await me();
    if (!this.who.signedIn) {
      return;
    }
    const [sessions, standing] = await Promise.all([
      get<{sessions: Session[]}>('/api/me/sessions'),
      get<Standing>('/api/me/erasure'),
    ]);
    this.sessions = sessions.sessions;
    this.standing = standing;
  }

  protected content(): TemplateResult {
    return html`<h1>${t('meTitle')}</h1>
      ${mine('account')}
      ${this.who.signedIn
        ? html`<p class="unseen" role="status">${this.said}</p>
            ${this.refusal ? problemNote(this.refusal) : nothing} ${this.signIns()} ${this.copy()} ${this.end()}`
        : toSignIn('accountLogin')}`;
  }

  private signIns(): TemplateResult {
    return html`<section aria-labelledby="sessions">
      <h2 id="sessions">${t('sessions')}</h2>
      <p class="quiet">${t('sessionsIntro')}</p>
      <ul class="rows">
        ${this.sessions.map(session => this.session(session))}
      </ul>
      <p class="after">
        <button class="button" ?disabled=${this.busy} @click=${() => this.everywhere()}>${t('signOutEverywhere')}</button>
      </p>
      <p class="quiet">${t('signOutEverywhereMore')}</p>
    </section>`;
  }

  private session(session: Session): TemplateResult {
    const name = session.device || t('unknownDevice');
    return html`<li class="row-card">
      <div>
        ${session.current ? html`<span class="state OPEN">${t('thisDevice')}</span>` : nothing}
        <strong>${name}</strong>
        <span class="quiet">
          ${t('sessionBegan', {at: dateTime(session.beganAt)})} · ${t('sessionSeen', {at: dateTime(session.seenAt)})}
        </span>
        ${session.current
          ? nothing
          : html`<p>
              <button
                class="button small"
                aria-label=${t('sessionEndNamed', {name})}
                ?disabled=${this.busy}
                @click=${() => this.ended(session)}
              >
                ${t('sessionEnd')}
              </button>
            </p>`}
      </div>
    </li>`;
  }

  private ended(session: Session): Promise<void> {
    return this.doing(async () => {
      await remove(`/api/me/sessions/${session.id}`);
      this.said = t('sessionEnded');
      await this.reload();
    });
  }

  private everywhere(): Promise<void> {
    return this.doing(async () => {
      await remove('/api/me/sessions');
      await leaveSite();
    });
  }

  private copy(): TemplateResult {
    return html`<section aria-labelledby="export">
      <h2 id="export">${t('export')}</h2>
      <p>${t('exportMore')}</p>
      <p><a class="button" href="/api/me/export" download="holdfast-my-data.json">${t('exportGo')}</a></p>
    </section>`;
  }

  private end(): TemplateResult {
    const {obstacles, points} = this.standing;
    const others = obstacles.filter(one => one !== 'POINTS_LEFT');
    return html`<section aria-labelledby="erasure">
      <h2 id="erasure">${t('erasure')}</h2>
      <p>${t('erasureMore')}</p>
      ${others.length > 0
        ? html`<div class="note warn">
            <p>${t('erasureNotYet')}</p>
            <ul class="dots">
              ${others.map(one => html`<li>${obstacleText(one)}</li>`)}
            </ul>
          </div>`
        : html`${points.length > 0
              ? html`<p>
                  <label class="choice">
                    <input
                      type="checkbox"
                      .checked=${this.waiving}
                      @change=${(event: Event) => (this.waiving = (event.target as HTMLInputElement).checked)}
                    />
                    ${t('erasureWaive', {amount: points.map(inPoints).join(' + ')})}
                  </label>
                </p>`
              : nothing}
            <p>
              <label class="choice">
                <input
                  type="checkbox"
                  .checked=${this.understood}
                  @change=${(event: Event) => (this.understood = (event.target as HTMLInputElement).checked)}
                />
                ${t('erasureUnderstood')}
              </label>
            </p>
            <p>
              <button
                class="button bad"
                ?disabled=${this.busy || !this.understood || (points.length > 0 && !this.waiving)}
                @click=${() => this.erased()}
              >
                ${t('erasureGo')}
              </button>
            </p>`}
    </section>`;
  }

  private async erased(): Promise<void> {
    await this.doing(async () => {
      await tell('/api/me/erasure', {confirmed: this.understood, waived: this.waiving ? this.standing.points : []});
      await leaveSite();
    });
    if (this.refusal?.code === 'ERASURE_NOT_YET') {
      // Something has come up since we looked.
      this.waiving = false;
      await this.reload();
    }
  }
}

function obstacleText(obstacle: string): string {
  const word = `obstacle.${obstacle}`;
  return has(word) ? t(word) : obstacle;
}

customElements.define('hf-my-account', MyAccountPage);
