// The hall as one SVG. No listener per seat, and a section's seats are drawn only while they are large enough to
// see: a hall of 15,000 begins as its sections.
import {money} from '../core/format';
import {t} from '../words/words';
import type {State} from './live';
import {Looks, SVG} from './looks';
import {seatName, type Plan, type Seat, type Section} from './plan';

/** Up to so many seats are always drawn. */
const FEW_SEATS = 1_500;
/** In a larger hall seats appear once their radius is so many pixels. */
const VISIBLE_RADIUS = 3.2;
/** A finger needs seats of at least this radius; a tap on smaller ones comes closer first. */
const TOUCHABLE_RADIUS = 8;
const LARGEST_RADIUS = 26;
/** How long the map takes to come closer, in milliseconds. */
const FLIGHT = 140;
/** So many seats get their names at once; nobody hears all of them in the frame that shows them. */
const NAMES_AT_ONCE = 100;
/** In a larger hall so many seats are drawn anew in one frame, so that moving stays smooth; the rest follows. */
const SEATS_PER_FRAME = 200;

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Fires `hf-seat` with the index of a seat somebody wants to take or leave. */
export class SeatMap extends HTMLElement {
  private plan: Plan | null = null;
  private states = '';
  private chosen: ReadonlySet<number> = new Set();
  private onlyGrade: number | null = null;
  private locked = false;

  private readonly svg = element('svg');
  private readonly areas = element('g');
  private readonly outlines = element('g');
  private readonly seats = element('g');
  private readonly ticks = element('g');
  private readonly offers = element('g');
  private readonly tip = document.createElement('div');

  private groups: (SVGGElement | undefined)[] = [];
  /** How many of a section's seats its group has. */
  private grown: (number | undefined)[] = [];
  /** What somebody has put a finger on is drawn at once. */
  private wanted: Section | null = null;
  private readonly blank = blankSeat();
  private readonly asked = new Set<number>();
  private nodes: (SVGPathElement | undefined)[] = [];
  private looks: (Looks | undefined)[] = [];
  private names: (string | undefined)[] = [];
  private grades: (string | undefined)[] = [];
  private readonly unnamed = new Set<number>();
  private naming: ReturnType<typeof setTimeout> | undefined;
  private namingFrame = 0;
  private outlineNodes: SVGGElement[] = [];
  private offered = '';
  private box: Box = {x: 0, y: 0, width: 1, height: 1};
  private detail = true;
  private drawn = false;
  private frame = 0;
  private flight = 0;
  private focused: SVGElement | null = null;
  /** Of the drawing, in pixels; asking the browser for it in each frame would lay the page out each time. */
  private wide = 0;
  private high = 0;
  private readonly resized = new ResizeObserver(() => {
    this.measure();
    this.fitShape();
  });

  connectedCallback(): void {
    if (!this.svg.isConnected) {
      this.build();
    }
    this.resized.observe(this.svg);
    this.measure();
    if (this.unnamed.size > 0) {
      this.nameAfterFrame();
    }
  }

  disconnectedCallback(): void {
    this.resized.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    clearTimeout(this.naming);
    this.naming = undefined;
    cancelAnimationFrame(this.namingFrame);
    this.namingFrame = 0;
    this.land();
  }

  show(plan: Plan): void {
    if (plan === this.plan) {
      return;
    }
    this.plan = plan;
    this.groups = [];
    this.grown = [];
    this.wanted = null;
    this.asked.clear();
    this.nodes = [];
    this.looks = [];
    this.names = [];
    this.grades = [];
    this.unnamed.clear();
    this.outlineNodes = [];
    this.focused = null;
    for (const layer of [this.areas, this.outlines, this.seats, this.ticks, this.offers]) {
      layer.replaceChildren();
    }
    this.drawAreas(plan);
    this.drawOutlines(plan);
    this.drawn = true;
    this.fit(false);
  }

  setStates(states: string): void {
    if (states === this.states || !this.plan) {
      return;
    }
    const before = this.states;
    this.states = states;
    for (const section of this.plan.sections) {
      const end = section.first + section.count;
      // Of fifty sections two have changed; these are found at once, their seats one by one.
      const now = states.slice(section.first, end);
      const was = before.slice(section.first, end);
      if (now === was) {
        continue;
      }
      if (this.grown[section.index]) {
        for (let n = 0; n < now.length; n++) {
          if (now[n] !== was[n] && this.nodes[section.first + n]) {
            this.paint(section.seats[n]!);
          }
        }
      }
      this.tint(section);
    }
    this.drawLooks();
  }

