import {html, type TemplateResult} from 'lit';
import {now} from '../core/clock';
import {lasting} from '../core/format';
import {Part} from '../core/page';
import {t} from '../words/words';

/** Time left until a moment, by the server's clock. Fires `over` once when it has come. */
export class Countdown extends Part {
  static override properties = {until: {type: String}, label: {type: String}, warn: {type: Number}};

  declare until: string;
  declare label: string;
  /** From so many seconds before the end on, it says so in colour and to screen readers. */
  declare warn: number;

  private timer: ReturnType<typeof setTimeout> | undefined;
  private told = '';

  constructor() {
    super();
    this.until = '';
    this.label = '';
    this.warn = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tick();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has('until')) {
      this.told = '';
      this.tick();
    }
  }

  private get left(): number {
    return Date.parse(this.until) - now();
  }

  private tick(): void {
    clearTimeout(this.timer);
    if (!this.until || !this.isConnected) {
      return;
    }
    if (this.left <= 0) {
      if (this.told !== this.until) {
        this.told = this.until;
        this.dispatchEvent(new CustomEvent('over', {bubbles: false}));
      }
      this.requestUpdate();
      return;
    }
    this.requestUpdate();
    this.timer = setTimeout(() => this.tick(), Math.min(1000, (this.left % 1000) + 5));
  }

  protected override render(): TemplateResult {
    const soon = this.left <= this.warn * 1000;
    return html`<span class="countdown ${soon ? 'soon' : ''}">
      <span class="what">${this.label}</span>
      <strong role="timer" aria-live="off">${lasting(this.left, n => t('daysLong', {n}))}</strong>
      <span class="unseen" aria-live="polite">${soon && this.warn > 0 ? t('holdSoon') : ''}</span>
    </span>`;
  }
}

customElements.define('hf-countdown', Countdown);
