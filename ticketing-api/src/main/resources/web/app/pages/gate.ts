import {html, nothing, type TemplateResult} from 'lit';
import {asProblem, type Problem} from '../core/api';
import {hasCamera, openEye} from '../core/eye';
import {count, dateTime} from '../core/format';
import {Gate, type Answer, type Entitled, type Exception} from '../core/gate';
import {keepAtHand} from '../core/offline';
import {Page} from '../core/page';
import {problemNote} from '../parts/problem';
import {t} from '../words/words';

const EVERY = 3_000;
const EXCEPTIONS: Exception[] = ['PHONE_FAILED', 'CODE_UNREADABLE', 'PRINTED_TICKET', 'OTHER'];

/** A code in sight of the camera is one scan, however long it is held there. */
const SAME_CODE_AGAIN = 4_000;
/** So that the page, and the phone's battery, have time for other things. */
const BETWEEN_LOOKS = 60;

/** The page of whoever stands at the door. */
export class GatePage extends Page {
  static override properties = {
    ...Page.properties,
    gate: {state: true},
    answer: {state: true},
    refused: {state: true},
    found: {state: true},
    chosen: {state: true},
    filming: {state: true},
    cameraRefused: {state: true},
    beat: {state: true},
  };

  declare gate: Gate | null;
  declare answer: Answer | null;
  declare refused: Problem | null;
  declare found: Entitled[];
  declare chosen: {ticket?: Entitled; code?: string} | null;
  declare filming: boolean;
  declare cameraRefused: boolean;
  declare beat: number;

  private timer = 0;
  private stream: MediaStream | null = null;
  private last = {code: '', at: 0};

  constructor() {
    super();
    this.gate = null;
    this.answer = null;
    this.refused = null;
    this.found = [];
    this.chosen = null;
    this.filming = false;
    this.cameraRefused = false;
    this.beat = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.stopFilming();
  }

  protected async load(): Promise<void> {
    this.titled(t('gateTitle'));
    const invitation = /^#([A-Za-z0-9_-]{43})$/.exec(location.hash)?.[1];
    try {
      this.gate = invitation ? await Gate.enrol(invitation) : await Gate.remembered();
    } catch (e) {
      this.refused = asProblem(e);
      this.gate = null;
    }
    // The link is used up, and does not stay in the address.
    history.replaceState(null, '', location.pathname);
    if (this.gate) {
      this.follow();
      void keepAtHand('/gate');
    }
  }

  private follow(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(async () => {
      try {
        await this.gate?.refresh();
        this.refused = null;
      } catch (e) {
        this.refused = asProblem(e);
      }
      this.beat++;
      this.follow();
    }, EVERY);
  }

  protected content(): TemplateResult {
    const gate = this.gate;
    if (!gate) {
      return html`<section class="empty">
        <h1>${t('gateTitle')}</h1>
        ${this.refused ? problemNote(this.refused) : nothing}
        <p>${t('gateNone')}</p>
      </section>`;
    }
    return html`<header>
        <h1>${gate.info.name}</h1>
        <p class="quiet">${gate.info.title} · ${dateTime(gate.info.startsAt, gate.info.timeZone)}</p>
        <p>
          <span class="state ${gate.online ? 'PAID' : 'PENDING'}">${gate.online ? t('gateOnline') : t('gateOffline')}</span>
          <strong>${t('gateEntered', {n: count(gate.entered), all: count(gate.total)})}</strong>
          ${gate.waiting.length > 0 ? html`<span class="quiet">${t('gateWaiting', {n: gate.waiting.length})}</span>` : nothing}
        </p>
      </header>
      ${this.refused ? problemNote(this.refused) : nothing} ${this.verdict()} ${this.camera()}
      <form class="scan" autocomplete="off" @submit=${(event: SubmitEvent) => this.typed(event)}>
        <p class="field">
          <label for="code">${t('gateCode')}</label>
          <input id="code" name="code" type="text" maxlength="600" autocapitalize="characters" spellcheck="false" required />
          <span class="quiet small">${t('gateCodeHint')}</span>
        </p>
        <button class="button">${t('gateCheck')}</button>
      </form>
      ${this.exceptions()} ${this.conflicts()}`;
  }

  private verdict(): TemplateResult {
    const answer = this.answer;
    if (!answer) {
      return html`<div class="verdict" role="status" aria-live="assertive"></div>`;
    }
    const good = answer.verdict === 'ENTERED';
    const ticket = answer.ticket;
    return html`<div class="verdict ${good ? 'good' : 'bad'}" role="status" aria-live="assertive">
      <strong>${t(`verdict.${answer.verdict}`)}</strong>
      ${ticket
        ? html`<p class="seat">${ticket.seat} · ${ticket.grade}</p>
            <p>${ticket.holder}${ticket.priceType === 'REGULAR' ? '' : html` · <b>${t(`price.${ticket.priceType}` as never)}</b>`}</p>`
        : nothing}
      ${answer.earlier
        ? html`<p>${t('verdictEarlier', {gate: answer.earlier.gate, at: dateTime(answer.earlier.at, this.gate?.info.timeZone)})}</p>`
        : nothing}
    </div>`;
  }

