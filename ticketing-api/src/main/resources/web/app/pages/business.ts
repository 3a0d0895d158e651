import {html, nothing, type TemplateResult} from 'lit';
import {get, post, remove, tell, type Problem} from '../core/api';
import {dateTime} from '../core/format';
import {ActingPage} from '../core/page';
import {me, type Me} from '../core/session';
import {toSignIn} from '../parts/mine';
import {problemNote} from '../parts/problem';
import {language, t} from '../words/words';

interface Member {
  id: string;
  name: string;
  role: 'OWNER' | 'MEMBER';
  since: string;
  you: boolean;
}

interface Link {
  id: string;
  url: string;
  until: string;
}

interface Organisation {
  id: string;
  name: string;
  country?: string;
  registrationNumber?: string;
  state: 'APPLIED' | 'APPROVED' | 'REFUSED' | 'SUSPENDED';
  reason: string;
  appliedAt: string;
  decidedAt?: string;
}

/** ISO 3166-1, two letters each. */
const COUNTRIES =
  'ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCR' +
  'CUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHU' +
  'IDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQ' +
  'MRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSI' +
  'SJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW';

/** Where whoever would like to sell signs up as a business, and sees how that stands. */
export class BusinessPage extends ActingPage {
  static override properties = {
    ...ActingPage.properties,
    country: {state: true},
    link: {state: true},
  };

  declare country: string;
  declare link: Link | null;

  private who: Me = {signedIn: false};
  private organisation: Organisation | null = null;
  private members: {owner: boolean; members: Member[]} = {owner: false, members: []};

  constructor() {
    super();
    this.country = 'KR';
    this.link = null;
  }

  protected async load(): Promise<void> {
    this.titled(t('business'));
    this.who = await me();
    if (this.who.signedIn) {
      this.organisation = (await get<{organisation?: Organisation}>('/api/me/organisation')).organisation ?? null;
    }
    if (this.organisation?.state === 'APPROVED') {
      this.members = await get('/api/organiser/members');
    }
  }

  protected content(): TemplateResult {
    return html`<h1>${t('business')}</h1>
      ${this.who.signedIn ? this.standing() : html`${this.steps()} ${toSignIn('businessLogin')}`}`;
  }

  private standing(): TemplateResult {
    switch (this.organisation?.state) {
      case 'APPLIED':
        return this.waits(this.organisation);
      case 'APPROVED':
        return this.approved(this.organisation);
      case 'SUSPENDED':
        return html`<div class="note bad" role="status">
          <p><strong>${t('businessSuspended', {name: this.organisation.name})}</strong></p>
          <p>${t('businessReason', {reason: this.organisation.reason})}</p>
          <p>${t('businessSuspendedMore')}</p>
        </div>`;
      case 'REFUSED':
        return html`<div class="note warn" role="status">
            <p><strong>${t('businessRefused', {name: this.organisation.name})}</strong></p>
            <p>${t('businessReason', {reason: this.organisation.reason})}</p>
            <p>${t('businessAgain')}</p>
          </div>
          ${this.form()}`;
      default:
        return html`${this.steps()} ${this.form()}`;
    }
  }

  private steps(): TemplateResult {
    return html`<p>${t('businessIntro')}</p>
      <ol class="dots">
        <li>${t('businessStep1')}</li>
        <li>${t('businessStep2')}</li>
        <li>${t('businessStep3')}</li>
      </ol>`;
  }

  private waits(organisation: Organisation): TemplateResult {
    return html`<div class="note" role="status">
        <p><strong>${t('businessApplied', {name: organisation.name})}</strong></p>
        <p>${t('businessAppliedMore')}</p>
      </div>
      ${this.facts(organisation)} ${this.refusal ? problemNote(this.refusal) : nothing}
      <p>
        <button class="button" ?disabled=${this.busy} @click=${() => this.withdraw(organisation)}>
          ${t('businessWithdraw')}
        </button>
      </p>`;
  }