  setChosen(chosen: ReadonlySet<number>): void {
    const before = this.chosen;
    this.chosen = chosen;
    if (this.plan) {
      for (const index of new Set([...before, ...chosen])) {
        this.paint(this.plan.seats[index]!);
      }
      this.drawLooks();
      this.drawTicks();
    }
  }

  /** Shows where seats are that somebody may have instead: each choice by its number, from 1. */
  setOffers(choices: readonly Seat[][]): void {
    const seats = choices.flat();
    const shown = choices.map(choice => choice.map(seat => seat.index).join()).join(';');
    if (!this.plan || shown === this.offered) {
      return;
    }
    this.offered = shown;
    this.offers.replaceChildren(
      ...choices.flatMap((choice, n) => choice.map(seat => this.offerSign(seat, String(n + 1)))),
    );
    if (seats.length > 0) {
      const reach = seats[0]!.section.radius * 8;
      const left = Math.min(...seats.map(seat => seat.x)) - reach;
      const top = Math.min(...seats.map(seat => seat.y)) - reach;
      const right = Math.max(...seats.map(seat => seat.x)) + reach;
      const bottom = Math.max(...seats.map(seat => seat.y)) + reach;
      this.flyTo(this.around(left, top, Math.max(right - left, this.leastWidth), bottom - top), true);
    }
  }

  private offerSign(seat: Seat, number: string): SVGElement {
    const sign = element('g');
    const ring = element('circle');
    ring.setAttribute('cx', String(seat.x));
    ring.setAttribute('cy', String(seat.y));
    ring.setAttribute('r', String(seat.section.radius));
    const text = element('text');
    text.setAttribute('x', String(seat.x));
    text.setAttribute('y', String(seat.y));
    text.setAttribute('font-size', String(seat.section.radius * 1.3));
    text.textContent = number;
    sign.append(ring, text);
    return sign;
  }

  /** Shows one grade's seats brightly, or all. */
  setOnlyGrade(grade: number | null): void {
    if (grade !== this.onlyGrade && this.plan) {
      this.onlyGrade = grade;
      this.plan.seats.forEach(seat => this.paint(seat));
      this.drawLooks();
      this.plan.sections.forEach(section => this.tint(section));
    }
  }

  /** Seats can be looked at but not taken. */
  setLocked(locked: boolean): void {
    this.locked = locked;
    this.classList.toggle('locked', locked);
  }

  // --- building

  private build(): void {
    this.svg.setAttribute('role', 'group');
    this.svg.setAttribute('aria-label', t('mapLabel'));
    this.svg.setAttribute('preserveAspectRatio', 'xMidYMid meet');
    this.areas.setAttribute('aria-hidden', 'true');
    this.ticks.setAttribute('class', 'ticks');
    this.ticks.setAttribute('aria-hidden', 'true');
    this.offers.setAttribute('class', 'offers');
    this.offers.setAttribute('aria-hidden', 'true');
    this.svg.append(this.areas, this.outlines, this.seats, this.ticks, this.offers);
    this.tip.className = 'tip';
    this.tip.hidden = true;
    this.tip.setAttribute('aria-hidden', 'true');
    const tools = document.createElement('div');
    tools.className = 'tools';
    tools.append(
      tool('+', t('zoomIn'), () => this.zoom(1.6)),
      tool('−', t('zoomOut'), () => this.zoom(1 / 1.6)),
      tool('⤢', t('zoomFit'), () => this.fit(true)),
    );
    this.append(this.svg, tools, this.tip);
    this.listen();
  }

  private drawAreas(plan: Plan): void {
    for (const area of plan.areas) {
      const group = element('g');
      group.setAttribute(
        'transform',
        `translate(${area.x} ${area.y})` + (area.rotation ? ` rotate(${area.rotation})` : ''),
      );
      const shape = area.points
        ? element('polygon')
        : area.rx !== undefined
          ? element('ellipse')
          : area.width !== undefined
            ? element('rect')
            : null;
      if (shape) {
        if (area.points) {
          shape.setAttribute('points', area.points.map(point => point.join(',')).join(' '));
        } else if (area.rx !== undefined) {
          shape.setAttribute('rx', String(area.rx));
          shape.setAttribute('ry', String(area.ry ?? area.rx));
        } else {
          shape.setAttribute('width', String(area.width));
          shape.setAttribute('height', String(area.height ?? 0));
          shape.setAttribute('rx', '8');
        }
        shape.setAttribute('class', 'area');
        group.append(shape);
      }
      if (area.text) {
        const text = element('text');
        text.setAttribute('class', 'area-name');
        text.setAttribute('x', String(area.text.x));
        text.setAttribute('y', String(area.text.y));
        text.setAttribute('font-size', String(area.text.size));
        text.textContent = area.text.words;
        group.append(text);
      }
      this.areas.append(group);
    }
  }

