// What a cron expression says in words, where it is one of those that people write most.
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MINUTE = /^[0-5]?\d$/, HOUR = /^([01]?\d|2[0-3])$/, DAY = /^([1-9]|[12]\d|3[01])$/;
const two = (n) => n.padStart(2, '0');
const named = (day) => DAYS[day] ?? DAYS.find((name) => name.slice(0, 3).toUpperCase() === day.toUpperCase());

function clock(minute, hour) {
  if (hour === '*') return minute === '*' ? 'each minute' : MINUTE.test(minute) ? `each hour at minute ${minute}` : undefined;
  return MINUTE.test(minute) && HOUR.test(hour) ? `at ${two(hour)}:${two(minute)}` : undefined;
}

function days(day, month, weekday) {
  if (month !== '*') return undefined;
  if (weekday === '*') return day === '*' ? 'each day' : DAY.test(day) ? `on day ${day} of each month` : undefined;
  const [from, to] = weekday.split('-').map(named);
  if (day !== '*' || !from || (weekday.includes('-') && !to)) return undefined;
  return !to ? `each ${from}` : from === to ? 'each day' : `${from} to ${to}`;
}

/** Such as `at 12:00, Monday to Friday`; nothing for what is not so simple. */
export function cronWords(text) {
  const [minute, hour, ...rest] = text.trim().split(/\s+/);
  const time = rest.length === 3 && clock(minute, hour), when = time && days(...rest);
  return when ? `${time}, ${when}` : undefined;
}