  private approved(organisation: Organisation): TemplateResult {
    return html`<div class="note good" role="status">
        <p><strong>${t('businessApproved', {name: organisation.name})}</strong></p>
        <p>${t('businessApprovedMore')}</p>
      </div>
      ${this.facts(organisation)}
      <section aria-labelledby="next">
        <h2 id="next">${t('businessNext')}</h2>
        <p>${t('businessNextMore')}</p>
        <ol class="dots">
          <li>${t('businessNext1')} <code>POST /api/organiser/halls</code></li>
          <li>${t('businessNext2')} <code>POST /api/organiser/shows</code></li>
          <li>${t('businessNext3')} <code>POST /api/organiser/performances/…/gates</code></li>
        </ol>
      </section>
      ${this.people()}`;
  }

  private people(): TemplateResult {
    return html`<section class="after" aria-labelledby="members">
      <h2 id="members">${t('businessMembers')}</h2>
      <ul class="rows">
        ${this.members.members.map(member => this.person(member))}
      </ul>
      ${this.refusal ? problemNote(this.refusal) : nothing}
      ${this.members.owner
        ? html`<p class="buttons after">
              ${(['MEMBER', 'OWNER'] as const).map(
                role =>
                  html`<button class="button" ?disabled=${this.busy} @click=${() => this.invite(role)}>
                      ${t(`businessInvite${role}`)}
                    </button> `,
              )}
            </p>
            ${this.link
              ? html`<p class="field">
                    <label for="link">${t('businessLink')}</label>
                    <input
                      id="link"
                      readonly
                      .value=${this.link.url}
                      @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
                    />
                    <span class="quiet small" role="status">${t('businessLinkUntil', {at: dateTime(this.link.until)})}</span>
                  </p>
                  <p>
                    <button class="button small" ?disabled=${this.busy} @click=${() => this.takeBack(this.link!)}>
                      ${t('businessLinkBack')}
                    </button>
                  </p>`
              : nothing}`
        : nothing}
    </section>`;
  }

  private person(member: Member): TemplateResult {
    const name = member.name || t('businessNameless');
    return html`<li class="row-card">
      <div>
        ${member.you ? html`<span class="state OPEN">${t('businessYou')}</span>` : nothing}
        <strong>${name}</strong>
        <span class="quiet">
          ${t(`businessRole${member.role}`)} · ${t('businessSince', {at: dateTime(member.since)})}
        </span>
        ${member.you || this.members.owner
          ? html`<p>
              <button
                class="button small"
                aria-label=${member.you ? t('businessLeave') : t('businessRemoveNamed', {name})}
                ?disabled=${this.busy}
                @click=${() => this.ends(member)}
              >
                ${member.you ? t('businessLeave') : t('businessRemove')}
              </button>
            </p>`
          : nothing}
      </div>
    </li>`;
  }

  private invite(role: 'OWNER' | 'MEMBER'): Promise<void> {
    return this.doing(async () => {
      this.link = await tell<Link>('/api/organiser/invitations', {role});
    });
  }

  private takeBack(link: Link): Promise<void> {
    return this.doing(async () => {
      await remove(`/api/organiser/invitations/${link.id}`);
      this.link = null;
    });
  }

  private ends(member: Member): Promise<void> {
    return this.doing(async () => {
      await remove(`/api/organiser/members/${member.id}`);
      await this.reload();
    });
  }

  private facts(organisation: Organisation): TemplateResult {
    const {name, country, registrationNumber, appliedAt, decidedAt} = organisation;
    return html`<dl class="known">
      <dt>${t('businessName')}</dt>
      <dd>${name}</dd>
      ${country && registrationNumber
        ? html`<dt>${t('businessNumber')}</dt>
            <dd>${numberText(country, registrationNumber)}</dd>`
        : nothing}
      <dt>${t('businessAt')}</dt>
      <dd>${dateTime(appliedAt)}</dd>
      ${decidedAt
        ? html`<dt>${t('businessDecidedAt')}</dt>
            <dd>${dateTime(decidedAt)}</dd>`
        : nothing}
    </dl>`;
  }