  private drawOutlines(plan: Plan): void {
    for (const section of plan.sections) {
      const group = element('g') as SVGGElement;
      group.setAttribute('class', 'section');
      group.setAttribute('role', 'button');
      group.setAttribute('tabindex', '-1');
      group.dataset['section'] = String(section.index);
      const path = element('path');
      path.setAttribute('d', 'M' + section.outline.map(point => point.join(' ')).join('L') + 'Z');
      path.setAttribute('stroke-width', String(section.radius * 2.4));
      const text = element('text');
      text.setAttribute('x', String((section.left + section.right) / 2));
      text.setAttribute('y', String((section.top + section.bottom) / 2));
      group.append(path, text);
      this.outlineNodes[section.index] = group;
      this.tint(section);
    }
  }

  /** How full a section is, told by its strength of colour and its number. */
  private tint(section: Section): void {
    const group = this.outlineNodes[section.index];
    if (!group || !this.plan) {
      return;
    }
    const left = this.plan.leftIn(section, this.states, this.onlyGrade);
    const grades = new Map<number, number>();
    section.runs.forEach(([grade, seats]) => grades.set(grade, (grades.get(grade) ?? 0) + seats));
    const grade = [...grades].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
    const color = this.plan.grades[this.onlyGrade ?? grade]?.color ?? '#888888';
    const path = group.firstChild as SVGPathElement;
    path.setAttribute('fill', color);
    path.setAttribute('stroke', color);
    path.setAttribute('opacity', left === 0 ? '0.12' : String(0.3 + 0.5 * (left / section.count)));
    group.classList.toggle('full', left === 0);
    group.dataset['left'] = String(left);
    group.setAttribute('aria-label', t('sectionLeft', {section: section.name, n: left}));
    (group.lastChild as SVGTextElement).textContent = left === 0 ? '' : String(left);
  }

  /** With all its seats. */
  private groupOf(section: Section): SVGGElement {
    this.grow(section, Infinity);
    return this.groups[section.index]!;
  }

  /** @return how many seats were added, at most as many as there is room for */
  private grow(section: Section, room: number): number {
    const group = (this.groups[section.index] ??= this.emptyGroup(section));
    const looks = this.looks[section.index]!;
    const from = this.grown[section.index] ?? 0;
    const to = Math.min(section.count, from + room);
    for (let n = from; n < to; n++) {
      const seat = section.seats[n]!;
      if (seat.row && seat.row !== section.seats[n - 1]?.row) {
        group.append(this.rowSign(seat, section.seats[n + 1]));
      }
      const node = this.blank.cloneNode() as SVGPathElement;
      node.setAttribute('data-seat', String(seat.index));
      node.setAttribute('d', `M${seat.x} ${seat.y}${looks.disc}`);
      this.nodes[seat.index] = node;
      this.paint(seat);
      group.append(node);
    }
    looks.draw();
    group.append(looks.layer);
    this.grown[section.index] = to;
    return to - from;
  }

  private isGrown(section: Section): boolean {
    return this.grown[section.index] === section.count;
  }

  private emptyGroup(section: Section): SVGGElement {
    const group = element('g') as SVGGElement;
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', section.name);
    group.dataset['seatsOf'] = String(section.index);
    this.looks[section.index] = new Looks(section, seat => this.plan!.gradeOf(seat).color);
    return group;
  }

  private rowSign(first: Seat, next: Seat | undefined): SVGElement {
    const {radius} = first.section;
    const [dx, dy] = next && next.row === first.row ? [first.x - next.x, first.y - next.y] : [-2 * radius, 0];
    const sign = element('text');
    sign.setAttribute('class', 'row');
    sign.setAttribute('aria-hidden', 'true');
    sign.setAttribute('x', String(first.x + dx * 0.95));
    sign.setAttribute('y', String(first.y + dy * 0.95));
    sign.setAttribute('font-size', String(radius * 1.1));
    sign.textContent = first.row;
    return sign;
  }

