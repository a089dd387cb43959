/** `2026-11-22 10:00:03 UTC`; the number itself where no calendar has it. */
export function formatMoment(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `45 s`, `4 min 12 s`, `3 h 5 min`, `2 days 4 h`: the two largest units. */
export function formatDuration(seconds: number): string {
  const total = Math.round(Math.abs(seconds));
  const units = [
    [86_400, 'days'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const first = units.findIndex(([size]) => total >= size);
  if (first < 0) return '0 s';
  let rest = total;
  return units
    .slice(first, first + 2)
    .map(([size, unit]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? '' : `${count} ${unit === 'days' && count === 1 ? 'day' : unit}`;
    })
    .filter((text) => text !== '')
    .join(' ');
}

/** `4 min 12 s ago`, `in 30 s`, `now`. */
export function formatDistance(moment: number, at: number): string {
  const distance = Math.round(moment - at);
  if (distance === 0) return 'now';
  return distance < 0 ? `${formatDuration(distance)} ago` : `in ${formatDuration(distance)}`;
}
