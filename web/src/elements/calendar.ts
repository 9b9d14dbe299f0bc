const DAY_MS = 86_400_000;

/** The time of day as the language writes it: "07:05", "7:05 AM". */
export function timeOf(at: Date, language: string): string {
  return at.toLocaleTimeString(language, { timeStyle: "short" });
}

/** The day as it stands above calls: "Today", "Yesterday", then "Monday, 16 November", with the year where it is another. */
export function dayOf(at: Date, now: Date, language: string): string {
  const days = (midnight(at) - midnight(now)) / DAY_MS;
  if (days === 0 || days === -1) {
    return capitalised(new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day"), language);
  }
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  const day = at.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", ...year });
  return capitalised(day, language);
}

/** As a date of the calendar, in UTC: days are not always 24 hours long. */
function midnight(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
}

function capitalised(text: string, language: string): string {
  const [first = ""] = text;
  return first.toLocaleUpperCase(language) + text.slice(first.length);
}