  private paint(seat: Seat): void {
    const node = this.nodes[seat.index];
    if (!node || !this.plan) {
      return;
    }
    const state = this.chosen.has(seat.index) ? 'mine' : ((this.states[seat.index] ?? 'H') as State);
    const dimmed = this.onlyGrade !== null && this.onlyGrade !== seat.grade && state !== 'mine';
    if (this.looks[seat.section.index]!.set(seat, state, dimmed)) {
      node.setAttribute('class', `seat ${state}`);
      this.nameSoon(seat);
    }
  }

  /** Of all seats that have been painted otherwise since. */
  private drawLooks(): void {
    this.looks.forEach(looks => looks?.draw());
  }

  /** After the frame that shows it. */
  private nameSoon(seat: Seat): void {
    this.unnamed.add(seat.index);
    this.nameAfterFrame();
  }

  private nameAfterFrame(): void {
    if (this.naming === undefined && !this.namingFrame) {
      this.namingFrame = requestAnimationFrame(() => {
        this.namingFrame = 0;
        this.naming = setTimeout(() => this.nameSome());
      });
    }
  }

  private nameSome(): void {
    let room = NAMES_AT_ONCE;
    for (const index of this.unnamed) {
      this.name(this.plan!.seats[index]!);
      if (--room === 0) {
        break;
      }
    }
    this.naming = this.unnamed.size > 0 ? setTimeout(() => this.nameSome(), 8) : undefined;
  }

  private name(seat: Seat): void {
    if (this.unnamed.delete(seat.index)) {
      const node = this.nodes[seat.index]!;
      const mine = this.chosen.has(seat.index);
      node.setAttribute('aria-checked', String(mine));
      node.setAttribute('aria-disabled', String(!mine && this.states[seat.index] !== 'A'));
      node.setAttribute('aria-label', this.nameOf(seat));
    }
  }

  private nameOf(seat: Seat): string {
    const state = this.chosen.has(seat.index) ? t('stateChosen') : t(`state${(this.states[seat.index] ?? 'H') as State}`);
    return `${(this.names[seat.index] ??= this.lastingNameOf(seat))}, ${state}`;
  }

  /** What does not change while somebody looks. */
  private lastingNameOf(seat: Seat): string {
    const {name, price} = this.plan!.gradeOf(seat);
    return seatName(seat) + (this.grades[seat.grade] ??= `, ${name}` + (price ? `, ${money(price)}` : ''));
  }

  private drawTicks(): void {
    this.ticks.replaceChildren(
      ...[...this.chosen].map(index => {
        const seat = this.plan!.seats[index]!;
        const r = seat.section.radius;
        const tick = element('path');
        tick.setAttribute(
          'd',
          `M${seat.x - r * 0.5} ${seat.y}l${r * 0.38} ${r * 0.42}l${r * 0.66} ${-r * 0.84}`,
        );
        tick.setAttribute('stroke-width', String(r * 0.26));
        return tick;
      }),
    );
  }

  // --- looking

  private measure(): void {
    this.wide = this.svg.clientWidth;
    this.high = this.svg.clientHeight;
  }

  private get pixelsPerUnit(): number {
    return Math.max(1, this.wide) / this.box.width;
  }

  private get ratio(): number {
    return Math.max(1, this.wide) / Math.max(1, this.high);
  }

  /** The whole hall. */
  fit(smooth: boolean): void {
    if (this.plan) {
      this.flyTo(this.whole, smooth);
    }
  }

  /** The hall, but a small one not larger than life. */
  private get whole(): Box {
    const {left, top, width, height} = this.plan!;
    const box = this.around(left, top, width, height);
    const wide = Math.max(box.width, this.leastWidth);
    return this.around(box.x + (box.width - wide) / 2, box.y + (box.height - wide / this.ratio) / 2, wide, wide / this.ratio);
  }

  /** Its own seats come first on a slow line; those beside it are asked for once the map has come closer. */
  private fitSection(section: Section, smooth: boolean): void {
    this.wanted = section;
    this.flyTo(this.closeTo(section), smooth, [section]);
  }

  private closeTo(section: Section): Box {
    const margin = section.radius * 3;
    return this.around(
      section.left - margin,
      section.top - margin,
      section.right - section.left + 2 * margin,
      section.bottom - section.top + 2 * margin,
    );
  }

