import type {Money} from './api';
import {language} from '../words/words';

/** Made once for each currency: making one takes longer than using it a hundred times. */
const currencies = new Map<string, {format: Intl.NumberFormat; digits: number}>();

function inCurrency(currency: string): {format: Intl.NumberFormat; digits: number} {
  let known = currencies.get(currency);
  if (!known) {
    const format = new Intl.NumberFormat(language, {style: 'currency', currency});
    known = {format, digits: format.resolvedOptions().maximumFractionDigits ?? 0};
    currencies.set(currency, known);
  }
  return known;
}

/** In the reader's way: 160,000원, ₩160,000, €49.90. */
export function money(value: Money): string {
  const {format, digits} = inCurrency(value.currency);
  const major = value.amount / 10 ** digits;
  return language === 'ko' && value.currency === 'KRW' ? `${major.toLocaleString('ko')}원` : format.format(major);
}

export function sum(values: Money[]): Money {
  return {amount: values.reduce((total, value) => total + value.amount, 0), currency: values[0]?.currency ?? 'KRW'};
}

/** A day and time where the venue is, naming the zone when the reader's is another. */
export function dateTime(moment: string, timeZone?: string): string {
  const elsewhere = timeZone && timeZone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = timeZone ? {timeZone} : {};
  const day = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    ...zone,
  });
  const time = new Intl.DateTimeFormat(language, {
    hour: 'numeric',
    minute: '2-digit',
    ...zone,
    ...(elsewhere ? {timeZoneName: 'short'} : {}),
  });
  const at = new Date(moment);
  return `${day.format(at)} ${time.format(at)}`;
}

export function dayOf(moment: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    ...(timeZone ? {timeZone} : {}),
  }).format(new Date(moment));
}

export function count(value: number): string {
  return value.toLocaleString(language);
}

/** 4:05, 1:02:03 or 3 days 04:05:06. */
export function lasting(milliseconds: number, days: (count: number) => string): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const hours = Math.floor((seconds % 86_400) / 3600);
  const tail = `${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
  if (seconds >= 86_400) {
    return `${days(Math.floor(seconds / 86_400))} ${two(hours)}:${tail}`;
  }
  return hours > 0 ? `${hours}:${tail}` : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}