  private camera(): TemplateResult {
    if (!hasCamera()) {
      return html`<p class="quiet small">${t('gateNoCamera')}</p>`;
    }
    return html`<section class="camera">
      ${this.cameraRefused ? html`<p class="note warn" role="alert">${t('gateCameraRefused')}</p>` : nothing}
      <video muted playsinline ?hidden=${!this.filming} aria-label=${t('gateCamera')}></video>
      <button class="button main wide" @click=${() => (this.filming ? this.stopFilming() : this.film())}>
        ${this.filming ? t('gateCameraStop') : t('gateCameraStart')}
      </button>
    </section>`;
  }

  private async film(): Promise<void> {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}});
    } catch {
      this.cameraRefused = true;
      return;
    }
    this.cameraRefused = false;
    this.filming = true;
    await this.updateComplete;
    const video = this.querySelector('video')!;
    video.srcObject = this.stream;
    await video.play();
    const eye = openEye();
    const look = async () => {
      if (!this.filming || !this.isConnected) {
        return;
      }
      const code = await eye(video);
      if (code && (code !== this.last.code || Date.now() - this.last.at > SAME_CODE_AGAIN)) {
        this.last = {code, at: Date.now()};
        await this.scan(code);
      }
      setTimeout(() => void look(), BETWEEN_LOOKS);
    };
    void look();
  }

  private stopFilming(): void {
    this.filming = false;
    this.stream?.getTracks().forEach(track => track.stop());
    this.stream = null;
  }

  private typed(event: SubmitEvent): void {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('code') as HTMLInputElement;
    const code = field.value;
    field.value = '';
    field.focus();
    void this.scan(code);
  }

  private async scan(code: string): Promise<void> {
    if (!this.gate) {
      return;
    }
    this.answer = await this.gate.scanned(code);
    this.chosen = this.answer.verdict === 'IDENTITY_NEEDED' ? {code} : null;
    navigator.vibrate?.(this.answer.verdict === 'ENTERED' ? 80 : [200, 100, 200]);
    this.beat++;
  }

  private exceptions(): TemplateResult {
    return html`<section aria-labelledby="exceptions">
      <h2 id="exceptions">${t('gateExceptions')}</h2>
      <p class="field">
        <label for="search">${t('gateSearch')}</label>
        <input id="search" type="search" maxlength="60" @input=${(event: InputEvent) => this.search(event)} />
      </p>
      <ul class="tickets">
        ${this.found.map(
          ticket => html`<li class="ticket">
            <span><strong>${ticket.seat}</strong> · ${ticket.holder} · <span class="code">${ticket.booking}</span></span>
            <button class="button small" @click=${() => (this.chosen = {ticket})}>${t('gateChoose')}</button>
          </li>`,
        )}
      </ul>
      ${this.chosen
        ? html`<form class="note warn" @submit=${(event: SubmitEvent) => this.except(event)}>
            <p><strong>${this.chosen.ticket ? `${this.chosen.ticket.seat} · ${this.chosen.ticket.holder}` : t('gatePrinted')}</strong></p>
            <p>${t('gateIdentity')}</p>
            ${this.chosen.code
              ? html`<input type="hidden" name="exception" value="PRINTED_TICKET" />`
              : html`<fieldset>
                  <legend>${t('gateReason')}</legend>
                  ${EXCEPTIONS.filter(one => one !== 'PRINTED_TICKET').map(
                    (one, i) => html`<label class="choice"
                      ><input type="radio" name="exception" value=${one} ?checked=${i === 0} /> ${t(`exception.${one}` as never)}</label
                    >`,
                  )}
                </fieldset>
                <p class="field">
                  <label for="note">${t('gateNote')}</label>
                  <input id="note" name="note" type="text" maxlength="200" />
                </p>`}
            <button class="button main">${t('gateLetIn')}</button>
            <button type="button" class="button" @click=${() => (this.chosen = null)}>${t('gateNotIn')}</button>
          </form>`
        : nothing}
    </section>`;
  }

  private search(event: InputEvent): void {
    this.found = this.gate?.search((event.target as HTMLInputElement).value) ?? [];
  }

  private async except(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const exception = String(form.get('exception')) as Exception;
    const note = String(form.get('note') ?? '').trim();
    if (!this.gate || !this.chosen || (exception === 'OTHER' && !note)) {
      this.querySelector<HTMLInputElement>('#note')?.focus();
      return;
    }
    const {ticket, code} = this.chosen;
    this.answer = await this.gate.excepted(code ? {code} : {ticket: ticket!.id}, exception, note);
    this.chosen = null;
    this.found = [];
    this.beat++;
  }

  private conflicts(): TemplateResult | typeof nothing {
    const conflicts = this.gate?.conflicts ?? [];
    return conflicts.length === 0
      ? nothing
      : html`<section class="note bad" aria-labelledby="conflicts">
          <h2 id="conflicts">${t('gateConflicts')}</h2>
          <ul>
            ${conflicts.map(
              ({outcome, ticket}) =>
                html`<li>
                  ${ticket ? `${ticket.seat} · ${ticket.holder}: ` : ''}${t(`verdict.${outcome.verdict}`)}
                  ${outcome.earlier ? t('verdictEarlier', {gate: outcome.earlier.gate, at: dateTime(outcome.earlier.at, this.gate?.info.timeZone)}) : ''}
                </li>`,
            )}
          </ul>
        </section>`;
  }
}

customElements.define('hf-gate', GatePage);
