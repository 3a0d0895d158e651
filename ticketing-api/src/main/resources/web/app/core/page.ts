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

/** Told once what was asked for is there, or will not come. */
export const STANDS = 'hf-stands';

/** A part that is a whole page: it loads, and says so when it cannot. */
export abstract class Page extends Part {
  static override properties = {failure: {state: true}, loaded: {state: true}};

  declare failure: Problem | null;
  declare loaded: boolean;

  /** What the server has drawn. It stands until there is something better, and gives way to it in one go. */
  private drawn: ChildNode[] = [];

  constructor() {
    super();
    this.failure = null;
    this.loaded = false;
  }

  protected abstract load(): Promise<void>;
  protected abstract content(): TemplateResult;

  override connectedCallback(): void {
    if (!this.hasUpdated) {
      this.drawn = [...this.childNodes];
    }
    super.connectedCallback();
    void this.reload();
  }

  protected override update(changed: Map<string, unknown>): void {
    const before = this.loaded ? this.drawn : [];
    const kept = before.length > 0 ? heldBy(this) : null;
    if (before.length > 0) {
      this.drawn = [];
      before.forEach(node => node.remove());
    }
    super.update(changed);
    kept?.();
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
    dispatchEvent(new Event(STANDS));
  }

  /** When a moment has come for everybody at once, not everybody asks at once. */
  protected reloadSoon(): void {
    setTimeout(() => void this.reload(), 500 + Math.random() * 2_500);
  }

  protected override render(): TemplateResult {
    if (!this.loaded) {
      if (this.drawn.length > 0) {
        return html`${this.failure ? this.failed(this.failure) : nothing}`;
      }
      return this.failure ? this.failed(this.failure) : this.waiting();
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

/** A page on which things are done, one at a time, and that says what was refused. */
export abstract class ActingPage extends Page {
  static override properties = {...Page.properties, busy: {state: true}, refusal: {state: true}};

  declare busy: boolean;
  declare refusal: Problem | null;

  constructor() {
    super();
    this.busy = false;
    this.refusal = null;
  }

  protected async doing(what: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      await what();
    } catch (e) {
      this.refusal = asProblem(e);
      await this.refused(this.refusal);
    } finally {
      this.busy = false;
    }
  }

  /** What else comes of a refusal. */
  protected async refused(_refusal: Problem): Promise<void> {}
}

/** What somebody has typed and where they are in a page, to be put where the same controls are drawn anew. */
function heldBy(page: HTMLElement): () => void {
  const typed = [...page.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[id], select[id]')].map(
    field => [field.id, field.value] as const,
  );
  const opened = [...page.querySelectorAll<HTMLDetailsElement>('details[id][open]')].map(one => one.id);
  const here = document.activeElement;
  const link = here && page.contains(here) ? here.getAttribute('href') : null;
  const field = here && page.contains(here) ? here.id : '';
  return () => {
    for (const [id, value] of typed) {
      const same = page.querySelector<HTMLInputElement | HTMLSelectElement>(`#${CSS.escape(id)}`);
      if (same && same.value !== value) {
        same.value = value;
      }
    }
    for (const id of opened) {
      page.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '');
    }
    if (field || link) {
      page
        .querySelector<HTMLElement>(field ? `#${CSS.escape(field)}` : `a[href="${CSS.escape(link!)}"]`)
        ?.focus({preventScroll: true});
    }
  };
}
