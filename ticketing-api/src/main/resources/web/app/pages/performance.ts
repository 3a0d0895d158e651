import {html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import '../parts/best';
import '../parts/checkout';
import '../parts/countdown';
import '../seats/list';
import '../seats/map';
import {asProblem, get, post, type Money, type Problem} from '../core/api';
import {learnTime} from '../core/clock';
import {count, dateTime, money, sum} from '../core/format';
import type {Hold, Performance} from '../core/model';
import {Page} from '../core/page';
import {
  dropPass,
  forgetHold,
  leaveShopping,
  loginHere,
  passFor,
  rememberedHold,
  rememberHold,
  waitPage,
} from '../core/session';
import type {Best} from '../parts/best';
import {dot} from '../parts/grades';
import {problemNote} from '../parts/problem';
import {LiveSeats} from '../seats/live';
import type {SeatMap} from '../seats/map';
import {Plan, seatName, type Geometry, type Seat} from '../seats/plan';
import {t} from '../words/words';

/** Choosing seats, and paying for them while they are held. */
export class PerformancePage extends Page {
  static override properties = {
    ...Page.properties,
    performance: {type: String},
    states: {state: true},
    chosen: {state: true},
    onlyGrade: {state: true},
    asList: {state: true},
    busy: {state: true},
    refusal: {state: true},
    news: {state: true},
    stale: {state: true},
    hold: {state: true},
  };

  declare performance: string;
  declare states: string;
  declare chosen: ReadonlySet<number>;
  declare onlyGrade: number | null;
  declare asList: boolean;
  declare busy: boolean;
  declare refusal: Problem | null;
  declare news: string;
  declare stale: boolean;
  declare hold: Hold | null;

  private detail!: Performance;
  private plan!: Plan;
  private left: Record<string, number> = {};
  private live: LiveSeats | null = null;
  /** Nobody looks at a hidden page, and a stream kept open for it is missing elsewhere. */
  private readonly woken = (): void => {
    if (document.hidden) {
      this.live?.stop();
    } else if (!this.hold) {
      void this.live?.start();
    }
  };

  constructor() {
    super();
    this.states = '';
    this.chosen = new Set();
    this.onlyGrade = null;
    this.asList = false;
    this.busy = false;
    this.refusal = null;
    this.news = '';
    this.stale = false;
    this.hold = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.woken);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.woken);
    this.live?.stop();
  }

  protected async load(): Promise<void> {
    const path = `/api/performances/${this.performance}`;
    const [detail, geometry] = await Promise.all([get<Performance>(path), get<Geometry>(`${path}/plan/overview`)]);
    this.detail = detail;
    learnTime(detail.sale.serverTime);
    this.plan = new Plan(geometry, `${path}/plan`);
    this.titled(detail.show.title);
    const kept = rememberedHold(this.performance);
    if (kept) {
      await this.resume(kept);
    }
    this.live?.stop();
    this.live = new LiveSeats(
      `${path}/seats`,
      (states, left) => {
        this.left = left;
        this.states = states;
        this.dropGone();
        this.requestUpdate();
      },
      stale => (this.stale = stale),
      () => location.reload(),
    );
    if (!this.hold) {
      await this.live.start();
      whenIdle(() => void this.plan.ahead().catch(() => undefined));
    }
  }

  /** A reload, the back button or an accepted offer: the hold is still there, or it is over. */
  private async resume(id: string): Promise<void> {
    try {
      const hold = await get<Hold>(`/api/holds/${id}`);
      learnTime(hold.serverTime);
      if (hold.state === 'ACTIVE' && Date.parse(hold.until) > Date.parse(hold.serverTime)) {
        this.hold = hold;
      } else {
        forgetHold(this.performance);
      }
    } catch (e) {
      if (!asProblem(e).passing) {
        forgetHold(this.performance);
      }
    }
  }

  /** What somebody else has taken meanwhile leaves the choice, and we say so. */
  private dropGone(): void {
    if (this.hold || this.busy) {
      return;
    }
    const gone = [...this.chosen].filter(index => this.states[index] !== 'A');
    if (gone.length > 0) {
      this.takeAway(gone.map(index => this.plan.seats[index]!));
    }
  }

  private takeAway(seats: Seat[]): void {
    this.chosen = new Set([...this.chosen].filter(index => !seats.some(seat => seat.index === index)));
    this.news = t('seatsGone', {seats: seats.map(seatName).join(', ')});
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('hold') && this.live) {
      // Whoever pays does not look at the hall.
      if (this.hold) {
        this.live.stop();
      } else {
        void this.live.start();
      }
    }
    const map = this.querySelector<SeatMap>('hf-seat-map');
    if (map && this.plan) {
      map.show(this.plan);
      map.setLocked(!this.canChoose);
      map.setStates(this.states);
      map.setChosen(this.chosen);
      map.setOffers(this.instead(this.refusal));
      map.setOnlyGrade(this.onlyGrade);
    }
  }

  private get needsPass(): boolean {
    return this.detail.sale.waitingRoom !== false && passFor(this.detail.sale.id) === null;
  }

  private get canChoose(): boolean {
    return this.detail.sale.state === 'OPEN' && !this.needsPass;
  }

  protected content(): TemplateResult {
    const {detail} = this;
    return html`<header class="booking">
        <p class="quiet"><a href="/shows/${detail.show.id}">${detail.show.title}</a></p>
        <h1>${this.hold ? t('recipient') : t('chooseSeats')}</h1>
        <p class="quiet">${dateTime(detail.startsAt, detail.timeZone)} · ${detail.venue}</p>
        <ol class="steps" aria-label=${t('steps')}>
          <li aria-current=${this.hold ? nothing : 'step'}>${t('step1')}</li>
          <li aria-current=${this.hold ? 'step' : nothing}>${t('step2')}</li>
          <li>${t('step3')}</li>
        </ol>
      </header>
      ${this.hold
        ? html`<hf-checkout
            .hold=${this.hold}
            .performance=${detail}
            @released=${(event: CustomEvent<string>) => this.released(event.detail)}
            @extended=${(event: CustomEvent<Hold>) => (this.hold = event.detail)}
          ></hf-checkout>`
        : this.choosing()}`;
  }

  private choosing(): TemplateResult {
    return html`<div class="choose seats">
      <section class="hall" aria-label=${t('chooseSeats')}>
        <ul class="grades" aria-label=${t('prices')}>
          ${this.plan.grades.map((grade, index) => this.grade(grade, index))}
        </ul>
        <div class="bar">
          <div class="switch" role="group">
            <button type="button" aria-pressed=${!this.asList} @click=${() => (this.asList = false)}>
              ${t('mapView')}
            </button>
            <button type="button" aria-pressed=${this.asList} @click=${() => (this.asList = true)}>
              ${t('listView')}
            </button>
          </div>
        </div>
        ${this.asList
          ? html`<hf-seat-list
              .plan=${this.plan}
              .states=${this.states}
              .chosen=${this.chosen}
              .onlyGrade=${this.onlyGrade}
              .locked=${!this.canChoose}
              @hf-seat=${(event: CustomEvent<number>) => this.toggle(event.detail)}
            ></hf-seat-list>`
          : this.plan.size > 0
            ? html`<hf-seat-map @hf-seat=${(event: CustomEvent<number>) => this.toggle(event.detail)}></hf-seat-map>`
            : html`<p class="note">${t('noNumbers')}</p>`}
        <ul class="legend">
          <li><svg viewBox="0 0 20 20" class="sign" aria-hidden="true"><circle cx="10" cy="10" r="8" /></svg>${t('legendAvailable')}</li>
          <li><svg viewBox="0 0 20 20" class="sign held" aria-hidden="true"><circle cx="10" cy="10" r="5.5" /></svg>${t('legendHeld')}</li>
          <li><svg viewBox="0 0 20 20" class="sign sold" aria-hidden="true"><path d="M6 6l8 8M14 6l-8 8" /></svg>${t('legendSold')}</li>
          <li><svg viewBox="0 0 20 20" class="sign mine" aria-hidden="true"><rect x="1" y="1" width="18" height="18" rx="3" /><path d="M5 10l4 4 7-8" /></svg>${t('legendChosen')}</li>
        </ul>
        <p class="quiet small" role="status">${this.stale ? t('seatsStale') : t('seatsLive')}</p>
      </section>
      <aside class="side">
        ${this.canChoose ? this.basket() : html`<section class="basket">
              ${this.refusal ? problemNote(this.refusal) : nothing} ${this.gate()}
            </section>`}
      </aside>
    </div>`;
  }

  /** What stands between the visitor and choosing, if anything. */
  private gate(): TemplateResult | typeof nothing {
    const sale = this.detail.sale;
    if (sale.state === 'CLOSED') {
      return html`<p class="note">${t('saleOver')}</p>`;
    }
    if (sale.state !== 'OPEN') {
      return html`<div class="note">
        <p>${t('notOpenYet')}</p>
        <hf-countdown .until=${sale.opensAt} .label=${t('opensIn')} @over=${() => this.reloadSoon()}></hf-countdown>
        ${sale.state === 'LOBBY' && sale.waitingRoom !== false
          ? html`<a class="button main" href=${waitPage(sale.id, this.performance)}>${t('enterLobby')}</a>`
          : nothing}
      </div>`;
    }
    return this.needsPass
      ? html`<div class="note">
          <p>${t('needPass')}</p>
          <a class="button main" href=${waitPage(sale.id, this.performance)}>${t('joinQueue')}</a>
        </div>`
      : nothing;
  }

  private grade(grade: {name: string; color: string; price?: Money}, index: number): TemplateResult {
    const left = this.left[grade.name] ?? 0;
    return html`<li>
      <button
        type="button"
        class="grade"
        aria-pressed=${this.onlyGrade === index}
        title=${t('gradesHint', {grade: grade.name})}
        @click=${() => (this.onlyGrade = this.onlyGrade === index ? null : index)}
      >
        <span class="name">${dot(grade.color)} ${grade.name}</span>
        <span>${grade.price ? money(grade.price) : ''}</span>
        <b>${left === 0 ? t('soldOut') : t('leftCount', {n: count(left)})}</b>
      </button>
    </li>`;
  }

  private basket(): TemplateResult {
    const seats = [...this.chosen].map(index => this.plan.seats[index]!);
    return html`<section class="basket" aria-label=${t('chosen')}>
      ${this.news ? html`<p class="note warn" role="alert">${this.news}</p>` : nothing}
      ${this.refusal ? this.refused(this.refusal) : nothing}
      ${seats.length > 0
        ? this.someChosen(seats)
        : this.instead(this.refusal).length > 0
          ? nothing
          : this.noneChosen()}
      ${passFor(this.detail.sale.id)
        ? html`<p>
            <button type="button" class="plain" ?disabled=${this.busy} @click=${() => this.leave()}>
              ${t('leaveShopping')}
            </button>
          </p>`
        : nothing}
    </section>`;
  }

  private noneChosen(): TemplateResult {
    return html`${this.plan.size > 0
        ? html`<p class="quiet">${t('noneChosen', {n: this.detail.maxSeats})}</p>`
        : nothing}
      <hf-best
        .most=${this.detail.maxSeats}
        .grade=${this.onlyGrade === null ? '' : this.plan.grades[this.onlyGrade]!.name}
        .areas=${this.plan.openAreas.map(area => area.name)}
        .seats=${this.plan.size > 0}
        .busy=${this.busy}
        @best=${(event: CustomEvent<Best>) => this.placeHold({best: event.detail})}
      ></hf-best>`;
  }

  private someChosen(seats: Seat[]): TemplateResult {
    return html`<ul class="chosen">
        ${seats.map(seat => this.chosenSeat(seat))}
      </ul>
      <div class="pay">
        <span class="sum">
          <span class="quiet">${t('total')}</span>
          <strong>${money(sum(seats.map(seat => this.priceOf(seat))))}</strong>
        </span>
        <button type="button" class="button main" ?disabled=${this.busy} @click=${() => this.placeHold({seats: [...this.chosen].map(index => this.plan.seats[index]!.id)})}>
          ${this.busy ? t('holding') : t('hold', {n: seats.length})}
        </button>
      </div>`;
  }

  private async leave(): Promise<void> {
    this.busy = true;
    await leaveShopping(this.detail.sale.id);
    location.assign(`/shows/${this.detail.show.id}`);
  }

  private refused(problem: Problem): TemplateResult {
    const toQueue = problem.code.startsWith('PASS_');
    // Which seats have gone has been said already.
    const said = problem.code === 'SEATS_TAKEN' && this.news !== '';
    return html`${said ? nothing : problemNote(problem)} ${this.alternatives(problem)}
    ${toQueue
      ? html`<p><a class="button" href=${waitPage(this.detail.sale.id, this.performance)}>${t('joinQueue')}</a></p>`
      : nothing}
    ${problem.code === 'SESSION_REPLACED'
      ? html`<p><a class="button" href=${waitPage(this.detail.sale.id, this.performance)}>${t('continueHere')}</a></p>`
      : nothing}
    ${problem.code === 'LOGIN_REQUIRED'
      ? html`<p><a class="button" href=${loginHere()}>${t('signIn')}</a></p>`
      : nothing}`;
  }

  /** Others that can be had, as far as their seats have come. */
  private instead(problem: Problem | null): Seat[][] {
    const offered = problem?.facts['alternatives'];
    return (Array.isArray(offered) ? (offered as string[][]) : [])
      .map(ids => ids.map(id => this.plan.byId.get(id)).filter((seat): seat is Seat => seat !== undefined))
      .filter(seats => seats.length > 0);
  }

  /** Others that can be had with one click; the map has them by their numbers. */
  private alternatives(problem: Problem): TemplateResult | typeof nothing {
    const choices = this.instead(problem);
    return choices.length === 0
      ? nothing
      : html`<div class="alternatives" role="group" aria-label=${t('alternatives')}>
          <p>${t('alternatives')}</p>
          ${choices.map(
            (seats, n) => html`<p>
              <button
                type="button"
                class="button small"
                ?disabled=${this.busy}
                @click=${() => this.placeHold({seats: seats.map(seat => seat.id)})}
              >
                <b>${n + 1}</b> ${seats.map(seatName).join(', ')} · ${money(sum(seats.map(seat => this.priceOf(seat))))}
              </button>
            </p>`,
          )}
        </div>`;
  }

  private chosenSeat(seat: Seat): TemplateResult {
    const grade = this.plan.gradeOf(seat);
    return html`<li>
      <span>${dot(grade.color)} ${seatName(seat)}</span>
      <span class="price">${money(this.priceOf(seat))}</span>
      <button
        type="button"
        class="plain"
        aria-label=${t('removeSeat', {seat: seatName(seat)})}
        @click=${() => this.toggle(seat.index)}
      >
        ✕
      </button>
    </li>`;
  }

  private priceOf(seat: Seat): Money {
    return this.plan.gradeOf(seat).price ?? {amount: 0, currency: 'KRW'};
  }

  private toggle(index: number): void {
    if (this.busy || !this.canChoose) {
      return;
    }
    this.refusal = null;
    this.news = '';
    const chosen = new Set(this.chosen);
    if (chosen.has(index)) {
      chosen.delete(index);
    } else if (chosen.size >= this.detail.maxSeats) {
      this.news = t('mostSeats', {n: this.detail.maxSeats});
      return;
    } else {
      chosen.add(index);
    }
    this.chosen = chosen;
  }

  private async placeHold(wish: {seats: string[]} | {best: Best}): Promise<void> {
    const sale = this.detail.sale.id;
    const pass = passFor(sale);
    this.busy = true;
    this.refusal = null;
    this.news = '';
    try {
      const hold = await post<Hold>(
        `/api/performances/${this.performance}/holds`,
        wish,
        `hold-${this.performance}`,
        pass ? {'Holdfast-Pass': pass} : {},
      );
      learnTime(hold.serverTime);
      rememberHold(this.performance, hold.id);
      this.hold = hold;
      this.chosen = new Set();
      scrollTo({top: 0});
    } catch (e) {
      this.refusedBy(asProblem(e), sale);
    } finally {
      this.busy = false;
    }
  }

  private refusedBy(problem: Problem, sale: string): void {
    this.refusal = problem;
    const offered = problem.facts['alternatives'];
    if (Array.isArray(offered) && offered.flat().some(id => !this.plan.byId.has(String(id)))) {
      // They are in sections nobody has looked at.
      void this.plan
        .complete()
        .then(() => this.requestUpdate())
        .catch(() => undefined);
    }
    if (problem.code === 'PASS_EXPIRED' || problem.code === 'PASS_INVALID') {
      dropPass(sale);
    }
    if (problem.code === 'PASS_REQUIRED') {
      // A waiting room has been put before the sale while we were choosing.
      this.detail.sale.waitingRoom = true;
    }
    if (problem.code === 'SEAT_LEFT_ALONE') {
      this.chosen = new Set();
    }
    if (problem.code === 'SEATS_TAKEN') {
      const taken = Array.isArray(problem.facts['seats']) ? problem.facts['seats'].map(String) : [];
      this.takeAway(taken.map(id => this.plan.byId.get(id)).filter((seat): seat is Seat => seat !== undefined));
      void this.live?.askNow();
      this.querySelector('hf-seat-map')?.scrollIntoView({block: 'start'});
    }
  }

  private released(news: string): void {
    forgetHold(this.performance);
    this.hold = null;
    this.news = news;
    scrollTo({top: 0});
  }
}

/** Once nobody waits for anything; not every browser can tell. */
function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in window) {
    requestIdleCallback(act, {timeout: 2_000});
  } else {
    setTimeout(act, 300);
  }
}

customElements.define('hf-performance', PerformancePage);