  private form(): TemplateResult {
    const wrong = this.refusal?.facts['field'] === 'registrationNumber';
    return html`<form aria-labelledby="form" @submit=${(event: SubmitEvent) => this.apply(event)}>
      <h2 id="form">${t('businessForm')}</h2>
      ${this.field('business', t('businessName'), 'text', 'organization', 200, '')}
      <p class="field">
        <label for="country">${t('businessCountry')}</label>
        <select
          id="country"
          name="country"
          autocomplete="country"
          .value=${this.country}
          @change=${(event: Event) => (this.country = (event.target as HTMLSelectElement).value)}
        >
          ${countries().map(
            ([code, name]) => html`<option value=${code} ?selected=${code === this.country}>${name}</option>`,
          )}
        </select>
      </p>
      ${this.field(
        'number',
        this.country === 'KR' ? t('businessNumberKr') : t('businessNumber'),
        'text',
        'off',
        60,
        wrong ? t('businessNumberWrong') : this.country === 'KR' ? t('businessNumberHint') : t('businessNumberAbroad'),
        wrong,
      )}
      <fieldset>
        <legend>${t('businessSpeaks')}</legend>
        <p class="quiet small">${t('businessSpeaksHint')}</p>
        ${this.field('name', t('name'), 'text', 'name', 100, '')}
        ${this.field('phone', t('phone'), 'tel', 'tel', 22, t('phoneHint'))}
        ${this.field('email', t('email'), 'email', 'email', 200, '')}
      </fieldset>
      ${this.refusal && !wrong ? problemNote(this.refusal) : nothing}
      <p class="after"><button class="button main" ?disabled=${this.busy}>${t('businessApply')}</button></p>
    </form>`;
  }

  private field(
    name: string,
    label: string,
    type: string,
    autocomplete: string,
    most: number,
    hint: string,
    wrong = false,
  ): TemplateResult {
    return html`<p class="field">
      <label for=${name}>${label}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete=${autocomplete}
        maxlength=${most}
        required
        aria-invalid=${wrong ? 'true' : nothing}
        aria-describedby=${hint ? `${name}-hint` : nothing}
      />
      ${hint
        ? html`<span id="${name}-hint" class=${wrong ? 'hint' : 'quiet small'} role=${wrong ? 'alert' : nothing}
            >${hint}</span
          >`
        : nothing}
    </p>`;
  }

  private apply(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const said = (name: string): string => String(form.get(name)).trim();
    return this.doing(async () => {
      await post(
        '/api/me/organisation-applications',
        {
          name: said('business'),
          country: said('country'),
          registrationNumber: said('number'),
          representative: {name: said('name'), phone: said('phone'), email: said('email')},
        },
        'business',
      );
      await this.reload();
      window.scrollTo(0, 0);
    });
  }

  private withdraw(organisation: Organisation): Promise<void> {
    return this.doing(async () => {
      await remove(`/api/me/organisation-applications/${organisation.id}`);
      await this.reload();
    });
  }

  protected override async refused(refusal: Problem): Promise<void> {
    if (refusal.code === 'APPLICATION_ENDED' || refusal.code === 'ALREADY_IN_ORGANISATION') {
      // It has been decided since we looked, or in another window.
      await this.reload();
    }
  }
}

function numberText(country: string, number: string): string {
  return country === 'KR' ? number.replace(/^(\d{3})(\d{2})(\d{5})$/, '$1-$2-$3') : `${number} (${country})`;
}

/** The country most people come from first, the others as they are called. */
function countries(): [string, string][] {
  const names = new Intl.DisplayNames([language], {type: 'region'});
  const all = (COUNTRIES.match(/../g) ?? []).map((code): [string, string] => [code, names.of(code) ?? code]);
  const order = new Intl.Collator(language);
  return all.sort(([a, one], [b, other]) => Number(b === 'KR') - Number(a === 'KR') || order.compare(one, other));
}

customElements.define('hf-business', BusinessPage);
