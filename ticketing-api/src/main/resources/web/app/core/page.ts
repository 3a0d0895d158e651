import {LitElement, html, nothing, type TemplateResult} from 'lit';
import {asProblem, type Problem} from './api';
import {problemNote, problemText} from '../parts/problem';
import {t} from '../words/words';
import {loginHere} from './session';

/** Components draw into the page itself: one stylesheet, one document for labels and anchors. */
export abstract class Part extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** A part that is a whole page: it loads, and says so when it cannot. */
export abstract class Page extends Part {
  static override properties = {failure: {state: true}, loaded: {state: true}};

  declare failure: Problem | null;
  declare loaded: boolean;

  constructor() {
    super();
    this.failure = null;
    this.loaded = false;
  }

  protected abstract load(): Promise<void>;
  protected abstract content(): TemplateResult;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.reload();
  }

  async reload(): Promise<void> {
    try {
      await this.load();
      this.failure = null;
      this.loaded = true;
      // What was loaded is none of the properties that are watched.
      this.requestUpdate();
    } catch (e) {
      this.failure = asProblem(e);
    }
  }

  /** When a moment has come for everybody at once, not everybody asks at once. */
  protected reloadSoon(): void {
    setTimeout(() => void this.reload(), 500 + Math.random() * 2_500);
  }

  protected override render(): TemplateResult {
    if (!this.loaded) {
      return this.failure
        ? this.failed(this.failure)
        : this.waiting();
    }
    return html`${this.failure ? problemNote(this.failure) : nothing}${this.content()}`;
  }

  protected waiting(): TemplateResult {
    return html`<p class="loading" role="status">${t('loading')}</p>`;
  }

  private failed(failure: Problem): TemplateResult {
    return html`<section class="empty" role="alert">
      <h1>${problemText(failure)}</h1>
      <p>
        ${failure.passing
          ? html`<button class="button" @click=${() => this.reload()}>${t('again')}</button>`
          : failure.code === 'LOGIN_REQUIRED'
            ? html`<a class="button main" href=${loginHere()}>${t('signIn')}</a>`
            : html`<a class="button" href="/">${t('toShows')}</a>
                ${failure.code === 'NOT_FOUND' ? html`<a class="button" href="/guest">${t('guestTitle')}</a>` : nothing}`}
      </p>
    </section>`;
  }

  protected titled(title: string): void {
    document.title = `${title} · Holdfast`;
  }
}