  private around(x: number, y: number, width: number, height: number): Box {
    const wide = Math.max(width, height * this.ratio);
    const high = wide / this.ratio;
    return {x: x + width / 2 - wide / 2, y: y + height / 2 - high / 2, width: wide, height: high};
  }

  private fitShape(): void {
    const {x, y, width, height} = this.box;
    if (this.plan && Math.abs(width / height - this.ratio) > 0.01) {
      const whole = !this.drawn || width >= this.plan.width;
      this.box = whole
        ? this.whole
        : this.around(x + width / 2 - width / 2, y + height / 2 - width / this.ratio / 2, width, width / this.ratio);
      this.draw();
    }
  }

  /** @param x and y: what stays where it is, in the hall's units; the middle if missing */
  private zoom(factor: number, x?: number, y?: number): void {
    const {box} = this;
    const width = this.limited(box.width / factor);
    const height = width / this.ratio;
    const px = x === undefined ? 0.5 : (x - box.x) / box.width;
    const py = y === undefined ? 0.5 : (y - box.y) / box.height;
    const at = {x: x ?? box.x + box.width / 2, y: y ?? box.y + box.height / 2};
    const to = {x: at.x - px * width, y: at.y - py * height, width, height};
    if (x === undefined) {
      this.flyTo(to, true);
    } else {
      this.jumpTo(to);
    }
  }

  /** How little of the hall is shown at most closely. */
  private get leastWidth(): number {
    return (this.wide * (this.plan!.sections[0]?.radius ?? 10)) / LARGEST_RADIUS;
  }

  private limited(width: number): number {
    return Math.min(this.whole.width * 1.1, Math.max(this.leastWidth, width));
  }

  /** Keeps at least the middle of the view over the hall. */
  private jumpTo(box: Box): void {
    const plan = this.plan!;
    const middle = (at: number, length: number, from: number, size: number): number =>
      Math.min(from + size, Math.max(from, at + length / 2)) - length / 2;
    this.box = {
      x: middle(box.x, box.width, plan.left, plan.width),
      y: middle(box.y, box.height, plan.top, plan.height),
      width: box.width,
      height: box.height,
    };
    this.drawSoon();
  }

  private land(): void {
    cancelAnimationFrame(this.flight);
    this.flight = 0;
  }

  /** @param first what is asked for before the map is there; all that will be seen, if missing */
  private flyTo(to: Box, smooth: boolean, first?: Section[]): void {
    this.land();
    if (this.seatsAreSeen(to)) {
      this.fetch(first ?? this.plan!.sections.filter(section => isIn(section, to)));
    }
    if (!smooth || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.box = to;
      this.draw();
      return;
    }
    const from = this.box;
    const start = performance.now();
    const step = (): void => {
      const done = Math.min(1, (performance.now() - start) / FLIGHT);
      const eased = 1 - (1 - done) ** 3;
      const mix = (a: number, b: number): number => a + (b - a) * eased;
      this.box = {
        x: mix(from.x, to.x),
        y: mix(from.y, to.y),
        width: mix(from.width, to.width),
        height: mix(from.height, to.height),
      };
      this.flight = done < 1 ? requestAnimationFrame(step) : 0;
      this.draw();
    };
    this.flight = requestAnimationFrame(step);
  }

  private seatsAreSeen(box: Box): boolean {
    const radius = this.plan!.sections[0]?.radius ?? 10;
    return this.plan!.size <= FEW_SEATS || (radius * this.wide) / box.width >= VISIBLE_RADIUS;
  }

