/** Maintenance and backup windows, all in UTC. */

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutesPerDay = 24 * 60;
const minutesPerWeek = 7 * minutesPerDay;

interface Span {
  readonly startMinute: number;
  readonly lengthMinutes: number;
}

export const dailyWindow = /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/;
export const weeklyWindow =
  /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/i;

function minuteOf(time: string): number {
  const parts = time.toLowerCase().split(":");
  const day = Math.max(0, days.indexOf(parts[0] ?? ""));
  const [hour = "0", minute = "0"] = parts.slice(-2);
  return day * minutesPerDay + Number(hour) * 60 + Number(minute);
}

function spanOf(window: string, period: number): Span {
  const [start = "", end = ""] = window.split("-");
  const startMinute = minuteOf(start);
  return { startMinute, lengthMinutes: (minuteOf(end) - startMinute + period) % period };
}

export function dailyLengthMinutes(window: string): number {
  return spanOf(window, minutesPerDay).lengthMinutes;
}

/** Whether a daily window falls into a weekly one on any day. */
export function windowsOverlap(daily: string, weekly: string): boolean {
  const { startMinute, lengthMinutes } = spanOf(weekly, minutesPerWeek);
  const ofDay = spanOf(daily, minutesPerDay);
  return days.some((_, day) => {
    const start = day * minutesPerDay + ofDay.startMinute;
    const untilStart = (start - startMinute + minutesPerWeek) % minutesPerWeek;
    const untilWeekly = (startMinute - start + minutesPerWeek) % minutesPerWeek;
    return untilStart < lengthMinutes || untilWeekly < ofDay.lengthMinutes;
  });
}