  private draw(): void {
    const {plan, box} = this;
    if (!plan || this.wide === 0) {
      return;
    }
    this.svg.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`);
    const scale = this.pixelsPerUnit;
    const radius = (plan.sections[0]?.radius ?? 10) * scale;
    this.detail = this.seatsAreSeen(box);
    this.classList.toggle('near', radius >= 6);
    const hadFocus = this.svg.contains(document.activeElement);
    let room = plan.size <= FEW_SEATS ? Infinity : SEATS_PER_FRAME;
    const missing: Section[] = [];
    for (const section of plan.sections) {
      const outline = this.outlineNodes[section.index]!;
      const inView = isIn(section, box);
      const known = this.groups[section.index];
      const shown = this.detail && inView && plan.has(section);
      if (this.detail && inView && !shown) {
        missing.push(section);
      }
      if (shown && known?.isConnected && this.isGrown(section)) {
        outline.remove();
      } else if (shown && room > 0) {
        const added = this.grow(section, section === this.wanted ? Infinity : room);
        const group = this.groups[section.index]!;
        room -= group.isConnected ? added : this.grown[section.index]!;
        if (!group.isConnected) {
          this.seats.append(group);
        }
        if (this.isGrown(section)) {
          outline.remove();
        }
      } else if (!shown || !known?.isConnected) {
        known?.remove();
        if (inView || !this.detail) {
          if (!outline.isConnected) {
            this.outlines.append(outline);
          }
          this.sizeName(section, outline, scale);
        } else {
          outline.remove();
        }
      }
    }
    if (room <= 0) {
      this.drawSoon();
    }
    // What is only passed by on the way is not asked for.
    if (!this.flight) {
      this.fetch(missing);
    }
    this.ensureEntry(hadFocus);
  }

  /** Draws their seats once they have come; until then each stays one piece. */
  private fetch(sections: Section[]): void {
    const missing = sections.filter(section => !this.asked.has(section.index) && !this.plan!.has(section));
    if (missing.length === 0) {
      return;
    }
    missing.forEach(section => this.asked.add(section.index));
    void this.plan!
      .load(missing)
      .then(() => this.drawSoon())
      // Whoever moves the map asks again.
      .catch(() => missing.forEach(section => this.asked.delete(section.index)));
  }

  private drawSoon(): void {
    if (!this.frame) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  }

  private sizeName(section: Section, outline: SVGGElement, scale: number): void {
    const text = outline.lastChild as SVGTextElement;
    const room = Math.min(section.right - section.left, (section.bottom - section.top) * 1.6) * scale;
    const size = Math.min(15, room / 2.6);
    text.setAttribute('font-size', String(size / scale));
    text.setAttribute('visibility', size >= 8 ? 'visible' : 'hidden');
  }

  // --- choosing

  private listen(): void {
    const fingers = new Map<number, {x: number; y: number}>();
    let moved = false;
    let pinch = 0;
    this.svg.addEventListener('pointerdown', event => {
      if (event.button !== 0) {
        return;
      }
      this.land();
      fingers.set(event.pointerId, {x: event.clientX, y: event.clientY});
      if (fingers.size === 1) {
        moved = false;
        // Whoever puts a finger on a section mostly wants to see it.
        const section = this.detail ? undefined : this.sectionAt(event);
        if (section) {
          this.fetch([section]);
        }
      }
      pinch = spread(fingers);
    });
    this.svg.addEventListener('pointermove', event => {
      const before = fingers.get(event.pointerId);
      if (!before) {
        this.hover(event);
        return;
      }
      const dx = event.clientX - before.x;
      const dy = event.clientY - before.y;
      if (!moved && Math.hypot(dx, dy) < 6 && fingers.size === 1) {
        return;
      }
      if (!moved) {
        moved = true;
        this.tip.hidden = true;
        this.svg.setPointerCapture(event.pointerId);
      }
      fingers.set(event.pointerId, {x: event.clientX, y: event.clientY});
      if (fingers.size === 2 && pinch > 0) {
        const now = spread(fingers);
        const [a, b] = [...fingers.values()] as [{x: number; y: number}, {x: number; y: number}];
        const at = this.unitsAt((a.x + b.x) / 2, (a.y + b.y) / 2);
        this.zoom(now / pinch, at.x, at.y);
        pinch = now;
      }
      const scale = this.pixelsPerUnit * fingers.size;
      this.jumpTo({...this.box, x: this.box.x - dx / scale, y: this.box.y - dy / scale});
    });
    const lift = (event: PointerEvent): void => {
      if (fingers.delete(event.pointerId) && !moved && event.type === 'pointerup') {
        this.tap(event);
      }
      pinch = spread(fingers);
    };
    this.svg.addEventListener('pointerup', lift);
    this.svg.addEventListener('pointercancel', lift);
    this.svg.addEventListener('pointerleave', () => (this.tip.hidden = true));
    this.svg.addEventListener(
      'wheel',
      event => {
        event.preventDefault();
        const at = this.unitsAt(event.clientX, event.clientY);
        this.zoom(Math.exp(-Math.max(-100, Math.min(100, event.deltaY)) / 250), at.x, at.y);
      },
      {passive: false},
    );
    this.svg.addEventListener('keydown', event => this.key(event));
    this.svg.addEventListener('focusin', event => this.enter(event.target as SVGElement));
  }

  private unitsAt(clientX: number, clientY: number): {x: number; y: number} {
    const frame = this.svg.getBoundingClientRect();
    return {
      x: this.box.x + ((clientX - frame.left) / frame.width) * this.box.width,
      y: this.box.y + ((clientY - frame.top) / frame.height) * this.box.height,
    };
  }

  private sectionAt(event: PointerEvent): Section | undefined {
    const index = (event.target as Element).closest<SVGElement>('[data-section]')?.dataset['section'];
    return index === undefined ? undefined : this.plan?.sections[Number(index)];
  }

  private tap(event: PointerEvent): void {
    const at = this.unitsAt(event.clientX, event.clientY);
    if (!this.detail) {
      const section = this.sectionAt(event);
      if (section) {
        this.fitSection(section, true);
      } else {
        this.zoom(2, at.x, at.y);
      }
      return;
    }
    const radius = (this.plan!.sections[0]?.radius ?? 10) * this.pixelsPerUnit;
    if (event.pointerType !== 'mouse' && radius < TOUCHABLE_RADIUS) {
      const width = this.limited((this.box.width * radius) / (TOUCHABLE_RADIUS * 1.5));
      this.flyTo(this.around(at.x - width / 2, at.y - width / this.ratio / 2, width, width / this.ratio), true);
      return;
    }
    const seat = this.nearest(at.x, at.y, event.pointerType === 'mouse' ? 4 : 14);
    if (seat) {
      this.choose(seat);
    }
  }

  private nearest(x: number, y: number, slackPixels: number): Seat | null {
    let best: Seat | null = null;
    let bestDistance = Infinity;
    const slack = slackPixels / this.pixelsPerUnit;
    for (const section of this.plan!.sections) {
      const reach = section.radius + slack;
      if (x < section.left - slack || x > section.right + slack || y < section.top - slack || y > section.bottom + slack) {
        continue;
      }
      for (const seat of section.seats) {
        const distance = Math.hypot(seat.x - x, seat.y - y);
        if (distance < bestDistance && distance <= reach) {
          best = seat;
          bestDistance = distance;
        }
      }
    }
    return best;
  }

  private hover(event: PointerEvent): void {
    const index = (event.target as SVGElement).dataset?.['seat'];
    this.tip.hidden = index === undefined || event.pointerType !== 'mouse';
    if (!this.tip.hidden) {
      const frame = this.getBoundingClientRect();
      this.tip.textContent = this.nameOf(this.plan!.seats[Number(index)]!);
      const x = Math.min(event.clientX - frame.left, frame.width - this.tip.offsetWidth - 8);
      this.tip.style.setProperty('transform', `translate(${Math.max(8, x)}px, ${event.clientY - frame.top + 18}px)`);
    }
  }

  private choose(seat: Seat): void {
    this.tip.hidden = true;
    if (!this.locked && (this.chosen.has(seat.index) || this.states[seat.index] === 'A')) {
      this.dispatchEvent(new CustomEvent('hf-seat', {detail: seat.index, bubbles: true}));
    }
  }

  // --- by keyboard: one thing in the map has the tab stop, arrow keys move it

  private ensureEntry(hadFocus: boolean): void {
    if (this.focused?.isConnected) {
      return;
    }
    const seat = this.focused?.dataset['seat'];
    const around = seat === undefined ? undefined : this.outlineNodes[this.plan!.seats[Number(seat)]!.section.index];
    this.enter(
      around?.isConnected
        ? around
        : (this.svg.querySelector<SVGElement>('.seat.A') ??
            this.svg.querySelector<SVGElement>('.section:not(.full)') ??
            this.svg.querySelector<SVGElement>('.seat, .section')),
    );
    if (hadFocus) {
      this.focused?.focus({preventScroll: true});
    }
  }

  private enter(target: SVGElement | null): void {
    if (target !== this.focused && (target?.dataset['seat'] || target?.dataset['section'])) {
      if (target.dataset['seat']) {
        this.name(this.plan!.seats[Number(target.dataset['seat'])]!);
      }
      this.focused?.setAttribute('tabindex', '-1');
      this.focused = target;
      target.setAttribute('tabindex', '0');
    }
  }

  private key(event: KeyboardEvent): void {
    const direction = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
    const seatIndex = this.focused?.dataset['seat'];
    const sectionIndex = this.focused?.dataset['section'];
    if (direction) {
      event.preventDefault();
      if (seatIndex !== undefined) {
        this.moveToSeat(this.plan!.seats[Number(seatIndex)]!, direction as [number, number]);
      } else if (sectionIndex !== undefined) {
        this.moveToSection(this.plan!.sections[Number(sectionIndex)]!, direction as [number, number]);
      }
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (seatIndex !== undefined) {
        this.choose(this.plan!.seats[Number(seatIndex)]!);
      } else if (sectionIndex !== undefined) {
        void this.openSection(this.plan!.sections[Number(sectionIndex)]!);
      }
    } else if (event.key === '+' || event.key === '=') {
      this.zoom(1.6);
    } else if (event.key === '-') {
      this.zoom(1 / 1.6);
    } else if (event.key === '0' || event.key === 'Escape') {
      this.fit(true);
    }
  }

  private async openSection(section: Section): Promise<void> {
    this.fitSection(section, false);
    await this.plan!.load([section]).catch(() => undefined);
    if (!this.plan!.has(section)) {
      return;
    }
    this.seats.append(this.groupOf(section));
    this.outlineNodes[section.index]!.remove();
    const first = section.seats.find(seat => this.states[seat.index] === 'A') ?? section.seats[0]!;
    this.nodes[first.index]?.focus({preventScroll: true});
  }

  private moveToSeat(from: Seat, direction: [number, number]): void {
    const to = following(
      this.plan!.sections.flatMap(section => section.seats),
      from,
      direction,
    );
    if (to) {
      this.bringIntoView(to);
      if (!this.nodes[to.index]?.isConnected) {
        this.seats.append(this.groupOf(to.section));
        this.outlineNodes[to.section.index]!.remove();
      }
      this.nodes[to.index]?.focus({preventScroll: true});
    }
  }

  private moveToSection(from: Section, direction: [number, number]): void {
    const middle = (section: Section): {x: number; y: number; section: Section} => ({
      x: (section.left + section.right) / 2,
      y: (section.top + section.bottom) / 2,
      section,
    });
    const all = this.plan!.sections.map(middle);
    const to = following(all, all[from.index]!, direction);
    if (to) {
      this.outlineNodes[to.section.index]?.focus({preventScroll: true});
    }
  }

  private bringIntoView(seat: Seat): void {
    const {box} = this;
    const margin = Math.min(box.width, box.height) * 0.12;
    const x = Math.min(Math.max(box.x, seat.x + margin - box.width), seat.x - margin);
    const y = Math.min(Math.max(box.y, seat.y + margin - box.height), seat.y - margin);
    if (x !== box.x || y !== box.y) {
      this.box = {...box, x, y};
      this.draw();
    }
  }
}

function isIn(section: Section, box: Box): boolean {
  return (
    section.right > box.x &&
    section.left < box.x + box.width &&
    section.bottom > box.y &&
    section.top < box.y + box.height
  );
}

/** The nearest in a direction: straight ahead counts more than near by. */
function following<T extends {x: number; y: number}>(all: T[], from: T, [dx, dy]: [number, number]): T | null {
  let best: T | null = null;
  let bestCost = Infinity;
  for (const one of all) {
    const along = (one.x - from.x) * dx + (one.y - from.y) * dy;
    const aside = Math.abs((one.x - from.x) * dy) + Math.abs((one.y - from.y) * dx);
    const cost = along + 2.5 * aside;
    if (along > 0.5 && aside < 3 * along && cost < bestCost) {
      best = one;
      bestCost = cost;
    }
  }
  return best;
}

function spread(fingers: Map<number, {x: number; y: number}>): number {
  const [a, b] = [...fingers.values()];
  return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
}

function blankSeat(): SVGElement {
  const blank = element('path');
  blank.setAttribute('role', 'checkbox');
  blank.setAttribute('tabindex', '-1');
  blank.setAttribute('aria-checked', 'false');
  return blank;
}

function element(name: string): SVGElement {
  return document.createElementNS(SVG, name) as SVGElement;
}

function tool(sign: string, name: string, act: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = sign;
  button.title = name;
  button.setAttribute('aria-label', name);
  button.addEventListener('click', act);
  return button;
}

customElements.define('hf-seat-map', SeatMap);
